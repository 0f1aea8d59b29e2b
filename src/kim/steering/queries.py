"""Reading groups and their results."""

import dataclasses
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kim.districts.models import District, Municipality
from kim.network.models import Agreement
from kim.steering.models import Group, GroupResult

#: What the district calls the kinds of groups: the name in its vocabulary and the usual word.
TERMS = {
    Group.Kind.STEERING: ("steering_group", "Lenkungsgruppe"),
    Group.Kind.PROJECT: ("project_group", "Projektgruppe"),
    Group.Kind.WORKING: ("working_group", "Arbeitsgruppe"),
}


def kind_labels(district: District) -> dict[str, str]:
    """Return the district's own words for the kinds of groups."""
    return {str(kind): district.term(*words) for kind, words in TERMS.items()}


@dataclasses.dataclass(frozen=True)
class GroupLine:
    """A group with its kind in the district's words and its results, oldest first."""

    group: Group
    kind: str
    results: list[GroupResult]

    @property
    def place(self) -> str:
        """Where it works."""
        return self.group.municipality.name if self.group.municipality else "kreisweit"


def lines(groups: QuerySet[Group], district: District) -> list[GroupLine]:
    """Return groups as they are listed, running ones first; two queries."""
    labels = kind_labels(district)
    rows = groups.prefetch_related("results")
    found = [GroupLine(row, labels[row.kind], sorted_results(row)) for row in rows]
    return sorted(found, key=lambda line: line.group.state == Group.State.ENDED)


def sorted_results(group: Group) -> list[GroupResult]:
    """Return the results of a group, oldest first, those without a day last."""
    return sorted(group.results.all(), key=lambda one: (one.on is None, one.on or 0, one.pk))


def at_place(groups: QuerySet[Group], municipality: Municipality | None) -> QuerySet[Group]:
    """Return the groups of one place, or those of the whole district."""
    return groups.filter(municipality=municipality)


def place_of(places: Iterable[Municipality], ags: str) -> Municipality | None:
    """Return the place with a key."""
    return next((place for place in places if place.ags == ags), None)


def agreements_for(group: Group) -> list[Agreement]:
    """Return the agreements in which a result can have been put down: of the group's place, and those for all.

    No drafts: who reads about the group may not know of them.
    """
    rows = Agreement.objects.exclude(state=Agreement.State.DRAFT).order_by("position", "title", "pk")
    return list(rows.filter(Q(municipality=group.municipality_id) | Q(municipality__isnull=True)))
