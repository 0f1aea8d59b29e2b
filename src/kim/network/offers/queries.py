"""Offers of a place, what has to be looked after, and the matrix of topics and places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from kim.accounts.models import Membership
from kim.core import dates
from kim.districts.models import LifeDomain, Municipality
from kim.network.models import IntegreatSource, Offer, OfferImport
from kim.network.offers import permissions, rules

#: How many topics, and how many places of a topic, the sentence about gaps names.
TOPICS_SAID, PLACES_SAID = 3, 4
URGENCY = {"danger": 0, "warning": 1, "info": 2}


def current_offers() -> QuerySet[Offer]:
    """Return the offers that belong to the infrastructure today: taken up and not ended."""
    found: QuerySet[Offer] = Offer.objects.filter(is_current())
    return found


def is_current() -> Q:
    """Return the condition for it; an offer counts on its last day too."""
    lasts = Q(ended_on__isnull=True) | Q(ended_on__gte=dates.today())
    return Q(listing=Offer.Listing.LISTED) & lasts


def counts_today(offer: Offer) -> bool:
    """Say the same of one offer that is at hand."""
    return offer.listing == Offer.Listing.LISTED and (
        offer.ended_on is None or offer.ended_on >= dates.today()
    )


def listed_offers(municipality: Municipality | None) -> QuerySet[Offer]:
    """Return the current offers of a municipality alone, or without one those that hold in the whole district.

    By name, `topics` loaded; two queries.
    """
    return (
        current_offers().filter(municipality=municipality).prefetch_related("topics").order_by("name", "pk")
    )


def upkeep_of(offer: Offer) -> list[rules.Reminder]:
    """Return what has to be done about an offer today."""
    upkeep = rules.Upkeep(offer.funding_ends_on, offer.confirmed_on, offer.missing_since, offer.link_problem)
    return rules.reminders_of(upkeep, dates.today())


@dataclass(frozen=True)
class OfferReminder:
    """An offer that needs somebody, and for what, the most urgent first."""

    offer: Offer
    reasons: list[rules.Reminder]

    @property
    def first(self) -> rules.Reminder:
        """The most urgent reason."""
        return self.reasons[0]


def needs_care(reason: str = "") -> Q:
    """Return the condition that an offer calls, for any reason or for one (a code of `rules.reminders_of`)."""
    today = dates.today()
    conditions = {
        "funding": Q(funding_ends_on__lte=today + rules.FUNDING_NOTICE),
        "gone": Q(missing_since__isnull=False)
        & (Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=F("missing_since"))),
        "link": ~Q(link_problem=""),
        "unconfirmed": Q(confirmed_on__isnull=True) | Q(confirmed_on__lte=today - rules.CONFIRMED_FOR),
    }
    if reason:
        return conditions[reason]
    return conditions["funding"] | conditions["gone"] | conditions["link"] | conditions["unconfirmed"]


def reminders(membership: Membership) -> list[OfferReminder]:
    """Return the current offers a member keeps that need something, the most urgent first; one query."""
    kept = permissions.offers_kept_by(membership).filter(is_current() & needs_care())
    found = [
        OfferReminder(offer, sorted(upkeep_of(offer), key=_urgency)) for offer in kept.order_by("name", "pk")
    ]
    return sorted(found, key=lambda each: _urgency(each.first))


def _urgency(reason: rules.Reminder) -> int:
    return URGENCY[reason.kind]


def proposals(membership: Membership) -> QuerySet[Offer]:
    """Return the offers from Integreat of which a member has to say whether they belong here."""
    return permissions.offers_kept_by(membership).filter(
        listing=Offer.Listing.PROPOSED, missing_since__isnull=True
    )


def topics_for(used: Collection[int] = ()) -> list[LifeDomain]:
    """Return the topics to choose from: those in use, and those that an offer has already (primary keys)."""
    rows = LifeDomain.objects.filter(Q(active=True) | Q(pk__in=used))
    return list(rows.order_by("position", "label", "pk"))


def source_of_offers() -> IntegreatSource | None:
    """Return from which Integreat the district's offers come, if that is set."""
    found: IntegreatSource | None = IntegreatSource.objects.order_by("pk").first()
    return found


