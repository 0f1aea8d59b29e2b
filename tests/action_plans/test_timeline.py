"""The picture of milestones: complete, in order, and drawn with attributes only."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from kim.action_plans.models import Milestone
from kim.action_plans.plans.timeline import MARKS, draw_timeline, in_order, is_past

DAY = date(2026, 11, 20)


def entry(year=2026, half=0, title="Erstanlaufstellen", state="geplant"):
    return {"year": year, "half": half, "title": title, "state": state}


def words_of(svg):
    return [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_nothing_is_drawn_of_nothing():
    assert draw_timeline([], DAY) == ""


def test_every_milestone_is_there_with_period_and_state():
    rows = [entry(2027, 1, "Leitfaden", "verschoben"), entry(2026, 2, "Stelle <neu> & mehr", "erreicht")]

    assert words_of(draw_timeline(rows, DAY)) == [
        "20.11.2026",
        "2. Halbjahr 2026",
        "Stelle <neu> & mehr",
        "erreicht",
        "1. Halbjahr 2027",
        "Leitfaden",
        "verschoben",
    ]


def test_long_titles_are_broken_and_periods_said_once():
    words = words_of(draw_timeline([entry(title="lang " * 40), entry(title="kurz")], DAY))

    assert words.count("2026") == 1
    assert all(len(word) <= 44 for word in words)


def test_every_state_has_a_mark_of_its_own():
    assert set(MARKS) == {str(label) for label in Milestone.State.labels}
    assert len({shape for _, shape in MARKS.values()}) == len(MARKS)
    assert "unbekannt" in draw_timeline([entry(state="unbekannt")], DAY)


def test_it_needs_neither_classes_nor_styles():
    svg = draw_timeline([entry(state=state) for state in MARKS], DAY)

    assert not re.search(r"\b(style|class)=", svg)
    assert "{" not in svg


def test_a_whole_year_stands_after_its_halves():
    rows = [entry(half=0), entry(half=2), entry(half=1), entry(2025)]

    assert [(row["year"], row["half"]) for row in in_order(rows)] == [
        (2025, 0),
        (2026, 1),
        (2026, 2),
        (2026, 0),
    ]


@pytest.mark.parametrize(
    ("year", "half", "day", "past"),
    [
        (2026, 0, date(2026, 12, 31), False),
        (2026, 0, date(2027, 1, 1), True),
        (2026, 1, date(2026, 6, 30), False),
        (2026, 1, date(2026, 7, 1), True),
        (2026, 2, date(2026, 12, 31), False),
    ],
)
def test_when_a_period_is_over(year, half, day, past):
    assert is_past(entry(year, half), day) == past
