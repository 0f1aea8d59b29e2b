"""Papers as Word files (DOCX) that an office goes on editing: styles, real tables, no fixed places."""

import gc
import io
from collections.abc import Sequence
from typing import Any, Final

from kim.action_plans.papers.blocks import (
    Bullets,
    Cell,
    Figure,
    Figures,
    Heading,
    Paper,
    Picture,
    Section,
    Table,
    Text,
)
from kim.action_plans.papers.pdf import drawings_as_png
from kim.action_plans.rules.words import day_de
from kim.core.text import clean_text

FONT: Final = "Arial"
BLUE: Final = "1F43AE"
GREY: Final = "545B73"
PALE: Final = "EEF1FA"
_NAMESPACE: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHART_MM: Final = 24
WIDTH_MM: Final = 165
PICTURE_MM: Final = 160
TALLEST_MM: Final = 210


def docx_of(paper: Paper) -> bytes:
    """Return the paper as a Word file."""
    written = io.BytesIO()
    document = _Document(paper)
    document.write()
    document.docx.save(written)
    del document
    # The parts of the file point at each other and are large: without this a worker keeps some papers too many.
    gc.collect()
    return written.getvalue()


class _Document:
    """One file while it is written. python-docx is loaded only when the first paper is asked for."""

    def __init__(self, paper: Paper) -> None:
        import docx

        self.paper = paper
        self.docx: Any = docx.Document()
        self.first = 2 if paper.is_whole else 1
        self.pictures = _pictures(paper)
        self.charts: dict[str, Figure] = {}

    def write(self) -> None:
        """Write everything."""
        _set_up(self.docx, self.paper)
        self._title()
        for number, section in enumerate(self.paper.sections, start=1):
            if self.paper.is_whole:
                self.docx.add_heading(
                    _clean(_annex(number, section)), 1
                ).paragraph_format.page_break_before = True
            for block in section.blocks:
                getattr(self, f"_{block.kind}")(block)

    def _title(self) -> None:
        paper = self.paper
        self.docx.add_paragraph(_clean(f"{paper.district} · Kommunales Integrationsmanagement"))
        self.docx.add_paragraph(paper.title, style="Title")
        self.docx.add_paragraph(_clean(paper.subtitle), style="Subtitle")
        self.docx.add_paragraph(f"Stand {day_de(paper.as_of)}")
        if paper.status:
            self.docx.add_paragraph(_clean(paper.status))
        if paper.is_whole:
            self.docx.add_paragraph("Inhalt", style="TOC Heading")
            lines = [_clean(_annex(number, each)) for number, each in enumerate(paper.sections, start=1)]
            _contents_field(self.docx, lines)

    def _paragraph(self, text: str = "", style: str = "") -> Any:
        """Add a paragraph by the key of its style: looking styles up by name takes most of the time."""
        added = self.docx.add_paragraph()
        if style:
            added._p.style = style  # noqa: SLF001
        if text:
            added.add_run(_clean(text))
        return added

    def _heading(self, block: Heading) -> None:
        self._paragraph(block.text, f"Heading{block.level + self.first - 1}")

    def _text(self, block: Text) -> None:
        paragraph = self._paragraph(block.text)
        if block.tone != "plain":
            _grey(paragraph.runs[0])

    def _bullets(self, block: Bullets) -> None:
        for item in block.items:
            line = self._paragraph(item.text, "ListBullet")
            if item.note:
                _grey(line.add_run(f" – {_clean(item.note)}"))
            for below in item.below:
                self._paragraph(below, "ListBullet2")

    def _figures(self, block: Figures) -> None:
        """Charts stand in the table of the same figures, where an office keeps them together."""
        self.charts = {figure.about: figure for figure in block.items}

    def _table(self, block: Table) -> None:
        charts, self.charts = self.charts, {}
        head = (*block.head, "Verlauf") if charts else block.head
        shares = (*block.widths, 3) if charts else block.widths
        table = self.docx.add_table(rows=len(block.rows) + 1, cols=len(head), style="Table Grid")
        _light(table)
        first, *rows = (list(row.cells) for row in table.rows)
        _mark_header(table.rows[0])
        for column, (cell, words) in enumerate(zip(first, head, strict=True)):
            is_number = block.numeric_from <= column < len(block.head)
            _fill(cell, Cell(words), is_head=True, is_number=is_number)
        for cells, row in zip(rows, block.rows, strict=True):
            for column, (cell, content) in enumerate(zip(cells, row, strict=False)):
                _fill(cell, content, is_number=column >= block.numeric_from)
            if charts and row[0].text in charts:
                self._picture_in(cells[-1].paragraphs[0].add_run(), charts[row[0].text], CHART_MM)
        _set_widths(table, [first, *rows], shares)
        self._paragraph()

    def _picture(self, block: Picture) -> None:
        width = min(PICTURE_MM, TALLEST_MM / block.ratio)
        self._picture_in(self._paragraph().add_run(), block, width)

    def _picture_in(self, run: Any, drawn: Picture | Figure, width_mm: float) -> None:
        from docx.shared import Mm

        shape = run.add_picture(io.BytesIO(self.pictures[drawn.svg]), width=Mm(width_mm))
        properties = shape._inline.docPr  # noqa: SLF001 - python-docx has no other way to alternative texts
        properties.set("descr", _clean(drawn.alt))
        properties.set("name", f"Bild {properties.get('id')}")


