"""The tables of a month as files for spreadsheets; no cell can become a formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kim.core.text import safe_cell
from kim.monitoring.definitions import COMMON_RULES, SUPPRESSION_SIGN, suppression_rule
from kim.monitoring.queries.tables import Column, Table
from kim.monitoring.queries.territories import Level

if TYPE_CHECKING:
    import xlsxwriter

LEVELS = {Level.MUNICIPALITY: "Kommune", Level.AREA: "Bezirk", Level.DISTRICT: "Kreis"}
NAME_WIDTH, NUMBER_WIDTH = 26, 16


def _lines(table: Table, month: str) -> Iterator[list[str | int]]:
    yield ["Monat", "Ebene", "Schlüssel", "Gebiet", *(column.label for column in table.columns)]
    for row in table.rows:
        place = row.territory
        numbers = [cell.value if cell.value is not None else SUPPRESSION_SIGN for cell in row.cells]
        yield [month, LEVELS[Level(place.level)], place.code, place.name, *numbers]


def as_csv(table: Table, month: str) -> bytes:
    """Return a CSV file with semicolons and a byte order mark, as spreadsheets in German offices expect it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for line in _lines(table, month):
        writer.writerow([safe_cell(value) for value in line])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, month: str, state: str, limit: int) -> bytes:
    """Return a workbook: the figures as numbers, and a sheet with how they are counted."""
    # Loading the library takes a sixth of a second, which no worker should need to start.
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Zahlen")
        sheet.freeze_panes(1, 4)
        sheet.set_column(0, 3, NAME_WIDTH)
        sheet.set_column(4, 4 + len(table.columns), NUMBER_WIDTH)
        for number, line in enumerate(_lines(table, month)):
            for place, value in enumerate(line):
                _write(sheet, number, place, value, bold if number == 0 else None)
        _explain(book.add_worksheet("Zählregeln"), bold, table.columns, state, limit)
    return target.getvalue()


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, place: int, value: str | int, style: object
) -> None:
    if isinstance(value, int):
        sheet.write_number(row, place, value, style)
    else:
        sheet.write_string(row, place, safe_cell(value), style)


def _explain(
    sheet: "xlsxwriter.worksheet.Worksheet", bold: object, columns: Sequence[Column], state: str, limit: int
) -> None:
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, 1, 100)
    lines = [("Stand", state), *((column.label, column.explained) for column in columns)]
    lines += [("Allgemein", rule) for rule in (*COMMON_RULES, suppression_rule(limit))]
    for number, (name, text) in enumerate(lines):
        _write(sheet, number, 0, name, bold)
        _write(sheet, number, 1, text, None)
