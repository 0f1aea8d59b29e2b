"""The list of cases."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from kim.accounts.permissions import may_see_case_list, may_work_cases
from kim.cases.actions import sharing
from kim.cases.forms.filters import FilterForm
from kim.cases.models import Case
from kim.cases.permissions import case_outlines_visible_to, cases_visible_to, may_assign_cases
from kim.cases.queries import case_list as queries
from kim.cases.queries.assigning import cases_without_lead
from kim.cases.views.pages import shown
from kim.core import dates
from kim.core.access import staff
from kim.core.requests import StaffRequest

PER_PAGE = 25


@staff(may=may_see_case_list)
@require_safe
def case_list(request: StaffRequest, district: str) -> HttpResponseBase:
    """List cases: with names for those who work in them, as numbers for coordination and team lead."""
    if not may_work_cases(request.membership):
        return _outlines(request)
    return shown(
        lambda: _named(request), lambda _: sharing.note_list(request.membership, action="case_list_read")
    )


def _page(request: StaffRequest, cases: Any, form: FilterForm) -> Page[Case]:
    wanted = queries.narrowed(cases, form.filters(), request.membership, dates.today())
    return Paginator(queries.for_rows(wanted), PER_PAGE).get_page(request.GET.get("page"))


def _context(
    request: StaffRequest, form: FilterForm, page: Page[Case], *, with_names: bool
) -> dict[str, Any]:
    cases = list(page.object_list)
    rows = queries.rows(cases, request.district, dates.today(), with_names=with_names)
    return {"form": form, "page_obj": page, "rows": rows, "is_narrowed": bool(request.GET)}


def _named(request: StaffRequest) -> TemplateResponse:
    form = FilterForm(request.GET, places=queries.municipalities())
    page = _page(request, cases_visible_to(request.membership), form)
    return TemplateResponse(request, "cases/case_list.html", _context(request, form, page, with_names=True))


def _outlines(request: StaffRequest) -> HttpResponse:
    membership, today = request.membership, dates.today()
    form = FilterForm(request.GET, places=queries.municipalities(), leads=queries.leads(today))
    outlines = case_outlines_visible_to(membership)
    context = _context(request, form, _page(request, outlines, form), with_names=False) | {
        "workloads": queries.workloads(outlines, membership, today),
        "without_lead": cases_without_lead().count() if may_assign_cases(membership) else 0,
        "granted": queries.granted_to(membership, cases_visible_to(membership)),
    }
    return render(request, "cases/outline_list.html", context)
