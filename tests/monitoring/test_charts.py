"""Where lines and labels of the chart stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kim.monitoring.charts import BOTTOM, LABEL_DISTANCE, RIGHT, TOP, line_chart, nice_top, spread


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 2), (1, 2), (2, 2), (3, 4), (8, 8), (9, 20), (53, 60), (100, 200), (801, 2000)]
)
def test_the_scale_ends_above_the_highest_value(highest, top):
    assert nice_top(highest) == top


@given(st.integers(0, 10**7))
def test_the_middle_of_the_scale_is_a_whole_number(highest):
    top = nice_top(highest)
    assert top >= highest
    assert top % 2 == 0
    assert top <= max(2, 2.5 * highest)


@given(st.lists(st.integers(TOP, BOTTOM), min_size=1, max_size=4))
def test_labels_do_not_touch_and_keep_their_order(heights):
    placed = spread(heights)
    pairs = sorted(zip(heights, placed, strict=True))
    assert [label for _, label in pairs] == sorted(placed)
    gaps = [lower - upper for upper, lower in zip(sorted(placed), sorted(placed)[1:], strict=False)]
    assert all(gap >= LABEL_DISTANCE for gap in gaps)
    assert max(placed) <= BOTTOM


def test_a_missing_month_leaves_a_gap():
    months = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    chart = line_chart(months, [("Kurzberatung", [4, None, 2, 0])])
    (line,) = chart.lines
    assert (line.runs, line.end, line.value) == (
        [f"34,{TOP}", f"231,103 {RIGHT},{BOTTOM}"],
        (RIGHT, BOTTOM),
        0,
    )
    assert [mark.text for mark in chart.months] == ["Jan", "Apr"]
    assert [mark.text for mark in chart.values] == ["0", "2", "4"]
