"""The printed concept of Kreis Warendorf says every figure and every entry of the fourteen annexes of its source."""

import json
import time

import pytest

from kim.action_plans.papers.composing import paper_of_all
from kim.action_plans.papers.content import contents_of
from kim.action_plans.papers.docx import docx_of
from kim.action_plans.papers.html import html_of
from kim.action_plans.papers.pdf import pdf_of
from kim.action_plans.rules.words import figure_de
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.districts.pack import load_pack
from tests.action_plans import source_facts
from tests.action_plans.paper_texts import docx_text, html_text, one_line, pdf_text
from tests.districts.small_pack import FOLDER

pytestmark = pytest.mark.django_db
MAKERS = {"pdf": (pdf_of, pdf_text), "docx": (docx_of, docx_text), "html": (html_of, html_text)}
SECONDS = 3


@pytest.fixture
def contents(clock):
    load_pack(FOLDER / "warendorf.toml", apply=True)
    district = District.objects.get()
    with district_scope(district):
        return contents_of(district, dates.today())


def annexes(text, contents):
    """The text of each annex by the name of its territory."""
    names = [each["full_name"] for each in (contents["district"], *contents["municipalities"])]
    places = []
    for number, name in enumerate(names, start=1):
        marks = [f"Anlage {number} {name}", f"Anlage {number}: {name}"]
        # The last one: before it stands the table of contents.
        places.append(max(text.rfind(mark) for mark in marks))
    assert all(place >= 0 for place in places), list(zip(names, places, strict=True))
    ends = [*places[1:], len(text)]
    return {
        each["name"]: text[start:end]
        for each, start, end in zip(
            (contents["district"], *contents["municipalities"]), places, ends, strict=True
        )
    }


def words_of(indicator, written):
    unit = "percent" if indicator.endswith("_percent") else "count"
    figure = source_facts.expected_figure(indicator, written)
    return figure_de(figure, "list" if indicator == "largest_nationalities" else unit)


@pytest.mark.parametrize("form", MAKERS)
def test_every_figure_and_entry_of_the_source_is_printed(contents, form):
    make, text_of = MAKERS[form]
    started = time.perf_counter()
    made = make(paper_of_all(contents))
    took = time.perf_counter() - started
    found = annexes(text_of(made), contents)
    missing = [
        (territory, indicator, year)
        for territory, indicator, year, written in source_facts.figures()
        if one_line(words_of(indicator, written)) not in one_line(found[territory])
    ]
    assert missing == []
    for said in (source_facts.MEETINGS, source_facts.AGREEMENTS):
        for territory, names in said.items():
            assert [name for name in names if squeezed(name) not in squeezed(found[territory])] == []
    assert took < SECONDS, f"{form}: {took:.1f} s"


def squeezed(text):
    """Without blanks and hyphens: a line may end within a name."""
    return "".join(text.split()).replace("-", "").replace("–", "")


def test_the_json_of_the_whole_has_the_names_and_codes_of_the_list(contents):
    exported = json.loads(json.dumps(contents))
    assert source_facts.differences(exported) == []
