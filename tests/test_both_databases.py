from tests.both_databases import ON_SQLITE_ONLY
from tests.environment import ROOT


def test_what_is_left_out_on_postgresql_is_there():
    assert [name for name in ON_SQLITE_ONLY if not (ROOT / name).is_file()] == []
