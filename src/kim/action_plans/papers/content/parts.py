"""Focus, access, milestones, who answers for a place, and what is said about the parts."""

from datetime import date, time
from typing import Any

from kim.accounts.models import Responsibility, Role
from kim.accounts.permissions import on_day
from kim.action_plans.models import FocusArea, Milestone, Part, PartRemark, PlanDuty
from kim.action_plans.papers.content.rows import ByPlace, Places, at_places, by_place, iso, not_ended, told
from kim.network.models import AccessRoute, OfficeHours
from kim.network.queries import in_words


def focus(places: Places, day: date) -> ByPlace:
    """Return focus areas and target groups that have not ended; one query."""
    rows = FocusArea.objects.filter(at_places(places), not_ended(day)).order_by("position", "title", "pk")
    return told(by_place(places, rows), _focus)


def _focus(area: FocusArea) -> dict[str, Any]:
    return {
        "title": area.title,
        "kind": str(area.get_kind_display()),
        "origin": str(area.get_origin_display()),
        "reviewed_on": iso(area.reviewed_on),
    }


def access(places: Places) -> dict[int | None, dict[str, Any]]:
    """Return clearing point, office hours, and the ways of access that stand in the concept; three queries.

    Whether there is a clearing point is None where nobody has said so, and for the district, which has none of its own.
    """
    wanted = [place.pk for place in places if place is not None]
    rows = OfficeHours.objects.filter(municipality__in=wanted).order_by("position", "pk")
    hours = told(by_place(places, rows), _hours)
    channels = _channels(places)
    return {
        key: {"clearing_point": clearing, "office_hours": hours[key], "channels": channels[key]}
        for key, clearing in (
            (place.pk if place else None, place.clearing_point if place else None) for place in places
        )
    }


def _hours(hours: OfficeHours) -> dict[str, Any]:
    return {
        "place": hours.place,
        "address": hours.address,
        "words": in_words(hours),
        "note": hours.note,
        "rule": hours.rule,
        "starts": _clock(hours, hours.starts),
        "ends": _clock(hours, hours.ends),
        "by_arrangement": hours.by_arrangement,
        "none": hours.none,
        "times_unknown": hours.times_unknown,
    }


def _clock(hours: OfficeHours, moment: time | None) -> str | None:
    """A time of day; nothing where there is none, None where there is one that is not known."""
    if moment is not None:
        return f"{moment:%H:%M}"
    return None if hours.rule or hours.times_unknown else ""


def _channels(places: Places) -> ByPlace:
    """Ways that name places belong to these; those that name none are the district's."""
    found: ByPlace = {place.pk if place else None: [] for place in places}
    routes = AccessRoute.objects.filter(active=True, in_plan=True).prefetch_related("municipalities")
    for route in routes.order_by("position", "label", "pk"):
        for key in [place.pk for place in route.municipalities.all()] or [None]:
            if key in found:
                found[key].append(_channel(route))
    return found


def _channel(route: AccessRoute) -> dict[str, Any]:
    return {
        "label": route.label,
        "description": _lines(route.description),
        "criteria": _lines(route.criteria),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def milestones(places: Places, day: date) -> ByPlace:
    """Return the milestones in order of time, those of a whole year after its half-years; one query."""
    rows = Milestone.objects.filter(at_places(places)).order_by("year", "half", "position", "pk")
    in_time = sorted(rows, key=lambda row: (row.year, row.half or 3))
    return told(by_place(places, in_time), lambda milestone: _milestone(milestone, day))


def _milestone(milestone: Milestone, day: date) -> dict[str, Any]:
    return {
        "year": milestone.year,
        "half": milestone.half,
        "title": milestone.title,
        "state": milestone.state_on(day),
    }


def responsible(places: Places, day: date) -> dict[int | None, list[str]]:
    """Return the names of the case managers who answer for a place on a day; one query.

    Those who stand in for a while are left out: a paper is not written anew for a holiday.
    """
    wanted = [place.pk for place in places if place is not None]
    rows = (
        Responsibility.objects.filter(on_day(day), on_day(day, "membership__"), municipality__in=wanted)
        .filter(membership__role=Role.CASE_MANAGER, membership__user__is_active=True)
        .select_related("membership__user")
        .order_by("membership__user__name", "pk")
    )
    return {
        key: list(dict.fromkeys(row.membership.user.name for row in found))
        for key, found in by_place(places, rows).items()
    }


def remarks(places: Places) -> dict[int | None, dict[str, dict[str, str]]]:
    """Return what is said about each of the eight parts; one query."""
    rows = PartRemark.objects.filter(at_places(places)).order_by("pk")
    return {key: _remarks(found) for key, found in by_place(places, rows).items()}


def _remarks(rows: list[PartRemark]) -> dict[str, dict[str, str]]:
    said = {row.part: {"state": row.state, "text": row.text} for row in rows}
    nothing = {"state": PartRemark.State.OPEN.value, "text": ""}
    return {part: said.get(part, nothing) for part in Part.values}


def responsibilities(places: Places) -> dict[int | None, list[dict[str, str]]]:
    """Return who does what in which rhythm, which stands in the district's own concept; one query if that is asked for.

    Source: concept Kreis Warendorf 2025, ch. 5.4.
    """
    found: dict[int | None, list[dict[str, str]]] = {place.pk if place else None: [] for place in places}
    if None in found:
        rows = PlanDuty.objects.filter(active=True).order_by("position", "pk")
        found[None] = [_responsibility(duty) for duty in rows]
    return found


def _responsibility(duty: PlanDuty) -> dict[str, str]:
    return {
        "part": str(duty.get_part_display()),
        "task": duty.task,
        "who": duty.who,
        "cooperation": duty.cooperation,
        "rhythm": duty.rhythm_words,
    }
