"""The content of a concept: one dict per territory, the same for one and for all."""

import json
from datetime import date

import pytest

from kim.action_plans.models import FocusArea, Indicator, IndicatorValue, Part, PartRemark
from kim.action_plans.papers.blocks import Table
from kim.action_plans.papers.composing import part_blocks
from kim.action_plans.papers.content import content_of, contents_of, territories_of
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from kim.network.models import Agreement, CooperationTalk, NetworkMeeting, Offer, OfficeHours
from kim.steering.models import Group
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
    Group.objects.create(**own, kind="steering", name="Lenkungsgruppe")
    assert content_of(Territory(scoped, lindenau), TODAY) == filled


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
    with django_assert_num_queries(19):
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
