"""Figures on paper: of which day or year they speak, and who gave them."""

from datetime import date

import pytest

from kim.action_plans.models import Indicator, IndicatorValue
from kim.action_plans.papers.composing import paper_of_one
from kim.action_plans.papers.content import content_of
from kim.action_plans.papers.export import PRINTED
from kim.districts.territory import Territory
from tests.action_plans.paper_texts import docx_text, html_text, pdf_text
from tests.action_plans.things import fill_concept
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
TEXT_OF = {"pdf": pdf_text, "docx": docx_text, "html": html_text}


@pytest.fixture
def content(clock, scoped, lindenau):
    """The figures of Lindenau; the number of inhabitants speaks of the year before here."""
    fill_concept(scoped, lindenau)
    Indicator.objects.filter(code="population").update(refers_to=Indicator.Year.PREVIOUS)
    IndicatorValue.objects.filter(year=2024).update(source="IT.NRW", recorded_on=date(2026, 3, 1))
    return content_of(Territory(scoped, lindenau), TODAY)


def blocks_of(content, kind):
    section = paper_of_one(content, "Kreis", "2026-11-20").sections[0]
    return [block for block in section.blocks if block.kind == kind]


@pytest.mark.parametrize("form", TEXT_OF)
def test_papers_say_day_year_and_source(content, form):
    text = TEXT_OF[form](PRINTED[form].make(paper_of_one(content, "Kreis", "2026-11-20")))
    for words in ("31.12.2023", "31.12.2024", "Jahr 2022", "Jahr 2023", "IT.NRW, erfasst am 01.03.2026"):
        assert words in text


def test_a_table_says_the_day_and_which_figures_speak_of_the_year_before(content):
    table = blocks_of(content, "table")[0]
    assert table.head == ("Kennzahl", "31.12.2023", "31.12.2024")
    population, share, _ = table.rows
    assert [(cell.text, cell.note) for cell in population[1:]] == [
        ("52.023", "Jahr 2022"),
        ("52.024", "Jahr 2023"),
    ]
    assert [cell.note for cell in share[1:]] == ["", ""]


def test_a_chart_says_of_when_its_figures_are(content):
    (figure,) = blocks_of(content, "figures")[0].items
    assert figure.note == "Jahr 2023, davor Jahr 2022: 52.023"
    assert figure.alt == "Einwohnerzahl: Jahr 2022 52.023, Jahr 2023 52.024"
    content["indicator_labels"]["population"]["refers_to"] = "same_year"
    (figure,) = blocks_of(content, "figures")[0].items
    assert figure.note == "31.12.2024, davor 31.12.2023: 52.023"


def test_who_gave_the_figures_stands_below_them(content):
    (said,) = [block.text for block in blocks_of(content, "text") if block.text.startswith("Quelle")]
    assert said == "Quelle: ohne Angabe; IT.NRW, erfasst am 01.03.2026"
    assert not [
        block
        for block in blocks_of({**content, "indicator_sources": []}, "text")
        if block.text.startswith("Quelle")
    ]
