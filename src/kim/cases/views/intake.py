"""The first contact in open hours: captured while the person sits there."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from kim.accounts.permissions import may_work_cases
from kim.cases.actions import opening, sharing
from kim.cases.forms.intake import IntakeForm
from kim.cases.queries.people import KnownPerson, known_persons
from kim.cases.views.pages import UNPROCESSABLE, posted, shown
from kim.core.access import staff
from kim.core.requests import StaffRequest


@staff(may=may_work_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def intake_new(request: StaffRequest, district: str) -> HttpResponseBase:
    """Record a first contact; a case is opened at once where the outcome says so.

    If a person of the same name is known, the page asks once more before it opens another case. That it told so is
    logged.
    """
    form = IntakeForm(posted(request), membership=request.membership)
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "cases/intake.html", {"form": form, "known": []}, status=status)
    return shown(
        lambda: _open_or_ask(request, form),
        lambda _: sharing.note_list(request.membership, action="known_person_shown"),
    )


def _open_or_ask(request: StaffRequest, form: IntakeForm) -> HttpResponseBase:
    known = _known(request, form)
    if known:
        return TemplateResponse(request, "cases/intake.html", {"form": form, "known": known})
    return _record(request, form)


def _known(request: StaffRequest, form: IntakeForm) -> list[KnownPerson]:
    if "trotzdem" in request.POST:
        return []
    names = [f"{person.given_name} {person.family_name}".strip() for person in form.people()]
    return known_persons(request.membership, names)


def _record(request: StaffRequest, form: IntakeForm) -> HttpResponseBase:
    intake = opening.record_intake(request.membership, **form.intake())
    if intake.case is not None:
        messages.success(request, f"Der Fall {intake.case.number} ist eröffnet.")
        return redirect("cases:case_detail", district=request.district.slug, number=intake.case.number)
    messages.success(request, f"Der Erstkontakt ist erfasst: {intake.get_outcome_display()}.")
    return redirect("cases:intake_new", district=request.district.slug)
