"""Rows by the place they belong to; None stands for the whole district."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from kim.districts.models import Municipality

Places = Sequence[Municipality | None]
ByPlace = dict[int | None, list[Any]]


def at_places(places: Places, field: str = "municipality") -> Q:
    """Return the condition that a row belongs to one of the places."""
    named = Q(**{f"{field}__in": [place.pk for place in places if place is not None]})
    return named | Q(**{f"{field}__isnull": True}) if None in places else named


def not_ended(day: date) -> Q:
    """Return the condition that a row has not ended on a day."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=day)


def by_place(places: Places, rows: Iterable[Any]) -> ByPlace:
    """Return rows by the municipality they belong to, in their order; every place has a list."""
    grouped: ByPlace = {place.pk if place else None: [] for place in places}
    for row in rows:
        grouped[row.municipality_id].append(row)
    return grouped


def told(grouped: ByPlace, tell: Any) -> ByPlace:
    """Return the same with each row told as a dict."""
    return {key: [tell(row) for row in rows] for key, rows in grouped.items()}


def iso(day: date | None) -> str | None:
    """Return a day as 2026-11-20."""
    return day.isoformat() if day else None
