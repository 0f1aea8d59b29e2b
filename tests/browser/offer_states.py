"""Pages of offers in their states."""

from typing import Any

from tests.browser.acts import outdated, press
from tests.browser.state import BARE, CONFLICT, ERRORS, State


def offer_pages() -> list[State]:
    """Offers, proposals, matrix, imports."""
    lead: dict[str, Any] = {"who": "team_lead"}
    offer: dict[str, Any] = {**lead, "about": "offer"}
    return [
        State("network:offer_list"),
        State("network:offer_list", **lead),
        State("network:offer_list", **lead, **BARE),
        State("network:offer_list", state="nothing fits", query="?stand=beendet"),
        State("network:offer_list", state="wrong filter", query="?stand=quatsch"),
        State("network:offer_detail", **offer),
        State("network:offer_detail", about="wide offer", state="to read"),
        State("network:offer_detail", **lead, about="proposal"),
        State("network:offer_new", **lead),
        State("network:offer_new", **lead, **ERRORS),
        State("network:offer_edit", **offer),
        State("network:offer_edit", **offer, **ERRORS),
        State("network:offer_edit", **offer, **CONFLICT, act=outdated({"name": "Anders"})),
        State("network:offer_end", **offer),
        State("network:offer_end", **offer, **ERRORS),
        State("network:offer_remove", **offer),
        State("network:offer_review", **lead),
        State(
            "network:offer_review",
            **lead,
            state="nothing ticked",
            act=press("Angekreuzte aufnehmen"),
            status=422,
        ),
        State("network:offer_review", **lead, **BARE),
        State("network:offer_matrix", **lead),
        State("network:offer_matrix", **lead, state="one group", query="?zielgruppe=women"),
        State("network:offer_matrix", **lead, state="wrong group", query="?zielgruppe=quatsch"),
        State("network:offer_matrix", **lead, **BARE),
        State("network:offer_imports", **lead),
        State("network:offer_imports", **lead, **BARE),
        State("network:offer_import", **lead, about="import"),
        State("network:offer_import", **lead, about="failed import"),
        State("network:offer_source", **lead),
        State("network:offer_source", **lead, **ERRORS),
    ]


#: Addresses that answer a POST with the page of another address, or that are files.
OFFER_BUTTONS = {
    "network:offer_confirm": "a button on the page of an offer",
    "network:offer_sort": "a button on the page of an offer",
    "network:offer_fetch": "a button on the page of imports",
    "network:offer_matrix_export": "a file",
}
