"""Pages of papers and versions in their states."""

from typing import Any

from tests.browser.acts import outdated
from tests.browser.state import BARE, CONFLICT, ERRORS, State


def paper_pages() -> list[State]:
    """Versions of a concept, releasing one, comparing two, and the paper as a page."""
    plan: dict[str, Any] = {"about": "plan"}
    nothing: dict[str, Any] = {"who": "team_lead", "about": "district plan", "state": "empty"}
    readers = ("case_manager", "team_lead", "board_member")
    return [
        *[
            State(f"papers:{page}", who, "plan")
            for page in ("versions", "compare", "plan_page", "version_page")
            for who in readers
        ],
        *[State(f"papers:{page}", **nothing) for page in ("versions", "compare")],
        *[State("papers:released", who) for who in readers],
        *[State("papers:released", who, **BARE) for who in ("team_lead", "board_member")],
        State("papers:whole_page", "team_lead"),
        State("papers:whole_page", "team_lead", **BARE),
        *[State("papers:released_page", who) for who in ("team_lead", "board_member")],
        State("papers:compare", **plan, state="not there", query="?von=999999"),
        State("papers:plan_page", **nothing | {"state": "district"}),
        State("papers:release", "team_lead", "plan"),
        State("papers:release", **nothing | {"state": "first release"}),
        State("papers:release", "team_lead", **plan, **ERRORS),
        State("papers:release", "team_lead", **plan, **CONFLICT, act=outdated({"note": "Lenkungsgruppe"})),
    ]


#: Addresses of files.
PAPER_FILES = {
    f"papers:{name}_{form}": "a file"
    for name in ("whole", "plan", "version")
    for form in ("pdf", "docx", "json")
} | {f"papers:released_{form}": "a file" for form in ("pdf", "docx")}
