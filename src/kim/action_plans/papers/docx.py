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
#: Styles of our own by their key: paragraphs, words that matter less, lines of the table of contents.
ASIDE, NOTE, IN_TABLE, HEAD, CONTENTS = "Hinweis", "Nebenangabe", "Tabellentext", "Tabellenkopf", "TOC1"
OWN_STYLES: Final = {**{key: key for key in (ASIDE, NOTE, IN_TABLE, HEAD)}, CONTENTS: "TOC 1"}
TABLE: Final = "KIM Tabelle"
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
                heading = self.docx.add_heading(_clean(_annex(number, section)), 1)
                heading.paragraph_format.page_break_before = True
                _bookmark(heading, number)
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
        if paper.notice:
            self.docx.add_paragraph().add_run(paper.notice).bold = True
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
        self._paragraph(block.text, "" if block.tone == "plain" else ASIDE)

    def _bullets(self, block: Bullets) -> None:
        for item in block.items:
            line = self._paragraph(item.text, "ListBullet")
            if item.note:
                _add_note(line, f" – {item.note}")
            for below in item.below:
                self._paragraph(below, "ListBullet2")

    def _figures(self, block: Figures) -> None:
        """Charts stand in the table of the same figures, where an office keeps them together."""
        self.charts = {figure.about: figure for figure in block.items}

    def _table(self, block: Table) -> None:
        charts, self.charts = self.charts, {}
        head = (*block.head, "Verlauf") if charts else block.head
        shares = (*block.widths, 3) if charts else block.widths
        table = self.docx.add_table(rows=len(block.rows) + 1, cols=len(head), style=TABLE)
        _describe(table, block.caption)
        first, *rows = (list(row.cells) for row in table.rows)
        _mark_rows(table)
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
    _add_styles(document)
    _say_language(document)
    foot = page.footer.paragraphs[0]
    said = (f"Stand {day_de(paper.as_of)}", paper.notice, "Seite ")
    foot.add_run(" · ".join(words for words in said if words))
    _field(foot, "PAGE", "1")
    foot.add_run(" von ")
    _field(foot, "NUMPAGES", "1")


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


def _element(tag: str, /, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{tag}")
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
    paragraphs = [document.add_paragraph(style=OWN_STYLES[CONTENTS]) for _ in lines]
    for part in (beginning, instruction, between):
        paragraphs[0].add_run()._r.append(part)  # noqa: SLF001
    for number, (paragraph, line) in enumerate(zip(paragraphs, lines, strict=True), start=1):
        link = _element("hyperlink", anchor=_mark(number), history="1")
        paragraph._p.append(link)  # noqa: SLF001
        link.append(paragraph.add_run(line)._r)  # noqa: SLF001
    paragraphs[-1].add_run()._r.append(end)  # noqa: SLF001


def _mark(number: int) -> str:
    return f"_Toc{number:08}"


def _bookmark(heading: Any, number: int) -> None:
    """Let the line of the table of contents lead here."""
    start, end = (
        _element("bookmarkStart", id=str(number), name=_mark(number)),
        _element("bookmarkEnd", id=str(number)),
    )
    heading.runs[0]._r.addprevious(start)  # noqa: SLF001
    heading._p.append(end)  # noqa: SLF001


def _describe(table: Any, caption: str) -> None:
    """Say what a table is about to those who do not see it."""
    table._tbl.tblPr.append(_element("tblCaption", val=_clean(caption)))  # noqa: SLF001


def _mark_rows(table: Any) -> None:
    """Repeat the first row on each page as header; rows stay in one piece."""
    for row in table._tbl.tr_lst:  # noqa: SLF001
        row.get_or_add_trPr().append(_element("cantSplit"))
    table._tbl.tr_lst[0].trPr.append(_element("tblHeader", val="true"))  # noqa: SLF001


def _fill(cell: Any, content: Cell, *, is_head: bool = False, is_number: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph._p.style = HEAD if is_head else IN_TABLE  # noqa: SLF001 - looking styles up by name takes most of the time
    if content.is_missing:
        _add_note(paragraph, content.text)
    else:
        paragraph.add_run(_clean(content.text))
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if content.note:
        _add_note(paragraph, f"\n{content.note}")


def _add_note(paragraph: Any, text: str) -> None:
    """Add words that matter less."""
    paragraph.add_run(_clean(text))._r.style = NOTE  # noqa: SLF001


def _add_styles(document: Any) -> None:
    """Add styles of our own, so that an office changes the looks of all tables and notes in one place."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    kinds = {NOTE: WD_STYLE_TYPE.CHARACTER}
    made = {
        key: document.styles.add_style(name, kinds.get(key, WD_STYLE_TYPE.PARAGRAPH))
        for key, name in OWN_STYLES.items()
    }
    for key in (ASIDE, IN_TABLE, HEAD, CONTENTS):
        made[key].base_style = document.styles["Normal"]
    for key in (NOTE, ASIDE):
        made[key].font.size, made[key].font.color.rgb = Pt(9), RGBColor.from_string(GREY)
    for key in (IN_TABLE, HEAD):
        made[key].font.size, made[key].font.bold = Pt(9), key == HEAD
        made[key].paragraph_format.space_after = Pt(0)
    made[CONTENTS].paragraph_format.space_after = Pt(3)
    document.styles.element.append(_table_style())


def _table_style() -> Any:
    """Thin grey lines between rows, a pale first row, air around the words."""
    style = _element("style", type="table", customStyle="1", styleId="KIMTabelle")
    looks, borders, margins = _element("tblPr"), _element("tblBorders"), _element("tblCellMar")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(side, val="single", sz="4", space="0", color="B9BFD0"))
    for side, width in (("top", "50"), ("left", "80"), ("bottom", "50"), ("right", "80")):
        margins.append(_element(side, w=width, type="dxa"))
    looks.extend((borders, margins))
    first, cells = _element("tblStylePr", type="firstRow"), _element("tcPr")
    cells.append(_element("shd", val="clear", color="auto", fill=PALE))
    first.append(cells)
    style.extend((_element("name", val=TABLE), _element("basedOn", val="TableNormal"), looks, first))
    return style


def _set_widths(table: Any, rows: Sequence[Sequence[Any]], shares: Sequence[int]) -> None:
    from docx.shared import Mm

    widths = [Mm(WIDTH_MM * share / sum(shares)) for share in shares]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cells in rows:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
