"""The page of a case and its log."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.template.response import TemplateResponse

from kim.accounts.permissions import may_work_cases
from kim.cases import permissions
from kim.cases.actions import entries
from kim.cases.forms.entries import ConsultationForm
from kim.cases.models import Case, CaseStatus, Client
from kim.cases.queries import case_page as queries
from kim.cases.queries.entries import opened_people
from kim.cases.queries.log import log_lines, log_of
from kim.cases.queries.names import life_domains
from kim.cases.views.pages import UNPROCESSABLE, attempt, case_page, find_case, posted, to_case
from kim.core import dates
from kim.core.requests import StaffRequest
from kim.districts.models import LifeDomain

LOG_PER_PAGE = 50


@case_page(get=permissions.may_read, post=permissions.may_change)
def case_detail(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Show a case; a consultation is entered on its page."""
    form, status = None, 200
    if request.method == "POST":
        # The page is read only if there is something to correct; what was typed is saved without it.
        form = _consultation_form(request, case, opened_people(case), life_domains())
        status = _record(request, case, form)
        if not status:
            return to_case(request, case, "Die Beratung ist eingetragen.")
        case = case if status == UNPROCESSABLE else find_case(request, case.number)
    may_change = permissions.may_change(request.membership, case)
    page = _read(request, case)
    if form is None and may_change and case.status == CaseStatus.ACTIVE:
        people = [line.client for line in page.persons]
        form = _consultation_form(request, case, people, [domain for domain in page.domains if domain.active])
    context = _context(request, page, form, may_change=may_change)
    return TemplateResponse(request, "cases/case_detail.html", context, status=status)


def _read(request: StaffRequest, case: Case) -> queries.CasePage:
    whole = "verlauf" in request.GET
    return queries.case_page(case, request.district, dates.today(), whole_history=whole)


def _consultation_form(
    request: StaffRequest, case: Case, people: list[Client], domains: list[LifeDomain]
) -> ConsultationForm:
    return ConsultationForm(posted(request), case=case, people=people, domains=domains, today=dates.today())


def _record(request: StaffRequest, case: Case, form: ConsultationForm) -> int:
    if not form.is_valid():
        return UNPROCESSABLE
    return attempt(
        form, lambda: entries.record_consultation(request.membership, case=case, **form.cleaned_data)
    )


def _context(
    request: StaffRequest, page: queries.CasePage, form: ConsultationForm | None, *, may_change: bool
) -> dict[str, Any]:
    return {
        "page": page,
        "case": page.case,
        "form": form,
        "may_change": may_change,
        "may_document": may_change and page.case.status == CaseStatus.ACTIVE,
        "may_grant": may_change and permissions.may_grant(request.membership, page.case),
        "is_lead": page.case.lead_id == request.membership.pk,
    }


@case_page(get=permissions.may_change, may=may_work_cases, reading="case_log_read")
def case_log(request: StaffRequest, case: Case) -> HttpResponseBase:
    """Show who read and who changed a case."""
    page = Paginator(log_of(case), LOG_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "heading": queries.opened_heading(case),
        "page_obj": page,
        "lines": log_lines(list(page.object_list)),
    }
    return TemplateResponse(request, "cases/case_log.html", context)
