"""The figures of places over the years, in few queries."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from kim.action_plans.models import CollectionRequest, Indicator, IndicatorValue, SourceOffice
from kim.action_plans.rules.figures import Entry, of_when, written, year_meant
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory

State = IndicatorValue.State


@dataclasses.dataclass(frozen=True)
class Figure:
    """One figure of one place and year; without a row in the database it is "not yet recorded", version 0."""

    unit: str
    year: int
    state: str = State.NOT_RECORDED
    number: Decimal | None = None
    entries: tuple[Entry, ...] = ()
    as_of: date | None = None
    source: str = ""
    recorded_on: date | None = None
    recorded_by: str = ""
    version: int | None = None
    refers_to: str = Indicator.Year.SAME

    @property
    def stand(self) -> date:
        """The day the figure speaks of: as a rule the last of its year."""
        return self.as_of or date(self.year, 12, 31)

    @property
    def meant(self) -> int:
        """The year the figure speaks of."""
        return year_meant(self.year, is_previous=self.refers_to == Indicator.Year.PREVIOUS)

    @property
    def words(self) -> str:
        """Which year and which day the figure speaks of: "Jahr 2023, Stand 31.12.2024"."""
        return of_when(self.year, self.stand, is_previous=self.refers_to == Indicator.Year.PREVIOUS)

    @property
    def has_value(self) -> bool:
        """Whether there is a value."""
        return self.state == State.VALUE

    @property
    def text(self) -> str:
        """The value as it is shown, or in words that there is none."""
        if not self.has_value:
            return str(State(self.state).label)
        return written(self.unit, self.number, self.entries)


@dataclasses.dataclass(frozen=True)
class Row:
    """One indicator of one place over the years, the first year first.

    `district_figure` is the whole district's figure of the latest year for shares of a municipality; `asked` the
    office that gives the figures of the place.
    """

    indicator: Indicator
    figures: tuple[Figure, ...]
    asked: SourceOffice | None = None
    district_figure: Figure | None = None

    @property
    def code(self) -> str:
        """The indicator's key."""
        return str(self.indicator.code)

    @property
    def label(self) -> str:
        """The indicator's name."""
        return str(self.indicator.label)

    @property
    def short_label(self) -> str:
        """The name for small places."""
        return str(self.indicator.short_label or self.indicator.label)

    @property
    def is_of_year_before(self) -> bool:
        """Whether a figure as of the end of a year speaks of the year before."""
        return bool(self.indicator.refers_to == Indicator.Year.PREVIOUS)

    @property
    def unit(self) -> str:
        """`count`, `percent` or `list`."""
        return str(self.indicator.unit)

    @property
    def office(self) -> str:
        """The name of the office that is asked."""
        return self.asked.name if self.asked else ""

    @property
    def by_year(self) -> dict[int, Figure]:
        """Year -> figure."""
        return {figure.year: figure for figure in self.figures}

    @property
    def latest(self) -> Figure | None:
        """The figure of the last year that has a value, else of the last year at all."""
        valued = [figure for figure in self.figures if figure.has_value]
        known = valued or list(self.figures)
        return known[-1] if known else None

    @property
    def previous(self) -> Figure | None:
        """The last value before the latest one."""
        valued = [figure for figure in self.figures if figure.has_value]
        return valued[-2] if len(valued) > 1 else None


@dataclasses.dataclass(frozen=True)
class Profile:
    """The figures of one place."""

    territory: Territory
    years: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def sources(self) -> list[tuple[str, date | None]]:
        """Who gave the figures, and on which day they were written down; each once."""
        given = [
            (each.source, each.recorded_on) for row in self.rows for each in row.figures if each.has_value
        ]
        return sorted(dict.fromkeys(given), key=lambda pair: (pair[0], pair[1] or date.min))

    def recorded_count(self, year: int) -> int:
        """Return how many indicators have a value for a year."""
        return sum(row.by_year[year].has_value for row in self.rows if year in row.by_year)


def figure_of(value: IndicatorValue, indicator: Indicator) -> Figure:
    """Return a row of the database as a figure; `recorded_by__user` has to be read with it."""
    return Figure(
        unit=indicator.unit,
        refers_to=indicator.refers_to,
        year=value.year,
        state=value.state,
        number=value.number,
        entries=tuple(Entry(item["name"], item["count"]) for item in value.items),
        as_of=value.as_of,
        source=value.source,
        recorded_on=value.recorded_on,
        recorded_by=value.recorded_by.user.name if value.recorded_by else "",
        version=value.version,
    )


def indicators() -> QuerySet[Indicator]:
    """Return the indicators in use, in order, with their offices."""
    used = Indicator.objects.filter(active=True).select_related("office", "district_office")
    return used.order_by("position", "pk")


def all_indicators() -> list[tuple[Indicator, SourceOffice | None, SourceOffice | None]]:
    """Return every indicator, ended ones last, with who gives the figures of places and the district's; one query."""
    rows = Indicator.objects.select_related("office", "district_office")
    return [
        (row, None if row.district_only else row.office, row.asked(None))
        for row in rows.order_by("-active", "position", "pk")
    ]


