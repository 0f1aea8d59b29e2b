"""Figures as workbooks: all years of some places, and the form to fill in for one year. No cell becomes a formula."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kim.action_plans.models import Indicator
from kim.action_plans.profile.importing import KEYS
from kim.action_plans.profile.queries import Figure, Profile, Wanted
from kim.action_plans.profile.sheets import SHEET
from kim.action_plans.rules.figures import typed
from kim.core.text import safe_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NAME_WIDTH, NUMBER_WIDTH, TEXT_WIDTH = 30, 18, 100
HEADINGS: Final = (
    "AGS",
    "Ort",
    "Kennzahl",
    "Einheit",
    "Jahr",
    "Bezugsjahr",
    "Stand",
    "Wert",
    "Stichtag",
    "Quelle",
    "eingetragen am",
)
HINTS: Final = (
    ("Ausfüllen", f"Im Blatt „{SHEET}“ steht je Zeile ein Ort, je Spalte eine Kennzahl."),
    ("Zahlen", "Als Zahlen eintragen, nicht als Text und nicht als Formel. Anteile als 12,67 ohne %-Format."),
    (
        "Listen",
        "Eine Gruppe je Zeile in der Zelle (Alt+Eingabe) oder mit Semikolon: Türkei 6.225; Ukraine 3.695",
    ),
    ("Ohne Wert", "„noch nicht erfasst“ oder „nicht verfügbar“ eintragen."),
    ("Leer", "Was leer bleibt, wird nicht geändert."),
    ("Nicht ändern", "Überschriften, AGS, Ort und Jahr. Bitte keine Zellen verbinden und nichts ausblenden."),
    (
        "Einlesen",
        "Beim Hochladen sehen Sie zuerst, was sich ändert. Ist etwas falsch, wird nichts übernommen.",
    ),
)


def as_xlsx(profiles: Sequence[Profile], state: str) -> bytes:
    """Return all figures of some places: a line for each figure of each year, numbers as numbers."""
    target = io.BytesIO()
    with _workbook(target) as book:
        sheet = _sheet(book, "Zeitreihen", len(HEADINGS))
        styles = {
            Decimal: book.add_format({"num_format": "0.00"}),
            date: book.add_format({"num_format": "dd.mm.yyyy"}),
        }
        for number, line in enumerate(_lines(profiles), 1):
            for place, value in enumerate(line):
                _write(sheet, number, place, value, styles.get(type(value)))
        _write_row(sheet, 0, HEADINGS, book.add_format({"bold": True}))
        about = _sheet(book, "Hinweise", 2)
        about.set_column(1, 1, TEXT_WIDTH)
        lines = [("Stand", state), *((row.label, row.indicator.definition) for row in profiles[0].rows)]
        for number, (name, text) in enumerate(lines):
            _write_row(about, number, (name, text))
    return target.getvalue()


def _lines(profiles: Sequence[Profile]) -> Iterator[list[str | int | Decimal | date | None]]:
    for profile in profiles:
        place = profile.territory
        for row in profile.rows:
            for figure in row.figures:
                yield [
                    place.ags,
                    place.full_name,
                    row.label,
                    str(row.indicator.get_unit_display()),
                    figure.year,
                    figure.meant,
                    _state(figure),
                    figure.text if row.unit == Indicator.Unit.LIST and figure.has_value else _number(figure),
                    figure.as_of,
                    figure.source,
                    figure.recorded_on,
                ]


def _state(figure: Figure) -> str:
    return "erfasst" if figure.has_value else figure.text


def _number(figure: Figure) -> int | Decimal | None:
    """Return a count as a whole number, so that its cell shows no fraction."""
    if figure.number is None or figure.unit == Indicator.Unit.PERCENT:
        return figure.number
    return int(figure.number)


def as_template(wanted: Sequence[Wanted], year: int) -> bytes:
    """Return the workbook to fill in for a year: what is known stands in it, so that nothing changes by itself."""
    target = io.BytesIO()
    indicators = {each.indicator.code: each.indicator for each in wanted}
    columns = {code: number for number, code in enumerate(indicators, len(KEYS))}
    with _workbook(target) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            Indicator.Unit.COUNT: book.add_format({"num_format": "#,##0"}),
            Indicator.Unit.PERCENT: book.add_format({"num_format": "0.00"}),
            Indicator.Unit.LIST: book.add_format({"text_wrap": True}),
        }
        sheet = _sheet(book, SHEET, len(KEYS) + len(indicators))
        sheet.freeze_panes(1, len(KEYS))
        _write_row(sheet, 0, [*KEYS, *(each.label for each in indicators.values())], heading)
        places = {each.territory.key: each.territory for each in wanted}
        for number, place in enumerate(places.values(), 1):
            _write_row(sheet, number, (place.ags, place.full_name, year))
            own = [each for each in wanted if each.territory.key == place.key]
            for each in own:
                style = formats[Indicator.Unit(each.indicator.unit)]
                _write(sheet, number, columns[each.indicator.code], _known(each.figure), style)
        about = _sheet(book, "Hinweise", 2)
        about.set_column(1, 1, TEXT_WIDTH)
        when = {each.indicator.code: each.figure.words for each in wanted}
        hints = [
            *HINTS,
            *((each.label, f"{when[code]}. {each.definition}") for code, each in indicators.items()),
        ]
        for number, line in enumerate(hints):
            _write_row(about, number, line)
    return target.getvalue()


def _known(figure: Figure) -> str | int | Decimal | None:
    if not figure.has_value:
        return figure.text if figure.version is not None else None
    if figure.unit == Indicator.Unit.LIST:
        return typed(figure.unit, None, figure.entries)
    return _number(figure)


def _workbook(target: io.BytesIO) -> "Workbook":
    # Loading the library takes a sixth of a second, which no worker should need to start.
    from xlsxwriter import Workbook

    return Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def _sheet(book: "Workbook", name: str, columns: int) -> "Worksheet":
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, NUMBER_WIDTH)
    sheet.set_column(1, 2, NAME_WIDTH)
    sheet.set_column(3, max(3, columns), NUMBER_WIDTH)
    return sheet


def _write_row(
    sheet: "Worksheet", row: int, values: Sequence[str | int | Decimal | date | None], style: object = None
) -> None:
    for place, value in enumerate(values):
        _write(sheet, row, place, value, style)


def _write(
    sheet: "Worksheet", row: int, place: int, value: str | int | Decimal | date | None, style: object = None
) -> None:
    if value is None:
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, style)
    elif isinstance(value, str):
        sheet.write_string(row, place, safe_cell(value), style)
    else:
        sheet.write_number(row, place, value, style)
