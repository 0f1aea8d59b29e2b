"""What the log calls the parts of concepts that are kept here."""

from collections.abc import Iterable

from kim.action_plans.models import FocusArea, Milestone, YearlyTalk

Rows = Iterable[tuple[int, str]]


def focus() -> Rows:
    """Return focus areas and target groups; one query."""
    return FocusArea.objects.order_by("pk").values_list("pk", "title")


def milestones() -> Rows:
    """Return the milestones; one query."""
    return Milestone.objects.order_by("pk").values_list("pk", "title")


def talks() -> Rows:
    """Return the yearly talks: year and municipality; one query."""
    rows = YearlyTalk.objects.order_by("pk").values_list("pk", "year", "municipality__name")
    return [(number, f"{place} {year}") for number, year, place in rows]