def imports() -> QuerySet[OfferImport]:
    """Return the reports of all imports, newest first."""
    rows: QuerySet[OfferImport] = OfferImport.objects.order_by("-ran_at", "-pk")
    return rows


def lines_of(report: OfferImport) -> list[dict[str, Any]]:
    """Return the lines of a report, each with whether its offer still exists (`there`)."""
    named = {line.get("offer") for line in report.details} - {None}
    existing = set(Offer.objects.filter(pk__in=named).values_list("pk", flat=True))
    return [{**line, "there": line.get("offer") in existing} for line in report.details]


def last_import() -> OfferImport | None:
    """Return the newest report."""
    found: OfferImport | None = OfferImport.objects.order_by("-ran_at", "-pk").first()
    return found


# --- matrix

INCOMPLETE = (
    "Noch kein Abruf aus Integreat, daher unvollständig: Gezählt ist nur, was hier eingetragen wurde. "
    "Wo etwas fehlt, lässt sich noch nicht sagen."
)


@dataclass(frozen=True)
class Row:
    """A topic with its cells, each with its place."""

    topic: LifeDomain
    cells: list[tuple[Municipality, rules.Cell]]


@dataclass(frozen=True)
class Matrix:
    """The matrix as a page and a file show it.

    `is_incomplete`: Integreat has never been asked, so that nobody knows yet where there is nothing.
    """

    places: list[Municipality]
    rows: list[Row]
    group: str
    gaps: list[tuple[str, list[str]]]
    without_topic: int
    as_of: date
    is_incomplete: bool = False

    @property
    def double_count(self) -> int:
        """How many cells have double structures."""
        return sum(cell.double for row in self.rows for _, cell in row.cells)


def matrix_of(membership: Membership, group: str) -> Matrix:
    """Count the current offers that a member may see by topic and place; six queries at most."""
    places = list(permissions.places_visible_to(membership))
    topics = list(LifeDomain.objects.filter(active=True).order_by("position", "label", "pk"))
    offers = list(
        permissions.offers_visible_to(membership)
        .filter(is_current())
        .prefetch_related("topics")
        .order_by("pk")
    )
    counted = [_counted(offer) for offer in offers]
    cells = rules.matrix(counted, [topic.code for topic in topics], [place.ags for place in places], group)
    labels = {topic.code: topic.label for topic in topics}
    names = {place.ags: place.name for place in places}
    return Matrix(
        places,
        [Row(topic, [(place, cells[topic.code][place.ags]) for place in places]) for topic in topics],
        group,
        [(labels[code], [names[ags] for ags in where]) for code, where in rules.widest_gaps(cells)],
        sum(not each.topics for each in counted),
        dates.today(),
        is_incomplete=_lacks_import(has_offers=bool(offers)),
    )


def _lacks_import(*, has_offers: bool) -> bool:
    """Whether offers that Integreat has are not here yet; a district without a source may keep its own alone."""
    if OfferImport.objects.filter(succeeded=True).exists():
        return False
    return not has_offers or IntegreatSource.objects.exists()


def _counted(offer: Offer) -> rules.Counted:
    return rules.Counted(
        offer.municipality.ags if offer.municipality else None,
        frozenset(topic.code for topic in offer.topics.all()),
        frozenset(offer.target_groups),
    )


def gap_sentence(matrix: Matrix) -> str:
    """Say the most important gaps in one sentence, the topics that most places lack first."""
    if not matrix.rows or not matrix.places:
        return ""
    if matrix.is_incomplete:
        return INCOMPLETE
    if not matrix.gaps:
        return "Zu jedem Thema gibt es überall mindestens ein Angebot."
    parts = []
    for label, where in matrix.gaps[:TOPICS_SAID]:
        if len(where) == len(matrix.places):
            parts.append(f"„{label}“ (überall)")
        elif len(where) <= PLACES_SAID:
            parts.append(f"„{label}“ ({', '.join(where)})")
        else:
            parts.append(f"„{label}“ ({len(where)} von {len(matrix.places)} Kommunen)")
    more = len(matrix.gaps) - TOPICS_SAID
    rest = (
        f" und bei {more} weiteren Themen"
        if more > 1
        else " und bei einem weiteren Thema"
        if more == 1
        else ""
    )
    return f"Am meisten fehlt bei {', '.join(parts)}{rest}."
