"""One living concept, and the list of all."""

import dataclasses
import itertools
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from kim.action_plans.models import Part, PartRemark, PlanState
from kim.action_plans.papers.content import content_of, contents_of_all
from kim.action_plans.papers.queries import kept_content, latest_release
from kim.action_plans.plans.completeness import district_wide, ways_for_all
from kim.action_plans.rules.compare import changes
from kim.action_plans.rules.lights import overall, remark_is_shown
from kim.core import dates
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory

#: Short names for the list.
SHORT = {
    Part.PROFILE: "Ortsprofil",
    Part.INFRASTRUCTURE: "Infrastruktur",
    Part.NETWORK_MAP: "Netzwerkkarte",
    Part.MEETINGS: "Netzwerktreffen",
    Part.AGREEMENTS: "Vereinbarungen",
    Part.GROUPS: "Gruppen",
    Part.FOCUS: "Schwerpunkte",
    Part.ACCESS: "Zugang",
}
LIGHTS = {"done": "fertig", "partly": "teilweise", "missing": "fehlt"}


@dataclasses.dataclass(frozen=True)
class PartCard:
    """A part of a concept: its light, the sentence that goes with it, and what is said about it as a whole."""

    key: str
    label: str
    light: str
    text: str
    remark: Mapping[str, str]
    wide: int = 0
    shows_remark: bool = True

    @property
    def light_word(self) -> str:
        """The light in words."""
        return LIGHTS[self.light]

    @property
    def short(self) -> str:
        """The name for small places."""
        return SHORT[Part(self.key)]

    @property
    def template(self) -> str:
        """The template of its entries."""
        return f"action_plans/plans/parts/{self.key}.html"

    @property
    def said(self) -> str:
        """What is said about its state, nothing for nothing."""
        state = self.remark["state"]
        return "" if state == PartRemark.State.OPEN else str(PartRemark.State(state).label)


@dataclasses.dataclass(frozen=True)
class Plan:
    """A living concept with its last release."""

    territory: Territory
    content: Mapping[str, Any]
    parts: list[PartCard]
    release: PlanState | None
    change_count: int


def cards(content: Mapping[str, Any], wide: Mapping[str, int] | None = None) -> list[PartCard]:
    """Return the eight parts of a content in their order."""
    lights, remarks = content["completeness"], content["remarks"]
    return [
        PartCard(
            part.value,
            str(part.label),
            lights[part]["light"],
            lights[part]["text"],
            remarks[part],
            (wide or {}).get(part, 0),
            remark_is_shown(content, part),
        )
        for part in Part
    ]


def plan_of(territory: Territory) -> Plan:
    """Return a concept as it is today, and how many things have changed since it was last released."""
    content = content_of(territory, dates.today())
    wide = district_wide(dates.today()) | {"access": ways_for_all()} if territory.municipality else {}
    release = latest_release(territory)
    count = 0
    if release is not None:
        found = changes(kept_content(release), content)
        count = sum(len(part.sentences) for part in found)
    return Plan(territory, content, cards(content, wide), release, count)


@dataclasses.dataclass(frozen=True)
class PlanRow:
    """A concept in the list."""

    territory: Territory
    parts: list[PartCard]
    released_on: date | None
    waiting: int = 0

    @property
    def overall(self) -> str:
        """The light of the whole."""
        return overall({part.key: {"light": part.light} for part in self.parts}).value


def plan_rows(
    district: District, places: list[Municipality], waiting: Mapping[str, int], *, with_district: bool
) -> list[PlanRow]:
    """Return the concepts of some places, the district's own first; as many queries for one as for all.

    `waiting` counts what is due by the key of a place.
    """
    territories = [Territory(district)] if with_district else []
    territories += [Territory(district, place) for place in places]
    if not territories:
        return []
    contents = contents_of_all(territories, dates.today())
    released = _released()
    return [
        PlanRow(
            one,
            cards(content),
            released.get(one.municipality.pk if one.municipality else None),
            waiting.get(one.key, 0),
        )
        for one, content in zip(territories, contents, strict=True)
    ]


def _released() -> dict[int | None, date]:
    rows = PlanState.objects.filter(is_release=True).order_by().values_list("municipality_id")
    return dict(rows.annotate(last=Max("as_of")))


def by_area(rows: list[PlanRow]) -> list[tuple[str, list[PlanRow]]]:
    """Return rows grouped by the area of their place, in order of names; places without an area come last."""

    def area_of(row: PlanRow) -> str:
        place = row.territory.municipality
        return place.area.name if place and place.area else ""

    ordered = sorted(rows, key=lambda row: (area_of(row) == "", area_of(row)))
    return [(area, list(found)) for area, found in itertools.groupby(ordered, area_of)]


def remark_of(territory: Territory, part: str) -> PartRemark | None:
    """Return what is said about a part."""
    found: PartRemark | None = PartRemark.objects.filter(
        municipality=territory.municipality, part=part
    ).first()
    return found


def remarks_of(territory: Territory) -> dict[str, PartRemark]:
    """Return what is said about the parts, by part; one query."""
    rows = PartRemark.objects.filter(municipality=territory.municipality).order_by("pk")
    return {row.part: row for row in rows}
