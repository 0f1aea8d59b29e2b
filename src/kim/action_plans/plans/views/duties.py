"""The table of responsibilities and the tasks that follow from it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kim.action_plans.models import PlanDuty
from kim.action_plans.permissions import sees_living_plans
from kim.action_plans.plans import permissions
from kim.action_plans.plans.actions import duties as actions
from kim.action_plans.plans.queries import duties as queries
from kim.action_plans.plans.views.pages import visible_or_404
from kim.core import dates
from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality


@staff(may=sees_living_plans)
@require_safe
def duty_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show the yearly tasks, the own ones first, and the table that they come from."""
    table = queries.duties()
    tasks = queries.yearly_tasks(request.membership, table)
    context = {
        "table": table,
        "mine": [task for task in tasks if task.mine],
        "others": [task for task in tasks if not task.mine],
        "year": dates.today().year,
    }
    return render(request, "action_plans/plans/duty_list.html", context)


def _task(
    request: StaffRequest, duty: int, territory: str, year: int
) -> tuple[PlanDuty, Municipality | None]:
    """Return duty and place of a task that the member may tick off."""
    place = visible_or_404(request, territory).municipality
    row = queries.duty_in_use(duty)
    if row is None or row.per_municipality != (place is not None) or not queries.is_year_shown(year):
        raise Http404
    if not permissions.may_finish_task(request.membership, row, place):
        raise Http404
    return row, place


@staff(may=sees_living_plans)
@require_POST
def duty_done(request: StaffRequest, district: str, duty: int, territory: str, year: int) -> HttpResponse:
    """Say that a task is done."""
    row, place = _task(request, duty, territory, year)
    actions.finish_duty(request.membership, duty=row, place=place, year=year)
    messages.success(request, "Die Aufgabe ist erledigt.")
    return redirect("action_plans:duty_list", district=district)


@staff(may=sees_living_plans)
@require_POST
def duty_reopen(request: StaffRequest, district: str, duty: int, territory: str, year: int) -> HttpResponse:
    """Take back that a task is done."""
    row, place = _task(request, duty, territory, year)
    actions.reopen_duty(request.membership, duty=row, place=place, year=year)
    messages.success(request, "Die Aufgabe ist wieder offen.")
    return redirect("action_plans:duty_list", district=district)
