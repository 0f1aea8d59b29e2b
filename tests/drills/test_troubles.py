"""When something is broken people see a plain page and no name, nothing changes, and it goes on by itself."""

import pytest

from tests.drills.conftest import copy_on_sqlite

pytestmark = pytest.mark.slow
WELL = {"named": True, "traceback": False, "explained": False}
BROKEN = {"status": 500, "named": False, "traceback": False, "explained": True}
PAGES = {"case", "log of the case", "person", "list", "search", "recording"}


def assert_well(seen):
    assert set(seen) == PAGES
    assert {name: answer["status"] for name, answer in seen.items()} == dict.fromkeys(PAGES, 200) | {
        "recording": 302
    }
    assert all(answer["named"] for name, answer in seen.items() if name != "recording")


@pytest.fixture(scope="module")
def seen(installation):
    """Make a trouble once and remember what was seen."""
    known = {}

    def ask(kind):
        if kind not in known:
            known[kind] = installation.run("troubles", kind=kind)
        return known[kind]

    return ask


@pytest.mark.parametrize("kind", ["broken log", "read-only"])
def test_without_a_trace_nothing_is_shown_and_nothing_changes(seen, kind):
    assert seen(kind)["during"] == dict.fromkeys(PAGES, BROKEN)
    assert seen(kind)["unchanged"]


@pytest.mark.parametrize("kind", ["broken log", "read-only"])
def test_the_same_pages_are_shown_before_and_after(seen, kind):
    assert_well(seen(kind)["before"])
    assert_well(seen(kind)["after"])
    assert seen(kind)["intact"]


def test_a_full_disk_takes_nothing_half(built_on_sqlite, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drill")
    seen = copy_on_sqlite(built_on_sqlite, folder).run("troubles", kind="full disk")
    assert_well(seen["before"])
    assert seen["during"]["recording"] == BROKEN
    assert all(answer in (BROKEN, WELL | {"status": 200}) for answer in seen["during"].values())
    assert_well(seen["after"])
    assert seen["intact"]


@pytest.mark.postgres
def test_after_the_server_ended_the_connection_the_next_page_is_there(installation):
    seen = installation.run("troubles", kind="lost connection")
    assert_well(seen["during"])
    assert_well(seen["after"])
    assert seen["intact"]
