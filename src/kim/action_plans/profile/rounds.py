"""Reading the yearly collection: who was asked, who answered, who is late."""

import dataclasses
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from kim.accounts.models import Membership
from kim.accounts.queries.contacts import places_with_contacts
from kim.accounts.queries.places import places_of
from kim.action_plans.models import CollectionRequest, CollectionRound, Indicator, SourceOffice
from kim.action_plans.profile.links import opens, path_of
from kim.action_plans.profile.permissions import may_enter_figures
from kim.action_plans.profile.queries import indicators
from kim.action_plans.profile.wanting import Wants, count_said, said, wants
from kim.core import dates
from kim.districts.models import District
from kim.districts.territory import Territory

HIGHEST_KEY = 2**63 - 1


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request and what is to be said of it; `days_late` is 0 until the last day has passed.

    `path` is empty when the link does not open or is not for the person. `is_managed`: the person may know the
    address; `has_contacts`: without one the mails go to contact persons of the place.
    """

    request: CollectionRequest
    place: str
    path: str
    days_late: int
    is_managed: bool = False
    has_contacts: bool = False
    wanted: int = 0
    said: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether nothing more is waited for."""
        return self.request.completed_at is not None

    @property
    def is_replaced(self) -> bool:
        """Whether a link that was given out ceased to open, and nobody has the new one yet."""
        asked = self.request
        return asked.version > 0 and asked.asked_on is None and asked.answered_at is None

    @property
    def is_partly_answered(self) -> bool:
        """Whether the office has answered, but not everything."""
        return self.request.answered_at is not None and not self.is_answered


@dataclasses.dataclass(frozen=True)
class Waiting:
    """An open round, how many offices were asked, and how many of them have answered."""

    round: CollectionRound
    asked: int
    answered: int

    @property
    def words(self) -> str:
        """How many have answered."""
        return answered_words(self.answered, self.asked)


def answered_words(answered: int, asked: int) -> str:
    """Return how many offices have answered, as a sentence without its point."""
    have = "hat" if answered == 1 else "haben"
    return f"{answered} von {asked} Stellen {have} geantwortet"


def rounds() -> QuerySet[Any]:
    """Return the rounds, the newest first, with the numbers `asked` and `answered` (nothing more is waited for)."""
    found: QuerySet[Any] = CollectionRound.objects.annotate(
        asked=Count("requests"), answered=Count("requests", filter=Q(requests__completed_at__isnull=False))
    )
    return found.order_by("-year", "pk")


def round_of(year: int) -> CollectionRound | None:
    """Return the round of a year."""
    # No database counts further than its numbers go.
    found: CollectionRound | None = rounds().filter(year=min(year, 9999)).first()
    return found


def open_request(number: int) -> CollectionRequest | None:
    """Return a request whose round is open."""
    found: CollectionRequest | None = (
        CollectionRequest.objects.select_related("round", "office", "municipality")
        .filter(pk=min(number, HIGHEST_KEY), round__closed_on=None)
        .first()
    )
    return found


def rounds_waiting() -> list[Waiting]:
    """Return the open rounds in which somebody has not answered, the newest first; one query."""
    found = rounds().filter(closed_on=None, asked__gt=F("answered"))
    return [Waiting(each, each.asked, each.answered) for each in found]


def requests_of(opened: CollectionRound, member: Membership, today: date, wanted: Wants) -> list[Asked]:
    """Return the requests of a round as a member sees them: not answered, then the own first; two queries.

    Links are for who may enter those figures: they open the form to everybody who holds them.
    """
    rows = opened.requests.select_related("office", "municipality").order_by(
        "office__position", "office__name", "municipality__name", "pk"
    )
    reached, known = places_with_contacts(), said(opened.year)
    late, is_open = max(0, (today - opened.due_on).days), opens(opened)
    found = []
    for row in rows:
        is_managed, pairs = may_enter_figures(member, row.municipality), wanted.of(row)
        found.append(
            Asked(
                request=row,
                place=Territory(member.district, row.municipality).name,
                path=path_of(member.district, row) if is_open and is_managed else "",
                days_late=0 if row.completed_at else late,
                is_managed=is_managed,
                has_contacts=row.municipality_id in reached,
                wanted=len(pairs),
                said=count_said(pairs, known),
            )
        )
    return sorted(found, key=lambda each: (each.is_answered, not each.is_managed))


def open_requests_about(territory: Territory) -> list[Asked]:
    """Return the open requests to the offices of one municipality itself; one query."""
    if territory.municipality is None:
        return []
    return _open_requests(territory.district, {territory.municipality.pk})


def open_requests_of(member: Membership) -> list[Asked]:
    """Return the open requests to the offices of the places a member answers for today; one query more."""
    return _open_requests(member.district, places_of(member))


def _open_requests(district: District, places: set[int]) -> list[Asked]:
    today = dates.today()
    rows = CollectionRequest.objects.filter(municipality__in=places, round__closed_on=None)
    return [
        Asked(
            request=row,
            place=Territory(district, row.municipality).name,
            path=path_of(district, row),
            days_late=0 if row.completed_at else max(0, (today - row.round.due_on).days),
        )
        for row in rows.select_related("round", "office", "municipality").order_by(
            "round__year", "office__position", "municipality__name", "pk"
        )
        if opens(row.round)
    ]


def wanted_of(asked: CollectionRequest) -> list[tuple[Territory, Indicator]]:
    """Return the figures an office is asked for: of its own place, or of the district and all of them."""
    if asked.municipality is None:
        return wants(asked.district).of(asked)
    return Wants(list(indicators()), [Territory(asked.district, asked.municipality)]).of(asked)


def offices_without_address() -> list[SourceOffice]:
    """Return the offices that answer for the whole district and have no address; one query."""
    offices = SourceOffice.objects.filter(active=True, per_municipality=False, email="")
    return list(offices.order_by("position", "pk"))


def next_year_to_ask(today: date) -> int:
    """Return the year whose figures are asked for next: the one that has ended."""
    return today.year - 1
