"""Which figures the district collects and who gives them: everybody of the team sees it, few change it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.accounts.permissions import may_see_team
from kim.action_plans.models import Indicator
from kim.action_plans.profile import permissions, setting
from kim.action_plans.profile.queries import all_indicators, indicator_of, office_of, offices_in_use
from kim.action_plans.profile.setting_forms import IndicatorForm, OfficeForm
from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version, press
from kim.core.requests import StaffRequest

LEAD = "Was Sie hier ändern, gilt ab der nächsten Abfrage. Die Datei des Kreises ändert es nicht mehr."


@staff(may=may_see_team)
@require_GET
def indicators(request: StaffRequest, district: str) -> HttpResponse:
    """Show the figures with office, year and state, and the offices."""
    context = {
        "indicators": all_indicators(),
        "offices": offices_in_use(),
        "may_set": permissions.may_set_figures(request.membership),
    }
    return render(request, "action_plans/profile/indicators.html", context)


def _words(request: StaffRequest, title: str, done: str, **more: object) -> Words:
    back = reverse("profile:indicators", kwargs={"district": request.district.slug})
    return Words(title, "Kennzahlen", back, done, lead=LEAD, **more)  # type: ignore[arg-type]


def _indicator_or_404(code: str) -> Indicator:
    found = indicator_of(code)
    if found is None:
        raise Http404
    return found


@staff(may=permissions.may_set_figures)
@require_http_methods(["GET", "POST"])
def indicator_new(request: StaffRequest, district: str) -> HttpResponse:
    """Collect one more figure."""
    form = IndicatorForm(posted(request))
    words = _words(request, "Neue Kennzahl", "Die Kennzahl ist angelegt.", submit="Anlegen")
    return answer_form(
        request, form, words, lambda: setting.add_indicator(request.membership, **form.cleaned_data)
    )


@staff(may=permissions.may_set_figures)
@require_http_methods(["GET", "POST"])
def indicator_edit(request: StaffRequest, district: str, code: str) -> HttpResponse:
    """Change what a figure is and who gives it."""
    row = _indicator_or_404(code)
    form = IndicatorForm(posted(request), indicator=row)
    words = _words(
        request,
        row.label,
        "Die Kennzahl ist geändert.",
        template="action_plans/profile/indicator_edit.html",
        more={"indicator": row, "end_version": row.version},
    )

    def act() -> None:
        setting.change_indicator(
            request.membership, indicator=row, version=posted_version(request), **form.cleaned_data
        )

    return answer_form(request, form, words, act, row)


@staff(may=permissions.may_set_figures)
@require_POST
def indicator_use(request: StaffRequest, district: str, code: str) -> HttpResponse:
    """End a figure or take it up again."""
    row, active = _indicator_or_404(code), request.POST.get("in_gebrauch") == "ja"
    done = (
        "Nach der Kennzahl wird wieder gefragt."
        if active
        else "Die Kennzahl ist beendet. Ihre Werte bleiben."
    )

    def act() -> None:
        setting.use_indicator(
            request.membership, indicator=row, version=posted_version(request), active=active
        )

    press(request, act, done)
    return redirect("profile:indicators", district=district)


@staff(may=permissions.may_set_figures)
@require_http_methods(["GET", "POST"])
def office_new(request: StaffRequest, district: str) -> HttpResponse:
    """Name one more office."""
    form = OfficeForm(posted(request))
    words = _words(request, "Neue Auskunftsstelle", "Die Stelle ist angelegt.", submit="Anlegen")
    return answer_form(
        request, form, words, lambda: setting.add_office(request.membership, **form.cleaned_data)
    )


@staff(may=permissions.may_set_figures)
@require_http_methods(["GET", "POST"])
def office_edit(request: StaffRequest, district: str, code: str) -> HttpResponse:
    """Change name or address of an office."""
    office = office_of(code)
    if office is None:
        raise Http404
    form = OfficeForm(posted(request), office=office)
    words = _words(request, office.name, "Die Stelle ist geändert.")

    def act() -> None:
        setting.change_office(
            request.membership, office=office, version=posted_version(request), **form.cleaned_data
        )

    return answer_form(request, form, words, act, office)
