"""The places figures are counted for, in the order of the tables."""

from typing import NamedTuple

from kim.districts.models import District, Municipality
from kim.monitoring.models import FrozenCount

Level = FrozenCount.Level


class Territory(NamedTuple):
    """A municipality, a service area or the district: `code` is AGS, area code or AGS of the district."""

    level: str
    code: str
    name: str
    area: str = ""

    @property
    def slug(self) -> str:
        """How the territory is called in addresses."""
        return f"{SLUGS[self.level]}-{self.code}"


SLUGS: dict[str, str] = {Level.MUNICIPALITY: "kommune", Level.AREA: "bezirk", Level.DISTRICT: "kreis"}


class Territories:
    """All territories of a district; one query."""

    def __init__(self, district: District) -> None:
        """Read municipalities and their areas."""
        rows = list(Municipality.objects.select_related("area").order_by("area__name", "name"))
        self.district = Territory(Level.DISTRICT, district.ags, district.name)
        self.areas: dict[str, Territory] = {}
        self.municipalities: list[Territory] = []
        self.by_pk: dict[int, Territory] = {}
        for row in rows:
            code = row.area.code if row.area else ""
            if row.area:
                self.areas.setdefault(code, Territory(Level.AREA, code, row.area.name))
            place = Territory(Level.MUNICIPALITY, row.ags, row.name, code)
            self.municipalities.append(place)
            self.by_pk[row.pk] = place

    def groups(self) -> list[tuple[Territory | None, list[Territory]]]:
        """Return areas with their municipalities; municipalities without an area come last, under None."""
        grouped: list[tuple[Territory | None, list[Territory]]] = [
            (area, [place for place in self.municipalities if place.area == area.code])
            for area in self.areas.values()
        ]
        free = [place for place in self.municipalities if not place.area]
        return [*grouped, (None, free)] if free else grouped

    def all(self) -> list[Territory]:
        """Return every territory, the district last."""
        return [*self.municipalities, *self.areas.values(), self.district]

    def around(self, place: Territory) -> list[Territory]:
        """Return a municipality with the territories it lies in."""
        area = self.areas.get(place.area)
        return [place, area, self.district] if area else [place, self.district]

    def parents(self) -> dict[Territory, Territory]:
        """Return for each territory the one it adds up to."""
        inner = {place: self.areas.get(place.area, self.district) for place in self.municipalities}
        return inner | dict.fromkeys(self.areas.values(), self.district)

    def find(self, slug: str) -> Territory | None:
        """Return the territory of an address, None for an unknown one."""
        return next((territory for territory in self.all() if territory.slug == slug), None)
