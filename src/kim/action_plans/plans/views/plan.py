"""The list of the concepts, a living concept, and what is said about its parts."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kim.accounts.models import Role
from kim.action_plans.models import Indicator, Part
from kim.action_plans.papers.permissions import may_see_whole, sees_today
from kim.action_plans.permissions import may_see_plans, places_with_plans_visible_to, sees_living_plans
from kim.action_plans.plans import permissions
from kim.action_plans.plans.actions import parts as actions
from kim.action_plans.plans.forms import RemarkForm
from kim.action_plans.plans.queries import duties, plan, talks
from kim.action_plans.plans.queries.focus import focus_lines
from kim.action_plans.plans.timeline import period
from kim.action_plans.plans.views.pages import editable_or_404, plan_url, visible_or_404
from kim.action_plans.profile.charts import HEIGHT, WIDTH
from kim.action_plans.profile.queries import profile_of
from kim.action_plans.profile.views.places import cards_of
from kim.core import dates
from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version
from kim.core.requests import StaffRequest
from kim.districts.territory import Territory
from kim.network.access.permissions import may_keep_hours, may_keep_routes
from kim.network.permissions import may_see_network
from kim.steering.permissions import groups_visible_to
from kim.steering.queries import at_place, lines


@staff(may=may_see_plans)
@require_safe
def plan_list(request: StaffRequest, district: str) -> HttpResponse:
    """List the concepts with their lights; boards come to what was released, contact persons to their place."""
    member = request.membership
    if not sees_living_plans(member):
        return redirect("papers:released", district=district)
    places = list(places_with_plans_visible_to(member))
    is_contact = member.role == Role.MUNICIPALITY_CONTACT
    if is_contact and len(places) == 1:
        return redirect("action_plans:plan_detail", district=district, territory=places[0].ags)
    tasks = [task for task in duties.tasks_for(member) if task.waits]
    waiting = {key: sum(task.key == key for task in tasks) for key in {task.key for task in tasks}}
    rows = plan.plan_rows(request.district, places, waiting, with_district=bool(places) or not is_contact)
    context = {
        "own_rows": [row for row in rows if row.territory.municipality is None],
        "areas": plan.by_area([row for row in rows if row.territory.municipality]),
        "area_term": request.district.term("service_area", "Bezirk"),
        "lights": plan.LIGHTS,
        "waiting": len(tasks),
        "may_print_all": may_see_whole(member),
    }
    return render(request, "action_plans/plans/plan_list.html", context)


@staff(may=sees_living_plans)
@require_safe
def plan_detail(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Show a living concept: its eight parts with their lights, then each part in short."""
    place = visible_or_404(request, territory)
    shown = plan.plan_of(place)
    may_edit = permissions.may_edit_plan(request.membership, place)
    context = {
        "territory": place,
        "plan": shown,
        "content": shown.content,
        "today": dates.today(),
        "may_edit": may_edit,
        "may_keep": permissions.may_keep_parts(request.membership, place),
        "may_keep_access": place.municipality is not None
        and may_keep_hours(request.membership, place.municipality),
        "may_keep_routes": may_keep_routes(request.membership),
        "prints_today": sees_today(request.membership, place),
        "is_team": may_see_network(request.membership),
        "remark_forms": _remark_forms(place) if may_edit else {},
        **_entries(request, place),
    }
    return render(request, "action_plans/plans/plan_detail.html", context)


def _entries(request: StaffRequest, place: Territory) -> dict[str, Any]:
    """Return the entries that a page shows beyond the content of a concept."""
    groups = at_place(groups_visible_to(request.membership), place.municipality)
    held = talks.talk_list(place.municipality) if place.municipality else []
    year = dates.today().year
    coming = permissions.milestones_of(request.membership, place).filter(year__gte=year)
    figures = profile_of(place)
    return {
        "cards": cards_of(figures),
        "figure_lists": [row for row in figures.rows if row.unit == Indicator.Unit.LIST],
        "latest_year": figures.years[-1] if figures.years else None,
        "chart": {"width": WIDTH, "height": HEIGHT, "middle": HEIGHT // 2},
        "groups": lines(groups, request.district),
        "focus": focus_lines(permissions.focus_of(request.membership, place)),
        "talk": held[0] if held else None,
        "talk_is_due": bool(place.municipality) and talks.is_due(held, dates.today()),
        "year": year,
        "milestones": [
            (period({"year": row.year, "half": row.half}), row, row.state_on(dates.today()))
            for row in sorted(coming, key=lambda row: (row.year, row.half or 3))
        ],
    }


def _remark_forms(place: Territory) -> dict[str, tuple[RemarkForm, int]]:
    said = plan.remarks_of(place)
    found = {}
    for part in Part.values:
        remark = said.get(part)
        form = RemarkForm(remark=remark, auto_id=f"id_{part}_%s")
        found[part] = (form, remark.version if remark else 0)
    return found


@staff(may=permissions.may_edit_some_plans)
@require_http_methods(["GET", "POST"])
def remark_edit(request: StaffRequest, district: str, territory: str, part: str) -> HttpResponse:
    """Say about a part of a concept that there is nothing, that it is being worked on, or a sentence."""
    place = editable_or_404(request, territory)
    if part not in Part.values:
        raise Http404
    remark = plan.remark_of(place, part)
    form = RemarkForm(posted(request), remark=remark)
    words = Words(
        f"Angabe: {Part(part).label}",
        place.name,
        f"{plan_url(place)}#{part}",
        "Die Angabe ist gespeichert.",
        lead="„Keine vorhanden“ macht einen leeren Baustein vollständig.",
    )

    def act() -> None:
        actions.say_about_part(
            request.membership,
            municipality=place.municipality,
            part=part,
            version=max(posted_version(request), 0) if remark is None else posted_version(request),
            **form.cleaned_data,
        )

    return answer_form(request, form, words, act, remark)
