"""What the page of a month shows."""

import dataclasses
from collections.abc import Sequence
from datetime import date

from kim.accounts.models import Membership
from kim.accounts.permissions import sees_suppressed_figures
from kim.districts.models import District
from kim.monitoring.charts import Chart, line_chart
from kim.monitoring.definitions import COMMON_RULES, LABELS, STOCK_RULE, Measure, suppression_rule
from kim.monitoring.queries import tables
from kim.monitoring.queries.reading import (
    Calendar,
    MonthFigures,
    added_since,
    figures_of,
    stock_by_track,
    stock_has_small_cells,
)
from kim.monitoring.queries.tables import Builder, Column, Table, Values


@dataclasses.dataclass(frozen=True)
class TrackSeries:
    """The chart of the stock by track with its table twin."""

    chart: Chart
    tracks: list[str]
    rows: list[tuple[date, list[int | None]]]


@dataclasses.dataclass(frozen=True)
class MonthPage:
    """Figures of a month as one reader may see them."""

    figures: MonthFigures
    main: Table
    stock: Table
    categories: Table
    common_rules: list[str]

    @property
    def tables(self) -> list[Table]:
        """The tables in the order of the page."""
        return [self.main, self.stock, self.categories]


def month_page(membership: Membership, known: Calendar, month: date, track: str, case_list: str) -> MonthPage:
    """Return the tables of a month; readers outside the team get them with small cells left out."""
    district = membership.district
    outside = sees_suppressed_figures(membership)
    figures = figures_of(district, month, known.frozen.get(month))
    columns = _columns(district, track, outside=outside)
    values = _values(
        membership, figures, list(dict.fromkeys(column for group in columns for column in group))
    )
    builder = Builder(figures, values, "" if outside else case_list)
    limit = district.policy.smallest_cell
    return MonthPage(
        figures,
        builder.table("monatszahlen", "Fälle, Personen, Beratungen", columns[0]),
        builder.table("konstellationen", "Bestand am Monatsende nach Konstellation", columns[1]),
        builder.table("kategorien", ", ".join(column.label for column in columns[2]), columns[2]),
        [*COMMON_RULES, suppression_rule(limit) if outside else STOCK_RULE],
    )


def _values(membership: Membership, figures: MonthFigures, columns: Sequence[Column]) -> Values:
    if sees_suppressed_figures(membership):
        return tables.values_for_outside(figures, columns, membership.district.policy.smallest_cell)
    return tables.values_of(figures, columns)


def _columns(district: District, track: str, *, outside: bool) -> list[list[Column]]:
    return [
        tables.main_columns(track, outside=outside),
        tables.stock_columns(district),
        tables.category_columns(outside=outside),
    ]


def export_columns(membership: Membership, track: str) -> list[Column]:
    """Return the columns of an export: those of the page, for the team also changes by track.

    In a file all columns stand side by side, so each says its track.
    """
    district = membership.district
    outside = sees_suppressed_figures(membership)
    groups = _columns(district, track, outside=outside)
    more = [] if outside or track else tables.event_columns(district)
    names = dict(tables.track_labels(district))
    unique = dict.fromkeys([*groups[0], *groups[1], *groups[2], *more])
    return [_with_track(column, names) for column in unique]


def _with_track(column: Column, names: dict[str, str]) -> Column:
    if column.track and column.measure != Measure.ACTIVE_IN:
        return dataclasses.replace(column, label=f"{LABELS[column.measure]}: {names[column.track]}")
    return column


def export_table(membership: Membership, figures: MonthFigures, columns: Sequence[Column]) -> Table:
    """Return one table with all columns, suppressed like those of the page for the same reader."""
    return Builder(figures, _values(membership, figures, columns)).table("export", "Monatszahlen", columns)


def track_series(membership: Membership, shown: MonthFigures, known: Calendar) -> TrackSeries | None:
    """Return the stock by track over twelve months; None for readers outside the team when a number is too small."""
    district = membership.district
    limit = district.policy.smallest_cell
    if sees_suppressed_figures(membership) and stock_has_small_cells(shown.month, limit):
        return None
    stock = stock_by_track(shown, known)
    seen = [line for line in stock.values() if line is not None]
    used = [
        (code, label) for code, label in tables.track_labels(district) if any(line[code] for line in seen)
    ]
    if not used:
        return None
    values = {code: [line[code] if line else None for line in stock.values()] for code, _ in used}
    series = [(label, values[code]) for code, label in used]
    rows = [(month, [values[code][place] for code, _ in used]) for place, month in enumerate(stock)]
    return TrackSeries(line_chart(list(stock), series), [label for _, label in used], rows)


def added_sentence(page: MonthPage) -> str:
    """Return what was entered after a month was frozen, empty if nothing or if it is not frozen."""
    if page.figures.frozen is None:
        return ""
    consultations, contacts = added_since(page.figures.frozen)
    parts = [
        f"{consultations} Beratung{'en' if consultations != 1 else ''}" if consultations else "",
        f"{contacts} andere{'' if contacts != 1 else 'r'} Kontakt{'e' if contacts != 1 else ''}"
        if contacts
        else "",
    ]
    return " und ".join(part for part in parts if part)


def is_linked(code: str) -> bool:
    """Whether a text names a measure that leads to its cases."""
    return code in set(Measure) - {Measure.MOVED_IN, Measure.MOVED_OUT}
