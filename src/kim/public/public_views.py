"""The pages for everybody: ask for an appointment, see what became of it, find out who is where."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from kim.core import dates
from kim.core.access import anonymous
from kim.core.locking import Conflict
from kim.districts.models import District
from kim.network.access.calendar import CONTENT_TYPE
from kim.public import actions, queries
from kim.public.forms import OTHER_PLACE, ReplyForm, RequestForm, first_values
from kim.public.languages import language_codes, offered_languages
from kim.public.limits import is_over_limit
from kim.public.models import AppointmentRequest
from kim.public.wording import day_words

PublicView = Callable[..., HttpResponse]

State = AppointmentRequest.State
UNPROCESSABLE = 422
CONFLICT = 409
TOO_MANY = 429


class PublicRequest(HttpRequest):
    """A request whose district the middleware has opened."""

    district: District


def in_language(view: PublicView) -> PublicView:
    """Draw a page, and also its refusals, in the language of the address, if the district offers it."""

    @functools.wraps(view)
    def translated(request: PublicRequest, district: str, language: str, **parts: str) -> HttpResponse:
        if language not in language_codes(request.district):
            raise Http404
        with translation.override(language):
            try:
                return view(request, language, **parts)
            except Http404:
                return render(request, "404.html", status=404)

    return translated


def _page(
    request: PublicRequest,
    language: str,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    query: str = "",
) -> HttpResponse:
    """Draw a page in the frame of all public pages; `query` stays when the language is changed."""
    here = resolve(request.path)
    parts = {name: value for name, value in here.kwargs.items() if name == "token"}
    languages = offered_languages(request.district, here.view_name, query, **parts)
    start = {known.code: known.url for known in offered_languages(request.district)}
    frame = {
        "district": request.district,
        "languages": languages,
        "language": next(known for known in languages if known.code == language),
        "start_url": start[language],
    }
    return render(request, template, frame | context, status=status)


@anonymous
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def request_page(request: PublicRequest, language: str) -> HttpResponse:
    """Show who is responsible for a place and take a request for an appointment.

    `?ort=` names a place, `?weg=flyer_qr` the way by which the page was found. Without a script the button
    "Zeigen" sends the form back and forth, so that nothing typed gets lost and no name stands in an address.
    """
    places = queries.municipalities()
    if request.method != "POST" or "zeigen" in request.POST:
        sent = request.POST if request.method == "POST" else _of_link(request)
        form = RequestForm(initial=first_values(sent, places), places=places, url=request.path)
        return _request_page(request, language, form, str(form.initial["ort"]))
    form = RequestForm(request.POST, places=places, url=request.path)
    if not form.is_valid():
        return _request_page(request, language, form, str(request.POST.get("ort", "")), UNPROCESSABLE)
    return _submit(request, language, form)


def _of_link(request: HttpRequest) -> dict[str, str]:
    """Return what a link may fill in. Whoever knows the form's nonce gets its secret link, so never that."""
    return {name: request.GET.get(name, "") for name in ("ort", "weg")}


def _request_page(
    request: PublicRequest, language: str, form: RequestForm, ort: str, status: int = 200
) -> HttpResponse:
    place = form.places.get(ort)
    is_chosen = place is not None or ort == OTHER_PLACE
    context = {
        "form": form,
        "entry": queries.entry_for(place, dates.today()) if is_chosen else None,
    }
    query = f"?ort={ort}" if is_chosen else ""
    return _page(request, language, "public/request.html", context, status=status, query=query)


def _submit(request: PublicRequest, language: str, form: RequestForm) -> HttpResponse:
    district = request.district
    values = form.values()
    known = actions.find_submitted(district, values["form_nonce"])
    if known is None and is_over_limit(request):
        return _too_many(request, language, form)
    submitted = known or actions.submit_request(district, language=language, **values)
    return redirect("public:status", district=district.slug, language=language, token=submitted.token)


def _too_many(request: PublicRequest, language: str, form: RequestForm) -> HttpResponse:
    context = {"entry": queries.entry_for(form.municipality, dates.today())}
    return _page(request, language, "public/too_many.html", context, status=TOO_MANY)


@anonymous
@require_safe
@in_language
def directory(request: PublicRequest, language: str) -> HttpResponse:
    """List who is responsible for which place today, with office hours."""
    entries = queries.directory(queries.municipalities(), dates.today())
    return _page(request, language, "public/directory.html", {"entries": entries})


@anonymous
@require_safe
@in_language
def hours_calendar(request: PublicRequest, language: str, ags: str) -> HttpResponse:
    """Give the office hours of a place as a calendar, in the words of a language; programs may subscribe to it."""
    place = next((place for place in queries.municipalities() if place.ags == ags), None)
    if place is None:
        raise Http404
    return HttpResponse(queries.hours_calendar(request.district, place), content_type=CONTENT_TYPE)


@anonymous
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def status(request: PublicRequest, language: str, token: str) -> HttpResponse:
    """Show a person what became of the request, and take the reply to a proposed appointment.

    The page shows nothing that the person typed: whoever finds the link learns no name.
    """
    asked = queries.request_by_token(token)
    if asked is None:
        raise Http404
    asked.district = request.district
    if request.method != "POST":
        return _status_page(request, language, asked)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _status_page(request, language, asked, form=form, status=UNPROCESSABLE)
    try:
        _reply(asked, str(request.POST.get("antwort", "")), **form.cleaned_data)
    except (Conflict, actions.NotPossible):
        fresh = queries.request_by_token(token) or asked
        return _status_page(request, language, fresh, status=CONFLICT)
    return redirect("public:status", district=request.district.slug, language=language, token=token)


def _reply(asked: AppointmentRequest, reply: str, version: int, wish: str) -> None:
    if reply == "annehmen":
        actions.accept_appointment(None, request=asked, version=version)
    elif reply == "anderer":
        actions.ask_for_another(None, request=asked, version=version, wish=wish)
    elif reply == "zurueckziehen":
        actions.withdraw_request(None, request=asked, version=version)


def _status_page(
    request: PublicRequest,
    language: str,
    asked: AppointmentRequest,
    *,
    form: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    appointment = asked.appointment_at
    context = {
        "asked": asked,
        "form": form or ReplyForm(initial={"version": asked.version}),
        "is_changed": status == CONFLICT,
        "is_open": asked.state in queries.OPEN_STATES,
        "answer_by": day_words(queries.answer_by(asked, request.district)),
        "appointment_day": day_words(dates.local_day(appointment)) if appointment else "",
        "delete_on": f"{asked.delete_on:%d.%m.%Y}",
        "people": [asked.responsible] if asked.responsible else [],
    }
    response = _page(request, language, "public/status.html", context, status=status)
    # Not even the next page of ours is told the secret link; a form still proves where it comes from.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
