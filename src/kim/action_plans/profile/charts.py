"""Geometry of the small charts: pure arithmetic from numbers to coordinates."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

WIDTH, HEIGHT = 200, 44
LEFT, RIGHT, TOP, BOTTOM = 6, 194, 8, 36


@dataclasses.dataclass(frozen=True)
class Line:
    """A small chart: runs of neighbouring years with values, and all points; nothing of both if there is no value."""

    runs: tuple[str, ...]
    points: tuple[tuple[int, int], ...]


def small_line(numbers: Sequence[Decimal | None]) -> Line:
    """Return the line of a figure over the years; it fills the height, a year without a value leaves a gap."""
    known = [number for number in numbers if number is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    step = Decimal(RIGHT - LEFT) / max(1, len(numbers) - 1)
    runs: list[list[tuple[int, int]]] = [[]]
    for place, number in enumerate(numbers):
        if number is None:
            runs.append([])
        else:
            share = (number - low) / (high - low) if high > low else Decimal("0.5")
            runs[-1].append((round(LEFT + place * step), round(BOTTOM - share * (BOTTOM - TOP))))
    return Line(
        tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1),
        tuple(point for run in runs for point in run),
    )
