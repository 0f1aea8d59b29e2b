"""The picture of milestones: complete, in order, and drawn with attributes only."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from kim.action_plans.models import Milestone
from kim.action_plans.plans.timeline import (
    MARKS,
    NARROW,
    SIZE,
    WIDE,
    draw_in_pieces,
    draw_timeline,
    in_order,
    is_past,
)
from kim.network.partners.lettering import width_of

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


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_long_titles_are_broken_and_periods_said_once(layout):
    words = words_of(draw_timeline([entry(title="lang " * 40), entry(title="kurz")], DAY, layout))

    assert words.count("2026") == 1
    assert all(width_of(word, SIZE) <= layout.room for word in words)


def test_on_a_phone_periods_stand_above():
    svg = draw_timeline([entry(), entry(2027)], DAY, NARROW)

    assert words_of(svg)[:3] == ["20.11.2026", "2026", "Erstanlaufstellen"]
    assert 'text-anchor="end"' not in svg


MANY = [entry(2024 + number // 5, number % 3, f"Vorhaben {number}", "geplant") for number in range(26)]


@pytest.mark.parametrize("tallest", [120, 300, 480])
def test_many_milestones_are_drawn_in_pieces_that_fit(tallest):
    pieces = draw_in_pieces(MANY, DAY, WIDE, tallest)

    assert all(piece.height <= tallest for piece in pieces)
    assert [row for piece in pieces for row in piece.entries] == in_order(MANY)
    for piece in pieces:
        words = words_of(piece.svg)
        assert [row["title"] for row in piece.entries] == [word for word in words if word[0] == "V"]
        assert piece.svg.count("stroke-dasharray") == words.count("20.11.2026")
    assert "".join(piece.svg for piece in pieces).count("20.11.2026") == 1


def test_the_milestones_of_a_year_stand_together():
    pieces = draw_in_pieces(MANY, DAY, WIDE, 320)

    assert [{row["year"] for row in piece.entries} for piece in pieces] == [
        {2024},
        {2025},
        {2026},
        {2027},
        {2028},
        {2029},
    ]
    assert len(draw_in_pieces(MANY, DAY, WIDE, 9999)) == 1
    assert draw_in_pieces([], DAY, WIDE, 300) == []


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
