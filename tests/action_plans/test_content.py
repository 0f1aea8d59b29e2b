"""The content of a concept: one dict per territory, the same for one and for all."""

import json
from datetime import date

import pytest

from kim.action_plans.models import FocusArea, Indicator, IndicatorValue, Milestone, Part, PartRemark
from kim.action_plans.papers.blocks import Table
from kim.action_plans.papers.composing import part_blocks
from kim.action_plans.papers.content import content_of, contents_of, territories_of
from kim.action_plans.papers.export import export_one
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from kim.network.models import Agreement, CooperationTalk, NetworkMeeting, Offer, OfficeHours
from kim.steering.models import Group
from tests.action_plans.paper_texts import html_text
from tests.action_plans.things import TALKED_ON, fill_concept, make_indicators, make_value
from tests.cast import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(clock, scoped, anna, lindenau):
    fill_concept(scoped, lindenau)
    return content_of(Territory(scoped, lindenau), TODAY)


def test_what_was_entered_is_there(filled):
    expected = {
        "ags": "05997000",
        "name": "Lindenau",
        "full_name": "Stadt Lindenau",
        "network_map": [
            {"name": "Partner Lindenau", "kind": "Schule", "last_talk_on": TALKED_ON.isoformat()}
        ],
        "network_meetings": [
            {"name": "Runder Tisch Lindenau", "level": "operativ", "kim_part": "", "rhythm": "monatlich"}
        ],
        "agreements": [
            {
                "title": "Schnittstellenkonzept Lindenau",
                "kind": "Schnittstellenkonzept",
                "state": "in Kraft",
                "partners": ["Partner Lindenau"],
                "valid_from": None,
                "review_on": None,
            }
        ],
        "groups": [
            {
                "name": "Gruppe Lindenau",
                "kind": "Projektgruppe",
                "state": "beendet",
                "results": ["Ergebnis Lindenau"],
                "members": [],
            }
        ],
        "focus": [
            {
                "title": "Fachkräfte Lindenau",
                "kind": "Zielgruppe",
                "origin": "Auftrag der Lenkungsgruppe",
                "reviewed_on": None,
            }
        ],
        "milestones": [{"year": 2026, "half": 1, "title": "Clearingstelle Lindenau", "state": "erreicht"}],
        "responsible": ["Anna Anders"],
        "contact_office": "",
    }
    assert {key: filled[key] for key in expected} == expected


def test_infrastructure_has_the_sentence_and_the_offers(filled):
    offer = filled["infrastructure"]["offers"][0]
    assert filled["infrastructure"]["text"] == "Siehe Integreat Lindenau."
    assert (offer["name"], offer["topics"], offer["target_groups"], offer["funding"]) == (
        "Beratung Lindenau",
        ["Wohnen", "Sprache"],
        ["Frauen"],
        "",
    )


def test_access_has_hours_in_words_and_ways_in_paragraphs(filled):
    access = filled["access"]
    assert access["clearing_point"] is None
    assert access["office_hours"][0]["words"] == "jeden Montag 10:00–12:00 Uhr"
    assert access["office_hours"][0]["starts"] == "10:00"
    assert access["office_hours"][0]["none"] is False
    assert access["channels"] == [
        {
            "label": "Flyer Lindenau",
            "description": ["Er liegt aus.", "In elf Sprachen."],
            "criteria": ["Menschen mit Einbürgerungswunsch"],
        }
    ]


def test_figures_are_numbers_and_what_is_missing_says_so(filled):
    figures = filled["indicators"]
    assert list(filled["indicator_labels"]) == list(figures)
    assert figures["population"] == {
        "2023": {"state": "value", "value": 52023},
        "2024": {"state": "value", "value": 52024},
    }
    assert figures["foreign_nationals_share_percent"]["2024"] == {"state": "not_recorded", "value": None}
    assert figures["largest_nationalities"]["2023"] == {
        "state": "value",
        "value": "Türkei 6.225",
        "items": [{"name": "Türkei", "count": 6225}],
    }


def test_a_percentage_keeps_its_two_places_and_a_missing_row_is_not_recorded(scoped, lindenau):
    _, share, _ = make_indicators(scoped)
    make_value(share, lindenau, 2024, "17.46")
    content = content_of(Territory(scoped, lindenau), TODAY)
    assert content["indicators"]["foreign_nationals_share_percent"]["2024"]["value"] == pytest.approx(17.46)
    assert content["indicators"]["population"]["2024"] == {"state": "not_recorded", "value": None}


