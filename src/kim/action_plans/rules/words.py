"""Figures and days of a concept in German words: pure functions.

A figure is the dict of the concept's content: {"state": "value" | "not_recorded" | "not_available", "value": …}.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

NOT_RECORDED: Final = "noch nicht erfasst"
NOT_AVAILABLE: Final = "nicht verfügbar"
_NO_BREAK: Final = "\u00a0"


def count_de(number: int) -> str:
    """Return a whole number as offices write it: 52.666."""
    return f"{number:,}".replace(",", ".")


def percent_de(number: float) -> str:
    """Return per cent with two places: 17,46 %."""
    words = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    return f"{words}{_NO_BREAK}%"


def figure_de(figure: Mapping[str, Any], unit: str) -> str:
    """Return a figure of the concept in words; one that is not there says so."""
    if figure["state"] == "not_recorded":
        return NOT_RECORDED
    if figure["state"] == "not_available":
        return NOT_AVAILABLE
    value = figure["value"]
    if unit == "count":
        return count_de(int(value))
    return percent_de(float(value)) if unit == "percent" else str(value)


def day_de(iso: str | None) -> str:
    """Return a day of the concept's content (2026-11-20) as 20.11.2026; nothing for none."""
    return f"{date.fromisoformat(iso):%d.%m.%Y}" if iso else ""


def clearing_de(clearing_point: bool | None) -> str:  # noqa: FBT001 - it is the value, not a switch
    """Return whether there is a clearing point; None if nobody has said so."""
    return _CLEARING[clearing_point]


_CLEARING: Final = {True: "eingerichtet", False: "nicht eingerichtet", None: "nicht bekannt"}


def half_de(year: int, half: int) -> str:
    """Return when a milestone is due: 2026, or 1. Halbjahr 2026."""
    return f"{half}. Halbjahr {year}" if half else str(year)
