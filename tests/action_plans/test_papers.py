"""Concepts on paper: PDF, Word and a page say the same, whatever people have typed."""

import io
import json
import subprocess
import sys
import unicodedata

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from kim.action_plans.models import Milestone, Part, PartRemark
from kim.action_plans.papers import export, fonts
from kim.action_plans.papers.composing import paper_of_all, paper_of_one
from kim.action_plans.papers.content import content_of, contents_of
from kim.action_plans.papers.docx import docx_of
from kim.action_plans.papers.drawing import small_line
from kim.action_plans.papers.html import html_of
from kim.action_plans.papers.pdf import pdf_of
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from kim.network.models import AccessRoute, NetworkMeeting
from tests.action_plans.paper_texts import W, docx_parts, docx_text, html_text, pdf_facts, pdf_text
from tests.action_plans.things import fill_concept, fill_milestones
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
TEXTS = {"pdf": pdf_text, "docx": docx_text, "html": html_text}
HARD = [
    '#pagebreak() #panic[x] #read("/etc/passwd")',
    "$ x^2 $ @label <label> *fett* _kursiv_ `code` = Titel",
    r"\ \n \u{1F600} // kommentar /* mehr",
    "<script>alert(1)</script> & &amp; \"'",
    "{% include 'x' %} {{ x }}",
    "= Kein Titel",
    "- keine Liste",
    "محمد علي · Мария · Ελένη · Ștefan · Łukasz · Đặng",
]
# In every format, and what is left of it when no font has a picture for it.
UNPRINTABLE = "Treffen 😀👨‍👩‍👧 漢字"


@pytest.fixture
def territory(clock, scoped, anna, lindenau):
    fill_concept(scoped, lindenau)
    return Territory(scoped, lindenau)


@pytest.fixture
def paper(territory):
    return paper_of_one(content_of(territory, TODAY), territory.district.name, "2026-11-20")


@pytest.fixture
def whole(territory, scoped):
    fill_concept(scoped, None, "Kreis")
    return paper_of_all(contents_of(scoped, TODAY), "Freigegebene Fassung")


SAID = [
    "Kommunales Handlungskonzept",
    "Stadt Lindenau",
    "Stand 20.11.2026",
    "Zuständiges KIM-Case Management: Anna Anders",
    "52.024",
    "noch nicht erfasst",
    "Türkei 6.225",
    "Beratung Lindenau",
    "Partner Lindenau",
    "03.03.2026",
    "Runder Tisch Lindenau",
    "monatlich",
    "Schnittstellenkonzept Lindenau",
    "Gruppe Lindenau (beendet)",
    "Ergebnis Lindenau",
    "Fachkräfte Lindenau",
    "jeden Montag 10:00–12:00 Uhr",
    "Rathaus",
    "Flyer Lindenau",
    "In elf Sprachen.",
    "Menschen mit Einbürgerungswunsch",
    "1. Halbjahr 2026",
    "Clearingstelle Lindenau",
]


@pytest.mark.parametrize("form", TEXTS)
def test_everything_is_said_in_every_format(paper, form):
    text = TEXTS[form](export.PRINTED[form].make(paper))
    assert [words for words in SAID if words not in text] == []


def test_the_pdf_is_tagged_has_a_title_and_a_language(paper):
    made = pdf_of(paper)
    facts = pdf_facts(made)
    assert facts["Title"] == "Kommunales Handlungskonzept Stadt Lindenau"
    assert facts["Tagged"] == "yes"
    assert b"/Lang" in made
    assert b"pdfuaid" in made


def test_the_whole_has_contents_and_an_annex_for_each(whole):
    text = pdf_text(pdf_of(whole))
    for words in (
        "Inhalt",
        "Anlage 1",
        "Kreis Probstadt",
        "Anlage 4",
        "Stadt Steinbach",
        "Freigegebene Fassung",
    ):
        assert words in text
    assert "Kreisweite Netzwerktreffen" in text
    assert "Es steht in Anlage 1." in text


