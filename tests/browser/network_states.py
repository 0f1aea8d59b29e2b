"""The states of the pages of partners, talks, meetings, maps, office hours and ways of access."""

from typing import Any

from tests.browser.acts import outdated, preview_hours
from tests.browser.state import BARE, CONFLICT, ERRORS, State


def network_pages() -> list[State]:
    """Partners, talks, meetings, maps."""
    lead: dict[str, Any] = {"who": "team_lead"}
    partner: dict[str, Any] = {**lead, "about": "partner"}
    made = ("partner_edit", "contact_new", "contact_edit", "talk_edit", "meeting_edit")
    versions = {"contact_edit": "Eva Erfunden", "meeting_edit": "Runder Tisch", "partner_edit": "Beratung"}
    return [
        State("network:partner_list"),
        State("network:partner_list", **lead, **BARE),
        State("network:partner_list", state="nothing fits", query="?q=Qwxyz"),
        State("network:partner_list", state="wrong filter", query="?kind=quatsch"),
        State("network:partner_new"),
        State("network:partner_new", **ERRORS),
        State("network:partner_detail", **partner),
        State("network:partner_detail", about="partner", who="assistant", state="to read"),
        State("network:partner_detail", **lead, about="new partner", state="no talk"),
        State("network:partner_detail", **partner, **ERRORS),
        *[State(f"network:{name}", **partner) for name in made],
        *[State(f"network:{name}", **partner, **ERRORS) for name in made],
        *[
            State(f"network:{name}", **partner, **CONFLICT, act=outdated({"name": value}))
            for name, value in versions.items()
        ],
        State("network:talk_edit", **partner, **CONFLICT, act=outdated({"minutes": "Zweite Fassung"})),
        State("network:meeting_list"),
        State("network:meeting_list", **partner, state="may keep"),
        State("network:meeting_list", **lead, **BARE),
        State("network:meeting_new", **lead),
        State("network:meeting_new", **lead, **ERRORS),
        State("network:network_map", **partner),
        State("network:network_map", **lead, **BARE),
        State("network:network_map_of", **partner),
        State("network:network_map_of", **partner, state="one kind", query="?art=advice"),
        State("network:hours_new", **lead, about="place"),
        State("network:hours_new", **lead, about="place", **ERRORS),
        State("network:hours_new", **lead, about="place", state="preview", act=preview_hours),
        State("network:hours_edit", **lead, about="hours"),
        State("network:hours_edit", **lead, about="hours", **ERRORS),
        State("network:hours_edit", **lead, about="hours", **CONFLICT, act=outdated({"place": "Bücherei"})),
        State("network:municipality", **lead, about="closed place", state="no open hours"),
        State("network:hours_edit", **lead, about="closed place", state="no open hours"),
        State("network:municipality", **lead, about="timeless place", state="days without times"),
        State("network:hours_edit", **lead, about="timeless place", state="days without times"),
        State("network:place_access", **lead, about="place"),
        State(
            "network:place_access",
            **lead,
            about="place",
            **CONFLICT,
            act=outdated({"contact_office": "Bürgerbüro"}),
        ),
        State("network:route_list", **lead),
        State("network:route_list", **lead, **BARE),
        State("network:route_new", **lead),
        State("network:route_new", **lead, **ERRORS),
        State("network:route_edit", **lead, about="route"),
        State("network:route_edit", **lead, about="route", **ERRORS),
        State("network:route_edit", **lead, about="route", **CONFLICT, act=outdated({"label": "Weg"})),
    ]
