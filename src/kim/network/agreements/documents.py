"""An agreement as a Word document: a template with the agreement's words and the text under real headings."""

import io
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kim.network.agreements.examining import MOST_PROBLEMS, problems_of_file
from kim.network.agreements.texts import Piece, pieces

SHIPPED: Final = Path(__file__).with_name("vorlage.docx")
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE: Final = "de-DE"
STYLES: Final = {"heading": "Heading 2", "point": "List Bullet", "paragraph": "Normal"}
NOT_ALONE: Final = "Der Platzhalter {{ text }} muss allein in einem Absatz des Textteils stehen."
SAMPLE: Final = "# Überschrift\n\nAbsatz\n\n- Punkt"


class TemplateRefused(Exception):
    """A template is not filled; `problems` says why, in German."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the list."""
        super().__init__(" ".join(problems))
        self.problems = problems


def problems_of(content: bytes) -> list[str]:
    """Return what is wrong with a Word template, in German; an empty list if it can be used.

    The file is examined, its placeholders are read, and it is filled once to see that it works.
    """
    from kim.network.agreements.placeholders import KNOWN

    problems = problems_of_file(content)
    if problems:
        return problems
    try:
        render(content, values=dict.fromkeys(KNOWN, "Beispiel"), text=SAMPLE)
    except TemplateRefused as refused:
        return refused.problems[:MOST_PROBLEMS]
    return []


def shipped_template() -> bytes:
    """Return the template that is used unless the office has its own."""
    return SHIPPED.read_bytes()


def render(template: bytes, *, values: Mapping[str, str], text: str) -> bytes:
    """Return a Word document: the template with the values filled in and the text in place of `{{ text }}`.

    Raises TemplateRefused if the template asks for anything but known values.
    """
    from docxtpl import DocxTemplate

    from kim.network.agreements.placeholders import OnlyNames

    marker = secrets.token_hex(16)
    try:
        paper = DocxTemplate(io.BytesIO(template))
        paper.init_docx()
        problems = list(dict.fromkeys(_problems(paper)))
        if not problems:
            filled = {name: _printable(value) for name, value in values.items()} | {"text": marker}
            paper.render(filled, jinja_env=OnlyNames(), autoescape=True)
    except Exception as error:
        # Three libraries read what somebody uploaded; whichever stumbles, the file is not used.
        raise TemplateRefused(["Die Vorlage lässt sich nicht füllen."]) from error
    if problems:
        raise TemplateRefused(problems)
    _place_text(paper.docx, marker, pieces(_printable(text)))
    _describe(paper.docx, _printable(values.get("titel", "")))
    made = io.BytesIO()
    paper.docx.save(made)
    return made.getvalue()


def _printable(text: str) -> str:
    """Leave out what XML cannot hold and what the library takes for commands."""
    return (
        "".join(letter for letter in text if letter >= " " or letter == "\n")
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )


def _problems(paper: Any) -> Iterator[str]:
    """Yield what is wrong with the placeholders in all parts that are filled."""
    from kim.network.agreements.placeholders import problems_in, too_many_braces

    for where, xml in _sources(paper):
        if too_many_braces(xml):
            yield f"{where}: Es sind zu viele Platzhalter."
        else:
            yield from problems_in(paper.patch_xml(xml), where=where, with_text=where == "Textteil")
    properties = paper.docx.core_properties
    described = (properties.author, properties.comments, properties.subject, properties.title)
    if any("{" in word for word in (*described, properties.identifier, properties.language)):
        yield "In den Eigenschaften der Datei stehen geschweifte Klammern."


def _sources(paper: Any) -> Iterator[tuple[str, str]]:
    yield "Textteil", paper.get_xml()
    for where, address in (("Kopfzeile", paper.HEADER_URI), ("Fußzeile", paper.FOOTER_URI)):
        for _, part in paper.get_headers_footers(address):
            yield where, paper.get_part_xml(part)
    for part in paper.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            yield "Fußnoten", part.blob.decode("utf-8")


def _place_text(document: Any, marker: str, text: list[Piece]) -> None:
    """Put paragraphs in their styles where the marker stands."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    body = document.element.body
    places = [each for each in body.iter(qn("w:p")) if marker in _text_of(each)]
    if not places or any(_text_of(place).strip() != marker for place in places):
        raise TemplateRefused([NOT_ALONE])
    for place in places:
        before = Paragraph(place, document._body)  # noqa: SLF001 -- the library gives no public way to the body
        for piece in text:
            _add(before, piece, document)
        if place.getparent().tag == qn("w:tc") and not text:
            before.text = ""
        else:
            place.getparent().remove(place)


def _text_of(paragraph: Any) -> str:
    from docx.oxml.ns import qn

    return "".join(each.text or "" for each in paragraph.iter(qn("w:t")))


def _add(before: Any, piece: Piece, document: Any) -> None:
    style = _style(document, piece.kind)
    words = piece.text if style or piece.kind != "point" else f"– {piece.text}"
    before.insert_paragraph_before(words, style=style)


def _style(document: Any, kind: str) -> Any:
    """Return the style of the template; a heading is one even if the template has none."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    name = STYLES[kind]
    found = [each for each in document.styles if each.name == name and each.type == WD_STYLE_TYPE.PARAGRAPH]
    if found or kind != "heading":
        return found[0] if found else None
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    style.font.bold = True
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    style.element.get_or_add_pPr().append(level)
    return style


def _describe(document: Any, title: str) -> None:
    """Say title and language, so that a screen reader speaks German."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = document.core_properties
    properties.title, properties.language = title[:255], LANGUAGE
    styles = document.styles.element
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"):
        found = styles.find(qn(name))
        if found is None:
            found = OxmlElement(name)
            styles.insert(0, found) if name == "w:docDefaults" else styles.append(found)
        styles = found
    styles.set(qn("w:val"), LANGUAGE)
