"""From the bytes of an uploaded file to rows of cells. Whatever the file is, the answer is rows or reasons."""

import csv
import dataclasses
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from kim.action_plans.rules.figures import in_german
from kim.core.parcels import TooLarge, unpacked

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET: Final = "Kennzahlen"
LARGEST_FILE: Final = 512 * 1024
LARGEST_UNPACKED: Final = 8 * 1024 * 1024
MOST_PARTS: Final = 200
MOST_ROWS, MOST_COLUMNS = 500, 60
LONGEST_CELL: Final = 2000
MOST_MERGED: Final = 300
_MERGED: Final = re.compile(rb"<(?:[\w.-]+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([^\"']*)")

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: What unpacking a damaged or encrypted container raises.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_OTHER_FILES: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<")
_SAID_SEPARATOR: Final = re.compile(r"sep=(?P<sign>[;,\t])\r?\n?", re.IGNORECASE)
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclasses.dataclass(frozen=True)
class Problem:
    """What is wrong, and where: name of the sheet (or of the file), cell such as C5, reason in German."""

    sheet: str
    cell: str
    reason: str


@dataclasses.dataclass(frozen=True)
class Cell:
    """A cell: its place and what is in it, a number of a spreadsheet or text."""

    place: str
    value: str | int | float

    @property
    def text(self) -> str:
        """What is in it, as text without spaces around."""
        return str(self.value).strip()


@dataclasses.dataclass(frozen=True)
class Rows:
    """The cells of a sheet row by row, empty rows left out; problems instead of cells that cannot be used.

    With `is_text` the file has nothing but text (CSV), numbers included.
    """

    sheet: str
    rows: tuple[tuple[Cell, ...], ...] = ()
    problems: tuple[Problem, ...] = ()
    is_text: bool = False


def read_file(name: str, content: bytes) -> Rows:
    """Read an uploaded XLSX or CSV file."""
    reason = _why_not_read(name.lower(), content)
    if reason:
        return _refused(name, reason)
    return _read_xlsx(name, content) if content.startswith(_ZIP) else _read_csv(name, content)


def _why_not_read(name: str, content: bytes) -> str:
    """Return why a file cannot be a spreadsheet, as its first bytes and its name tell."""
    if not content.strip():
        return "Die Datei ist leer."
    if len(content) > LARGEST_FILE:
        return f"Die Datei ist größer als {LARGEST_FILE // 1024} KB."
    if content.startswith(_OLD_OFFICE):
        return "Das ist eine Datei im alten Format (.xls) oder mit Kennwort. Bitte als .xlsx ohne Kennwort."
    if not content.startswith(_ZIP) and name.endswith((".xlsx", ".xlsm", ".ods", ".xls")):
        return "Das ist keine Excel-Datei, obwohl der Name so endet."
    is_other = content.startswith(_OTHER_FILES)
    return "Das ist weder eine Excel- noch eine CSV-Datei." if is_other else ""


def _refused(name: str, reason: str) -> Rows:
    return Rows(name, problems=(Problem(name, "", reason),))


# --- XLSX ---------------------------------------------------------------------------------------------


def _read_xlsx(name: str, content: bytes) -> Rows:
    """Look at the container before anything unpacks it, then at the sheet."""
    reason = _why_not_unpacked(content)
    if reason:
        return _refused(name, reason)
    # Loading the library takes a fifth of a second, which no worker should need to start.
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), keep_links=False)
    except Exception:  # noqa: BLE001 - the library raises whatever a broken file makes it stumble over
        return _refused(name, "Die Datei ist beschädigt und lässt sich nicht lesen.")
    if SHEET not in book.sheetnames or not hasattr(book[SHEET], "merged_cells"):
        there = ", ".join(f"„{title}“" for title in book.sheetnames[:10])
        return _refused(name, f"Das Blatt „{SHEET}“ fehlt. Vorhanden: {there or 'keines'}.")
    return _read_sheet(book[SHEET])


def _why_not_unpacked(content: bytes) -> str:
    try:
        parts = unpacked(content, most_parts=MOST_PARTS, most_bytes=LARGEST_UNPACKED)
    except TooLarge:
        return "Die Datei ist ausgepackt zu groß."
    except _BROKEN:
        return "Die Datei ist beschädigt oder mit einem Kennwort geschützt."
    if "xl/workbook.xml" not in parts:
        return "Das ist keine Excel-Datei (.xlsx)."
    if any("vbaProject" in name for name in parts):
        return "Die Datei enthält Makros. Bitte als .xlsx ohne Makros speichern."
    # A spreadsheet never declares entities, nor is it written in an encoding that hides them from this look.
    words = [text for name, text in parts.items() if name.lower().endswith((".xml", ".rels"))]
    if any(mark in text for text in words for mark in (b"<!DOCTYPE", b"<!ENTITY", b"\x00")):
        return "Die Datei enthält Verweise, die in einer Tabelle nichts zu suchen haben."
    return _too_much_merged(words)


def _too_much_merged(words: Sequence[bytes]) -> str:
    """Refuse merged ranges that the library would unfold into millions of cells."""
    ranges = [found.decode(errors="replace") for text in words for found in _MERGED.findall(text)]
    if len(ranges) > MOST_MERGED or any(map(_is_vast, ranges)):
        return "Die Datei verbindet zu viele Zellen. Bitte die Verbindungen aufheben."
    return ""


def _is_vast(cells: str) -> bool:
    from openpyxl.utils import range_boundaries

    try:
        edges = range_boundaries(cells)
    except (ValueError, TypeError):
        return True
    left, top, right, bottom = (edge or 0 for edge in edges)
    return (right - left + 1) * (bottom - top + 1) > MOST_ROWS * MOST_COLUMNS or 0 in (left, top)


