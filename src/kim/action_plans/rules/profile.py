"""What in the figures of the local profile cannot be right, or is so unusual that somebody has to look.

A finding changes nothing: the figures are corrected, or somebody explains why they are right. There are two kinds:
a contradiction means that of some figures at least one is wrong; an unusual figure may well be right.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kim.action_plans.rules.figures import COUNT, LIST, PERCENT, Entry, in_german, written, year_meant

DISTRICT: Final = "kreis"

#: Half of the last digit shown: a share written with two digits may differ so much from the exact quotient.
ROUNDING: Final = Decimal("0.005")
HUNDRED: Final = Decimal(100)

#: Numbers of people grow and shrink by chance. The difference of two Poisson counts has about the variance of their
#: sum; four standard deviations leave one false alarm in 16,000 comparisons, some 80 years of a district's figures.
LEAST_DEVIATIONS: Final = 4.0
#: Large numbers change beyond chance without anything being wrong; so the change has to be large too. Populations
#: move by one or two per cent a year. Stocks to which a share belongs (foreign nationals) rose by less than a quarter
#: even in 2022, the year of the highest immigration. Everything else may vary by half or double.
LARGEST_CHANGE_OF_WHOLE: Final = 1.05
LARGEST_CHANGE_OF_STOCK: Final = 1.25
LARGEST_CHANGE: Final = 2.0
#: Of a rate that is no share of a count nobody can compute what chance does; half more or a third less is much.
LARGEST_CHANGE_OF_RATE: Final = 1.5

#: People who are counted among others by definition: nobody is naturalised who was no foreign national.
COUNTED_AMONG: Final[Mapping[str, str]] = {
    "foreign_nationals": "migration_background",
    "asylblg_recipients": "foreign_nationals",
    "naturalisation_applications": "foreign_nationals",
    "naturalisations": "foreign_nationals",
    "largest_nationalities": "foreign_nationals",
}


class Kind(StrEnum):
    """How sure it is that something is wrong."""

    CONTRADICTION = "contradiction"
    UNUSUAL = "unusual"


@dataclass(frozen=True)
class Definition:
    """What a figure is; `share_of` and `whole` are codes of the counts that a share is computed from."""

    code: str
    label: str
    unit: str
    is_additive: bool = False
    may_exceed_100: bool = False
    share_of: str | None = None
    whole: str | None = None
    is_of_year_before: bool = False

    def meant(self, year: int) -> int:
        """Return the year that a figure as of the end of a year speaks of."""
        return year_meant(year, is_previous=self.is_of_year_before)


@dataclass(frozen=True)
class Value:
    """A value of an indicator; `place` is the AGS of a municipality or DISTRICT."""

    code: str
    place: str
    year: int
    number: Decimal = Decimal(0)
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something to correct or to explain. `values` are those it speaks of; if one changes, it is another finding."""

    rule: str
    kind: Kind
    code: str
    place: str
    year: int
    text: str
    values: tuple[Value, ...] = field(compare=False)

    @property
    def key(self) -> str:
        """What is found, whatever the values are."""
        return f"{self.rule}:{self.code}:{self.place}:{self.year}"

    @property
    def digest(self) -> str:
        """A fingerprint of the values: an explanation holds as long as it is the same."""
        parts = (
            f"{value.code}|{value.place}|{value.year}|{value.number.normalize():f}|"
            + ",".join(f"{entry.name}={entry.count}" for entry in value.entries)
            for value in self.values
        )
        return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()


class Table:
    """The values of a district, found by code, place and year."""

    def __init__(
        self, definitions: Iterable[Definition], values: Iterable[Value], places: Sequence[str]
    ) -> None:
        """Keep them; `places` are all municipalities, also those without a value."""
        self.definitions = {each.code: each for each in definitions}
        self.places = tuple(places)
        self.wholes = {each.whole for each in self.definitions.values() if each.whole}
        self.stocks = {each.share_of for each in self.definitions.values() if each.share_of}
        self._values = {
            (each.code, each.place, each.year): each for each in values if each.code in self.definitions
        }

    def __iter__(self) -> Iterator[Value]:
        """All values, in the order of the definitions, of places and years."""
        order = {code: number for number, code in enumerate(self.definitions)}
        return iter(
            sorted(self._values.values(), key=lambda value: (order[value.code], value.place, value.year))
        )

    def value(self, code: str | None, place: str, year: int) -> Value | None:
        """Return the value of a place and year, if there is one."""
        return self._values.get((code or "", place, year))

    def of_municipalities(self, code: str, year: int) -> list[Value]:
        """Return the values of the municipalities that have one."""
        found = (self.value(code, place, year) for place in self.places)
        return [value for value in found if value is not None]

    def shown(self, value: Value) -> str:
        """Return a value as it is written."""
        return written(self.definitions[value.code].unit, value.number, value.entries)


