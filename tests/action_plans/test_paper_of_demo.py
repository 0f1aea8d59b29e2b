"""Whatever leaves a demo says that it is one; outside of a demo nothing does."""

import io
import json
import subprocess

import docx
import pytest

from kim.action_plans.papers.content import content_of, contents_of
from kim.action_plans.papers.demo import NOTICE
from kim.action_plans.papers.export import export_all, export_one
from kim.districts.territory import Territory
from tests.action_plans.paper_texts import docx_text, html_text, pdf_text
from tests.action_plans.things import fill_concept
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
TEXT_OF = {"pdf": pdf_text, "docx": docx_text, "html": html_text}


@pytest.fixture
def place(clock, scoped, lindenau):
    fill_concept(scoped, lindenau)
    return Territory(scoped, lindenau)


def both(place, form):
    """The concept of one place and the whole."""
    one = export_one(content_of(place, TODAY), place.district.name, TODAY.isoformat(), form)
    return one, export_all(contents_of(place.district, TODAY), form)


@pytest.mark.parametrize("form", TEXT_OF)
@pytest.mark.parametrize("mode", ["demo", "production"])
def test_papers_of_a_demo_say_so_before_their_first_word(place, settings, mode, form):
    settings.MODE = mode
    for made in both(place, form):
        text = TEXT_OF[form](made)
        assert (NOTICE in text[:400]) == (mode == "demo")
        assert ("Vorführung" in text) == (mode == "demo")


def test_each_page_says_so(place, settings):
    settings.MODE = "demo"
    for made in both(place, "pdf"):
        printed = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
        *pages, _ = printed.stdout.decode().split("\f")
        assert all(NOTICE in page for page in pages)
    one, _ = both(place, "docx")
    assert NOTICE in docx.Document(io.BytesIO(one)).sections[0].footer.paragraphs[0].text
    one, _ = both(place, "html")
    assert one.decode().count(NOTICE) == 2


@pytest.mark.parametrize(("mode", "mark"), [("demo", True), ("production", None)])
def test_each_concept_in_data_of_a_demo_says_so(place, settings, mode, mark):
    settings.MODE = mode
    one, whole = map(json.loads, both(place, "json"))
    assert list(whole) == ["as_of", "district", "municipalities"]
    assert {each.get("demo") for each in (one, whole["district"], *whole["municipalities"])} == {mark}