def test_a_figure_that_cannot_be_had_says_so(scoped, lindenau):
    population, _, _ = make_indicators(scoped)
    IndicatorValue.objects.create(
        district=scoped, indicator=population, municipality=lindenau, year=2024, state="not_available"
    )
    content = content_of(Territory(scoped, lindenau), TODAY)
    assert content["indicators"]["population"]["2024"] == {"state": "not_available", "value": None}


def test_an_indicator_out_of_use_is_left_out(scoped, lindenau):
    make_indicators(scoped)
    Indicator.objects.filter(code="population").update(active=False)
    assert "population" not in content_of(Territory(scoped, lindenau), TODAY)["indicators"]


def test_what_holds_everywhere_is_not_repeated(filled, scoped, lindenau):
    fill_concept(scoped, None, "Kreis")
    found = content_of(Territory(scoped, lindenau), TODAY)
    assert found["completeness"].pop("meetings")["text"] == "1 örtlich, 1 kreisweit"
    assert {**found, "completeness": {}} == {**filled, "completeness": {}}
    own = content_of(Territory(scoped), TODAY)
    assert own["ags"] == "05997"
    assert [meeting["name"] for meeting in own["network_meetings"]] == ["Runder Tisch Kreis"]
    assert [way["label"] for way in own["access"]["channels"]] == ["Flyer Kreis"]
    assert own["access"]["office_hours"] == []
    assert own["responsible"] == []


def test_what_ended_is_left_out_groups_excepted(filled, scoped, lindenau):
    own = {"district": scoped, "municipality": lindenau}
    NetworkMeeting.objects.create(**own, name="Altes Treffen", ended_on=TODAY)
    FocusArea.objects.create(**own, kind="topic", title="Alt", ended_on=TODAY)
    Agreement.objects.create(**own, kind="interface", title="Alt", state="ended")
    Agreement.objects.create(**own, kind="interface", title="Noch geheim", state="draft")
    Offer.objects.create(**own, name="Alt", ended_on=TODAY)
    Offer.objects.create(**own, name="Zu prüfen", listing="proposed")
    assert content_of(Territory(scoped, lindenau), TODAY) == filled


def test_the_group_that_steers_is_named_with_its_members(scoped):
    members = "Jobcenter\nAusländerbehörde"
    Group.objects.create(district=scoped, kind="steering", name="Lenkungsgruppe KIM", members=members)
    Group.objects.create(district=scoped, kind="working", name="Wohnen", members=members)
    content = content_of(Territory(scoped), TODAY)

    assert [(group["name"], group["members"]) for group in content["groups"]] == [
        ("Lenkungsgruppe KIM", ["Jobcenter", "Ausländerbehörde"]),
        ("Wohnen", []),
    ]
    assert content["completeness"]["groups"] == {"light": "done", "text": "2 laufend"}
    paper = html_text(export_one(content, scoped.name, "2026-11-21", "html"))
    assert paper.count("Mitglieder: Jobcenter; Ausländerbehörde") == 1


def test_a_place_without_figures_has_those_of_the_district_as_not_recorded(filled, scoped, sonnfeld):
    content = content_of(Territory(scoped, sonnfeld), TODAY)

    assert content["indicators"].keys() == filled["indicators"].keys()
    years = {year for figures in filled["indicators"].values() for year in figures}
    nothing = {"state": "not_recorded", "value": None}
    assert years
    assert all(figures == dict.fromkeys(years, nothing) for figures in content["indicators"].values())
    assert content["completeness"]["profile"]["text"] == "noch nichts eingetragen"
    assert "noch nicht erfasst" in html_text(export_one(content, scoped.name, "2026-11-21", "html"))


@pytest.mark.parametrize(
    ("state", "year", "half", "said"),
    [
        ("planned", 2021, 0, "geplant, keine spätere Angabe"),
        ("running", 2026, 1, "begonnen, keine spätere Angabe"),
        ("planned", 2026, 2, "geplant"),
        ("running", 2026, 0, "begonnen"),
        ("done", 2021, 0, "erreicht"),
        ("dropped", 2021, 0, "aufgegeben"),
    ],
)
def test_a_milestone_of_the_past_says_that_nothing_more_is_known(scoped, state, year, half, said):
    Milestone.objects.create(district=scoped, year=year, half=half, title="Ziel", state=state)

    (found,) = content_of(Territory(scoped), TODAY)["milestones"]
    assert found["state"] == said


def test_milestones_of_a_whole_year_come_after_its_halves(scoped):
    for half in (0, 2, 1):
        Milestone.objects.create(district=scoped, year=2027, half=half, title=f"Ziel {half}")

    found = content_of(Territory(scoped), TODAY)["milestones"]
    assert [each["half"] for each in found] == [1, 2, 0]