@pytest.mark.parametrize("words", HARD)
def test_what_people_type_is_set_as_it_is(territory, scoped, words):
    NetworkMeeting.objects.update(name=words)
    AccessRoute.objects.filter(in_plan=True).update(label=words, description=words)
    paper = paper_of_one(content_of(territory, TODAY), words, "2026-11-20", words)
    plain = docx_text(docx_of(paper))
    assert " ".join(words.split()) in plain
    assert " ".join(words.split()) in html_text(html_of(paper))
    text = pdf_text(pdf_of(paper))
    for word in words.split():
        assert word in text or not word.isascii()


def test_what_no_font_has_does_not_break_the_paper(territory):
    NetworkMeeting.objects.update(name=UNPRINTABLE)
    paper = paper_of_one(content_of(territory, TODAY), territory.district.name, "2026-11-20")
    assert f"Treffen {fonts.SUBSTITUTE} {fonts.SUBSTITUTE}" in pdf_text(pdf_of(paper))
    assert UNPRINTABLE in docx_text(docx_of(paper))
    assert UNPRINTABLE in html_text(html_of(paper))


def test_a_word_longer_than_a_line_is_broken(territory):
    NetworkMeeting.objects.update(name="Donaudampfschifffahrt" * 11)
    paper = paper_of_one(content_of(territory, TODAY), territory.district.name, "2026-11-20")
    assert "Donaudampfschifffahrt" * 11 in pdf_text(pdf_of(paper)).replace(" ", "")


@given(st.text(max_size=40))
@settings(max_examples=300)
def test_printable_text_has_a_picture_for_every_character(text):
    known = fonts.covered()
    for sign in fonts.printable(text):
        seen = not sign.isspace() and unicodedata.category(sign) != "Cf"
        assert ord(sign) in known or not seen or sign == fonts.SUBSTITUTE


def test_control_characters_do_not_break_a_paper(territory):
    PartRemark.objects.update(state="in_progress", text="vor\x0bher\x01 nach\ufffe")
    paper = paper_of_one(content_of(territory, TODAY), territory.district.name, "2026-11-20")
    for form, text_of in TEXTS.items():
        assert "nach" in text_of(export.PRINTED[form].make(paper))


# --- Word --------------------------------------------------------------------------------------------


@pytest.fixture
def word(whole):
    return docx.Document(io.BytesIO(docx_of(whole)))


def test_the_word_file_has_headings_title_and_language(word):
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert styles.count("Title") == 1
    assert styles.count("Heading 1") == 4
    assert styles.count("Heading 2") >= 4 * 8
    assert word.core_properties.title == "Kommunales Handlungskonzept Kreis Probstadt"
    assert word.core_properties.language == "de-DE"
    languages = {each.get(f"{{{W}}}val") for each in word.styles.element.iter(f"{{{W}}}lang")}
    assert languages == {"de-DE"}


def test_heading_levels_are_not_skipped(word):
    level = 0
    for paragraph in word.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            own = int(paragraph.style.name[-1])
            assert own <= level + 1
            level = own


def test_every_table_of_the_word_file_marks_its_first_row_as_header(word):
    assert word.tables
    for table in word.tables:
        assert table._tbl.tr_lst[0].find(f".//{{{W}}}tblHeader") is not None


def test_every_picture_of_the_word_file_has_words(word):
    described = [each.get("descr") for each in word.element.body.iter() if each.tag.endswith("}docPr")]
    assert len(described) == len(word.inline_shapes) >= 4
    assert all(described)
    assert "Einwohnerzahl: 31.12.2023 52.023, 31.12.2024 52.024" in described
    assert any(words.startswith("Netzwerkkarte Lindenau, 1 Partner") for words in described)


def test_rows_of_the_word_file_stay_whole_and_tables_say_what_they_are_about(word):
    for table in word.tables:
        assert table.style.name == "KIM Tabelle"
        assert all(row.find(f".//{{{W}}}cantSplit") is not None for row in table._tbl.tr_lst)
        assert table._tbl.tblPr.find(f"{{{W}}}tblCaption").get(f"{{{W}}}val")
    captions = [table._tbl.tblPr.find(f"{{{W}}}tblCaption").get(f"{{{W}}}val") for table in word.tables]
    assert "Meilensteine" in captions