def findings(table: Table, *, since: int = 0, place: str | None = None) -> list[Finding]:
    """Return what is wrong or unusual from a year on, everywhere or at one place, contradictions first.

    Values of other years and places are only what these are compared with.
    """
    found = [
        finding
        for value in table
        if value.year >= since and place in {None, value.place}
        for rule in (sum_differs, share_differs, impossible, outside_its_parts, list_differs, jump)
        if (finding := rule(table, value)) is not None
    ]
    return sorted(found, key=lambda finding: finding.kind != Kind.CONTRADICTION)


def _finding(
    rule: str, value: Value, text: str, others: Iterable[Value], kind: Kind = Kind.CONTRADICTION
) -> Finding:
    return Finding(rule, kind, value.code, value.place, value.year, text, (value, *others))


def sum_differs(table: Table, value: Value) -> Finding | None:
    """PLAN-14: The district's count is the sum of its municipalities; while some are missing, at least theirs.

    Source: Warendorf ch. 5.2.1 (the same figures for every municipality and the district).
    """
    definition = table.definitions[value.code]
    if value.place != DISTRICT or not definition.is_additive or definition.unit != COUNT:
        return None
    parts = table.of_municipalities(value.code, value.year)
    total = sum((part.number for part in parts), Decimal(0))
    is_complete = len(parts) == len(table.places) > 0
    if total == value.number or (total < value.number and not is_complete):
        return None
    whom = (
        f"Die {len(parts)} Kommunen"
        if is_complete
        else f"Schon {len(parts)} der {len(table.places)} Kommunen"
    )
    difference = abs(total - value.number)
    more = "mehr" if value.number > total else "weniger"
    text = (
        f"{whom} haben zusammen {in_german(total)}, für den Kreis sind {in_german(value.number)} angegeben:"
        f" {in_german(difference)} {more}."
    )
    return _finding("PLAN-14", value, text, parts)


def share_differs(table: Table, value: Value) -> Finding | None:
    """PLAN-15: A share is its count divided by the whole, rounded to the two digits that are shown.

    Source: Warendorf ch. 5.2.1 (share of foreign nationals, of people with a history of immigration).
    """
    definition = table.definitions[value.code]
    part = table.value(definition.share_of, value.place, value.year)
    whole = table.value(definition.whole, value.place, value.year)
    if part is None or whole is None or whole.number <= 0:
        return None
    exact = part.number / whole.number * HUNDRED
    if abs(exact - value.number) <= ROUNDING:
        return None
    text = (
        f"Angegeben sind {table.shown(value)}. {table.shown(part)} von {table.shown(whole)} sind aber"
        f" {in_german(exact, 2)} %."
    )
    return _finding("PLAN-15", value, text, (part, whole))


def impossible(table: Table, value: Value) -> Finding | None:
    """PLAN-16: No figure is below 0, no share over 100 % unless it may be, no group larger than the one it is part of.

    Source: definitions of the figures; fulfilment rates may exceed 100 % (Warendorf ch. 7).
    """
    if value.number < 0 or any(entry.count < 0 for entry in value.entries):
        return _finding("PLAN-16", value, "Die Zahl liegt unter 0.", ())
    if value.code in COUNTED_AMONG and (found := _beyond(table, value, (COUNTED_AMONG[value.code],))):
        return found
    return beyond_whole(table, value)


def beyond_whole(table: Table, value: Value) -> Finding | None:
    """PLAN-26: Nobody means a share over 100 % or a count above the population; such a figure is not taken.

    Of the impossible values (PLAN-16) these are slips of typing and told to whoever types them. Groups that are
    larger than another group may come from two registers that count differently, and are left to be explained.

    Source: own; arithmetic.
    """
    definition = table.definitions[value.code]
    if definition.unit == PERCENT and not definition.may_exceed_100 and value.number > HUNDRED:
        return _finding("PLAN-16", value, f"{table.shown(value)} sind mehr als 100 %.", ())
    return _beyond(table, value, sorted(table.wholes))


