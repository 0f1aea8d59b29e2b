"""The line of a small chart: pure arithmetic and SVG, for page and paper.

Colours are attributes, so that the drawing looks the same on paper; on a page the classes decide.
"""

import itertools
from collections.abc import Sequence
from html import escape
from typing import Final

from kim.action_plans.profile.charts import shares_of

WIDTH: Final = 240
HEIGHT: Final = 56
MARGIN: Final = 8
INK: Final = "#1f43ae"
GREY: Final = "#7a8199"


def small_line(values: Sequence[float | None], words: str = "") -> str:
    """Return a line through the values of successive years as SVG; a year without a value leaves a gap.

    `words` says the same for those who do not see it; without them the drawing is decoration beside the numbers.
    """
    points = _points(values)
    drawn = "".join(_stroke(run) for run in _runs(points)) + "".join(
        f'<circle class="chart__point" cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>'
        for point in points
        if point is not None
        for x, y in [point]
    )
    if not drawn:
        drawn = (
            f'<line class="chart__line--missing" x1="{MARGIN}" y1="{HEIGHT / 2:.0f}" x2="{WIDTH - MARGIN}" '
            f'y2="{HEIGHT / 2:.0f}" stroke="{GREY}" stroke-dasharray="4 4"/>'
        )
    role = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
    return (
        f'<svg class="chart__small" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {role}>'
        f"{drawn}</svg>"
    )


def _points(values: Sequence[float | None]) -> list[tuple[float, float] | None]:
    step = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)
    return [
        None if share is None else (MARGIN + step * place, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share)
        for place, share in enumerate(shares_of(values))
    ]


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    groups = itertools.groupby(points, key=lambda point: point is None)
    runs = [[point for point in group if point is not None] for is_gap, group in groups if not is_gap]
    return [run for run in runs if len(run) > 1]


def _stroke(run: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
    return f'<polyline class="chart__line" points="{path}" fill="none" stroke="{INK}" stroke-width="3"/>'