def offices_in_use() -> QuerySet[SourceOffice]:
    """Return the offices in use, in order."""
    return SourceOffice.objects.filter(active=True).order_by("position", "name", "pk")


def indicator_of(code: str) -> Indicator | None:
    """Return an indicator, in use or not."""
    found: Indicator | None = Indicator.objects.filter(code=code).first()
    return found


def office_of(code: str) -> SourceOffice | None:
    """Return an office in use."""
    found: SourceOffice | None = offices_in_use().filter(code=code).first()
    return found


def profiles_of(territories: Sequence[Territory]) -> list[Profile]:
    """Return the profiles of some places of one district, in the same order; two queries."""
    used = list(indicators())
    by_number = {indicator.pk: indicator for indicator in used}
    here = [place.municipality.pk for place in territories if place.municipality]
    values = IndicatorValue.objects.filter(
        Q(municipality__in=here) | Q(municipality=None), indicator__in=list(by_number)
    )
    found: dict[int | None, dict[tuple[int, int], Figure]] = defaultdict(dict)
    for value in values.select_related("recorded_by__user").order_by("year", "pk"):
        found[value.municipality_id][value.indicator_id, value.year] = figure_of(
            value, by_number[value.indicator_id]
        )
    return [_profile(place, used, found) for place in territories]


def profile_of(territory: Territory) -> Profile:
    """Return the profile of one place; two queries."""
    return profiles_of([territory])[0]


def _profile(
    territory: Territory,
    used: Iterable[Indicator],
    found: Mapping[int | None, Mapping[tuple[int, int], Figure]],
) -> Profile:
    place = territory.municipality
    own = found.get(place.pk if place else None, {})
    years = tuple(sorted({year for _, year in own}))
    of_district = found.get(None, {}) if place else {}
    rows = tuple(
        dataclasses.replace(_row(each, years, own, of_district), asked=each.asked(place))
        for each in used
        if each.is_asked_of(place)
    )
    return Profile(territory, years, rows)


def _row(
    indicator: Indicator,
    years: Sequence[int],
    own: Mapping[tuple[int, int], Figure],
    of_district: Mapping[tuple[int, int], Figure],
) -> Row:
    figures = tuple(own.get((indicator.pk, year), _none(indicator, year)) for year in years)
    row = Row(indicator, figures)
    if indicator.unit != Indicator.Unit.PERCENT or row.latest is None:
        return row
    compared = of_district.get((indicator.pk, row.latest.year))
    return dataclasses.replace(row, district_figure=compared if compared and compared.has_value else None)


def _none(indicator: Indicator, year: int) -> Figure:
    return Figure(unit=indicator.unit, year=year, refers_to=indicator.refers_to)


def offices_asked(territory: Territory) -> dict[int, date]:
    """Return the offices that were reached and have not said everything about a place: office -> day; one query.

    An office that answers for the whole district is asked about each of its places.
    """
    about = Q(office__per_municipality=False) | Q(municipality=territory.municipality)
    waiting = CollectionRequest.objects.filter(
        about, round__closed_on=None, asked_on__isnull=False, completed_at=None
    )
    return dict(waiting.order_by("asked_on", "pk").values_list("office_id", "asked_on"))


# --- one year, to enter ------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Wanted:
    """A figure to enter: of which place, what is known, and last year's for help."""

    territory: Territory
    indicator: Indicator
    figure: Figure
    before: Figure

    @property
    def name(self) -> str:
        """What it is called in a form."""
        return f"{self.territory.key}-{self.indicator.code}"


def all_figures(territories: Iterable[Territory]) -> list[tuple[Territory, Indicator]]:
    """Return every figure in use of some places, place by place; one query."""
    used = list(indicators())
    return [(place, each) for place in territories for each in used if each.is_asked_of(place.municipality)]


def figures_wanted(wanted: Sequence[tuple[Territory, Indicator]], year: int) -> list[Wanted]:
    """Return some figures for a year and the year before, in the same order; one query."""
    by_number = {indicator.pk: indicator for _, indicator in wanted}
    rows = IndicatorValue.objects.filter(indicator__in=list(by_number), year__in=(year - 1, year))
    known = {
        (row.municipality_id, row.indicator_id, row.year): figure_of(row, by_number[row.indicator_id])
        for row in rows.select_related("recorded_by__user").order_by("pk")
    }

    def figure(place: Territory, indicator: Indicator, of: int) -> Figure:
        key = (place.municipality.pk if place.municipality else None, indicator.pk, of)
        return known.get(key, _none(indicator, of))

    return [
        Wanted(place, indicator, figure(place, indicator, year), figure(place, indicator, year - 1))
        for place, indicator in wanted
    ]


def territories_of(district: District) -> list[Territory]:
    """Return the district and its municipalities by name; one query."""
    places = Municipality.objects.order_by("name", "pk")
    return [Territory(district), *(Territory(district, place) for place in places)]


def known_versions() -> dict[tuple[int, int, int | None], int]:
    """Return the version of every figure: indicator, year and municipality -> version; one query."""
    rows = IndicatorValue.objects.order_by("pk")
    return {
        (indicator, year, place): version
        for indicator, year, place, version in rows.values_list(
            "indicator_id", "year", "municipality_id", "version"
        )
    }
