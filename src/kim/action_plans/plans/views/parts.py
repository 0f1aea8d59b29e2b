"""Focus areas, target groups and milestones of a concept."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kim.action_plans.models import FocusArea, Milestone
from kim.action_plans.permissions import sees_living_plans
from kim.action_plans.plans import permissions
from kim.action_plans.plans.actions import parts as actions
from kim.action_plans.plans.forms import FocusForm, MilestoneForm
from kim.action_plans.plans.timeline import NARROW, draw_timeline, in_order, period
from kim.action_plans.plans.views.pages import keepable_or_404, plan_url, visible_or_404
from kim.core import dates
from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version, press
from kim.core.requests import StaffRequest
from kim.districts.territory import Territory


def _focus(request: StaffRequest, key: str, pk: int) -> tuple[Territory, FocusArea]:
    place = keepable_or_404(request, key)
    return place, get_object_or_404(permissions.focus_of(request.membership, place), pk=pk)


def _to_focus(place: Territory) -> str:
    return f"{plan_url(place)}#focus"


@staff(may=permissions.may_keep_some_parts)
@require_http_methods(["GET", "POST"])
def focus_new(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Enter a focus or target group."""
    place = keepable_or_404(request, territory)
    form = FocusForm(posted(request))
    words = Words(
        "Schwerpunkt oder Zielgruppe eintragen", place.name, _to_focus(place), "Der Eintrag ist gespeichert."
    )
    return answer_form(
        request,
        form,
        words,
        lambda: actions.add_focus(request.membership, municipality=place.municipality, **form.cleaned_data),
    )


@staff(may=permissions.may_keep_some_parts)
@require_http_methods(["GET", "POST"])
def focus_edit(request: StaffRequest, district: str, territory: str, focus: int) -> HttpResponse:
    """Change what is said about a focus or target group; end or remove it."""
    place, row = _focus(request, territory, focus)
    form = FocusForm(posted(request), focus=row)
    words = Words(
        "Eintrag bearbeiten",
        place.name,
        _to_focus(place),
        "Die Änderung ist gespeichert.",
        lead=row.title,
        template="action_plans/plans/focus_edit.html",
        more={"territory": place, "focus": row},
    )
    return answer_form(
        request,
        form,
        words,
        lambda: actions.change_focus(
            request.membership, focus=row, version=posted_version(request), **form.cleaned_data
        ),
        row,
    )


@staff(may=permissions.may_keep_some_parts)
@require_POST
def focus_review(request: StaffRequest, district: str, territory: str, focus: int) -> HttpResponse:
    """Say that a focus was looked at and still holds."""
    place, row = _focus(request, territory, focus)
    version = posted_version(request)
    press(
        request,
        lambda: actions.review_focus(request.membership, focus=row, version=version),
        "Als überprüft eingetragen. Die nächste Überprüfung steht in einem Jahr an.",
    )
    return redirect(_to_focus(place))


@staff(may=permissions.may_keep_some_parts)
@require_POST
def focus_end(request: StaffRequest, district: str, territory: str, focus: int) -> HttpResponse:
    """Say that a focus holds no longer."""
    place, row = _focus(request, territory, focus)
    version = posted_version(request)
    press(
        request,
        lambda: actions.end_focus(request.membership, focus=row, version=version),
        "Der Eintrag ist beendet und steht nicht mehr im Handlungskonzept.",
    )
    return redirect(_to_focus(place))


@staff(may=permissions.may_keep_some_parts)
@require_POST
def focus_delete(request: StaffRequest, district: str, territory: str, focus: int) -> HttpResponse:
    """Remove a focus that was entered by mistake."""
    place, row = _focus(request, territory, focus)
    version = posted_version(request)
    press(
        request,
        lambda: actions.delete_focus(request.membership, focus=row, version=version),
        "Der Eintrag ist gelöscht.",
    )
    return redirect(_to_focus(place))


@staff(may=sees_living_plans)
@require_safe
def milestone_list(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Show the milestones of a concept as a line of time and as a table."""
    place = visible_or_404(request, territory)
    rows = list(permissions.milestones_of(request.membership, place))
    entries = in_order(
        [
            {
                "year": row.year,
                "half": row.half,
                "title": row.title,
                "state": row.state_on(dates.today()),
                "row": row,
            }
            for row in rows
        ]
    )
    context = {
        "territory": place,
        "entries": [(period(entry), entry["row"], entry["state"]) for entry in entries],
        "picture": draw_timeline(entries, dates.today()),
        "narrow_picture": draw_timeline(entries, dates.today(), NARROW),
        "may_keep": permissions.may_keep_parts(request.membership, place),
    }
    return render(request, "action_plans/plans/milestone_list.html", context)


def _milestone(request: StaffRequest, key: str, pk: int) -> tuple[Territory, Milestone]:
    place = keepable_or_404(request, key)
    return place, get_object_or_404(permissions.milestones_of(request.membership, place), pk=pk)


@staff(may=permissions.may_keep_some_parts)
@require_http_methods(["GET", "POST"])
def milestone_new(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Enter what is to be reached."""
    place = keepable_or_404(request, territory)
    form = MilestoneForm(posted(request))
    words = Words(
        "Meilenstein eintragen",
        f"Meilensteine {place.name}",
        plan_url(place, "milestone_list"),
        "Der Meilenstein ist eingetragen.",
    )
    return answer_form(
        request,
        form,
        words,
        lambda: actions.add_milestone(
            request.membership, municipality=place.municipality, **form.cleaned_data
        ),
    )


@staff(may=permissions.may_keep_some_parts)
@require_http_methods(["GET", "POST"])
def milestone_edit(request: StaffRequest, district: str, territory: str, milestone: int) -> HttpResponse:
    """Change a milestone or its state; remove it."""
    place, row = _milestone(request, territory, milestone)
    form = MilestoneForm(posted(request), milestone=row)
    words = Words(
        "Meilenstein bearbeiten",
        f"Meilensteine {place.name}",
        plan_url(place, "milestone_list"),
        "Die Änderung ist gespeichert.",
        template="action_plans/plans/milestone_edit.html",
        more={"territory": place, "milestone": row},
    )
    return answer_form(
        request,
        form,
        words,
        lambda: actions.change_milestone(
            request.membership, milestone=row, version=posted_version(request), **form.cleaned_data
        ),
        row,
    )


@staff(may=permissions.may_keep_some_parts)
@require_POST
def milestone_delete(request: StaffRequest, district: str, territory: str, milestone: int) -> HttpResponse:
    """Remove a milestone that was entered by mistake."""
    place, row = _milestone(request, territory, milestone)
    version = posted_version(request)
    press(
        request,
        lambda: actions.delete_milestone(request.membership, milestone=row, version=version),
        "Der Meilenstein ist gelöscht.",
    )
    return redirect(plan_url(place, "milestone_list"))
