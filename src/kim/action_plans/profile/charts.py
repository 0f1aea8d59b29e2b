"""Geometry of the small charts: pure arithmetic from numbers to coordinates."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kim.action_plans.rules.figures import PERCENT, in_german

WIDTH, HEIGHT = 200, 44
LEFT, RIGHT, TOP, BOTTOM = 6, 194, 8, 36


@dataclasses.dataclass(frozen=True)
class Line:
    """A small chart: runs of neighbouring years with values, and all points; nothing of both if there is no value."""

    runs: tuple[str, ...]
    points: tuple[tuple[int, int], ...]


#: The least change that fills the height of a chart: a quarter of the figure. Smaller changes look as small as they
#: are, in all places and for all figures alike: 0,2 per cent is nearly flat, 17 per cent two thirds of the height.
FULL_HEIGHT: Final = 0.25


def shares_of(numbers: Sequence[Decimal | float | None]) -> list[float | None]:
    """Return how high in a chart each figure stands, from 0 (bottom) to 1 (top); None where there is no figure.

    A line is steep by how much the figure changed in proportion: what changed by a quarter or more fills the height.
    """
    known = [float(number) for number in numbers if number is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    middle = (low + high) / 2
    span = max(high - low, middle * FULL_HEIGHT)
    return [
        None if number is None else 0.5 + (float(number) - middle) / span if span else 0.5
        for number in numbers
    ]


def small_line(numbers: Sequence[Decimal | None]) -> Line:
    """Return the line of a figure over the years; a year without a value leaves a gap."""
    step = (RIGHT - LEFT) / max(1, len(numbers) - 1)
    runs: list[list[tuple[int, int]]] = [[]]
    for place, share in enumerate(shares_of(numbers)):
        if share is None:
            runs.append([])
        else:
            runs[-1].append((round(LEFT + place * step), round(BOTTOM - share * (BOTTOM - TOP))))
    return Line(
        tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1),
        tuple(point for run in runs for point in run),
    )


def change_in_words(before: Decimal | None, now: Decimal | None, unit: str) -> str:
    """Return how a figure changed: "+0,2 %", for a percentage "+1,2 Prozentpunkte"; nothing if that says nothing."""
    if before is None or now is None:
        return ""
    if unit == PERCENT:
        return f"{_signed(now - before)} Prozentpunkte"
    return f"{_signed((now - before) / before * 100)} %" if before > 0 else ""


def _signed(number: Decimal) -> str:
    rounded = round(number, 1)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else '±'}{in_german(abs(rounded), 1)}"
