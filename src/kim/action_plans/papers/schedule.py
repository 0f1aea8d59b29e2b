"""Milestones on paper: the line of time as drawings that fit on a page, and the table with the same."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kim.action_plans.papers.blocks import Block, Cell, Picture, Table
from kim.action_plans.papers.fonts import printable
from kim.action_plans.plans.timeline import NARROW, WIDE, Drawing, draw_in_pieces, draw_timeline, in_order
from kim.action_plans.rules.words import half_de

#: Units of the drawing, of which 720 are as wide as a page; so a drawing is at most 11 cm high.
TALLEST: Final = 480


def schedule(milestones: Sequence[dict[str, Any]], as_of: str) -> list[Block]:
    """Return drawings and table of the milestones of a concept; nothing for none."""
    if not milestones:
        return []
    day = date.fromisoformat(as_of)
    shown = [{**each, "title": printable(each["title"])} for each in milestones]
    drawings = draw_in_pieces(shown, day, WIDE, TALLEST)
    return [
        *(_picture(drawing, day, place, len(drawings)) for place, drawing in enumerate(drawings, start=1)),
        _table(milestones),
    ]


def _picture(drawing: Drawing, day: date, place: int, of: int) -> Picture:
    narrow = draw_timeline(drawing.entries, day, NARROW)
    return Picture(drawing.svg, _said(drawing, place, of), drawing.height / WIDE.width, narrow)


def _said(drawing: Drawing, place: int, of: int) -> str:
    count, years = len(drawing.entries), [entry["year"] for entry in drawing.entries]
    part = f", Teil {place} von {of}," if of > 1 else ""
    milestones = "1 Meilenstein" if count == 1 else f"{count} Meilensteinen"
    span = str(years[0]) if years[0] == years[-1] else f"{years[0]} bis {years[-1]}"
    return f"Zeitstrahl{part} mit {milestones}, {span}. Die Tabelle danach sagt dasselbe."


def _table(milestones: Sequence[dict[str, Any]]) -> Table:
    rows = tuple(
        (Cell(half_de(each["year"], each["half"])), Cell(each["title"]), Cell(each["state"]))
        for each in in_order(milestones)
    )
    return Table("Meilensteine", ("Wann", "Meilenstein", "Stand"), rows, (3, 9, 2))
