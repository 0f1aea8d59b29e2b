"""The pack of Kreis Warendorf says what the annexes of its concept say, in the tables and in the exported concept."""

import io
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from kim.action_plans.models import IndicatorValue, Milestone, PartRemark, PlanDuty
from kim.action_plans.papers.content import contents_of
from kim.action_plans.papers.export import export_one
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.districts.pack import load_pack
from kim.network.models import AccessRoute, CooperationTalk, Partner
from tests.action_plans import paper_texts, source_facts
from tests.districts.small_pack import FOLDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def warendorf():
    load_pack(FOLDER / "warendorf.toml", apply=True)
    district = District.objects.get()
    with district_scope(district):
        yield district


def test_every_figure_of_the_fourteen_annexes_is_stored(warendorf):
    expected = source_facts.figures()
    rows = IndicatorValue.objects.select_related("indicator", "municipality").order_by("pk")
    found = {
        (
            row.municipality.name if row.municipality else "Kreis Warendorf",
            row.indicator.code,
            str(row.year),
        ): row
        for row in rows
    }

    assert len(expected) == len(found) == rows.count() == 14 * 11 * 2
    for territory, indicator, year, written in expected:
        row = found[territory, indicator, year]
        assert row.as_of == date(int(year), 12, 31)
        if not written:
            assert (row.state, row.number, row.items) == ("not_recorded", None, [])
        elif indicator == "largest_nationalities":
            words = [f"{item['name']} {item['count']:,}".replace(",", ".") for item in row.items]
            assert (row.state, ", ".join(words)) == ("value", written)
        else:
            assert (row.state, row.number) == ("value", Decimal(written))


def test_figures_with_and_without_a_value():
    counts = Counter(bool(written) for *_, written in source_facts.figures())

    # Six of eleven have values everywhere; Oelde has its recipients, the district its largest groups.
    assert counts == {True: 14 * 6 * 2 + 2 + 2, False: 14 * 5 * 2 - 2 - 2}


def exported(form, **options):
    """What the command prints."""
    out = io.TextIOWrapper(io.BytesIO())
    call_command("export_action_plan", district="warendorf", format=form, stdout=out, **options)
    out.flush()
    return out.buffer.getvalue()


def test_exported_concept_says_what_the_annexes_say(warendorf):
    whole = json.loads(exported("json"))

    assert len(whole["municipalities"]) == 13
    assert source_facts.differences(whole) == []


@pytest.mark.parametrize("form", ["html", "docx"])
def test_paper_of_each_territory_says_what_its_annex_says(warendorf, form):
    read = {"html": paper_texts.html_text, "docx": paper_texts.docx_text}[form]
    whole = contents_of(warendorf, date(2026, 11, 21))
    for name, concept in source_facts.territories(whole).items():
        text = read(export_one(concept, warendorf.name, "2026-11-21", form)).replace("\u00a0", " ")
        assert [words for words in source_facts.words_of(name) if words not in text] == [], name


def squeezed(text):
    """Text without blanks and hyphens, which depend on where lines end."""
    return re.sub(r"[\s\u00a0\u00ad-]", "", text)


def test_printed_whole_says_what_the_annexes_say(warendorf):
    text = squeezed(paper_texts.pdf_text(exported("pdf")))

    for name in source_facts.territories(contents_of(warendorf, date(2026, 11, 21))):
        assert [words for words in source_facts.words_of(name) if squeezed(words) not in text] == [], name


def test_comparison_tells_what_is_missing_and_what_is_too_much(warendorf):
    whole = contents_of(warendorf, date(2026, 11, 21))
    ahlen = source_facts.territories(whole)["Ahlen"]
    ahlen["network_meetings"].pop(0)
    ahlen["groups"].append({"name": "Arbeitsgruppe Neu", "state": "laufend"})
    ahlen["indicators"]["population"]["2024"]["value"] += 1
    ahlen["indicators"]["migration_background"]["2024"]["state"] = "not_available"

    assert source_facts.differences(whole) == [
        "Ahlen, population 2024: {'state': 'value', 'value': 52667} statt 52666",
        "Ahlen, migration_background 2024: {'state': 'not_available', 'value': None} statt noch nicht erfasst",
        "Ahlen, Treffen: EG-Interkultur fehlt",
        "Ahlen, Gruppe: ('Arbeitsgruppe Neu', False) steht nicht in der Quelle",
    ]
    assert len(source_facts.differences(whole, more_is_fine=True)) == 3


def test_nobody_is_on_the_map_of_whom_no_talk_is_known(warendorf):
    assert not CooperationTalk.objects.exists()
    named = set(Partner.objects.values_list("code", flat=True))
    assert {
        "abh",
        "stab",
        "jobcenter",
        "awo-rle-mbe-ahlen",
        "stadt-drensteinfurt",
        "stadt-warendorf",
    } <= named


def test_pages_that_were_not_available_are_named(warendorf):
    remarks = PartRemark.objects.filter(text__contains="lag nicht vor").select_related("municipality")
    parts = Counter(remark.municipality.name for remark in remarks)

    assert parts == {"Beckum": 5, "Sassenberg": 5, "Everswinkel": 4}
    assert {remark.state for remark in remarks} == {"open"}


def test_milestones_are_those_of_chapter_6(warendorf):
    milestones = list(Milestone.objects.order_by("position"))

    assert [(each.year, each.half, each.municipality) for each in milestones] == [(2026, 0, None)] * 4
    assert [milestone.title for milestone in milestones] == source_facts.MILESTONES


def test_ways_of_annex_1_name_what_matters(warendorf):
    routes = {route.code: route for route in AccessRoute.objects.filter(in_plan=True)}
    languages = (
        "Arabisch Bulgarisch Englisch Farsi Französisch Russisch Rumänisch Spanisch Türkisch Ukrainisch"
    )

    assert all(language in routes["flyer_qr"].description for language in languages.split())
    for word in (
        "SGB II",
        "§ 104c",
        "Einbürgerung",
        "Aufenthaltsrecht",
        "Ende des Leistungsbezugs",
        "Begründung",
    ):
        assert word in routes["jobcenter"].criteria
    assert "Willkommensschreiben" in routes["clearingstelle"].description


def test_duties_are_the_table_of_chapter_5_4(warendorf):
    duties = PlanDuty.objects.order_by("position")

    assert Counter(duty.part for duty in duties) == {
        "profile": 1,
        "infrastructure": 2,
        "network_map": 1,
        "meetings": 1,
        "agreements": 3,
        "groups": 2,
        "focus": 3,
        "access": 3,
    }
    profile = duties.get(part="profile")
    assert (profile.roles, profile.rhythm) == (["coordinator"], "yearly")
    assert (profile.first_month, profile.last_month) == (7, 12)
    assert [duty.code for duty in duties if duty.rhythm == "on_occasion"] == ["kommune-informieren"]
    # What must not be lost of its wording, row by row.
    words = (
        *("Datenabruf", "Integreat-Redaktionsteam", "Überregionale", "örtlichen Netzwerkkarte"),
        *("KIM-Koordination", "Textentwürfe", "strategische Infos", "Kooperationsvereinbarungen"),
        *("inhaltlich vorbereiten", "Moderation", "Absprachen", "Jährliches", "Landes NRW"),
        *("Einrichtung von Clearingstellen", "Absprachen", "Erprobung"),
    )
    assert [word for duty, word in zip(duties, words, strict=True) if word not in duty.task] == []
