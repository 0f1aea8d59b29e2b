"""Milestones in time: whether theirs is over, and what their state says then. Pure functions."""

from datetime import date
from typing import Final

#: States in which somebody still has to say what came of a milestone.
UNSETTLED: Final = ("planned", "running")
NO_NEWS: Final = "keine spätere Angabe"


def is_over(year: int, half: int, day: date) -> bool:
    """Say whether the year or half-year of a milestone is over on a day."""
    last = date(year, 6, 30) if half == 1 else date(year, 12, 31)
    return day > last


def state_de(state: str, words: str, *, over: bool) -> str:
    """PLAN-31: A milestone whose time is over and of which nobody has said what came of it says just that.

    `words` are those of its state. It was planned or begun then; whether it was reached is not known.

    Source: requirement K12; concept Kreis Höxter 2021, ch. 11 (what was planned for 2021 and 2022).
    """
    return f"{words}, {NO_NEWS}" if over and state in UNSETTLED else words


def said_state(words: str) -> str:
    """Return the state that somebody has said: that time has gone by is nobody's doing."""
    return words.removesuffix(f", {NO_NEWS}")