def test_the_contents_of_the_word_file_are_a_field_whose_lines_lead_to_the_annexes(word):
    body = word.element.body
    assert [each.text for each in body.iter(f"{{{W}}}instrText")] == ['TOC \\o "1-1" \\h \\z \\u']
    links = [each.get(f"{{{W}}}anchor") for each in body.iter(f"{{{W}}}hyperlink")]
    marks = {each.get(f"{{{W}}}name"): each.getparent().text for each in body.iter(f"{{{W}}}bookmarkStart")}
    assert [marks[link] for link in links] == [
        paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"
    ]
    lines = [each.text for each in word.paragraphs if each.style.name.lower() == "toc 1"]
    assert lines == [marks[link] for link in links]


def test_the_word_file_counts_its_pages_and_has_real_lists(word):
    fields = [
        each.get(f"{{{W}}}instr") for each in word.sections[0].footer._element.iter(f"{{{W}}}fldSimple")
    ]
    assert fields == ["PAGE", "NUMPAGES"]
    listed = word.styles["List Bullet"].element
    assert listed.find(f".//{{{W}}}numPr") is not None
    assert [each for each in word.paragraphs if each.style.name == "List Bullet"]


def test_an_office_changes_letters_in_one_place(word):
    """Nothing but the picture of a chart is set by hand: sizes and colours stand in styles."""
    direct = {child.tag for run in word.element.body.iter(f"{{{W}}}rPr") for child in run}
    assert direct <= {f"{{{W}}}rStyle"}


def test_nothing_in_the_word_file_has_a_fixed_place(word, whole):
    assert not [each for each in word.element.body.iter() if each.tag.endswith("}anchor")]
    assert "word/document.xml" in docx_parts(docx_of(whole))


# --- pages -------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_else_and_runs_nothing(whole):
    page = html.fromstring(html_of(whole).decode())
    assert page.get("lang") == "de"
    assert page.xpath("//script | //link | //img | //iframe | //@onclick") == []
    assert [each.text_content() for each in page.xpath("//h1")] == ["Kommunales Handlungskonzept"]
    assert page.xpath("count(//table[not(caption)])") == 0
    assert page.xpath("count(//svg[not(@aria-label) or @role != 'img'])") == 0
    assert all(page.xpath(f"//*[@id='{link[1:]}']") for link in page.xpath("//nav//a/@href"))


# --- what stands where nothing stands ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "text", "said"),
    [("none", "", "Keine."), ("in_progress", "", "In Bearbeitung."), ("open", "", "Noch keine Angabe."),
     ("none", "Es gibt keine.", "Es gibt keine.")],
)  # fmt: skip
def test_an_empty_part_says_why(clock, scoped, steinbach, state, text, said):
    PartRemark.objects.create(district=scoped, municipality=steinbach, part="groups", state=state, text=text)
    paper = paper_of_one(content_of(Territory(scoped, steinbach), TODAY), "Kreis", "2026-11-20")
    blocks = paper.sections[0].blocks
    place = next(
        number
        for number, block in enumerate(blocks)
        if getattr(block, "text", "") == "Örtliche Arbeits- und Projektgruppen"
    )
    assert blocks[place + 1].text == said


def test_an_empty_concept_is_a_paper_too(clock, scoped):
    made = pdf_of(paper_of_all(contents_of(scoped, TODAY)))
    assert pdf_text(made).count("Noch keine Angabe.") >= Municipality.objects.count() * (len(Part.values) - 1)


def test_columns_in_which_nothing_stands_are_left_out(paper):
    tables = {block.caption: block for block in paper.sections[0].blocks if block.kind == "table"}
    assert tables["Netzwerktreffen"].head == ("Netzwerktreffen", "Ebene", "Rhythmus")
    assert tables["Sprechzeiten"].head == ("Sprechzeit", "Ort")


