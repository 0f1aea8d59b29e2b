"""What every page of a case has in common: who finds it, who may use it, and that it is logged before it is shown."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from kim.accounts.models import Membership
from kim.accounts.permissions import may_see_case_list
from kim.cases.actions import sharing
from kim.cases.actions.entries import CaseNotActive, DateOutside
from kim.cases.actions.lifecycle import WrongState
from kim.cases.models import Case, CaseStatus
from kim.cases.permissions import cases_visible_to
from kim.cases.queries.case_page import opened_heading
from kim.core.access import View, staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest

Right = Callable[[Membership, Case], bool]

UNPROCESSABLE = 422
CONFLICT = 409
CHANGED = (
    "Der Fall wurde inzwischen von jemand anderem geändert. Oben steht der neue Stand. "
    "Bitte prüfen Sie Ihre Eingabe und speichern Sie noch einmal."
)
NOT_ACTIVE = (
    "Der Fall ist abgeschlossen. Nehmen Sie ihn zuerst wieder auf; "
    "Ihre Eingabe bleibt auf dieser Seite stehen."
)


def find_case(request: StaffRequest, number: str) -> Case:
    """Return a case that the member may read; anything else does not exist."""
    cases = cases_visible_to(request.membership).select_related("municipality", "access_route")
    case: Case = get_object_or_404(cases, number=number)
    case.district = request.district
    return case


def _check(request: StaffRequest, case: Case, rights: dict[str, Right | None]) -> HttpResponse | None:
    """Refuse as if there were nothing, before anything is said about methods."""
    given = [right for right in rights.values() if right is not None]
    asked = rights.get("GET" if request.method == "HEAD" else str(request.method))
    for right in [asked] if asked else given:
        if not right(request.membership, case):
            raise Http404
    return None if asked else HttpResponseNotAllowed([name for name, right in rights.items() if right])


def shown(make: Callable[[], HttpResponseBase], note: Callable[[TemplateResponse], None]) -> HttpResponseBase:
    """Make an answer; if it is a page, log the reading and then draw it, all in one transaction.

    A page is a `TemplateResponse`, which nobody has drawn yet. If it cannot be logged, it is not shown.
    """
    with transaction.atomic():
        response = make()
        if isinstance(response, TemplateResponse):
            note(response)
            response.render()
    return response


def case_page(
    *,
    get: Right | None = None,
    post: Right | None = None,
    may: Callable[[Any], bool] = may_see_case_list,
    reading: str = "case_read",
) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Make a view of one case from a function `(request, case, ...)`.

    - The case is found among those that the member may read; `get` and `post` say who may use which method.
      Refusal of any kind is the answer of a page that does not exist; a method without a right is 405 for the others.
    - A page that is shown is logged as `reading` in the same transaction before it is drawn.
    """

    def mark(view: Callable[..., HttpResponseBase]) -> View:
        @staff(may=may)
        @functools.wraps(view)
        def guarded(request: StaffRequest, district: str, number: str, **rest: Any) -> HttpResponseBase:
            case = find_case(request, number)
            refused = _check(request, case, {"GET": get, "POST": post})
            if refused is not None:
                return refused
            return shown(
                lambda: view(request, case, **rest),
                lambda _: sharing.note_reading(request.membership, case=case, action=reading),
            )

        return guarded

    return mark


def posted(request: StaffRequest) -> Any:
    """Return what was sent, None if nothing was."""
    return request.POST if request.method == "POST" else None


def posted_version(request: StaffRequest) -> int:
    """Return the version that the page showed; 0, which no row has, if it is missing or no number."""
    text = str(request.POST.get("version", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def version_to_send(request: StaffRequest, version: int, status: int) -> int:
    """Return the version for the form of a page: after a mistake still the one that the person has seen."""
    return posted_version(request) if status == UNPROCESSABLE else version


def to_case(request: StaffRequest, case: Case, message: str = "") -> HttpResponse:
    """Lead back to the case's page. Messages travel in a cookie: no name in them."""
    if message:
        messages.success(request, message)
    return redirect("cases:case_detail", district=request.district.slug, number=case.number)


def attempt(form: forms.Form, act: Callable[[], Any]) -> int:
    """Do something for a valid form and return 0; say in the form what stood in the way and return its status."""
    try:
        with transaction.atomic():
            act()
    except Conflict:
        form.add_error(None, CHANGED)
        return CONFLICT
    except (CaseNotActive, WrongState):
        form.add_error(None, NOT_ACTIVE)
        return CONFLICT
    except DateOutside:
        form.add_error("on", "An diesem Tag war der Fall noch nicht eröffnet, oder er liegt in der Zukunft.")
        return UNPROCESSABLE
    return 0


def case_form(
    request: StaffRequest,
    case: Case,
    form: forms.Form,
    words: dict[str, Any],
    act: Callable[[dict[str, Any]], Any],
    *,
    while_active: bool = True,
) -> HttpResponseBase:
    """Answer a page with one form about a case.

    `words` are `title`, `submit`, `done` and, if there is more to say, `lead`, `template`, the `version` of what
    is changed if it is not the case, and after a conflict `theirs`.
    """
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            status = attempt(form, lambda: act(form.cleaned_data))
            if not status:
                return to_case(request, case, words["done"])
    elif while_active and case.status != CaseStatus.ACTIVE:
        messages.warning(request, "Der Fall ist abgeschlossen. Nehmen Sie ihn zuerst wieder auf.")
        return to_case(request, case)
    fresh = find_case(request, case.number) if status == CONFLICT else case
    context = {
        "case": fresh,
        "form": form,
        "words": words,
        "heading": opened_heading(fresh),
        "version": version_to_send(request, words.get("version", fresh.version), status),
    }
    return TemplateResponse(request, words.get("template", "cases/form.html"), context, status=status)


def found(things: Any, pk: int | UUID) -> Any:
    """Return one of the things by its primary key; anything else does not exist."""
    return get_object_or_404(things, pk=pk)
