"""What has changed between two states of a concept."""

import copy

import pytest

from kim.action_plans.rules.compare import changes

LABELS = {
    "population": {"label": "Einwohnerzahl", "unit": "count", "office": "", "position": 0},
    "share": {"label": "Ausländerquote", "unit": "percent", "office": "", "position": 1},
}
REMARKS = {
    part: {"state": "open", "text": ""}
    for part in (
        "profile",
        "infrastructure",
        "network_map",
        "meetings",
        "agreements",
        "groups",
        "focus",
        "access",
    )
}
EMPTY = {
    "ags": "05997000",
    "indicator_labels": LABELS,
    "indicators": {},
    "infrastructure": {"text": "", "offers": []},
    "network_map": [],
    "network_meetings": [],
    "agreements": [],
    "groups": [],
    "focus": [],
    "access": {"clearing_point": False, "office_hours": [], "channels": []},
    "milestones": [],
    "responsible": [],
    "contact_office": "",
    "remarks": REMARKS,
}
MEETING = {"name": "Runder Tisch", "level": "operativ", "kim_part": "", "rhythm": "monatlich"}
VALUE = {"state": "value", "value": 52666}
NOTHING = {"state": "not_recorded", "value": None}


def told(before, after):
    """The sentences of the only part that has changed."""
    (part,) = changes({**EMPTY, **before}, {**EMPTY, **after})
    return part.part, list(part.sentences)


def test_equal_states_have_no_change():
    assert changes(EMPTY, copy.deepcopy(EMPTY)) == []


def test_a_figure_that_was_not_yet_recorded():
    before = {"indicators": {"population": {"2024": NOTHING}}}
    after = {"indicators": {"population": {"2024": VALUE}}}
    assert told(before, after) == ("profile", ["Einwohnerzahl 2024: 52.666 statt noch nicht erfasst"])


def test_a_figure_of_a_year_nobody_asked_for_before():
    after = {"indicators": {"share": {"2025": {"state": "value", "value": 17.5}}}}
    assert told({}, after) == ("profile", ["Ausländerquote 2025: 17,50\u00a0% statt noch nicht erfasst"])


def test_a_new_year_without_figures_is_no_change():
    assert changes(EMPTY, {**EMPTY, "indicators": {"share": {"2025": NOTHING}}}) == []


def test_a_figure_that_cannot_be_had_any_more():
    before = {"indicators": {"population": {"2024": VALUE}}}
    after = {"indicators": {"population": {"2024": {"state": "not_available", "value": None}}}}
    assert told(before, after)[1] == ["Einwohnerzahl 2024: nicht verfügbar statt 52.666"]


def test_entries_come_go_and_change():
    other = {**MEETING, "name": "Frühe Hilfen"}
    before = {"network_meetings": [MEETING, {**MEETING, "name": "Altes Netz"}]}
    after = {"network_meetings": [{**MEETING, "rhythm": "", "level": "strategisch"}, other]}
    assert told(before, after) == (
        "meetings",
        [
            "Neu: Frühe Hilfen",
            "Entfallen: Altes Netz",
            "Runder Tisch: Ebene strategisch statt operativ",
            "Runder Tisch: Rhythmus keine Angabe statt monatlich",
        ],
    )


def test_a_second_entry_of_the_same_name_is_new():
    assert told({"network_meetings": [MEETING]}, {"network_meetings": [MEETING, MEETING]}) == (
        "meetings",
        ["Neu: Runder Tisch"],
    )


def test_another_order_is_no_change():
    other = {**MEETING, "name": "Frühe Hilfen"}
    assert (
        changes(
            {**EMPTY, "network_meetings": [MEETING, other]}, {**EMPTY, "network_meetings": [other, MEETING]}
        )
        == []
    )


def test_days_are_written_as_people_write_them():
    agreement = {
        "title": "Konzept",
        "kind": "Schnittstellenkonzept",
        "state": "Entwurf",
        "partners": ["A"],
        "valid_from": None,
        "review_on": None,
    }
    later = {**agreement, "state": "in Kraft", "partners": ["A", "B"], "valid_from": "2026-01-31"}
    assert told({"agreements": [agreement]}, {"agreements": [later]})[1] == [
        "Konzept: Partner A, B statt A",
        "Konzept: Stand in Kraft statt Entwurf",
        "Konzept: gilt ab 31.01.2026 statt keine Angabe",
    ]


@pytest.mark.parametrize(
    ("remark", "sentence"),
    [
        ({"state": "none", "text": ""}, "Angabe zum Baustein: „keine vorhanden“ statt „keine Angabe“"),
        ({"state": "in_progress", "text": ""}, "Angabe zum Baustein: „in Bearbeitung“ statt „keine Angabe“"),
        (
            {"state": "open", "text": "Siehe Anlage."},
            "Angabe zum Baustein: „Siehe Anlage.“ statt „keine Angabe“",
        ),
    ],
)
@pytest.mark.parametrize("part", sorted(REMARKS))
def test_what_is_said_about_a_part(part, remark, sentence):
    assert told({}, {"remarks": {**REMARKS, part: remark}}) == (part, [sentence])


