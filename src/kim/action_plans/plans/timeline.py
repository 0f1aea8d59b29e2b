"""Milestones as a picture: a line of time from top to bottom, each milestone with the mark and the word of its state.

Pure drawing for pages and papers alike: attributes only, no classes and no styles, so that every renderer of SVG
shows the same.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from kim.action_plans.rules.milestones import is_over
from kim.network.partners.lettering import set_in_lines


@dataclass(frozen=True)
class Layout:
    """How wide a drawing is and where its line stands; periods stand left of the line or above what is due in them."""

    width: int
    axis: int
    periods_above: bool = False

    @property
    def text(self) -> int:
        """Where titles begin."""
        return self.axis + 20

    @property
    def room(self) -> int:
        """How wide a line of a title may be: where our font is missing, letters are a little wider."""
        return (self.width - self.text) * 8 // 9


#: For paper and large screens.
WIDE: Final = Layout(720, axis=138)
#: For phones and large letters.
NARROW: Final = Layout(320, axis=10, periods_above=True)
SIZE: Final = 14
LINE: Final = 19
GAP: Final = 16
TOP: Final = 12
MOST_LINES: Final = 99
FONT: Final = f'font-family="Fira Sans, Arial, sans-serif" font-size="{SIZE}"'
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


@dataclass(frozen=True)
class Strip:
    """A milestone on the line; with the day that is marked if it is the first whose period is not over."""

    entry: Entry
    marked: date | None = None


@dataclass(frozen=True)
class Drawing:
    """A picture and the milestones in it."""

    svg: str
    height: int
    entries: tuple[Entry, ...]


def period(entry: Entry) -> str:
    """Return the year or half-year of a milestone in words."""
    return f"{entry['half']}. Halbjahr {entry['year']}" if entry["half"] else str(entry["year"])


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return milestones in order of time; those of a whole year stand after its half-years."""
    return sorted(entries, key=lambda entry: (entry["year"], entry["half"] or 3))


def is_past(entry: Entry, day: date) -> bool:
    """Say whether the period of a milestone is over."""
    return is_over(entry["year"], entry["half"], day)


def draw_timeline(entries: Sequence[Entry], day: date, layout: Layout = WIDE) -> str:
    """Draw milestones as SVG; nothing for none.

    Each entry has `year`, `half` (0, 1, 2), `title` and `state` in words, as in the content of a concept. A line
    marks `day` between the periods that are over and those that are not.
    """
    return _drawing(_strips(entries, day), layout).svg if entries else ""


def draw_in_pieces(entries: Sequence[Entry], day: date, layout: Layout, tallest: int) -> list[Drawing]:
    """Draw milestones as pictures not higher than `tallest`; the milestones of a year stand together if they fit."""
    pieces: list[list[Strip]] = []
    for _, group in itertools.groupby(_strips(entries, day), key=lambda strip: strip.entry["year"]):
        year = list(group)
        fits = _height(year, layout) <= tallest
        for part in [year] if fits else [[strip] for strip in year]:
            if pieces and _height([*pieces[-1], *part], layout) <= tallest:
                pieces[-1] += part
            else:
                pieces.append(part)
    return [_drawing(strips, layout) for strips in pieces]


def _strips(entries: Sequence[Entry], day: date) -> list[Strip]:
    rows = in_order(entries)
    past = sum(is_past(row, day) for row in rows)
    return [Strip(row, day if number == past else None) for number, row in enumerate(rows)]


def _height(strips: Sequence[Strip], layout: Layout) -> int:
    return _drawn(strips, layout)[1]


def _drawing(strips: Sequence[Strip], layout: Layout) -> Drawing:
    pieces, height = _drawn(strips, layout)
    said = f"Zeitstrahl mit {len(strips)} Meilenstein{'en' if len(strips) > 1 else ''}"
    axis = (
        f'<line x1="{layout.axis}" y1="0" x2="{layout.axis}" y2="{height}" stroke="{GREY}" stroke-width="2"/>'
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {height}" width="{layout.width}" '
        f'height="{height}" role="img" aria-label={quoteattr(said)}>{axis}{"".join(pieces)}</svg>'
    )
    return Drawing(svg, height, tuple(strip.entry for strip in strips))


def _drawn(strips: Sequence[Strip], layout: Layout) -> tuple[list[str], int]:
    """Return what is drawn and how high it is; a period is said once."""
    pieces: list[str] = []
    y, before = TOP, ""
    for strip in strips:
        if strip.marked:
            pieces += _marked(strip.marked, y, layout)
            y += LINE + GAP
        label = period(strip.entry)
        if label != before:
            pieces.append(_label(label, y, layout))
            y += LINE if layout.periods_above else 0
        lines = set_in_lines(str(strip.entry["title"]), SIZE, layout.room, MOST_LINES)
        pieces += _milestone(str(strip.entry["state"]), lines, y, layout)
        y += LINE * (len(lines) + 1) + GAP
        before = label
    return pieces, y


def _milestone(state: str, lines: Sequence[str], y: int, layout: Layout) -> list[str]:
    colour, shape = MARKS.get(state, OTHER)
    x, middle = layout.axis, y + 9
    mark = shape.format(x=x, y=middle, c=colour, left=x - 7, right=x + 7, top=middle - 7, bottom=middle + 7)
    titles = [_text(layout.text, y + SIZE + LINE * number, line, INK) for number, line in enumerate(lines)]
    below = y + SIZE + LINE * len(lines)
    return [mark, *titles, _text(layout.text, below, state, colour, weight="600")]


def _label(words: str, y: int, layout: Layout) -> str:
    if layout.periods_above:
        return _text(layout.text, y + SIZE, words, MUTED, weight="600")
    return _text(layout.axis - 18, y + SIZE, words, MUTED, anchor="end")


def _marked(day: date, y: int, layout: Layout) -> list[str]:
    """Draw the day: its date where periods stand, and a broken line across."""
    middle = y + 9
    start = layout.axis - 10 if not layout.periods_above else layout.text + 90
    return [
        (
            f'<line x1="{start}" y1="{middle}" x2="{layout.width}" y2="{middle}" stroke="{GREY}" '
            'stroke-width="1" stroke-dasharray="3 4"/>'
        ),
        _label(f"{day:%d.%m.%Y}", y, layout),
    ]


def _text(x: int, y: int, words: str, colour: str, *, anchor: str = "start", weight: str = "400") -> str:
    return (
        f'<text x="{x}" y="{y}" {FONT} font-weight="{weight}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )
