"""SQLite runs with the settings on which the other drills rely; asked from the database, not from the settings."""

import pytest

from tests.drills.conftest import copy_on_sqlite

FULL = 2
EXPECTED = {
    "journal_mode": "wal",
    "synchronous": FULL,
    "foreign_keys": 1,
    "secure_delete": 1,
    "immediate": True,
}


@pytest.fixture(scope="module")
def copied(built_on_sqlite, tmp_path_factory):
    return copy_on_sqlite(built_on_sqlite, tmp_path_factory.mktemp("drill"))


@pytest.fixture(scope="module")
def read_back(copied):
    return copied.run("settings")


@pytest.mark.parametrize("alias", ["default", "keys"])
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_database_confirms_the_setting(read_back, alias, name):
    assert read_back[alias][name] == EXPECTED[name]


def test_with_careless_options_the_database_says_something_else(copied):
    careless = copied.run("settings", careless=True)["default"]
    assert {name for name in EXPECTED if careless[name] != EXPECTED[name]} == set(EXPECTED)
