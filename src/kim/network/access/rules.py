"""Office hours as people choose them on a form, and the rule (RFC 5545) behind the choice.

Pure functions: no Django, no clock.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from kim.network.rules import WEEKDAYS, read_rule

WEEKLY: Final = "weekly"
EVERY_SOME_WEEKS: Final = "weeks"
MONTHLY: Final = "month"
BY_ARRANGEMENT: Final = "arrangement"
UNKNOWN: Final = "unknown"
NONE: Final = "none"
LAST: Final = -1
ORDINALS: Final = (1, 2, 3, 4, LAST)


class Choices(NamedTuple):
    """What is chosen: how often, on which weekdays (Monday is 0), in a month also which of them."""

    rhythm: str
    weekdays: tuple[int, ...] = ()
    interval: int = 1
    ordinals: tuple[int, ...] = ()


class Said(NamedTuple):
    """What an entry of office hours says: a rule, or that there are none, or hours at times that nobody knows."""

    rule: str
    none: bool
    times_unknown: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there are open hours."""
        return bool(self.rule) or self.times_unknown


def contradicts(said: Said, others: Iterable[Said]) -> bool:
    """Whether an entry of a place contradicts its others: where there are no open hours, there are none at any time.

    Appointments by arrangement go with both.
    """
    if said.none:
        return any(other.none or other.is_open for other in others)
    return said.is_open and any(other.none for other in others)


def write_rule(choices: Choices) -> str:
    """Return the rule of a choice; empty for hours by arrangement, at times not known, and for none."""
    if choices.rhythm in (BY_ARRANGEMENT, UNKNOWN, NONE):
        return ""
    days = [WEEKDAYS[day] for day in sorted(set(choices.weekdays))]
    if choices.rhythm == MONTHLY:
        ordinals = sorted(set(choices.ordinals), key=ORDINALS.index)
        return f"FREQ=MONTHLY;BYDAY={','.join(f'{number}{day}' for number in ordinals for day in days)}"
    every = f"INTERVAL={choices.interval};" if choices.rhythm == EVERY_SOME_WEEKS else ""
    return f"FREQ=WEEKLY;{every}BYDAY={','.join(days)}"


def read_choices(rule: str) -> Choices | None:
    """Return the choice behind a rule; None for a rule that the form cannot say and therefore keeps as it is."""
    if not rule:
        return Choices(BY_ARRANGEMENT)
    said = read_rule(rule)
    weekdays = tuple(sorted({day.weekday for day in said.days}))
    if said.frequency == "weekly":
        rhythm = WEEKLY if said.interval == 1 else EVERY_SOME_WEEKS
        return Choices(rhythm, weekdays, said.interval)
    ordinals = tuple(
        sorted({day.ordinal for day in said.days if day.ordinal is not None}, key=ORDINALS.index)
    )
    if said.interval > 1 or len(said.days) != len(weekdays) * len(ordinals):
        return None
    return Choices(MONTHLY, weekdays, 1, ordinals)
