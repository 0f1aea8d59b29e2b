"""Pages of the network: places, who answers for them, and when they are open."""

import itertools
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.accounts.queries import coordinators_of, on_duty
from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.network import permissions, queries
from kim.network.access.permissions import may_keep_hours, may_keep_routes
from kim.network.actions import cancel_hours, restore_hours
from kim.network.forms import CancelForm
from kim.network.models import AccessRoute, OfficeHours
from kim.network.tabs import tabs_of


@staff(may=permissions.may_see_network)
@require_GET
def overview(request: StaffRequest, district: str) -> HttpResponse:
    """Show all places by area: who answers today, when people are open, clearing points; and the ways of access."""
    places = list(permissions.municipalities_visible_to(request.membership))
    duty, hours = on_duty(places), queries.hours_by_municipality(places)
    rows = [_place_row(place, duty[place.pk], hours[place.pk]) for place in places]
    rows.sort(key=lambda row: (row["area"] == "", row["area"], row["place"].name))
    context = {
        "areas": [(area, list(group)) for area, group in itertools.groupby(rows, lambda row: row["area"])],
        "area_term": request.district.term("service_area", "Bezirk"),
        **_routes(queries.access_routes()),
        "tabs": tabs_of(request),
        "may_keep_routes": may_keep_routes(request.membership),
    }
    return render(request, "network/overview.html", context)


def _routes(routes: list[AccessRoute]) -> dict[str, list[AccessRoute]]:
    """Return the ways that hold everywhere and those of certain places, apart."""
    return {
        "general_routes": [route for route in routes if not route.municipalities.all()],
        "local_routes": [route for route in routes if route.municipalities.all()],
    }


def _place_row(place: Municipality, people: list[Any], hours: list[OfficeHours]) -> dict[str, Any]:
    return {
        "place": place,
        "area": place.area.name if place.area else "",
        "people": people,
        "hours": [(queries.in_words(each), queries.where_in_words(each)) for each in hours],
    }


@staff(may=permissions.may_see_places)
@require_GET
def municipality(request: StaffRequest, district: str, ags: str) -> HttpResponse:
    """Show one place: people, the next four weeks of its office hours, ways of access."""
    place = _place_or_404(request, ags)
    people = on_duty([place])[place.pk]
    hours = [_hours_card(row) for row in queries.hours_of(place)]
    context = {
        "place": place,
        "people": people,
        "coordinators": coordinators_of(place),
        "area_term": request.district.term("service_area", "Bezirk"),
        "hours": hours,
        "has_calendar": any(each["row"].rule for each in hours),
        "public_url": settings.PUBLIC_URL,
        "weeks": queries.WEEKS_SHOWN,
        **_routes(queries.routes_of(place)),
        "may_cancel": permissions.may_cancel_hours(request.membership, place, people),
        "may_keep": may_keep_hours(request.membership, place),
        "may_keep_routes": may_keep_routes(request.membership),
        "sees_network": permissions.may_see_network(request.membership),
    }
    return render(request, "network/municipality.html", context)


def _hours_card(row: OfficeHours) -> dict[str, Any]:
    """Return an office hour with what is on top and below: place and time, or that there is none and where to go."""
    words, where = queries.in_words(row), queries.where_in_words(row)
    title, line = (capfirst(words), where) if row.none else (where, words)
    return {"row": row, "title": title, "line": line, "sittings": queries.next_sittings(row)}


def _place_or_404(request: StaffRequest, ags: str) -> Municipality:
    return get_object_or_404(permissions.municipalities_visible_to(request.membership), ags=ags)


@staff(may=permissions.may_cancel_some_hours)
@require_http_methods(["GET", "POST"])
def exception_new(request: StaffRequest, district: str, hours: int) -> HttpResponse:
    """Say that an office hour does not take place on a day."""
    row = get_object_or_404(permissions.hours_visible_to(request.membership), pk=hours)
    if not row.rule or not permissions.may_cancel_hours(request.membership, row.municipality):
        raise Http404
    form = CancelForm(request.POST or None, hours=row, initial={"on": request.GET.get("tag", "")})
    if request.method == "POST" and form.is_valid():
        cancelled = cancel_hours(request.membership, hours=row, **form.cleaned_data)
        messages.success(request, f"Die Sprechzeit am {cancelled.on:%d.%m.%Y} fällt aus.")
        return redirect("network:municipality", district=district, ags=row.municipality.ags)
    return render(
        request, "network/exception_new.html", {"form": form, "hours": row, "words": queries.in_words(row)}
    )


@staff(may=permissions.may_cancel_some_hours)
@require_POST
def exception_end(request: StaffRequest, district: str, exception: int) -> HttpResponse:
    """Take back that an office hour does not take place."""
    row = get_object_or_404(permissions.exceptions_visible_to(request.membership), pk=exception)
    place = row.office_hours.municipality
    if not permissions.may_cancel_hours(request.membership, place):
        raise Http404
    restore_hours(request.membership, exception=row)
    messages.success(request, f"Die Sprechzeit am {row.on:%d.%m.%Y} findet statt.")
    return redirect("network:municipality", district=district, ags=place.ags)
