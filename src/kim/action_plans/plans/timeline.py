"""Milestones as a picture: a line of time from top to bottom, each milestone with the mark and the word of its state.

Pure drawing for pages and papers alike: attributes only, no classes and no styles, so that every renderer of SVG
shows the same.
"""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

WIDTH: Final = 480
AXIS: Final = 122
TEXT: Final = AXIS + 20
LINE: Final = 19
GAP: Final = 16
TOP: Final = 12
LETTERS: Final = 44
FONT: Final = 'font-family="Fira Sans, sans-serif" font-size="14"'
INK, MUTED, GREY = "#131525", "#4d5375", "#767c99"
BLUE, GREEN, AMBER, RED = "#2044aa", "#006b50", "#8a4f00", "#b3170f"

#: State -> colour and the mark beside the word; each state has a shape of its own.
MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "geplant": (BLUE, '<circle cx="{x}" cy="{y}" r="6" fill="#ffffff" stroke="{c}" stroke-width="2.5"/>'),
    "begonnen": (
        BLUE,
        (
            '<circle cx="{x}" cy="{y}" r="6" fill="#ffffff" stroke="{c}" stroke-width="2.5"/>'
            '<circle cx="{x}" cy="{y}" r="3" fill="{c}"/>'
        ),
    ),
    "erreicht": (GREEN, '<circle cx="{x}" cy="{y}" r="7" fill="{c}"/>'),
    "verschoben": (AMBER, '<path d="M{x} {top} L{right} {y} L{x} {bottom} L{left} {y} Z" fill="{c}"/>'),
    "aufgegeben": (
        RED,
        (
            '<rect x="{left}" y="{top}" width="14" height="14" fill="#ffffff"/>'
            '<path d="M{left} {top} L{right} {bottom} M{right} {top} L{left} {bottom}" '
            'stroke="{c}" stroke-width="2.5" fill="none"/>'
        ),
    ),
}
OTHER: Final = (GREY, '<circle cx="{x}" cy="{y}" r="5" fill="{c}"/>')

Entry = Mapping[str, Any]


def period(entry: Entry) -> str:
    """Return the year or half-year of a milestone in words."""
    return f"{entry['half']}. Halbjahr {entry['year']}" if entry["half"] else str(entry["year"])


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return milestones in order of time; those of a whole year stand after its half-years."""
    return sorted(entries, key=lambda entry: (entry["year"], entry["half"] or 3))


def is_past(entry: Entry, day: date) -> bool:
    """Say whether the period of a milestone is over."""
    last = date(entry["year"], 6, 30) if entry["half"] == 1 else date(entry["year"], 12, 31)
    return day > last


def draw_timeline(entries: Sequence[Entry], day: date) -> str:
    """Draw milestones as SVG; nothing for none.

    Each entry has `year`, `half` (0, 1, 2), `title` and `state` in words, as in the content of a concept. A line
    marks `day` between the periods that are over and those that are not.
    """
    rows = in_order(entries)
    if not rows:
        return ""
    pieces: list[str] = []
    y, before, marked = TOP, "", False
    for row in rows:
        if not marked and not is_past(row, day):
            marked = True
            pieces += _today(y, day)
            y += LINE + GAP
        label = period(row)
        pieces += _milestone(row, label if label != before else "", y)
        y += _height(row) + GAP
        before = label
    said = f"Zeitstrahl mit {len(rows)} Meilenstein{'en' if len(rows) > 1 else ''}"
    axis = f'<line x1="{AXIS}" y1="0" x2="{AXIS}" y2="{y}" stroke="{GREY}" stroke-width="2"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" '
        f'role="img" aria-label={quoteattr(said)}>{axis}{"".join(pieces)}</svg>'
    )


def _height(row: Entry) -> int:
    return LINE * (len(_wrapped(row)) + 1)


def _wrapped(row: Entry) -> list[str]:
    return textwrap.wrap(str(row["title"]), LETTERS) or [""]


def _milestone(row: Entry, label: str, y: int) -> list[str]:
    colour, shape = MARKS.get(row["state"], OTHER)
    middle = y + 9
    mark = shape.format(
        x=AXIS, y=middle, c=colour, left=AXIS - 7, right=AXIS + 7, top=middle - 7, bottom=middle + 7
    )
    pieces = [mark]
    if label:
        pieces.append(_text(AXIS - 18, y + 14, label, MUTED, anchor="end"))
    lines = _wrapped(row)
    pieces += [_text(TEXT, y + 14 + LINE * number, line, INK) for number, line in enumerate(lines)]
    pieces.append(_text(TEXT, y + 14 + LINE * len(lines), str(row["state"]), colour, weight="600"))
    return pieces


def _today(y: int, day: date) -> list[str]:
    middle = y + 9
    return [
        (
            f'<line x1="{AXIS - 10}" y1="{middle}" x2="{WIDTH}" y2="{middle}" stroke="{GREY}" '
            'stroke-width="1" stroke-dasharray="3 4"/>'
        ),
        _text(AXIS - 18, y + 14, f"{day:%d.%m.%Y}", MUTED, anchor="end"),
    ]


def _text(x: int, y: int, words: str, colour: str, *, anchor: str = "start", weight: str = "400") -> str:
    return (
        f'<text x="{x}" y="{y}" {FONT} font-weight="{weight}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )
