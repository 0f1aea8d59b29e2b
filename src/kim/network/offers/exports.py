"""The matrix as a file for spreadsheets; no cell can become a formula."""

import csv
import io

from kim.core.text import safe_cell
from kim.network.models import Offer
from kim.network.offers.queries import Matrix

Line = list[str | int]
FIRST_COLUMN, OTHER_COLUMNS = 34, 16


def lines(matrix: Matrix) -> list[Line]:
    """Return the lines of the file: what is counted, the heads, a line for each topic."""
    group = dict(Offer.TargetGroup.choices).get(matrix.group, "alle zusammen")
    rows: list[Line] = [
        ["Angebote nach Thema und Kommune", f"Stand {matrix.as_of:%d.%m.%Y}", f"Zielgruppe: {group}"],
        ["Thema", *(place.name for place in matrix.places), "davon kreisweit", "Lücken", "Doppelstrukturen"],
    ]
    if matrix.is_incomplete:
        rows[0].append("Noch kein Abruf aus Integreat, daher unvollständig")
    for row in matrix.rows:
        cells = [cell for _, cell in row.cells]
        wide = cells[0].district_wide if cells else 0
        numbers = [cell.offers for cell in cells]
        gaps: str | int = "offen" if matrix.is_incomplete else sum(cell.is_gap for cell in cells)
        doubles = sum(cell.double for cell in cells)
        rows.append([row.topic.label, *numbers, wide, gaps, doubles])
    return rows


def as_csv(rows: list[Line]) -> bytes:
    """Return a CSV file with semicolons and a byte order mark, as spreadsheets in German offices expect it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[Line]) -> bytes:
    """Return a workbook with numbers as numbers."""
    # Loading the library takes a sixth of a second, which no worker should need to start.
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Angebote")
        sheet.freeze_panes(2, 1)
        sheet.set_column(0, 0, FIRST_COLUMN)
        sheet.set_column(1, max(len(row) for row in rows), OTHER_COLUMNS)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                style = bold if number < 2 else None
                if isinstance(value, int):
                    sheet.write_number(number, place, value, style)
                else:
                    sheet.write_string(number, place, safe_cell(value), style)
    return target.getvalue()
