"""How complete each part of a concept is: a light, and a sentence that says why.

The sentence counts what is there and names what is missing; it is shown beside the light, never the light alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

NOTHING: Final = "noch nichts eingetragen"
NONE_EXIST: Final = "keine vorhanden"
IN_WORK: Final = "in Bearbeitung"
#: Whoever hears three months before that a funding line ends can still apply for another one.
FUNDING_NOTICE_MONTHS: Final = 3


class Light(StrEnum):
    """How complete a part is."""

    DONE = "done"
    PARTLY = "partly"
    MISSING = "missing"


class Said(StrEnum):
    """What people said about a part as a whole."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    NONE = "none"


@dataclass(frozen=True)
class Result:
    """Light and sentence of one part."""

    light: Light
    text: str


@dataclass(frozen=True)
class Counted:
    """What is there in one part: how many entries in words, what holds in the district besides, what is due.

    `entries` is a list of words like "2 in Kraft"; empty means that there is nothing. `wanting` names what keeps the
    part from being complete, the most urgent first.
    """

    entries: Sequence[str]
    district_wide: int = 0
    wanting: Sequence[str] = ()
    said: Said = Said.OPEN


@dataclass(frozen=True)
class Figures:
    """How many figures are answered by year; `expected` is the number of figures of the district."""

    expected: int
    answered: Mapping[int, int] = field(default_factory=dict)


def plural(count: int, one: str, many: str) -> str:
    """Return a number with the word that goes with it: "1 Partner", "2 Förderungen"."""
    return f"{count} {one if count == 1 else many}"


def needed_year(day: date) -> int:
    """PLAN-1: The figures of a year have to be there at the end of the following year.

    They are as of 31 December and are collected in the third or fourth quarter of the year after.

    Source: concept Kreis Warendorf 2025, ch. 5.4 (local profile).
    """
    return day.year - 2


def light_of_profile(figures: Figures, day: date, said: Said = Said.OPEN) -> Result:
    """PLAN-2: A profile is complete when each figure of the needed year is recorded or known not to be available.

    The sentence speaks of the newest year of which there is a figure.

    Source: concept Kreis Warendorf 2025, ch. 5.2.1; requirement K1.
    """
    years = [year for year, count in figures.answered.items() if count]
    if not years or not figures.expected:
        return Result(Light.PARTLY, IN_WORK) if said == Said.IN_PROGRESS else Result(Light.MISSING, NOTHING)
    newest, needed = max(years), needed_year(day)
    count = figures.answered[newest]
    text = f"{count} von {figures.expected} Kennzahlen für {newest}"
    if newest < needed:
        return Result(Light.PARTLY, f"{text}, {needed} fehlt")
    complete = any(figures.answered.get(year, 0) >= figures.expected for year in range(needed, newest + 1))
    return Result(Light.DONE if complete else Light.PARTLY, text)


def light_of(counted: Counted) -> Result:
    """PLAN-3: An empty part is missing until somebody says that there is nothing; a filled one may want something.

    Entries that hold in the whole district are named and do not fill the part of a place.

    Source: requirement K11 (completeness light); concept Kreis Warendorf 2025, annexes 2 to 14 ("none", "in work").
    """
    wide = [f"{counted.district_wide} kreisweit"] if counted.district_wide else []
    if not counted.entries:
        return _empty(counted, wide)
    words = ", ".join([*counted.entries, *wide, *counted.wanting])
    if counted.said == Said.IN_PROGRESS:
        return Result(Light.PARTLY, f"{words}, {IN_WORK}")
    return Result(Light.PARTLY if counted.wanting else Light.DONE, words)


def _empty(counted: Counted, wide: Sequence[str]) -> Result:
    if counted.said == Said.NONE:
        words = [f"keine örtlich, {wide[0]}" if wide else NONE_EXIST, *counted.wanting]
        return Result(Light.PARTLY if counted.wanting else Light.DONE, ", ".join(words))
    if counted.said == Said.IN_PROGRESS:
        return Result(Light.PARTLY, ", ".join([IN_WORK, *wide, *counted.wanting]))
    # What is due says more than that nothing is there.
    words = [*(counted.wanting or [NOTHING]), *wide]
    return Result(Light.MISSING, ", ".join(words))


def a_year_later(day: date) -> date:
    """Return the same day of the next year; after 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def months_later(day: date, months: int) -> date:
    """Return the day some months later, at most the last one of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def review_is_due(reviewed_on: date | None, day: date) -> bool:
    """PLAN-4: A focus or target group is looked at once a year; one that nobody has looked at is due.

    Source: concept Kreis Warendorf 2025, ch. 5.2.7 (regularly reviewed, yearly talk).
    """
    return reviewed_on is None or day >= a_year_later(reviewed_on)


def talk_is_due(held_on: date | None, planned_on: date | None, day: date) -> bool:
    """PLAN-5: Each municipality is talked to once a year; the talk is due unless one is agreed for a day to come.

    Source: concept Kreis Warendorf 2025, ch. 5.3 (at least once a year).
    """
    if planned_on is not None and planned_on >= day:
        return False
    return held_on is None or day >= a_year_later(held_on)


def funding_warning(ends: Sequence[date], day: date) -> list[str]:
    """PLAN-6: Funding that ends within three months, or has ended, is named with its day.

    Source: concept Kreis Warendorf 2025, ch. 5.2.2 (whether funding has run out is checked regularly).
    """
    ended = [one for one in ends if one < day]
    soon = [one for one in ends if day <= one <= months_later(day, FUNDING_NOTICE_MONTHS)]
    words = []
    if ended:
        words.append(f"{plural(len(ended), 'Förderung ist', 'Förderungen sind')} ausgelaufen")
    if soon:
        verb = plural(len(soon), "Förderung endet", "Förderungen enden")
        last = max(soon)
        when = "am" if len(set(soon)) == 1 else "bis"
        year = "" if last.year == day.year else str(last.year)
        words.append(f"{verb} {when} {last:%d.%m.}{year}")
    return words


def agreement_review_is_due(review_on: date | None, *, under_review: bool, day: date) -> bool:
    """PLAN-7: An agreement wants somebody from its day of review on, and while it is under review.

    Source: requirement K5 (review dates).
    """
    return under_review or (review_on is not None and review_on <= day)
