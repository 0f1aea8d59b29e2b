"""What the log calls rounds and requests of the yearly collection."""

from collections.abc import Iterable

from kim.action_plans.models import CollectionRequest, CollectionRound


def rounds() -> Iterable[tuple[int, str]]:
    """Return the rounds: number and name; one query."""
    return [(row.pk, str(row)) for row in CollectionRound.objects.order_by("pk")]


def requests() -> Iterable[tuple[int, str]]:
    """Return the requests with office, place and year: number and name; one query."""
    rows = CollectionRequest.objects.select_related("round", "office", "municipality").order_by("pk")
    return [(row.pk, f"{row} ({row.round.year})") for row in rows]
