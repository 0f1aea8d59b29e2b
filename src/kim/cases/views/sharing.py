"""Sharing a case: handing over, working together, reading for a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kim.accounts.models import Role
from kim.accounts.permissions import may_work_cases
from kim.cases.actions import sharing
from kim.cases.forms.sharing import GrantForm, HandoverForm, WorkerForm
from kim.cases.models import Case
from kim.cases.permissions import handovers_offered_to, may_grant
from kim.cases.queries import sharing as queries
from kim.cases.queries.deadlines import latest_grant_end
from kim.cases.views.pages import case_form, case_page, found, posted, to_case
from kim.core import dates
from kim.core.access import staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest

CASE_MANAGERS = (Role.CASE_MANAGER,)
READERS = (Role.CASE_MANAGER, Role.COORDINATOR, Role.TEAM_LEAD)


@case_page(get=may_grant, post=may_grant, may=may_work_cases)
def handover_new(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Offer a case to a colleague."""
    words = {
        "title": "Fall übergeben",
        "submit": "Übergabe anbieten",
        "done": "Die Übergabe ist angeboten.",
        "lead": "Der Fall bleibt bei Ihnen, bis die Kollegin oder der Kollege annimmt.",
    }
    form = HandoverForm(posted(request), colleagues=queries.colleagues_beside_lead(case, CASE_MANAGERS))

    def act(data: dict[str, Any]) -> None:
        sharing.offer_handover(request.membership, case=case, **data)

    if queries.has_open_handover(case):
        messages.info(request, "Für diesen Fall ist schon eine Übergabe angeboten.")
        return to_case(request, case)
    return case_form(request, case, form, words, act, while_active=False)


@staff(may=may_work_cases)
def handover_answer(request: StaffRequest, district: str, handover: UUID) -> HttpResponseBase:
    """Accept a case that a colleague offers, or give it back."""
    offer = found(handovers_offered_to(request.membership), handover)
    return _answer(request, offer)


@require_POST
def _answer(request: StaffRequest, offer: Any) -> HttpResponseBase:
    offer.case.district = request.district
    accept = request.POST.get("answer") == "accept"
    if not accept and request.POST.get("answer") != "return":
        messages.warning(request, "Bitte nehmen Sie den Fall an oder geben Sie ihn zurück.")
        return redirect("cases:case_list", district=request.district.slug)
    try:
        sharing.answer_handover(request.membership, handover=offer, accept=accept)
    except Conflict:
        messages.warning(request, "Der Fall wurde inzwischen geändert. Bitte versuchen Sie es noch einmal.")
        return redirect("cases:case_list", district=request.district.slug)
    if accept:
        return to_case(request, offer.case, "Der Fall ist jetzt Ihrer.")
    messages.success(request, "Der Fall ist zurückgegeben.")
    return redirect("cases:case_list", district=request.district.slug)


@case_page(get=may_grant, post=may_grant, may=may_work_cases)
def worker_add(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Let a colleague work in a case, too."""
    words = {
        "title": "Gemeinsam bearbeiten",
        "submit": "Hinzufügen",
        "done": "Die Kollegin oder der Kollege arbeitet jetzt mit.",
        "lead": "Wer mitarbeitet, liest den Fall und trägt darin ein, bis Sie die Mitarbeit beenden.",
    }
    form = WorkerForm(posted(request), colleagues=queries.colleagues_beside_lead(case, CASE_MANAGERS))

    def act(data: dict[str, Any]) -> None:
        sharing.add_worker(request.membership, case=case, membership=data["membership"])

    return case_form(request, case, form, words, act, while_active=False)


@case_page(post=may_grant, may=may_work_cases)
def worker_remove(request: StaffRequest, case: Case, worker: int) -> HttpResponseBase:
    """End a colleague's work in a case."""
    sharing.remove_worker(request.membership, worker=found(queries.workers_of(case), worker))
    return to_case(request, case, "Die Mitarbeit ist beendet.")


@case_page(get=may_grant, post=may_grant, may=may_work_cases)
def grant_new(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Let somebody read a case for a time."""
    today = dates.today()
    words = {
        "title": "Zum Lesen freigeben",
        "submit": "Freigeben",
        "done": "Der Fall ist zum Lesen freigegeben.",
        "lead": "Eine Freigabe gilt höchstens 90 Tage. Jedes Lesen steht im Protokoll.",
    }
    form = GrantForm(
        posted(request),
        colleagues=queries.colleagues_beside_lead(case, READERS),
        today=today,
        latest=latest_grant_end(today),
    )

    def act(data: dict[str, Any]) -> None:
        sharing.grant_access(request.membership, case=case, starts_on=today, **data)

    return case_form(request, case, form, words, act, while_active=False)


@case_page(post=may_grant, may=may_work_cases)
def grant_end(request: StaffRequest, case: Case, grant: UUID) -> HttpResponseBase:
    """End a grant at once."""
    sharing.end_grant(request.membership, grant=found(queries.grants_of(case), grant))
    return to_case(request, case, "Die Freigabe ist beendet.")
