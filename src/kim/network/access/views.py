"""Pages on which office hours, the access of a place and ways of access are changed."""

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kim.core.access import staff
from kim.core.editing import UNPROCESSABLE, Words, answer_form, posted, posted_version
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.network import permissions as network
from kim.network.access import actions, permissions
from kim.network.access.calendar import CONTENT_TYPE, calendar_of
from kim.network.access.forms import HoursForm, PlaceAccessForm, RouteForm
from kim.network.access.queries import next_days, said_of_hours
from kim.network.models import OfficeHours
from kim.network.queries import hours_of, in_words

FORM = "network/access/hours_form.html"
CHANGED = "Jemand hat den Eintrag inzwischen geändert. Bitte sehen Sie ihn noch einmal an."


def _place_or_404(request: StaffRequest, ags: str) -> Municipality:
    place = get_object_or_404(network.municipalities_visible_to(request.membership), ags=ags)
    place.district = request.district
    return place


def _place_to_keep(request: StaffRequest, ags: str) -> Municipality:
    place = _place_or_404(request, ags)
    if not permissions.may_keep_hours(request.membership, place):
        raise Http404
    return place


def _words(request: StaffRequest, place: Municipality, title: str, done: str, **more: Any) -> Words:
    url = reverse("network:municipality", kwargs={"district": request.district.slug, "ags": place.ags})
    return Words(title=title, back_label=place.name, back_url=url, done=done, **more)


@staff(may=network.may_see_places)
@require_GET
def hours_calendar(request: StaffRequest, district: str, ags: str) -> HttpResponse:
    """Give the office hours of a place as a calendar file."""
    place = _place_or_404(request, ags)
    return calendar_file(place, calendar_of(place, hours_of(place)))


def calendar_file(place: Municipality, content: bytes) -> HttpResponse:
    """Answer with a calendar."""
    name = f"sprechzeiten-{place.ags}.ics"
    return HttpResponse(
        content, content_type=CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@staff(may=permissions.may_keep_some_hours)
@require_http_methods(["GET", "POST"])
def hours_new(request: StaffRequest, district: str, ags: str) -> HttpResponse:
    """Enter an office hour of a place."""
    place = _place_to_keep(request, ags)
    form = HoursForm(posted(request), others=said_of_hours(place))
    words = _words(
        request, place, "Neue Sprechzeit", "Die Angabe zu den Sprechzeiten ist eingetragen.", template=FORM
    )
    words.more["may_remove"] = False
    return _answer(
        request,
        form,
        words,
        lambda: actions.add_hours(request.membership, municipality=place, **form.values()),
        OfficeHours(district=request.district, municipality=place),
    )


@staff(may=permissions.may_keep_some_hours)
@require_http_methods(["GET", "POST"])
def hours_edit(request: StaffRequest, district: str, ags: str, hours: int) -> HttpResponse:
    """Change an office hour, or remove it."""
    place = _place_to_keep(request, ags)
    row = get_object_or_404(network.hours_visible_to(request.membership), pk=hours, municipality=place)
    words = _words(
        request,
        place,
        "Sprechzeit bearbeiten",
        "Die Angabe zu den Sprechzeiten ist gespeichert.",
        template=FORM,
    )
    words.more["may_remove"] = True
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, row, words)
    form = HoursForm(posted(request), hours=row, others=said_of_hours(place, row))

    def act() -> None:
        version = posted_version(request)
        actions.change_hours(request.membership, hours=row, version=version, **form.values())

    return _answer(request, form, words, act, row)


def _remove(request: StaffRequest, row: OfficeHours, words: Words) -> HttpResponse:
    try:
        actions.remove_hours(request.membership, hours=row, version=posted_version(request))
    except Conflict:
        messages.error(request, CHANGED)
        return redirect(request.path)
    messages.success(request, "Die Sprechzeit ist entfernt.")
    return redirect(words.back_url)


def _answer(request: StaffRequest, form: HoursForm, words: Words, act: Any, row: OfficeHours) -> HttpResponse:
    """Answer the form: look at what it says, or save it."""
    saved = row if row.pk else None
    words.more["preview"] = None
    if request.method != "POST" or "preview" not in request.POST:
        return answer_form(request, form, words, act, saved)
    is_valid = form.is_valid()
    if is_valid:
        words.more["preview"] = _preview(row, form)
    context = {"form": form, "words": words, "theirs": [], **words.more}
    context["version"] = posted_version(request) if saved else None
    return render(request, words.template, context, status=200 if is_valid else UNPROCESSABLE)


def _preview(row: OfficeHours, form: HoursForm) -> dict[str, Any]:
    """Return what was chosen in words, and the next days on which it would take place."""
    shown = copy.copy(row)
    for name, value in form.values().items():
        setattr(shown, name, value)
    return {"words": in_words(shown), "days": next_days(shown)}


@staff(may=permissions.may_keep_some_hours)
@require_http_methods(["GET", "POST"])
def place_access(request: StaffRequest, district: str, ags: str) -> HttpResponse:
    """Say whether a place has a clearing point, which office answers there, and where its offers stand."""
    place = _place_to_keep(request, ags)
    form = PlaceAccessForm(posted(request), place=place)

    def act() -> None:
        version = posted_version(request)
        actions.change_access(request.membership, municipality=place, version=version, **form.cleaned_data)

    words = _words(request, place, "Clearingstelle und Ansprechstelle", "Die Angaben sind gespeichert.")
    return answer_form(request, form, words, act, place)


@staff(may=permissions.may_keep_routes)
@require_GET
def route_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show all ways of access, those out of use included."""
    rows = permissions.routes_visible_to(request.membership).prefetch_related("municipalities__area")
    routes = [
        {"row": row, "may_keep": permissions.may_keep_route(request.membership, row.municipalities.all())}
        for row in rows
    ]
    context = {"routes": routes, "sees_network": network.may_see_network(request.membership)}
    return render(request, "network/access/route_list.html", context)


def _route_words(request: StaffRequest, title: str, done: str) -> Words:
    url = reverse("network:route_list", kwargs={"district": request.district.slug})
    return Words(title=title, back_label="Zugangswege", back_url=url, done=done)


def _route_form(request: StaffRequest, **options: Any) -> RouteForm:
    return RouteForm(
        posted(request),
        places=network.municipalities_visible_to(request.membership),
        own=lambda chosen: permissions.may_keep_route(request.membership, chosen),
        **options,
    )


@staff(may=permissions.may_keep_routes)
@require_http_methods(["GET", "POST"])
def route_new(request: StaffRequest, district: str) -> HttpResponse:
    """Enter a way of access."""
    form = _route_form(request)
    words = _route_words(request, "Neuer Zugangsweg", "Der Zugangsweg ist eingetragen.")
    return answer_form(
        request, form, words, lambda: actions.add_route(request.membership, **form.cleaned_data)
    )


@staff(may=permissions.may_keep_routes)
@require_http_methods(["GET", "POST"])
def route_edit(request: StaffRequest, district: str, route: int) -> HttpResponse:
    """Change a way of access."""
    row = get_object_or_404(permissions.routes_visible_to(request.membership), pk=route)
    places = row.municipalities.select_related("area").order_by("name", "pk")
    if not permissions.may_keep_route(request.membership, places):
        raise Http404
    form = _route_form(request, route=row)

    def act() -> None:
        version = posted_version(request)
        actions.change_route(request.membership, route=row, version=version, **form.cleaned_data)

    words = _route_words(request, "Zugangsweg bearbeiten", "Der Zugangsweg ist gespeichert.")
    return answer_form(request, form, words, act, row)
