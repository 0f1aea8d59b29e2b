"""What the log calls rounds and requests of the yearly collection."""

from collections.abc import Iterable

from kim.action_plans.models import CollectionRequest, CollectionRound, Indicator, SourceOffice


def rounds() -> Iterable[tuple[int, str]]:
    """Return the rounds: number and name; one query."""
    return [(row.pk, str(row)) for row in CollectionRound.objects.order_by("pk")]


def indicators() -> Iterable[tuple[int, str]]:
    """Return the indicators: number and label; one query."""
    return [(row.pk, row.label) for row in Indicator.objects.order_by("pk")]


def offices() -> Iterable[tuple[int, str]]:
    """Return the offices that give figures: number and name; one query."""
    return [(row.pk, row.name) for row in SourceOffice.objects.order_by("pk")]


def requests() -> Iterable[tuple[int, str]]:
    """Return the requests with office, place and year: number and name; one query."""
    rows = CollectionRequest.objects.select_related("round", "office", "municipality").order_by("pk")
    return [(row.pk, f"{row} ({row.round.year})") for row in rows]
