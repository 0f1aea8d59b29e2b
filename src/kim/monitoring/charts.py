"""Geometry of the line chart: pure arithmetic from numbers to coordinates."""

import dataclasses
import itertools
from collections.abc import Sequence
from datetime import date

WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 330, 16, 190
LABEL_DISTANCE = 17
# Lines differ in their pattern, not only in the label beside them.
PATTERNS = ("", "7 4", "2 4", "12 4 2 4")
MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")


@dataclasses.dataclass(frozen=True)
class Line:
    """A line: runs of points without a gap, its end and where its label stands."""

    label: str
    pattern: str
    runs: list[str]
    end: tuple[int, int]
    label_y: int
    value: int


@dataclasses.dataclass(frozen=True)
class Mark:
    """A place on an axis and what stands there."""

    at: int
    text: str


@dataclasses.dataclass(frozen=True)
class Chart:
    """What the template draws."""

    lines: list[Line]
    months: list[Mark]
    values: list[Mark]


def nice_top(highest: int) -> int:
    """Return the end of a scale from 0 with a whole number in the middle: 2, 4, 6, 8, 20, 40, 60, 80, 200."""
    step = 2
    while highest > 4 * step:
        step *= 10
    return step * max(1, -(-highest // step))


def _runs(points: Sequence[tuple[int, int] | None]) -> list[str]:
    """Join neighbouring points; a month without a number leaves a gap."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(f"{point[0]},{point[1]}")
    return [" ".join(run) for run in runs if run]


def spread(heights: Sequence[int], distance: int = LABEL_DISTANCE) -> list[int]:
    """Return heights for labels near the given ones that lie at least a distance apart, in the same order."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    placed = dict(enumerate(heights))
    for upper, lower in itertools.pairwise(order):
        placed[lower] = max(placed[lower], placed[upper] + distance)
    highest_allowed = BOTTOM
    for place in reversed(order):
        placed[place] = min(placed[place], highest_allowed)
        highest_allowed = placed[place] - distance
    return [placed[place] for place in range(len(heights))]


def line_chart(months: Sequence[date], series: Sequence[tuple[str, Sequence[int | None]]]) -> Chart:
    """Return the chart of some series; each ends with a number, None before means that nothing is known."""
    top = nice_top(max((value or 0 for _, values in series for value in values), default=0))
    width = (RIGHT - LEFT) / max(1, len(months) - 1)

    def place(index: int, value: int | None) -> tuple[int, int] | None:
        return None if value is None else (round(LEFT + index * width), _height(value, top))

    ends = [_height(values[-1] or 0, top) for _, values in series]
    lines = [
        Line(
            label=label,
            pattern=PATTERNS[number % len(PATTERNS)],
            runs=_runs([place(index, value) for index, value in enumerate(values)]),
            end=(RIGHT, ends[number]),
            label_y=label_y,
            value=values[-1] or 0,
        )
        for number, ((label, values), label_y) in enumerate(zip(series, spread(ends), strict=True))
    ]
    marks = [
        Mark(round(LEFT + index * width), MONTHS[month.month - 1])
        for index, month in enumerate(months)
        if (len(months) - 1 - index) % 3 == 0
    ]
    return Chart(lines, marks, [Mark(_height(value, top), str(value)) for value in (0, top // 2, top)])


def _height(value: int, top: int) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * value / top)
