"""The tables of a month: which columns, which rows, which cells a reader outside the team may see."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from kim.cases.models import Track
from kim.districts.models import District, labels
from kim.monitoring.definitions import EXPLAINED, LABELS, SUPPRESSION_SIGN, Measure
from kim.monitoring.queries.reading import MonthFigures
from kim.monitoring.queries.territories import Territory
from kim.monitoring.rules import suppress

TEAM_MEASURES = (
    Measure.NEW,
    Measure.REACTIVATED,
    Measure.CLOSED,
    Measure.ACTIVE_END,
    Measure.ACTIVE_IN,
    Measure.PERSONS,
    Measure.CONSULTATIONS,
    Measure.OTHER_CONTACTS,
)
# Without reactivations, moves and the cases active within the month, nobody can work out a hidden number of openings
# or closings from the stock of two months.
OUTSIDE_MEASURES = (
    Measure.NEW,
    Measure.CLOSED,
    Measure.ACTIVE_END,
    Measure.PERSONS,
    Measure.CONSULTATIONS,
    Measure.OTHER_CONTACTS,
)
THOUSAND = 1000
WITHOUT_TRACK = (Measure.PERSONS,)

Values = Mapping[Territory, Mapping["Column", int | None]]


@dataclasses.dataclass(frozen=True)
class Column:
    """A column: a measure, of one track or of all."""

    measure: str
    track: str
    label: str = dataclasses.field(compare=False)
    explained: str = dataclasses.field(compare=False)

    @cached_property
    def query(self) -> str:
        """The part of an address that names this column."""
        named = {"zahl": self.measure, "konstellation": self.track}
        return urlencode({name: value for name, value in named.items() if value})


class Cell(NamedTuple):
    """What stands in a table: the number as written, its value (None: not shown) and the cases behind it."""

    text: str
    value: int | None
    url: str = ""


@dataclasses.dataclass(frozen=True)
class Row:
    """A territory and its cells."""

    territory: Territory
    cells: list[Cell]


@dataclasses.dataclass(frozen=True)
class Table:
    """A table: groups of municipalities, each with the sum of its area, and the district."""

    name: str
    caption: str
    columns: Sequence[Column]
    groups: list[tuple[list[Row], Row | None]]
    total: Row

    @property
    def rows(self) -> Iterator[Row]:
        """All rows from top to bottom."""
        for places, area in self.groups:
            yield from places
            if area:
                yield area
        yield self.total


def track_labels(district: District) -> list[tuple[str, str]]:
    """Return the tracks with the district's own words."""
    return labels(district, *((str(code), str(label)) for code, label in Track.choices))


def _column(measure: str, track: str = "", label: str = "") -> Column:
    return Column(measure, track, label or LABELS[measure], EXPLAINED[measure])


def main_columns(track: str, *, outside: bool) -> list[Column]:
    """Return the columns of the month table; people have no track, they can be in cases of two."""
    measures = OUTSIDE_MEASURES if outside else TEAM_MEASURES
    return [_column(measure, track) for measure in measures if not (track and measure in WITHOUT_TRACK)]


def stock_columns(district: District) -> list[Column]:
    """Return the first reading of the three categories: the stock by track."""
    by_track = [_column(Measure.ACTIVE_END, code, label) for code, label in track_labels(district)]
    return [*by_track, _column(Measure.ACTIVE_END, "", "zusammen")]


def category_columns(*, outside: bool) -> list[Column]:
    """Return the second reading of the three categories: contacts, counselling, care.

    Without care for readers outside the team: care less the stock in case management is the number of cases that
    ended in the month, however small.
    """
    care = Column(
        Measure.ACTIVE_IN,
        Track.CASE_MANAGEMENT,
        "Betreuungen",
        "Fälle im Case Management, die im Monat an mindestens einem Tag aktiv waren.",
    )
    contacts = _column(Measure.OTHER_CONTACTS, "", "Kontakte")
    return [contacts, _column(Measure.CONSULTATIONS), *([] if outside else [care])]


def event_columns(district: District) -> list[Column]:
    """Return openings, reactivations and closings by track, for exports."""
    return [
        _column(measure, code, label)
        for measure in (Measure.NEW, Measure.REACTIVATED, Measure.CLOSED)
        for code, label in track_labels(district)
    ]


def values_of(figures: MonthFigures, columns: Sequence[Column]) -> dict[Territory, dict[Column, int | None]]:
    """Return all values of some columns."""
    return {
        territory: {column: figures.value(territory, column.measure, column.track) for column in columns}
        for territory in figures.places.all()
    }


def values_for_outside(
    figures: MonthFigures, columns: Sequence[Column], limit: int
) -> dict[Territory, dict[Column, int | None]]:
    """Return the values of all tables of the month with small cells left out, suppressed as one table.

    People and cases in care are counted anew at each level, so that they may add up to more than the total. For
    deciding what to leave out the sums stand for the totals: then at least two numbers are missing in every sum.
    """
    parents = figures.places.parents()
    real = {
        territory: {column: figures.value(territory, column.measure, column.track) for column in columns}
        for territory in figures.places.all()
    }
    sums = {territory: dict(line) for territory, line in real.items()}
    for total in (*figures.places.areas.values(), figures.places.district):
        parts = [sums[part] for part, parent in parents.items() if parent == total]
        if parts:
            sums[total] = {column: sum(part[column] for part in parts) for column in columns}
    stock = [column for column in columns if column.measure == Measure.ACTIVE_END]
    groups = {total: [part for part in stock if part.track] for total in stock if not total.track}
    kept = suppress(sums, parents, {total: parts for total, parts in groups.items() if parts}, limit)
    return {
        territory: {
            column: None if kept[territory][column] is None or 0 < value < limit else value
            for column, value in line.items()
        }
        for territory, line in real.items()
    }


def written(value: int | None) -> str:
    """Return a number as it is written, with points between thousands."""
    if value is None:
        return SUPPRESSION_SIGN
    return str(value) if value < THOUSAND else f"{value:,}".replace(",", ".")


class Builder:
    """Makes tables of one month from values; `case_list` is the address of the cases behind figures, or empty."""

    def __init__(self, figures: MonthFigures, values: Values, case_list: str = "") -> None:
        """Keep what all tables have in common."""
        self.figures = figures
        self.values = values
        self.case_list = case_list

    def table(self, name: str, caption: str, columns: Sequence[Column]) -> Table:
        """Return a table of some columns."""
        places = self.figures.places
        # An area of one municipality would be the same line twice.
        groups = [
            (
                [self._row(row, columns) for row in rows],
                self._row(area, columns) if area and len(rows) > 1 else None,
            )
            for area, rows in places.groups()
        ]
        return Table(name, caption, columns, groups, self._row(places.district, columns))

    def _row(self, territory: Territory, columns: Sequence[Column]) -> Row:
        values = self.values[territory]
        address = self._address(territory)
        return Row(territory, [self._cell(values[column], column, address) for column in columns])

    def _cell(self, value: int | None, column: Column, address: str) -> Cell:
        url = f"{address}&{column.query}" if value and address else ""
        return Cell(written(value), value, url)

    def _address(self, territory: Territory) -> str:
        if not self.case_list:
            return ""
        query = urlencode({"monat": f"{self.figures.month:%Y-%m}", "gebiet": territory.slug})
        return f"{self.case_list}?{query}"