def _annex(number: int, section: Section) -> str:
    return f"Anlage {number}: {section.title}"


def _clean(text: str) -> str:
    """XML knows no control characters."""
    return clean_text(text)


def _pictures(paper: Paper) -> dict[str, bytes]:
    """Draw all pictures at once; equal ones once."""
    drawn: dict[str, int] = {}
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Figures):
                drawn |= dict.fromkeys((figure.svg for figure in block.items), 240)
            elif isinstance(block, Picture):
                drawn[block.svg] = 1200
    found: dict[str, bytes] = {}
    for width in (240, 1200):
        svgs = [svg for svg, wanted in drawn.items() if wanted == width]
        found |= dict(zip(svgs, drawings_as_png(svgs, width), strict=True))
    return found


# --- what python-docx has no word for ----------------------------------------------------------------


def _set_up(document: Any, paper: Paper) -> None:
    """Set language, properties, page, styles, and the line at the foot of each page."""
    from docx.shared import Mm, Pt, RGBColor

    about = document.core_properties
    about.title, about.author, about.language = _clean(paper.full_title), _clean(paper.district), "de-DE"
    about.subject, about.comments = _clean(paper.status), ""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(25), Mm(20), Mm(25), Mm(22)
    for name, size in (
        ("Normal", 10),
        ("Title", 24),
        ("Subtitle", 15),
        ("Heading 1", 16),
        ("Heading 2", 13),
        ("Heading 3", 11),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        _use_everywhere(style, FONT)
        if name not in {"Normal", "Subtitle"}:
            style.font.color.rgb, style.font.bold = RGBColor.from_string("131525"), True
    document.styles["Subtitle"].font.color.rgb = RGBColor.from_string(GREY)
    document.styles["Subtitle"].font.italic = False
    document.styles["Normal"].paragraph_format.space_after = Pt(5)
    _say_language(document)
    foot = page.footer.paragraphs[0]
    foot.add_run(f"Stand {day_de(paper.as_of)} · Seite ")
    _field(foot, "PAGE", "1")


def _use_everywhere(style: Any, font: str) -> None:
    """Set the font for all scripts; the styles of the empty document name fonts of a theme."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith(("Theme", "theme")):
            del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(f"{_NAMESPACE}{name}", font)


def _say_language(document: Any) -> None:
    for language in document.styles.element.iter(f"{_NAMESPACE}lang"):
        language.set(f"{_NAMESPACE}val", "de-DE")


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(f"{_NAMESPACE}{key}", value)
    return element


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    field = _element("fldSimple", instr=instruction)
    paragraph._p.append(field)  # noqa: SLF001 - fields have no other way in
    run = paragraph.add_run(shown)
    field.append(run._r)  # noqa: SLF001


def _contents_field(document: Any, lines: list[str]) -> None:
    """Write a table of contents that Word renews with page numbers when asked to; until then it lists the annexes."""
    beginning, end = _element("fldChar", fldCharType="begin"), _element("fldChar", fldCharType="end")
    instruction, between = _element("instrText"), _element("fldChar", fldCharType="separate")
    instruction.text = 'TOC \\o "1-1" \\h \\z \\u'
    paragraphs = [document.add_paragraph() for _ in lines]
    for part in (beginning, instruction, between):
        paragraphs[0].add_run()._r.append(part)  # noqa: SLF001
    for paragraph, line in zip(paragraphs, lines, strict=True):
        paragraph.add_run(line)
    paragraphs[-1].add_run()._r.append(end)  # noqa: SLF001


def _mark_header(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("tblHeader", val="true"))  # noqa: SLF001


def _fill(cell: Any, content: Cell, *, is_head: bool = False, is_number: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(_clean(content.text))
    run.font.size, run.font.bold = Pt(9), is_head
    if content.is_missing:
        _grey(run)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if content.note:
        _grey(paragraph.add_run(f"\n{_clean(content.note)}"))
    if is_head:
        cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill=PALE))  # noqa: SLF001


def _grey(run: Any) -> None:
    from docx.shared import Pt, RGBColor

    run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(GREY)


def _light(table: Any) -> None:
    """Give a table thin grey lines between its rows and air around its words; rows stay in one piece."""
    properties = table._tbl.tblPr  # noqa: SLF001
    borders, margins = _element("tblBorders"), _element("tblCellMar")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(side, val="single", sz="4", space="0", color="B9BFD0"))
    for side in ("left", "right", "insideV"):
        borders.append(_element(side, val="nil"))
    for side, width in (("top", "50"), ("left", "80"), ("bottom", "50"), ("right", "80")):
        margins.append(_element(side, w=width, type="dxa"))
    look = properties.find(f"{_NAMESPACE}tblLook")
    for part in (borders, _element("tblLayout", type="fixed"), margins):
        look.addprevious(part)


def _set_widths(table: Any, rows: Sequence[Sequence[Any]], shares: Sequence[int]) -> None:
    from docx.shared import Mm

    widths = [Mm(WIDTH_MM * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cells in rows:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
