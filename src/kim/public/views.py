"""The inbox: requests of the public and what the team does with them."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kim.cases.actions import sharing
from kim.cases.actions.opening import record_intake
from kim.cases.forms.intake import IntakeForm
from kim.cases.queries.people import KnownPerson, known_persons
from kim.core.access import staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest
from kim.core.sealing import open_sealed
from kim.public import actions, permissions, queries
from kim.public.forms import AppointmentForm, DeclineForm, HandOnForm, VersionForm
from kim.public.models import AppointmentRequest

PER_PAGE = 25
UNPROCESSABLE = 422
CONFLICT = 409
CHANGED = (
    "Die Anfrage wurde inzwischen geändert. Oben steht der neue Stand. Ihre Eingabe ist noch da: "
    "Bitte prüfen Sie sie und speichern Sie noch einmal."
)
NOT_POSSIBLE = "Diese Anfrage ist schon abgeschlossen."


@staff(may=permissions.may_use_inbox)
@require_safe
def request_list(request: StaffRequest, district: str) -> HttpResponse:
    """List requests by tab, longest waiting first; with names for those who answer."""
    member = request.membership
    tab = str(request.GET.get("stand", ""))
    tab = tab if tab in queries.TABS else "offen"
    visible = permissions.requests_visible_to(member)
    page = Paginator(queries.inbox(visible, tab), PER_PAGE).get_page(request.GET.get("page"))
    with_names = permissions.sees_names(member)
    rows = queries.inbox_rows(list(page.object_list), request.district, with_names=with_names)
    context = {
        "tab": tab,
        "counts": queries.tab_counts(visible),
        "rows": rows,
        "page_obj": page,
        "with_names": with_names,
    }
    with transaction.atomic():
        if with_names and rows:
            actions.note_inbox(member)
        return render(request, "public/request_list.html", context)


def _find(request: StaffRequest, pk: UUID) -> AppointmentRequest:
    rows = permissions.requests_visible_to(request.membership)
    asked: AppointmentRequest = get_object_or_404(
        rows.select_related("municipality", "responsible__user", "case"), pk=pk
    )
    asked.district = request.district
    return asked


def _forms(asked: AppointmentRequest, place: str, name: str = "", sent: Any = None) -> dict[str, forms.Form]:
    """Return the forms of the page with a suggested place; the one named gets what was sent."""

    def make(kind: str, form: Callable[..., forms.Form], **more: Any) -> forms.Form:
        initial = {"version": asked.version, **more.pop("initial", {})}
        return form(sent if kind == name else None, initial=initial, auto_id=f"{kind}_%s", **more)

    return {
        "appointment": make("appointment", AppointmentForm, initial={"place": place}),
        "hand_on": make("hand_on", HandOnForm, colleagues=queries.colleagues_for(asked)),
        "decline": make("decline", DeclineForm),
        "finish": make("finish", VersionForm),
    }


def _detail(
    request: StaffRequest,
    asked: AppointmentRequest,
    name: str = "",
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    member = request.membership
    hours = queries.hours_for(asked)
    place = hours[0].place if hours else ""
    with transaction.atomic():
        with_names = permissions.sees_names(member)
        if with_names:
            open_sealed([asked])
            actions.note_reading(member, request=asked)
            place = asked.appointment_place or place
        made = _forms(asked, place)
        if form is not None:
            made[name] = form
        context = {
            "asked": asked,
            "row": queries.inbox_rows([asked], request.district, with_names=with_names)[0],
            "forms": made,
            "hours": hours,
            "with_names": with_names,
            "is_open": asked.state in queries.OPEN_STATES,
            "may_take_up": permissions.may_take_up(member),
            "case_number": queries.case_number_for(member, asked),
        }
        return render(request, "public/request_detail.html", context, status=status)


@staff(may=permissions.may_use_inbox)
@require_safe
def request_detail(request: StaffRequest, district: str, pk: UUID) -> HttpResponse:
    """Show one request and what can be done with it; the reading is logged where a name is shown."""
    return _detail(request, _find(request, pk))


def _attempt(form: forms.Form, act: Callable[[], Any]) -> int:
    """Do something and return 0; say in the form what stood in the way and return its status."""
    try:
        act()
    except Conflict:
        form.add_error(None, CHANGED)
        return CONFLICT
    except actions.NotPossible:
        form.add_error(None, NOT_POSSIBLE)
        return CONFLICT
    return 0


def _with_version(form: forms.Form, version: int) -> None:
    """Let the form be sent again for the present version, with everything that was typed."""
    sent: Any = form.data
    form.data = sent.copy()
    form.data["version"] = str(version)  # type: ignore[index]


def _answer(
    request: StaffRequest, pk: UUID, name: str, act: Callable[[AppointmentRequest, Any], None], done: str
) -> HttpResponse:
    """Take one of the forms of the page. A reload of an answer with errors leads back to the page."""
    asked = _find(request, pk)
    if request.method != "POST":
        return redirect("inbox:request_detail", district=request.district.slug, pk=pk)
    form = _forms(asked, "", name, request.POST)[name]
    status = UNPROCESSABLE
    if form.is_valid():
        status = _attempt(form, lambda: act(asked, form))
    if not status:
        messages.success(request, done)
        return redirect("inbox:request_list", district=request.district.slug)
    if status == CONFLICT:
        asked = _find(request, pk)
        _with_version(form, asked.version)
    return _detail(request, asked, name, form, status)


@staff(may=permissions.may_answer)
@require_http_methods(["GET", "HEAD", "POST"])
def request_appointment(request: StaffRequest, district: str, pk: UUID) -> HttpResponse:
    """Propose an appointment, or enter one that the person has agreed to (`art=fest`)."""
    is_agreed = request.POST.get("art") == "fest"
    verb = actions.confirm_appointment if is_agreed else actions.propose_appointment

    def act(asked: AppointmentRequest, form: AppointmentForm) -> None:
        data = form.cleaned_data
        verb(request.membership, request=asked, version=data["version"], at=form.at, place=data["place"])

    done = "Der Termin ist eingetragen." if is_agreed else "Der Termin ist vorgeschlagen."
    return _answer(request, pk, "appointment", act, done)


@staff(may=permissions.may_hand_on)
@require_http_methods(["GET", "HEAD", "POST"])
def request_hand_on(request: StaffRequest, district: str, pk: UUID) -> HttpResponse:
    """Give the request to a colleague."""

    def act(asked: AppointmentRequest, form: forms.Form) -> None:
        data = form.cleaned_data
        actions.hand_on_request(
            request.membership, request=asked, version=data["version"], receiver=data["receiver"]
        )

    return _answer(request, pk, "hand_on", act, "Die Anfrage ist weitergegeben.")


@staff(may=permissions.may_answer)
@require_http_methods(["GET", "HEAD", "POST"])
def request_decline(request: StaffRequest, district: str, pk: UUID) -> HttpResponse:
    """Decline with a reason."""

    def act(asked: AppointmentRequest, form: forms.Form) -> None:
        data = form.cleaned_data
        actions.decline_request(
            request.membership, request=asked, version=data["version"], reason=data["reason"]
        )

    return _answer(request, pk, "decline", act, "Die Anfrage ist abgelehnt. Die Person liest den Grund.")


@staff(may=permissions.may_answer)
@require_http_methods(["GET", "HEAD", "POST"])
def request_finish(request: StaffRequest, district: str, pk: UUID) -> HttpResponse:
    """Mark as done."""

    def act(asked: AppointmentRequest, form: forms.Form) -> None:
        actions.finish_request(request.membership, request=asked, version=form.cleaned_data["version"])

    return _answer(request, pk, "finish", act, "Die Anfrage ist erledigt.")


@staff(may=permissions.may_take_up)
@require_http_methods(["GET", "HEAD", "POST"])
def request_intake(request: StaffRequest, district: str, pk: UUID) -> HttpResponseBase:
    """Counsel the person who asked: the first contact starts with what the request knows."""
    asked = _find(request, pk)
    if asked.case is not None or asked.state not in queries.OPEN_STATES:
        return redirect("inbox:request_detail", district=request.district.slug, pk=pk)
    if request.method != "POST":
        return _intake_page(request, asked, None)
    form = IntakeForm(request.POST, membership=request.membership)
    version = VersionForm(request.POST)
    if not (form.is_valid() and version.is_valid()):
        return _intake_page(request, asked, form, status=UNPROCESSABLE)
    known = [] if "trotzdem" in request.POST else _known_persons(request, form)
    if known:
        return _intake_page(request, asked, form, known=known)
    taken: list[Any] = []
    status = _attempt(form, lambda: taken.append(_take_up(request, asked, form, version)))
    if status:
        return _intake_page(request, _find(request, pk), form, status=status)
    return _after_intake(request, taken[0].case)


def _known_persons(request: StaffRequest, form: IntakeForm) -> list[KnownPerson]:
    names = [f"{person.given_name} {person.family_name}".strip() for person in form.people()]
    return known_persons(request.membership, names)


def _take_up(request: StaffRequest, asked: AppointmentRequest, form: IntakeForm, version: forms.Form) -> Any:
    return actions.take_up_request(
        request.membership,
        request=asked,
        version=version.cleaned_data["version"],
        intake=lambda: record_intake(request.membership, **form.intake()),
    )


def _after_intake(request: StaffRequest, case: Any) -> HttpResponse:
    slug = request.district.slug
    if case is None:
        messages.success(request, "Der Erstkontakt ist eingetragen, die Anfrage ist erledigt.")
        return redirect("inbox:request_list", district=slug)
    messages.success(request, "Der Fall ist eröffnet, die Anfrage ist erledigt.")
    return redirect("cases:case_detail", district=slug, number=case.number)


def _intake_page(
    request: StaffRequest,
    asked: AppointmentRequest,
    form: IntakeForm | None,
    *,
    known: Sequence[KnownPerson] = (),
    status: int = 200,
) -> HttpResponse:
    """Log and draw the page of the first contact; that a name is known elsewhere is logged too."""
    member = request.membership
    with transaction.atomic():
        open_sealed([asked])
        actions.note_reading(member, request=asked)
        if known:
            sharing.note_list(member, action="known_person_shown")
        shown = form or IntakeForm(membership=member, initial=queries.intake_values(asked))
        context = {"asked": asked, "form": shown, "known": known}
        return render(request, "public/request_intake.html", context, status=status)