def test_rule_of_the_district_names_an_office_where_none_is_named(scoped, lindenau):
    scoped.contact_rule = "die Fachstelle für Probe"
    content = content_of(Territory(scoped, lindenau), TODAY)
    assert (content["contact_office"], content["contact_rule"]) == ("", "die Fachstelle für Probe")
    paper = html_text(export_one(content, scoped.name, "2026-11-21", "html"))
    assert "Ansprechstelle in der Verwaltung: nicht genannt; dann die Fachstelle für Probe." in paper

    lindenau.contact_office = "Sozialamt"
    assert content_of(Territory(scoped, lindenau), TODAY)["contact_rule"] == ""
    assert content_of(Territory(scoped), TODAY)["contact_rule"] == ""


def test_page_of_a_place_in_integreat_stands_on_the_paper(scoped, lindenau):
    lindenau.integreat_url = "https://integreat.app/probstadt/de/"
    content = content_of(Territory(scoped, lindenau), TODAY)

    assert content["completeness"]["infrastructure"] == {
        "light": "partly",
        "text": "wird in Integreat gepflegt, hier noch keine Angebote",
    }
    paper = html_text(export_one(content, scoped.name, "2026-11-21", "html"))
    assert "Angebote in Integreat: https://integreat.app/probstadt/de/" in paper


def test_what_ends_tomorrow_is_still_there(filled, scoped, lindenau):
    NetworkMeeting.objects.update(ended_on=date(2026, 11, 21))
    assert content_of(Territory(scoped, lindenau), TODAY) == filled


def test_of_several_talks_with_a_partner_the_latest_counts(filled, scoped, lindenau):
    talk = CooperationTalk.objects.get()
    CooperationTalk.objects.create(
        district=scoped,
        municipality=lindenau,
        partner=talk.partner,
        held_on=date(2026, 9, 9),
        minutes="Mehr.",
    )
    content = content_of(Territory(scoped, lindenau), TODAY)
    assert [partner["last_talk_on"] for partner in content["network_map"]] == ["2026-09-09"]


def test_every_part_has_its_remark(scoped, lindenau):
    PartRemark.objects.create(
        district=scoped, municipality=lindenau, part="groups", state="none", text="Keine."
    )
    remarks = content_of(Territory(scoped, lindenau), TODAY)["remarks"]
    assert list(remarks) == Part.values
    assert remarks["groups"] == {"state": "none", "text": "Keine."}
    assert remarks["focus"] == {"state": "open", "text": ""}


def test_one_who_no_longer_answers_for_the_place_is_not_named(filled, scoped, lindenau):
    assert content_of(Territory(scoped, lindenau), date(2019, 1, 1))["responsible"] == []


def test_the_whole_has_the_same_content_as_each_alone(filled, scoped):
    whole = contents_of(scoped, TODAY)
    alone = [content_of(territory, TODAY) for territory in territories_of(scoped)]
    assert whole == {"as_of": "2026-11-20", "district": alone[0], "municipalities": alone[1:]}
    assert json.loads(json.dumps(whole)) == whole


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_questions_does_not_grow(clock, scoped, anna, django_assert_num_queries, count):
    places = list(Municipality.objects.order_by("name"))
    fill_concept(scoped, None, "Kreis")
    for place in places[:count]:
        fill_concept(scoped, place, place.name)
    with django_assert_num_queries(21):
        contents_of(scoped, TODAY)


def test_that_there_are_no_office_hours_is_an_entry_and_stands_on_the_paper(clock, scoped, lindenau):
    row = OfficeHours.objects.create(district=scoped, municipality=lindenau, place="Bürgerbüro", none=True)
    lindenau.clearing_point = False
    content = content_of(Territory(scoped, lindenau), TODAY)

    (said,) = content["access"]["office_hours"]
    assert (said["none"], said["words"], said["place"]) == (True, "keine offene Sprechzeit", "Bürgerbüro")
    assert content["completeness"]["access"]["light"] == "done"
    (table,) = (block for block in part_blocks(content, "access") if isinstance(block, Table))
    assert [cell.text for cell in table.rows[0]] == ["keine offene Sprechzeit", "stattdessen: Bürgerbüro"]

    OfficeHours.objects.filter(pk=row.pk).update(by_arrangement=True)
    (said,) = content_of(Territory(scoped, lindenau), TODAY)["access"]["office_hours"]
    assert said["words"] == "keine offene Sprechzeit, Termine nach Vereinbarung"
