"""The map of the network on paper."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from kim.action_plans.papers.blocks import Picture
from kim.action_plans.papers.fonts import printable
from kim.network.models import Partner
from kim.network.partners.drawing import MapPartner, alternative_text, draw_map


def picture(place: str, partners: Sequence[dict[str, Any]]) -> Picture:
    """Return the map of the partners that stand in a concept's content."""
    kinds = {str(label): code for code, label in Partner.Kind.choices}
    known = list(kinds.values())
    shown = [_on_map(partner, kinds.get(partner["kind"], Partner.Kind.OTHER)) for partner in partners]
    shown.sort(key=lambda each: (known.index(each.kind), each.name.casefold()))
    svg = draw_map(printable(place), shown)
    return Picture(svg, alternative_text(place, shown), _ratio(svg))


def _on_map(partner: dict[str, Any], kind: str) -> MapPartner:
    day = date.fromisoformat(partner["last_talk_on"])
    return MapPartner(0, printable(partner["name"]), kind, printable(partner["kind"]), day)


def _ratio(svg: str) -> float:
    """Height divided by width, as the drawing says."""
    width, height = re.findall(r"[\d.]+", svg[svg.index("viewBox") :])[2:4]
    return float(height) / float(width)
