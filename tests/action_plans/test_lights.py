"""The lights of a whole concept follow from its content."""

from datetime import date

import pytest

from kim.action_plans.rules.completeness import Light
from kim.action_plans.rules.lights import PARTS, Around, lights, overall

DAY = date(2026, 11, 20)
OPEN = {"state": "open", "text": ""}


def content(**parts):
    return {
        "indicators": {},
        "infrastructure": {"text": "", "offers": []},
        "network_map": [],
        "network_meetings": [],
        "agreements": [],
        "groups": [],
        "focus": [],
        "access": {"clearing_point": None, "office_hours": [], "channels": []},
        "remarks": dict.fromkeys(PARTS, OPEN),
    } | parts


def light(part, around=None, **parts):
    found = lights(content(**parts), around or Around(held_on=DAY), DAY)[part]
    return found["light"], found["text"]


def test_an_empty_concept_is_missing_in_every_part():
    found = lights(content(), Around(held_on=DAY), DAY)

    assert set(found) == set(PARTS)
    assert overall(found) == Light.MISSING


def test_a_concept_that_has_nothing_and_says_so_is_done_but_for_the_figures():
    said = {part: {"state": "none", "text": ""} for part in PARTS}
    years = {"population": {"2024": {"state": "not_available", "value": None}}}
    found = lights(content(remarks=said, indicators=years), Around(held_on=DAY), DAY)

    assert overall(found) == Light.DONE
    assert overall(found | {"focus": {"light": "missing", "text": ""}}) == Light.PARTLY


def test_figures_that_are_not_recorded_do_not_count():
    years = {
        "a": {"2023": {"state": "value", "value": 1}, "2024": {"state": "value", "value": 2}},
        "b": {"2023": {"state": "value", "value": 1}, "2024": {"state": "not_recorded", "value": None}},
    }
    assert light("profile", indicators=years) == ("partly", "1 von 2 Kennzahlen für 2024")


def test_offers_and_their_funding():
    offers = [{"funding_ends_on": "2026-12-31"}] * 2 + [{"funding_ends_on": None}]

    assert light("infrastructure", infrastructure={"text": "", "offers": offers}) == (
        "partly",
        "3 Angebote, 2 Förderungen enden am 31.12.",
    )


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("abgestimmt", None), ("in Kraft", None)], ("done", "1 abgestimmt, 1 in Kraft")),
        ([("in Kraft", "2026-11-20")], ("partly", "1 in Kraft, Überprüfung fällig")),
        ([("wird überprüft", None)], ("partly", "1 wird überprüft, Überprüfung fällig")),
    ],
)
def test_agreements(rows, found):
    agreements = [{"state": state, "review_on": review} for state, review in rows]

    assert light("agreements", agreements=agreements) == found


def test_district_wide_entries_are_counted_beside():
    around = Around({"meetings": 7, "groups": 6}, held_on=DAY)
    none = {key: {"state": "none", "text": ""} for key in PARTS}

    assert light("meetings", around, network_meetings=[{}] * 4) == ("done", "4 örtlich, 7 kreisweit")
    assert light("groups", around, remarks=none) == ("done", "keine örtlich, 6 kreisweit")
    assert light("groups", around, groups=[{"state": "beendet"}, {"state": "laufend"}]) == (
        "done",
        "1 laufend, 1 beendet, 6 kreisweit",
    )
    own = Around(is_district=True)
    assert light("meetings", own, network_meetings=[{}] * 7) == ("done", "7 Treffen")
    assert light("network_map", network_map=[{}]) == ("done", "1 Partner mit Kooperationsgespräch")


@pytest.mark.parametrize(
    ("around", "reviewed", "found"),
    [
        (Around(held_on=DAY), "2026-11-01", ("done", "2 Schwerpunkte, 1 Zielgruppe")),
        (
            Around(held_on=DAY),
            None,
            ("partly", "2 Schwerpunkte, 1 Zielgruppe, Überprüfung fällig"),
        ),
        (Around(), "2026-11-01", ("partly", "2 Schwerpunkte, 1 Zielgruppe, Gespräch 2026 fehlt")),
        (Around(is_district=True), "2026-11-01", ("done", "2 Schwerpunkte, 1 Zielgruppe")),
    ],
)
def test_focus_and_the_yearly_talk(around, reviewed, found):
    rows = [{"kind": kind, "reviewed_on": reviewed} for kind in ("Schwerpunkt", "Schwerpunkt", "Zielgruppe")]

    assert light("focus", around, focus=rows) == found


def hours(*rules):
    return [{"rule": rule} for rule in rules]


@pytest.mark.parametrize(
    ("office_hours", "clearing", "channels", "found"),
    [
        (hours("FREQ=WEEKLY;BYDAY=MO"), False, 0, ("done", "Sprechzeit Mo, Clearingstelle nein")),
        (
            hours("FREQ=WEEKLY;BYDAY=TH,TU", "FREQ=MONTHLY;BYDAY=3TU", ""),
            True,
            1,
            ("done", "Sprechzeit Di, Do, Clearingstelle ja, 1 Zugangsweg"),
        ),
        (hours(""), False, 0, ("done", "Sprechzeit nach Vereinbarung, Clearingstelle nein")),
        (
            [{"rule": "", "none": True}, {"rule": ""}],
            False,
            0,
            ("done", "keine offene Sprechzeit, Clearingstelle nein"),
        ),
        (
            [{"rule": "FREQ=MONTHLY;BYDAY=-1TH", "starts": None}],
            False,
            0,
            ("partly", "Sprechzeit Do, Clearingstelle nein, Zeiten der Sprechzeit nicht bekannt"),
        ),
        (
            [{"rule": "", "times_unknown": True}],
            True,
            0,
            ("partly", "Sprechzeit, Clearingstelle ja, Zeiten der Sprechzeit nicht bekannt"),
        ),
        (hours("quatsch"), False, 0, ("done", "Sprechzeit nach Vereinbarung, Clearingstelle nein")),
        ([], True, 0, ("partly", "Clearingstelle ja, Sprechzeit fehlt")),
        ([], False, 0, ("partly", "Clearingstelle nein, Sprechzeit fehlt")),
        (
            hours("FREQ=WEEKLY;BYDAY=MO"),
            None,
            0,
            ("partly", "Sprechzeit Mo, Clearingstelle nicht bekannt"),
        ),
        ([], None, 2, ("partly", "2 Zugangswege, Sprechzeit fehlt, Clearingstelle nicht bekannt")),
        ([], None, 0, ("missing", "noch nichts eingetragen")),
    ],
)
def test_access(office_hours, clearing, channels, found):
    access = {"clearing_point": clearing, "office_hours": office_hours, "channels": [{}] * channels}

    assert light("access", access=access) == found


def test_access_to_the_district_is_its_ways():
    access = {"clearing_point": False, "office_hours": [], "channels": [{}] * 4}

    assert light("access", Around(is_district=True), access=access) == ("done", "4 Zugangswege")


@pytest.mark.parametrize(
    ("infrastructure", "found"),
    [
        ({"text": "Siehe Aushang."}, ("missing", "noch nichts eingetragen")),
        (
            {"text": "Die Angebote stehen in der Integreat-App."},
            ("partly", "wird in Integreat gepflegt, hier noch keine Angebote"),
        ),
        (
            {"text": "", "integreat_url": "https://integreat.app/probstadt/"},
            ("partly", "wird in Integreat gepflegt, hier noch keine Angebote"),
        ),
    ],
)
def test_offers_that_are_kept_in_integreat(infrastructure, found):
    assert light("infrastructure", infrastructure={"offers": []} | infrastructure) == found