# --- milestones --------------------------------------------------------------------------------------


def schedule_of(paper):
    """The blocks below the heading of the milestones."""
    blocks = paper.sections[0].blocks
    titles = [getattr(block, "text", "") for block in blocks]
    return blocks[titles.index("Zeitplan") + 1 :] if "Zeitplan" in titles else ()


def test_milestones_are_drawn_and_stand_in_a_table(paper):
    drawing, table = schedule_of(paper)
    assert drawing.alt == "Zeitstrahl mit 1 Meilenstein, 2026. Die Tabelle danach sagt dasselbe."
    for words in ("1. Halbjahr 2026", "Clearingstelle Lindenau", "erreicht"):
        assert words in drawing.svg
    assert [cell.text for cell in table.rows[0]] == [
        "1. Halbjahr 2026",
        "Clearingstelle Lindenau",
        "erreicht",
    ]


def test_many_milestones_become_drawings_that_fit_on_a_page(territory, scoped, lindenau):
    fill_milestones(scoped, lindenau, 30)
    paper = paper_of_one(content_of(territory, TODAY), "Kreis", "2026-11-20")
    *drawings, table = schedule_of(paper)
    assert len(drawings) > 2
    # A page of A4 is 165 mm wide and 246 mm high between its margins.
    assert all(drawing.ratio * 165 < 246 / 2 for drawing in drawings)
    assert drawings[0].alt.startswith(f"Zeitstrahl, Teil 1 von {len(drawings)}, mit ")
    assert len(table.rows) == 31
    text = pdf_text(pdf_of(paper))
    assert all(text.count(f" {number}. Vorhaben: ") == 2 for number in range(1, 31))
    page = html.fromstring(html_of(paper).decode())
    assert len(page.find_class("drawing--wide")) == len(page.find_class("drawing--narrow")) == len(drawings)
    described = [each.get("descr") for each in docx.Document(io.BytesIO(docx_of(paper))).element.body.iter()]
    assert [words for words in described if words in {drawing.alt for drawing in drawings}] == [
        drawing.alt for drawing in drawings
    ]


def test_without_milestones_nothing_is_drawn(territory):
    Milestone.objects.all().delete()
    paper = paper_of_one(content_of(territory, TODAY), "Kreis", "2026-11-20")
    assert schedule_of(paper) == ()
    assert "Zeitstrahl" not in html_of(paper).decode()


def test_signs_without_a_picture_do_not_break_the_drawing(territory):
    Milestone.objects.update(title=f"{HARD[3]} {UNPRINTABLE}")
    paper = paper_of_one(content_of(territory, TODAY), "Kreis", "2026-11-20")
    assert "<script>" not in html_of(paper).decode()
    assert pdf_text(pdf_of(paper)).count(f"Treffen {fonts.SUBSTITUTE}") == 2


# --- small charts ------------------------------------------------------------------------------------


def test_a_year_without_a_value_leaves_a_gap():
    assert small_line([1, 2, None, 4]).count("<polyline") == 1
    assert small_line([1, 2, None, 4]).count("<circle") == 3
    assert "chart__line--missing" in small_line([None, None])


def test_a_line_that_does_not_change_lies_in_the_middle():
    assert small_line([7, 7]).count('cy="28.0"') == 2


def test_words_of_a_drawing_are_escaped():
    assert 'aria-label="A &quot;&lt;b&gt;&amp;"' in small_line([1], 'A "<b>&')


def test_json_is_for_people_too(territory):
    content = content_of(territory, TODAY)
    made = export.export_one(content, "Kreis", "2026-11-20", "json")
    assert json.loads(made) == {"as_of": "2026-11-20", "district": "Kreis", **content}
    assert "Fachkräfte Lindenau" in made.decode()


def test_starting_the_product_loads_no_printing():
    check = (
        "import django, sys; django.setup(); import kim.project.urls; "
        "print([name for name in ('typst', 'docx', 'docxtpl') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
