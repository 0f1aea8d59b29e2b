"""The picture of the network: the place in the middle, partners around it in sectors by what they are.

Pure functions that write SVG. Colours and letters are presentation attributes, so that the same picture works on a
page under a strict policy, on paper, and in black and white: kinds are told by a heading and by shape.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from kim.network.partners.lettering import set_in_lines, width_of

WIDTH: Final = 760
MIDDLE: Final = WIDTH / 2
LETTERS: Final = 13
LINE: Final = 17
GAP: Final = 6
BETWEEN_KINDS: Final = 12
MARGIN: Final = 10
HALF_AXIS: Final = 140
AWAY: Final = 14
ROOM: Final = MIDDLE - HALF_AXIS - AWAY - MARGIN
MOST_LINES: Final = 3
LEAST_HEIGHT: Final = 220
# How far the ellipse reaches beyond the first and last line.
BEYOND: Final = 20
# A kind that is cut by the middle has its heading twice; that is worth this much of height.
COST_OF_A_CUT: Final = 3 * LINE
INK: Final = "#131525"
ACTION: Final = "#1f43ae"
GREY: Final = "#7a8199"
PALE: Final = "#eef1fa"

_SQUARE: Final = "square"
_SHAPES: Final = {
    "school": "triangle",
    "day_care": "triangle",
    "language_courses": "triangle",
    "welfare": "circle",
    "advice": "circle",
    "business": "diamond",
    "housing": "diamond",
    "health": "cross",
    "association": "hexagon",
    "volunteers": "hexagon",
    "religious": "hexagon",
    "other": "pentagon",
}
_OUTLINES: Final = {
    "square": ((-5, -5), (5, -5), (5, 5), (-5, 5)),
    "triangle": ((0, -6), (6, 5), (-6, 5)),
    "diamond": ((0, -7), (7, 0), (0, 7), (-7, 0)),
    "cross": tuple(
        (x * a, y * b)
        for x, y, pairs in (
            (1, -1, ((2, 6), (2, 2), (6, 2))),
            (1, 1, ((6, 2), (2, 2), (2, 6))),
            (-1, 1, ((2, 6), (2, 2), (6, 2))),
            (-1, -1, ((6, 2), (2, 2), (2, 6))),
        )
        for a, b in pairs
    ),
    "hexagon": ((-3, -6), (3, -6), (6, 0), (3, 6), (-3, 6), (-6, 0)),
    "pentagon": ((0, -6), (6, -1), (4, 6), (-4, 6), (-6, -1)),
}


@dataclass(frozen=True)
class MapPartner:
    """A partner on the map.

    `is_district_wide` marks those who are on the map of a municipality because they are on that of the district.
    """

    pk: int
    name: str
    kind: str
    kind_label: str
    last_talk_on: date
    is_district_wide: bool = False


@dataclass(frozen=True)
class _Entry:
    """A partner or the heading of a kind, set in lines."""

    lines: tuple[str, ...]
    partner: MapPartner | None = None

    @property
    def height(self) -> float:
        return len(self.lines) * LINE


@dataclass(frozen=True)
class _Placed:
    """An entry and where its first line begins."""

    entry: _Entry
    top: float

    @property
    def bottom(self) -> float:
        return self.top + self.entry.height


@dataclass(frozen=True)
class _Oval:
    """The ellipse on which the partners stand."""

    centre: float
    half_height: float

    def reach(self, height: float) -> float:
        """Return how far the ellipse is from the axis at a height."""
        off = min(abs(height - self.centre) / self.half_height, 1)
        return HALF_AXIS * math.sqrt(1 - off * off)

    def angle(self, height: float) -> float:
        """Return at which angle above or below the axis a height is met (radians)."""
        return math.asin(max(-1, min(1, (height - self.centre) / self.half_height)))

    def height(self, angle: float) -> float:
        """Return the height at an angle."""
        return self.centre + self.half_height * math.sin(angle)

    def widest(self, top: float, bottom: float) -> float:
        """Return how far it is at most between two heights."""
        return self.reach(min(max(self.centre, top), bottom))


def alternative_text(place: str, partners: Sequence[MapPartner]) -> str:
    """Return everything that the picture says, in words."""
    if not partners:
        return f"Netzwerkkarte {place}: noch kein Partner mit dokumentiertem Kooperationsgespräch."
    kinds = [
        f"{label}: {', '.join(_full_name(partner) for partner in group)}"
        for label, group in _by_kind(partners)
    ]
    return f"Netzwerkkarte {place}, {len(partners)} Partner. {'. '.join(kinds)}."


def _full_name(partner: MapPartner) -> str:
    return f"{partner.name} (kreisweit)" if partner.is_district_wide else partner.name


def _by_kind(partners: Sequence[MapPartner]) -> list[tuple[str, list[MapPartner]]]:
    """Return partners of a kind together, in the order in which the kinds are met first."""
    order: dict[str, list[MapPartner]] = {}
    for partner in partners:
        order.setdefault(partner.kind, []).append(partner)
    return [(group[0].kind_label, group) for group in order.values()]


def draw_map(
    place: str, partners: Sequence[MapPartner], *, link_of: Callable[[MapPartner], str] | None = None
) -> str:
    """Return the map of a place as SVG.

    With `link_of` each partner leads to an address and the picture is a group of links; without, it is one image with
    the whole content as its alternative text. Any number of partners fits: the picture grows downwards.
    """
    sides = _sides(partners)
    height = max([LEAST_HEIGHT, *(_height(side) for side in sides)])
    oval = _Oval(MARGIN + BEYOND + height / 2, height / 2 + BEYOND)
    placed = [(_placed(side, oval.centre, height), sign) for side, sign in zip(sides, (-1, 1), strict=True)]
    parts = [_whole(oval)] if partners else []
    for draw in (_wedges, _spokes):
        parts += [drawn for side, sign in placed for drawn in draw(side, sign, oval)]
    parts += _heart(place, oval.centre)
    parts += [_label(each, sign, oval, link_of) for side, sign in placed for each in side]
    below = oval.centre + oval.half_height + MARGIN
    if any(partner.is_district_wide for partner in partners):
        parts.append(_legend(below))
        below += LINE + MARGIN
    return _frame(place, partners, "".join(parts), below, is_linked=link_of is not None)


def _frame(place: str, partners: Sequence[MapPartner], drawn: str, height: float, *, is_linked: bool) -> str:
    title = f"Netzwerkkarte {place}" if is_linked else alternative_text(place, partners)
    role = "group" if is_linked else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="{role}" '
        f'aria-label="{_safe(title)}" font-family="Fira Sans" font-size="{LETTERS}" fill="{INK}">{drawn}</svg>'
    )


# --- where things stand ------------------------------------------------------------------------------


def _sides(partners: Sequence[MapPartner]) -> tuple[list[_Entry], list[_Entry]]:
    """Share the partners out to the left and the right, so that the picture is low and few kinds are cut."""
    row = [(label, partner) for label, group in _by_kind(partners) for partner in group]

    def cost(cut: int) -> tuple[float, int]:
        left, right = _side(row[:cut]), _side(row[cut:])
        is_cut = 0 < cut < len(row) and row[cut - 1][0] == row[cut][0]
        return max(_height(left), _height(right)) + is_cut * COST_OF_A_CUT, -cut

    best = min(range(len(row) + 1), key=cost)
    return _side(row[:best]), _side(row[best:])


def _side(row: Sequence[tuple[str, MapPartner]]) -> list[_Entry]:
    entries = []
    for label, group in itertools.groupby(row, key=lambda pair: pair[0]):
        entries.append(_Entry(tuple(set_in_lines(_clean(label), LETTERS, ROOM, MOST_LINES))))
        entries += [_Entry(_name_in_lines(partner), partner) for _, partner in group]
    return entries


def _name_in_lines(partner: MapPartner) -> tuple[str, ...]:
    lines = set_in_lines(_clean(partner.name), LETTERS, ROOM, MOST_LINES) or ["–"]
    if partner.is_district_wide:
        joined = f"{lines[-1]} (kreisweit)"
        fits = width_of(joined, LETTERS) <= ROOM
        lines = [*lines[:-1], joined] if fits else [*lines, "(kreisweit)"]
    return tuple(lines)


def _gap_before(entry: _Entry) -> float:
    return GAP if entry.partner else BETWEEN_KINDS


def _height(side: Sequence[_Entry]) -> float:
    return sum(entry.height for entry in side) + sum(_gap_before(entry) for entry in side[1:])


def _placed(side: Sequence[_Entry], centre: float, height: float) -> list[_Placed]:
    """Put the entries of a side below one another; room to spare goes between the kinds, as far as it looks well."""
    kinds = sum(entry.partner is None for entry in side)
    spare = min((height - _height(side)) / kinds, 3 * LINE) if kinds else 0
    top = centre - (_height(side) + spare * max(kinds - 1, 0)) / 2
    found: list[_Placed] = []
    for entry in side:
        if found:
            top += _gap_before(entry) + (0 if entry.partner else spare)
        found.append(_Placed(entry, top))
        top += entry.height
    return found


def _wedges(side: Sequence[_Placed], sign: int, oval: _Oval) -> list[str]:
    """Draw the sectors of a side: from one heading to the next."""
    heads = [each.top for each in side if each.entry.partner is None]
    if not heads:
        return []
    borders = [oval.centre - oval.half_height]
    borders += [head - BETWEEN_KINDS / 2 for head in heads[1:]]
    borders.append(oval.centre + oval.half_height)
    return [
        _wedge(top, bottom, sign, oval, PALE if number % 2 else "#ffffff")
        for number, (top, bottom) in enumerate(itertools.pairwise(borders))
    ]


def _wedge(top: float, bottom: float, sign: int, oval: _Oval, fill: str) -> str:
    first, last = oval.angle(top), oval.angle(bottom)
    steps = max(2, round((last - first) * 20))
    heights = [oval.height(first + (last - first) * step / steps) for step in range(steps + 1)]
    rim = [(MIDDLE + sign * oval.reach(height), height) for height in heights]
    around = _points([(MIDDLE, oval.centre), *rim])
    return f'<polygon points="{around}" fill="{fill}" stroke="{GREY}" stroke-width="0.75"/>'


def _whole(oval: _Oval) -> str:
    return (
        f'<ellipse cx="{MIDDLE:.0f}" cy="{oval.centre:.1f}" rx="{HALF_AXIS}" ry="{oval.half_height:.1f}" '
        f'fill="#ffffff" stroke="{GREY}" stroke-width="0.75"/>'
    )


def _spokes(side: Sequence[_Placed], sign: int, oval: _Oval) -> list[str]:
    found = []
    for each in side:
        if each.entry.partner:
            x, y = _stand(each, sign, oval)
            dashes = ' stroke-dasharray="3 3"' if each.entry.partner.is_district_wide else ""
            found.append(
                f'<line x1="{MIDDLE:.0f}" y1="{oval.centre:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="{GREY}"{dashes}/>'
            )
    return found


def _stand(each: _Placed, sign: int, oval: _Oval) -> tuple[float, float]:
    middle = (each.top + each.bottom) / 2
    return MIDDLE + sign * oval.reach(middle), middle


# --- what is drawn -----------------------------------------------------------------------------------


def _heart(place: str, centre: float) -> list[str]:
    size = LETTERS + 2
    room = HALF_AXIS * 1.1
    lines = ["KIM", *set_in_lines(_clean(place), size, room, MOST_LINES)]
    width = max(width_of(line, size) for line in lines) + 2 * AWAY
    height = len(lines) * (LINE + 2) + AWAY
    frame = (
        f'<rect x="{MIDDLE - width / 2:.1f}" y="{centre - height / 2:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" rx="8" fill="#ffffff" stroke="{INK}" stroke-width="2"/>'
    )
    first = centre - height / 2 + AWAY / 2 + size
    return [frame] + [
        f'<text x="{MIDDLE:.0f}" y="{first + number * (LINE + 2):.1f}" font-size="{size}" text-anchor="middle"'
        f"{_bold(is_bold=number > 0)}>{_safe(line)}</text>"
        for number, line in enumerate(lines)
    ]


def _bold(*, is_bold: bool) -> str:
    return ' font-weight="600"' if is_bold else ""


def _label(each: _Placed, sign: int, oval: _Oval, link_of: Callable[[MapPartner], str] | None) -> str:
    partner = each.entry.partner
    x = MIDDLE + sign * (oval.widest(each.top, each.bottom) + AWAY)
    anchor = "end" if sign < 0 else "start"
    is_link = partner is not None and link_of is not None
    colour = f' fill="{ACTION}" text-decoration="underline"' if is_link else ""
    words = "".join(
        f'<text x="{x:.1f}" y="{each.top + number * LINE + LETTERS:.1f}" text-anchor="{anchor}"'
        f"{_bold(is_bold=partner is None)}{colour}>{_safe(line)}</text>"
        for number, line in enumerate(each.entry.lines)
    )
    if partner is None:
        return words
    words = _shape(partner, *_stand(each, sign, oval)) + words
    return f'<a href="{_safe(link_of(partner))}">{words}</a>' if link_of else f"<g>{words}</g>"


def _shape(partner: MapPartner, x: float, y: float) -> str:
    fill = "#ffffff" if partner.is_district_wide else INK
    look = f'fill="{fill}" stroke="{INK}" stroke-width="1.75"'
    name = _SHAPES.get(partner.kind, _SQUARE)
    if name == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" {look}/>'
    return f'<polygon points="{_points([(x + dx, y + dy) for dx, dy in _OUTLINES[name]])}" {look}/>'


def _legend(top: float) -> str:
    """Say what filled and open signs mean."""
    y = top + LETTERS
    words = "leeres Zeichen, gestrichelte Linie: Partner im ganzen Kreis"
    look = f'fill="#ffffff" stroke="{INK}" stroke-width="1.75"'
    sign = f'<circle cx="{MARGIN + 6}" cy="{y - 4:.1f}" r="5.5" {look}/>'
    return f'{sign}<text x="{MARGIN + 20}" y="{y:.1f}">{words}</text>'


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def _clean(text: str) -> str:
    """Leave out what no XML may hold: signs that control machines."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _safe(text: str) -> str:
    return escape(_clean(text))