def _read_sheet(sheet: "Worksheet") -> Rows:
    problems: list[Problem] = []
    last_row, last_column = _extent(sheet)
    if last_row > MOST_ROWS or last_column > MOST_COLUMNS:
        return _refused(SHEET, f"Mehr als {MOST_ROWS} Zeilen oder {MOST_COLUMNS} Spalten.")
    if sheet.sheet_state != "visible":
        problems.append(Problem(SHEET, "", "Das Blatt ist ausgeblendet."))
    problems += [
        Problem(SHEET, str(cells), "Verbundene Zellen. Bitte die Verbindung aufheben.")
        for cells in sorted(map(str, sheet.merged_cells.ranges))
    ]
    hidden = [f"Zeile {row}" for row, what in sheet.row_dimensions.items() if what.hidden and row <= last_row]
    hidden += [
        f"Spalte {column}"
        for column, what in sheet.column_dimensions.items()
        if what.hidden and (what.min or 1) <= last_column
    ]
    problems += [Problem(SHEET, place, "Ausgeblendet. Bitte einblenden oder löschen.") for place in hidden]
    rows = []
    for line in sheet.iter_rows(max_row=last_row, max_col=last_column):
        cells = [_cell_of(cell, problems) for cell in line]
        if any(cell.text for cell in cells):
            rows.append(tuple(cells))
    return Rows(SHEET, tuple(rows), tuple(problems))


def _extent(sheet: "Worksheet") -> tuple[int, int]:
    """Return the last row and column in which something stands; formats alone reach further down."""
    # The library counts formatted cells too, and walking them costs as much as the sheet pretends to be large.
    cells = [cell for cell in sheet._cells.values() if cell.value is not None]  # noqa: SLF001
    return max((cell.row for cell in cells), default=1), max((cell.column for cell in cells), default=1)


def _cell_of(cell: "XlsxCell | Any", problems: list[Problem]) -> Cell:
    """Return a cell of a workbook; one that cannot be used comes back empty, with a problem."""
    place, value = str(cell.coordinate), getattr(cell, "value", None)
    reason = _why_no_cell(cell, value)
    if reason:
        problems.append(Problem(SHEET, place, reason))
        return Cell(place, "")
    return Cell(place, "" if value is None else value)


#: Kind of a cell in the workbook -> why there is no value in it.
_NO_VALUES: Final = {
    "f": "Eine Formel. Bitte den Wert eintragen.",
    "e": "Ein Fehlerwert statt einer Zahl.",
    "b": "Wahr oder falsch statt einer Zahl.",
}


def _why_no_cell(cell: Any, value: Any) -> str:
    kind = getattr(cell, "data_type", "n")
    if kind in _NO_VALUES:
        return _NO_VALUES[kind]
    if isinstance(value, (datetime, date, time, timedelta)):
        return "Ein Datum oder eine Uhrzeit. Bitte die Zelle als Zahl formatieren und den Wert neu eintragen."
    if isinstance(value, (int, float)) and "%" in str(cell.number_format):
        shown = in_german(Decimal(str(value)) * 100, 2)
        return f"Als Prozent formatiert. Bitte die Zelle als Zahl formatieren und {shown} eintragen."
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        return "Zu viel Text."
    return "" if value is None or isinstance(value, (str, int, float)) else "Der Inhalt ist nicht zu lesen."


# --- CSV ----------------------------------------------------------------------------------------------


def _read_csv(name: str, content: bytes) -> Rows:
    text = _decoded(content)
    if text is None:
        return _refused(name, "Die Zeichen sind nicht zu lesen. Bitte als „CSV UTF-8“ speichern.")
    try:
        separator, text = _delimiter(text)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return _refused(name, "Die Anführungszeichen passen nicht zusammen.")
    if len(lines) > MOST_ROWS or any(len(line) > MOST_COLUMNS for line in lines):
        return _refused(name, f"Mehr als {MOST_ROWS} Zeilen oder {MOST_COLUMNS} Spalten.")
    problems = []
    rows = []
    for number, line in enumerate(lines, 1):
        if any(len(text) > LONGEST_CELL for text in line):
            problems.append(Problem(name, f"Zeile {number}", "Zu viel Text in einem Feld."))
        elif any(text.strip() for text in line):
            rows.append(tuple(Cell(_coordinate(number, place), text) for place, text in enumerate(line)))
    problems += _uneven(name, rows)
    return Rows(name, tuple(rows), tuple(problems), is_text=True)


def _decoded(content: bytes) -> str | None:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1252, as spreadsheets write them; None if it is none."""
    encodings = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    if not encodings and b"\x00" in content[:200]:
        # UTF-16 without a mark: in Western text every second byte is zero.
        encodings = ["utf-16-be" if content[:1] == b"\x00" else "utf-16-le"]
    for encoding in encodings or ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        return None if "\x00" in text else text
    return None


def _delimiter(text: str) -> tuple[str, str]:
    """Return what separates the fields, and the text without the line that Excel may have put there to say so.

    Without that line it is the sign that is most frequent in the first one.
    """
    said = _SAID_SEPARATOR.match(text)
    if said:
        return said["sign"], text[said.end() :]
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";\t,", key=first.count), text


def _coordinate(row: int, column: int) -> str:
    """Return the name of a cell: row from 1, column from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _uneven(name: str, rows: Sequence[Sequence[Cell]]) -> list[Problem]:
    """Find rows with more fields than the first, as decimal commas make them in files separated by commas."""
    return [
        Problem(
            name,
            row[len(rows[0])].place,
            "Mehr Felder als Überschriften. Zahlen mit Komma gehören in Anführungszeichen.",
        )
        for row in rows
        if len(row) > len(rows[0]) and any(cell.text for cell in row[len(rows[0]) :])
    ]