def _beyond(table: Table, value: Value, groups: Iterable[str]) -> Finding | None:
    """Return a finding if a count is larger than one of some groups that it is part of."""
    unit = table.definitions[value.code].unit
    if unit == PERCENT or value.code in table.wholes:
        return None
    size = sum((Decimal(entry.count) for entry in value.entries), Decimal(0))
    size = size if unit == LIST else value.number
    for code in groups:
        group = table.value(code, value.place, value.year)
        if group is not None and size > group.number:
            name = table.definitions[group.code].label
            text = f"{in_german(size)} sind mehr als die Gruppe, zu der sie gehören: {name} {table.shown(group)}."
            return _finding("PLAN-16", value, text, (group,))
    return None


def outside_its_parts(table: Table, value: Value) -> Finding | None:
    """PLAN-17: The district's rate lies between the lowest and the highest of its municipalities when all are there.

    It is their mean, weighted by size; no weights make a mean smaller than all or larger than all.

    Source: arithmetic.
    """
    if value.place != DISTRICT or table.definitions[value.code].unit != PERCENT:
        return None
    parts = table.of_municipalities(value.code, value.year)
    if not parts or len(parts) < len(table.places):
        return None
    numbers = [part.number for part in parts]
    if min(numbers) - ROUNDING <= value.number <= max(numbers) + ROUNDING:
        return None
    text = (
        f"Für den Kreis sind {table.shown(value)} angegeben, seine Kommunen liegen aber alle zwischen"
        f" {in_german(min(numbers), 2)} % und {in_german(max(numbers), 2)} %."
    )
    return _finding("PLAN-17", value, text, parts)


def list_differs(table: Table, value: Value) -> Finding | None:
    """PLAN-18: In no municipality live more people of a nationality than in the district.

    Source: arithmetic; the list has the largest groups only, so that their sum says nothing.
    """
    whole = table.value(value.code, DISTRICT, value.year)
    if value.place == DISTRICT or table.definitions[value.code].unit != LIST or whole is None:
        return None
    in_district = {entry.name.casefold(): entry.count for entry in whole.entries}
    for entry in value.entries:
        most = in_district.get(entry.name.casefold())
        if most is not None and entry.count > most:
            text = f"{entry.name}: hier {in_german(entry.count)}, im ganzen Kreis aber nur {in_german(most)}."
            return _finding("PLAN-18", value, text, (whole,))
    return None


def jump(table: Table, value: Value) -> Finding | None:
    """PLAN-19: A change against last year is unusual if it is large and, for a count, beyond what chance explains.

    Shares are left to their counts. From 0 and to 0 every change is large, so that chance alone decides.

    Source: own; the limits and their reasons stand at the constants of this module.
    """
    definition = table.definitions[value.code]
    before = table.value(value.code, value.place, value.year - 1)
    if (
        before is None
        or definition.unit == LIST
        or definition.share_of
        or min(value.number, before.number) < 0
    ):
        return None
    if definition.unit == COUNT and _deviations(before.number, value.number) < LEAST_DEVIATIONS:
        return None
    low, high = sorted((before.number, value.number))
    if high <= low * Decimal(str(_largest_change(table, definition))):
        return None
    then, now = definition.meant(before.year), definition.meant(value.year)
    text = f"{then} waren es {table.shown(before)}, {now} {table.shown(value)}."
    return _finding("PLAN-19", value, text, (before,), Kind.UNUSUAL)


def _deviations(before: Decimal, now: Decimal) -> float:
    """How many standard deviations lie between two counts if nothing but chance was at work."""
    return float(abs(now - before)) / math.sqrt(max(1.0, float(now + before)))


def _largest_change(table: Table, definition: Definition) -> float:
    if definition.unit == PERCENT:
        return LARGEST_CHANGE_OF_RATE
    if definition.code in table.wholes:
        return LARGEST_CHANGE_OF_WHOLE
    return LARGEST_CHANGE_OF_STOCK if definition.code in table.stocks else LARGEST_CHANGE
