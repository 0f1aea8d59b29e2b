"""What looks wrong in the figures of a district, and what has been said about it."""

import dataclasses
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q

from kim.action_plans.models import FindingNote, Indicator, IndicatorValue
from kim.action_plans.profile.actions import Entered
from kim.action_plans.profile.queries import indicators, territories_of
from kim.action_plans.rules.figures import Entry, of_when
from kim.action_plans.rules.profile import (
    DISTRICT,
    Definition,
    Finding,
    Kind,
    Table,
    Value,
    beyond_whole,
    findings,
)
from kim.districts.models import District
from kim.districts.territory import Territory


@dataclasses.dataclass(frozen=True)
class Checked:
    """A finding: of which figure and place, and the explanation that holds, if there is one."""

    finding: Finding
    label: str
    territory: Territory
    note: FindingNote | None
    when: str = ""

    @property
    def is_open(self) -> bool:
        """Whether coordination has not yet said why it is right; others may have."""
        return self.note is None or bool(self.note.said_by)

    @property
    def is_contradiction(self) -> bool:
        """Whether at least one of the figures must be wrong."""
        return self.finding.kind == Kind.CONTRADICTION


def definitions_of(used: Sequence[Indicator]) -> list[Definition]:
    """Return indicators as the rules read them."""
    codes = {indicator.pk: indicator.code for indicator in used}
    return [
        Definition(
            code=each.code,
            label=each.label,
            unit=each.unit,
            is_additive=each.is_additive,
            may_exceed_100=each.may_exceed_100,
            share_of=codes.get(each.share_of_id or 0),
            whole=codes.get(each.whole_id or 0),
            is_of_year_before=each.refers_to == Indicator.Year.PREVIOUS,
        )
        for each in used
    ]


def slips(entered: Sequence[Entered], used: Sequence[Indicator], year: int) -> list[tuple[Entered, Finding]]:
    """Return what cannot be meant among figures that are entered together, and why; no query.

    `used`: all that are asked for together, also those of which nothing was said.
    """
    given = {
        Value(
            code=each.indicator.code,
            place=each.municipality.ags if each.municipality else DISTRICT,
            year=year,
            number=each.number or Decimal(0),
            entries=each.entries,
        ): each
        for each in entered
        if each.state == IndicatorValue.State.VALUE
    }
    table = Table(definitions_of(used), given, ())
    found = ((each, beyond_whole(table, value)) for value, each in given.items())
    return [(each, finding) for each, finding in found if finding is not None]


def table_of(
    district: District, *, since: int = 0, place: Territory | None = None
) -> tuple[Table, dict[str, Territory]]:
    """Return the values of a district as the rules read them, and its places by key; three queries.

    Of one place, or from a year on, also what its figures are compared with: the district's and the year before.
    """
    used = list(indicators())
    codes = {indicator.pk: indicator.code for indicator in used}
    places = {place.key: place for place in territories_of(district)}
    keys = {place.municipality.pk: key for key, place in places.items() if place.municipality}
    rows = IndicatorValue.objects.filter(state=IndicatorValue.State.VALUE, indicator__in=list(codes))
    rows = rows.filter(year__gte=since - 1) if since else rows
    if place is not None and place.municipality is not None:
        rows = rows.filter(Q(municipality=place.municipality) | Q(municipality=None))
    fields = rows.order_by("year", "pk").values_list(
        "indicator_id", "municipality_id", "year", "number", "items"
    )
    values = [
        Value(
            code=codes[indicator],
            place=keys[municipality] if municipality else DISTRICT,
            year=year,
            number=number or Decimal(0),
            entries=tuple(Entry(item["name"], item["count"]) for item in items),
        )
        for indicator, municipality, year, number, items in fields
    ]
    return Table(definitions_of(used), values, [key for key in places if key != DISTRICT]), places


def checked(district: District, *, since: int = 0, place: Territory | None = None) -> list[Checked]:
    """Return what looks wrong from a year on, everywhere or at one place; what is not explained first; four queries."""
    table, places = table_of(district, since=since, place=place)
    rows = FindingNote.objects.select_related("written_by__user").order_by("pk")
    notes = {(note.key, note.digest): note for note in rows}
    found = []
    for finding in findings(table, since=since, place=place.key if place else None):
        note = notes.get((finding.key, finding.digest)) if notes else None
        definition = table.definitions[finding.code]
        when = of_when(finding.year, date(finding.year, 12, 31), is_previous=definition.is_of_year_before)
        found.append(Checked(finding, definition.label, places[finding.place], note, when))
    return sorted(found, key=lambda each: not each.is_open)


def newest_years_from() -> int:
    """Return the first of the two newest years with figures, which pages look at that are opened all day; one query."""
    rows = IndicatorValue.objects.filter(state=IndicatorValue.State.VALUE).order_by()
    newest: int | None = rows.aggregate(newest=Max("year"))["newest"]
    return newest - 1 if newest else 0


def open_findings(district: District, *, since: int) -> dict[str, list[Checked]]:
    """Return what looks wrong from a year on and is not explained, by the key of its place; four queries."""
    found: dict[str, list[Checked]] = {}
    for each in checked(district, since=since):
        if each.is_open:
            found.setdefault(each.territory.key, []).append(each)
    return found


def open_findings_at(place: Territory, *, since: int = 0) -> list[Checked]:
    """Return what looks wrong at a place from a year on and is not explained; four queries."""
    return [each for each in checked(place.district, since=since, place=place) if each.is_open]


def in_words(found: Sequence[Checked]) -> str:
    """Return how many findings of which kind there are: "2 Widersprüche, 1 Auffälligkeit"."""
    wrong = sum(each.is_contradiction for each in found)
    odd = len(found) - wrong
    parts = [f"{wrong} {'Widerspruch' if wrong == 1 else 'Widersprüche'}"] if wrong else []
    parts += [f"{odd} {'Auffälligkeit' if odd == 1 else 'Auffälligkeiten'}"] if odd else []
    return ", ".join(parts)
