"""The figures of one place over the years, and entering those of one year."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kim.action_plans.models import Indicator
from kim.action_plans.profile import permissions
from kim.action_plans.profile.actions import Origin
from kim.action_plans.profile.charts import HEIGHT, WIDTH, change_in_words, small_line
from kim.action_plans.profile.checking import Checked, in_words, newest_years_from, open_findings_at, table_of
from kim.action_plans.profile.doubts import enter_figures
from kim.action_plans.profile.exports import as_xlsx
from kim.action_plans.profile.files import workbook_response
from kim.action_plans.profile.forms import FIRST_YEAR, YearForm
from kim.action_plans.profile.queries import (
    Profile,
    Row,
    all_figures,
    figures_wanted,
    offices_asked,
    profile_of,
)
from kim.action_plans.profile.rounds import open_requests_about
from kim.core import dates
from kim.core.access import staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest
from kim.districts.territory import Territory

CONFLICT, UNPROCESSABLE = 409, 422


def visible_or_404(request: StaffRequest, key: str) -> Territory:
    """Return the place behind a key; a page that does not exist if the member may not see its figures."""
    territory = permissions.profile_visible_to(request.membership, request.district, key)
    if territory is None:
        raise Http404
    return territory


def editable_or_404(request: StaffRequest, key: str) -> Territory:
    """Return the place behind a key if the member may enter its figures."""
    territory = visible_or_404(request, key)
    if not permissions.may_enter_figures(request.membership, territory.municipality):
        raise Http404
    return territory


@staff(may=permissions.may_see_profiles)
@require_GET
def profile(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Show the figures of a place as small charts and as a table."""
    place = visible_or_404(request, territory)
    figures = profile_of(place)
    wrong = findings_of(place)
    may_enter = permissions.may_enter_figures(request.membership, place.municipality)
    context = {
        "territory": place,
        "profile": figures,
        "latest_year": figures.years[-1] if figures.years else None,
        "recorded": figures.recorded_count(figures.years[-1]) if figures.years else 0,
        "cards": cards_of(figures, wrong),
        "lists": [row for row in figures.rows if row.unit == Indicator.Unit.LIST],
        "chart": {"width": WIDTH, "height": HEIGHT, "middle": HEIGHT // 2},
        "may_enter": may_enter,
        "enter_year": dates.today().year - 1,
        "requests": open_requests_about(place) if may_enter else [],
        "wrong_words": in_words(wrong),
        "may_collect": permissions.may_collect(request.membership),
    }
    return render(request, "action_plans/profile/profile.html", context)


def cards_of(figures: Profile, wrong: list[Checked] | None = None) -> list[dict[str, Any]]:
    """Return what a small chart of each figure shows; lists are shown apart. Five queries more to find `wrong`."""
    asked = offices_asked(figures.territory)
    wrong = findings_of(figures.territory) if wrong is None else wrong
    return [
        _card(row, asked, [each for each in wrong if each.finding.code == row.code])
        for row in figures.rows
        if row.unit != Indicator.Unit.LIST
    ]


def findings_of(place: Territory) -> list[Checked]:
    """Return what looks wrong in the newest figures of a place and is not explained; five queries."""
    return open_findings_at(place, since=newest_years_from())


def _card(row: Row, asked: dict[int, Any], wrong: list[Checked]) -> dict[str, Any]:
    return {
        "wrong": wrong,
        "row": row,
        "change": _change(row),
        "line": small_line([figure.number for figure in row.figures]),
        "asked_on": asked.get(row.asked.pk) if row.asked else None,
    }


def _change(row: Row) -> str:
    now, before = row.latest, row.previous
    return change_in_words(before.number, now.number, row.unit) if now and before else ""


@staff(may=permissions.may_enter_some_figures)
@require_http_methods(["GET", "POST"])
def year_edit(request: StaffRequest, district: str, territory: str, year: int) -> HttpResponse:
    """Enter or correct all figures of a place for one year."""
    place = editable_or_404(request, territory)
    if not FIRST_YEAR <= year <= dates.today().year:
        raise Http404
    form = _year_form(request, place, year)
    changed: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = UNPROCESSABLE
    elif request.method == "POST":
        try:
            return _save_year(request, place, form)
        except Conflict:
            form, status = _year_form(request, place, year), CONFLICT
            form.is_valid()
            changed = form.show_conflict()
    context = {"territory": place, "year": year, "form": form, "changed": changed}
    return render(request, "action_plans/profile/year_edit.html", context, status=status)


def _year_form(request: StaffRequest, place: Territory, year: int) -> YearForm:
    wanted = figures_wanted(all_figures([place]), year)
    data = request.POST if request.method == "POST" else None
    # Who may see all figures is also asked about sums.
    known = table_of(request.district)[0] if data and permissions.may_collect(request.membership) else None
    return YearForm(data, wanted=wanted, known=known, year=year)


def _save_year(request: StaffRequest, place: Territory, form: YearForm) -> HttpResponse:
    origin = Origin(form.year, form.cleaned_data["as_of"], form.cleaned_data["source"])
    count = enter_figures(
        request.membership,
        origin=origin,
        entered=form.entered,
        confirmed=form.confirmed,
        said_by=place.full_name,
    )
    messages.success(request, saying_how_many(count, form.year))
    return redirect("profile:profile", district=request.district.slug, territory=place.key)


def saying_how_many(count: int, year: int) -> str:
    """Return a sentence for how many figures changed."""
    if count == 0:
        return f"Die Zahlen von {year} sind, wie sie waren."
    return (
        f"1 Zahl von {year} ist gespeichert."
        if count == 1
        else f"{count} Zahlen von {year} sind gespeichert."
    )


@staff(may=permissions.may_see_profiles)
@require_GET
def export(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Give out the figures of a place over the years as a workbook."""
    place = visible_or_404(request, territory)
    content = as_xlsx([profile_of(place)], f"Stand {dates.today():%d.%m.%Y}")
    return workbook_response(content, f"ortsprofil-{place.ags}.xlsx")
