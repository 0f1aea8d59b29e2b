"""The table of responsibilities and the tasks that follow from it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kim.action_plans.models import Part, PlanDuty
from kim.action_plans.permissions import (
    places_with_plans_visible_to,
    sees_living_plans,
    territory_visible_to,
)
from kim.action_plans.plans import permissions
from kim.action_plans.plans.actions import duties as actions
from kim.action_plans.plans.forms import DutyDoneForm
from kim.action_plans.plans.queries import duties as queries
from kim.action_plans.plans.views.pages import visible_or_404
from kim.core import dates
from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.districts.territory import Territory


@staff(may=sees_living_plans)
@require_safe
def duty_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show the tasks, the own ones first, and the table that they come from; `ort` narrows them to one place."""
    place = _asked_place(request)
    table = queries.duties()
    tasks = queries.tasks_for(request.membership, table)
    if place is not None:
        tasks = [task for task in tasks if task.key == place.key]
    others = [task for task in tasks if not task.mine]
    context = {
        "table": table,
        "mine": [task for task in tasks if task.mine],
        "others": others,
        "groups": [] if place else queries.by_duty(others),
        "place": place,
        "places": _places(request),
        "year": dates.today().year,
    }
    return render(request, "action_plans/plans/duty_list.html", context)


def _asked_place(request: StaffRequest) -> Territory | None:
    key = request.GET.get("ort", "")
    if not key:
        return None
    found = territory_visible_to(request.membership, request.district, key)
    if found is None:
        raise Http404
    return found


def _places(request: StaffRequest) -> list[Territory]:
    """Return the places by which the tasks can be narrowed."""
    found = [Territory(request.district, place) for place in places_with_plans_visible_to(request.membership)]
    return [Territory(request.district), *found] if len(found) > 1 else []


def _task(
    request: StaffRequest, duty: int, territory: str, year: int
) -> tuple[PlanDuty, Municipality | None]:
    """Return duty and place of a task that the member may tick off."""
    place = visible_or_404(request, territory).municipality
    row = queries.duty_in_use(duty)
    if row is None or row.per_municipality != (place is not None) or queries.is_talk(row, place):
        raise Http404
    if not queries.is_year_shown(row, year) or not permissions.may_finish_task(
        request.membership, row, place
    ):
        raise Http404
    return row, place


def _back(request: StaffRequest, territory: str) -> str:
    """Return where the button was: the tasks of one place, or all."""
    url = reverse("action_plans:duty_list", kwargs={"district": request.district.slug})
    return f"{url}?ort={territory}" if request.GET.get("ort") == territory else url


@staff(may=sees_living_plans)
@require_http_methods(["GET", "POST"])
def duty_done(request: StaffRequest, district: str, duty: int, territory: str, year: int) -> HttpResponse:
    """Say that a task is done, and why if what is entered does not show it."""
    row, place = _task(request, duty, territory, year)
    form = DutyDoneForm(posted(request), needs_reason=row.part == Part.PROFILE)
    words = Words(
        "Aufgabe erledigt",
        "Aufgaben",
        _back(request, territory),
        "Als geprüft eingetragen."
        if row.rhythm == PlanDuty.Rhythm.CONTINUOUS
        else "Die Aufgabe ist erledigt.",
        lead=f"{Territory(request.district, place).name}, {year}: {row.task}",
    )
    said: dict[str, Any] = {"duty": row, "place": place, "year": year}
    return answer_form(
        request, form, words, lambda: actions.finish_duty(request.membership, **said, **form.cleaned_data)
    )


@staff(may=sees_living_plans)
@require_POST
def duty_reopen(request: StaffRequest, district: str, duty: int, territory: str, year: int) -> HttpResponse:
    """Take back that a task is done."""
    row, place = _task(request, duty, territory, year)
    actions.reopen_duty(request.membership, duty=row, place=place, year=year)
    messages.success(request, "Die Aufgabe ist wieder offen.")
    return redirect(_back(request, territory))
