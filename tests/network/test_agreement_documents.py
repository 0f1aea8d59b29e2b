"""Agreements as Word documents, from the shipped template and from those that an office uploads."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from jinja2.exceptions import SecurityError, TemplateError

from kim.network.agreements import documents
from kim.network.agreements.placeholders import KNOWN, OnlyNames
from tests.network.agreement_papers import GOOD, HOSTILE, changed, field, template, with_body, with_relation

VALUES = dict.fromkeys(KNOWN, "wert")
TEXT = "# Ziel\n\nErster Absatz\nmit zweiter Zeile\n\n- Punkt"


def paper(content=None, text=TEXT, **values):
    made = documents.render(content or documents.shipped_template(), values=VALUES | values, text=text)
    return Document(io.BytesIO(made))


def words(document):
    body = [each.text or "" for each in document.element.body.iter(qn("w:t"))]
    return "".join(body)


def test_shipped_template_is_small_and_gets_through_the_examination():
    assert documents.problems_of(documents.shipped_template()) == []
    assert len(documents.shipped_template()) < 60_000


def test_paper_has_real_headings_points_and_language():
    made = paper(titel="Zusammenarbeit mit dem Verein", kreis="Kreis Probstadt")

    styles = [(each.style.name, each.text) for each in made.paragraphs]
    assert ("Heading 1", "Zusammenarbeit mit dem Verein") in styles
    assert ("Heading 2", "Ziel") in styles
    assert ("List Bullet", "Punkt") in styles
    assert ("Normal", "Erster Absatz\nmit zweiter Zeile") in styles
    assert made.core_properties.language == "de-DE"
    assert made.core_properties.title == "Zusammenarbeit mit dem Verein"
    assert {each.get(qn("w:val")) for each in made.styles.element.iter(qn("w:lang"))} == {"de-DE"}
    assert "Kreis Probstadt" in made.sections[0].header.paragraphs[0].text


@pytest.mark.parametrize(
    "nasty",
    [
        "A & B <b>fett</b> \"x\" 'y'",
        "{{ titel }} {% for x in y %} {{ ''.__class__ }}",
        "</w:t></w:r></w:p><w:p><w:r><w:t>eingeschleust",
        "]]> <!-- --> &amp; &lt;",
        "{_{ titel }_}",
        "\u202eumgedreht 😀 \uffff\x01",
        "#",
    ],
)
def test_no_word_of_an_agreement_is_taken_for_a_command(nasty):
    made = paper(text=f"# {nasty}\n\n{nasty}", titel=nasty, partner=nasty)

    kept = "".join(letter for letter in nasty if letter >= " " and letter != "\uffff")
    assert [each.text for each in made.paragraphs].count(f"{kept}") >= 1
    plain = paper()
    assert len(list(made.element.body.iter(qn("w:tbl")))) == len(list(plain.element.body.iter(qn("w:tbl"))))


def test_text_without_paragraphs_leaves_no_marker():
    assert "wert" in words(paper(text=""))
    assert len(paper(text="").paragraphs) == len(paper(text="Ein Absatz").paragraphs) - 1


def test_template_without_styles_of_its_own_gets_a_heading():
    content = template("{{ titel }}", "{{ text }}")
    bare = Document(io.BytesIO(content))
    for style in [each for each in bare.styles if each.name in {"Heading 2", "List Bullet"}]:
        style.delete()
    saved = io.BytesIO()
    bare.save(saved)

    made = paper(saved.getvalue())
    heading = next(each for each in made.paragraphs if each.text == "Ziel")
    assert heading.style.name == "Heading 2"
    assert next(heading.style.element.iter(qn("w:outlineLvl"))).get(qn("w:val")) == "1"
    assert "– Punkt" in [each.text for each in made.paragraphs]


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_templates_are_refused_with_a_reason(name):
    content, sentence = HOSTILE[name]
    problems = documents.problems_of(content)
    assert problems
    assert any(sentence in problem for problem in problems), problems


@pytest.mark.parametrize(
    "name", [name for name in HOSTILE if "name" in name or "loop" in name or "call" in name]
)
def test_a_hostile_template_in_the_table_is_not_filled_either(name):
    with pytest.raises(documents.TemplateRefused):
        documents.render(HOSTILE[name][0], values=VALUES, text=TEXT)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        with_relation("hyperlink", "https://kreis.example/"),
        with_body(field("PAGE")),
        with_body(field(" TOC \\\\o 1-2 ")),
        changed(GOOD, add={"word/media/logo.png": b"x"}),
        template("{{titel}} {{ partner }}", "  {{ text }} "),
    ],
)
def test_what_offices_do_with_templates_is_taken(content):
    assert documents.problems_of(content) == []


def test_word_may_cut_a_placeholder_into_pieces():
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ ti", "tel }", "}"):
        paragraph.add_run(piece).bold = piece == "{"
    document.add_paragraph("{{ text }}")
    saved = io.BytesIO()
    document.save(saved)

    assert documents.problems_of(saved.getvalue()) == []
    assert "Hier der Titel" in words(paper(saved.getvalue(), titel="Hier der Titel"))


@pytest.mark.parametrize(
    "source",
    ["{{ ''.__class__ }}", "{{ titel.upper() }}", "{{ titel['a'] }}", "{{ titel|upper }}", "{{ dict() }}"],
)
def test_the_environment_can_do_nothing_but_name_values(source):
    with pytest.raises((SecurityError, TemplateError)):
        OnlyNames().from_string(source).render(titel="x")