def test_access():
    hours = {"place": "Rathaus", "address": "", "words": "jeden Montag", "note": ""}
    way = {"label": "Flyer", "description": ["Alt."], "criteria": []}
    before = {"access": {"clearing_point": False, "office_hours": [hours], "channels": [way]}}
    after = {
        "access": {
            "clearing_point": True,
            "office_hours": [{**hours, "words": "jeden Dienstag"}],
            "channels": [{**way, "description": ["Neu."]}],
        }
    }
    assert told(before, after) == (
        "access",
        [
            "Clearingstelle: eingerichtet statt nicht eingerichtet",
            "Rathaus: Zeit jeden Dienstag statt jeden Montag",
            "Flyer: Beschreibung geändert",
        ],
    )


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        (None, True, "eingerichtet statt nicht bekannt"),
        (None, False, "nicht eingerichtet statt nicht bekannt"),
        (True, None, "nicht bekannt statt eingerichtet"),
    ],
)
def test_that_a_clearing_point_becomes_known_is_a_change(was, now, sentence):
    before, after = (
        {"access": {"clearing_point": said, "office_hours": [], "channels": []}} for said in (was, now)
    )
    assert told(before, after) == ("access", [f"Clearingstelle: {sentence}"])


def test_the_district_has_no_clearing_point_of_its_own():
    kept, now = (
        {"ags": "05997", "access": {"clearing_point": said, "office_hours": [], "channels": []}}
        for said in (False, None)
    )
    assert changes({**EMPTY, **kept}, {**EMPTY, **now}) == []


def test_a_no_kept_before_unknown_could_be_said_may_have_been_just_that():
    no, unknown = (
        {"access": {"clearing_point": said, "office_hours": [], "channels": []}} for said in (False, None)
    )
    assert changes({**EMPTY, **no}, {**EMPTY, **unknown, "contact_rule": ""}) == []
    later = {**EMPTY, **no, "contact_rule": ""}
    assert [each.sentences for each in changes(later, {**later, **unknown})] == [
        ("Clearingstelle: nicht bekannt statt nicht eingerichtet",)
    ]


def test_that_there_are_no_office_hours_is_a_change():
    none = {"place": "", "address": "", "words": "keine offene Sprechzeit", "note": "", "none": True}
    before = {"access": {"clearing_point": False, "office_hours": [], "channels": []}}
    after = {"access": {"clearing_point": False, "office_hours": [none], "channels": []}}
    assert told(before, after) == ("access", ["Neu: keine offene Sprechzeit"])


def test_infrastructure_milestones_and_people():
    after = {
        **EMPTY,
        "contact_office": "Sozialamt",
        "infrastructure": {
            "text": "",
            "offers": [{"name": "MBE"}],
            "integreat_url": "https://integreat.app/x/",
        },
        "milestones": [{"title": "Clearing", "year": 2026, "half": 1, "state": "geplant"}],
        "responsible": ["Anna", "Ben"],
    }
    assert {each.part: list(each.sentences) for each in changes(EMPTY, after)} == {
        "infrastructure": [
            "Ansprechstelle: Sozialamt statt keine Angabe",
            "Seite in Integreat: https://integreat.app/x/ statt keine Angabe",
            "Neu: MBE",
        ],
        "milestones": ["Neu: Clearing"],
        "responsible": ["Zuständig: Anna, Ben statt keine Angabe"],
    }
    moved = {**after, "milestones": [{"title": "Clearing", "year": 2027, "half": 0, "state": "verschoben"}]}
    assert told(after, moved) == (
        "milestones",
        ["Clearing: Stand verschoben statt geplant", "Clearing: Zeit 2027 statt 1. Halbjahr 2026"],
    )


def test_that_the_time_of_a_milestone_is_over_is_no_change():
    planned = {"title": "Clearing", "year": 2021, "half": 0, "state": "geplant"}
    later = {**planned, "state": "geplant, keine spätere Angabe"}
    before, after = ({**EMPTY, "milestones": [row]} for row in (planned, later))
    assert changes(before, after) == []

    reached = {**EMPTY, "milestones": [{**planned, "state": "erreicht"}]}
    assert told(after, reached) == ("milestones", ["Clearing: Stand erreicht statt geplant"])


DUTY = {"part": "Ortsprofil", "task": "Zahlen", "who": "Kreis", "cooperation": "", "rhythm": "jährlich"}
GROUP = {
    "name": "Lenkung",
    "kind": "Lenkungsgruppe",
    "state": "laufend",
    "results": [],
    "members": ["Landrat"],
}


def test_who_does_what():
    other = {**DUTY, "part": "Zugangssteuerung"}
    before = {"responsibilities": [DUTY]}
    after = {"responsibilities": [{**DUTY, "who": "Kommune", "cooperation": "Kreis"}, other]}
    assert told(before, after) == (
        "responsible",
        [
            "Neu: Zugangssteuerung: Zahlen",
            "Ortsprofil: Zahlen: Zusammenarbeit Kreis statt keine Angabe",
            "Ortsprofil: Zahlen: Zuständig Kommune statt Kreis",
        ],
    )


def test_who_is_in_a_group():
    after = {**GROUP, "members": ["Landrat", "Stadt"]}
    assert told({"groups": [GROUP]}, {"groups": [after]}) == (
        "groups",
        ["Lenkung: Mitglieder Landrat, Stadt statt Landrat"],
    )


def test_which_office_answers_where_none_is_named():
    assert told({"contact_rule": "Bürgerbüro"}, {"contact_rule": "Sozialamt"}) == (
        "infrastructure",
        ["Wer antwortet, wo keine Ansprechstelle genannt ist: Sozialamt statt Bürgerbüro"],
    )


def test_what_was_not_kept_at_the_time_is_no_change():
    old = {key: value for key, value in GROUP.items() if key != "members"}
    now = {**EMPTY, "groups": [GROUP], "responsibilities": [DUTY], "contact_rule": "Bürgerbüro"}
    assert changes({**EMPTY, "groups": [old]}, now) == []
