"""Which office is asked for which figures of which places, and how many of them there are already."""

import dataclasses
from collections.abc import Iterator, Sequence

from kim.action_plans.models import CollectionRequest, Indicator, IndicatorValue, SourceOffice
from kim.action_plans.profile.queries import indicators, territories_of
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory

Pair = tuple[Territory, Indicator]


@dataclasses.dataclass(frozen=True)
class Wants:
    """The figures of a district and who gives them: read once, for any number of requests."""

    indicators: Sequence[Indicator]
    territories: Sequence[Territory]

    def of(self, asked: CollectionRequest) -> list[Pair]:
        """Return what a request is about: its own place, or the district and all its municipalities."""
        places = self.territories
        if asked.municipality_id is not None:
            places = [place for place in places if _number(place) == asked.municipality_id]
        return [
            (place, indicator)
            for place in places
            for indicator in self.indicators
            if _answers(asked.office_id, indicator, place.municipality)
        ]

    def to_ask(self) -> Iterator[tuple[SourceOffice, Municipality | None]]:
        """Yield every office in use that gives a figure: once, or once for each municipality that has its own."""
        pairs = [(indicator.asked(place.municipality), place) for place, indicator in self._all()]
        offices = {office.pk: office for office, _ in pairs if office is not None and office.active}
        for office in sorted(offices.values(), key=lambda each: (each.position, each.pk)):
            places = [place for given, place in pairs if given is not None and given.pk == office.pk]
            for place in dict.fromkeys(
                each.municipality if office.per_municipality else None for each in places
            ):
                yield office, place

    def _all(self) -> Iterator[Pair]:
        return ((place, indicator) for place in self.territories for indicator in self.indicators)


def asked_of_nobody() -> list[Indicator]:
    """Return the figures of which nobody gives the whole district's; one query."""
    return [each for each in indicators() if each.asked(None) is None]


def _number(place: Territory) -> int | None:
    return place.municipality.pk if place.municipality else None


def _answers(office: int, indicator: Indicator, place: Municipality | None) -> bool:
    given = indicator.asked(place)
    return given is not None and given.pk == office


def wants(district: District) -> Wants:
    """Return who gives which figures; two queries."""
    return Wants(list(indicators()), territories_of(district))


def said(year: int) -> set[tuple[int, int | None]]:
    """Return the figures of a year that are known, also as not available: indicator and place; one query."""
    rows = IndicatorValue.objects.filter(year=year).exclude(state=IndicatorValue.State.NOT_RECORDED)
    return set(rows.order_by("pk").values_list("indicator_id", "municipality_id"))


def count_said(pairs: Sequence[Pair], known: set[tuple[int, int | None]]) -> int:
    """Return of how many of the figures something is known."""
    return sum((indicator.pk, _number(place)) in known for place, indicator in pairs)
