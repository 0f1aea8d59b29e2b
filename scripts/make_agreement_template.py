"""Write the Word template for agreements that is shipped: src/kim/network/agreements/vorlage.docx."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

TARGET = Path(__file__).resolve().parents[1] / "src/kim/network/agreements/vorlage.docx"
FACTS = (
    ("Partner", "{{ partner }}"),
    ("Ort", "{{ ort }}"),
    ("Gegenstand", "{{ gegenstand }}"),
    ("Gilt ab", "{{ gilt_ab }}"),
    ("Gilt bis", "{{ gilt_bis }}"),
    ("Nächste Überprüfung", "{{ ueberpruefung }}"),
    ("Stand", "{{ stand }}"),
)
USED = {
    "Normal",
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "List Bullet",
    "Header",
    "Footer",
    "Table Grid",
}
INK = RGBColor(0x17, 0x1A, 0x2B)


def field(paragraph: Any, code: str) -> None:
    """Let Word count the pages."""
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), code)
    paragraph._p.append(simple)  # noqa: SLF001 -- the library has no fields of its own


def dress(document: Any) -> None:
    """One typeface, dark headings, German, no styles that nobody uses."""
    for style in list(document.styles):
        if style.type in {WD_STYLE_TYPE.TABLE, WD_STYLE_TYPE.PARAGRAPH} and style.name not in USED:
            style.delete()
    for name in USED - {"Table Grid"}:
        style = document.styles[name]
        style.font.name = "Arial"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[kind]
        style.font.color.rgb = INK
    document.styles["Normal"].font.size = Pt(11)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")


def facts(document: Any) -> None:
    """What the agreement is, as a table with a heading for each row."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in FACTS:
        head, cell = table.add_row().cells
        head.width, cell.width = Cm(4.5), Cm(11.5)
        head.paragraphs[0].add_run(label).bold = True
        cell.text = value
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), "Angaben zur Vereinbarung")
    table._tbl.tblPr.append(caption)  # noqa: SLF001 -- the library has no captions


def main() -> None:
    """Write the file."""
    document = Document()
    dress(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.header.paragraphs[0].text = "{{ kreis }} · Kommunales Integrationsmanagement"
    foot = section.footer.paragraphs[0]
    foot.text = "Fassung {{ fassung }}, ausgegeben am {{ datum }} · Seite "
    field(foot, "PAGE")
    foot.add_run(" von ")
    field(foot, "NUMPAGES")
    document.add_paragraph("{{ art }}", style="Subtitle")
    document.add_paragraph("{{ titel }}", style="Heading 1")
    facts(document)
    document.add_paragraph("{{ text }}")
    document.add_paragraph("Unterschriften", style="Heading 2")
    document.add_paragraph("Ort, Datum, Unterschrift für {{ kreis }}:")
    document.add_paragraph("Ort, Datum, Unterschrift für {{ partner }}:")
    properties = document.core_properties
    properties.author = properties.comments = ""
    properties.title, properties.language = "Vereinbarung", "de-DE"
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    document.save(str(TARGET))
    print(f"{TARGET.name}: {TARGET.stat().st_size} Bytes")


if __name__ == "__main__":
    main()
