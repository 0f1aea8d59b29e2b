"""Pages and files of the monthly figures."""

import dataclasses
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from kim.accounts.permissions import (
    may_see_case_list,
    may_see_figures,
    may_supervise,
    sees_suppressed_figures,
)
from kim.cases.actions.sharing import note_list
from kim.cases.permissions import cases_visible_to
from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.monitoring import exports
from kim.monitoring.definitions import LABELS
from kim.monitoring.forms import ChoiceOfFigure, ChoiceOfMonth, month_name
from kim.monitoring.queries import behind, page, tables
from kim.monitoring.queries.reading import Calendar, MonthFigures, calendar, figures_of

CASES_PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclasses.dataclass(frozen=True)
class _Choice:
    """What the reader chose: `month` is None when there is no month to show; `problem` says what was not understood."""

    form: ChoiceOfMonth
    known: Calendar
    month: date | None
    track: str
    problem: str


def _choice(request: StaffRequest) -> _Choice:
    known = calendar()
    member = request.membership
    tracks = [] if sees_suppressed_figures(member) else tables.track_labels(request.district)
    data = {name: request.GET[name] for name in ("monat", "konstellation") if name in request.GET}
    asked = ChoiceOfMonth(data, months=known.open_to(member), tracks=tracks)
    month, track = asked.chosen()
    shown = month or known.preset(member)
    problem = (
        "Diesen Monat gibt es hier nicht. Gezeigt wird der letzte abgeschlossene Monat."
        if "monat" in asked.errors
        else "Diese Konstellation gibt es nicht. Gezeigt werden alle."
        if asked.errors
        else ""
    )
    filled = {"monat": f"{shown:%Y-%m}" if shown else "", "konstellation": track}
    form = ChoiceOfMonth(filled, months=known.open_to(member), tracks=tracks)
    return _Choice(form, known, shown, track, problem)


def _state(figures: MonthFigures) -> str:
    if figures.frozen is None:
        return "vorläufig"
    return f"festgeschrieben am {date_format(figures.frozen.frozen_at, 'd.m.Y')}"


@staff(may=may_see_figures)
@require_safe
def month_table(request: StaffRequest, district: str) -> HttpResponse:
    """The figures of a month by municipality."""
    choice = _choice(request)
    if choice.month is None:
        return TemplateResponse(request, "monitoring/month_empty.html", {})
    member = request.membership
    case_list = reverse("monitoring:figure_cases", args=[district]) if may_see_case_list(member) else ""
    shown = page.month_page(member, choice.known, choice.month, choice.track, case_list)
    context = {
        "choice": choice,
        "page": shown,
        "month_name": month_name(choice.month),
        "track_name": dict(tables.track_labels(request.district)).get(choice.track, ""),
        "state": _state(shown.figures),
        "added": "" if sees_suppressed_figures(member) else page.added_sentence(shown),
        "series": page.track_series(member, shown.figures, choice.known),
        "query": f"monat={choice.month:%Y-%m}&konstellation={choice.track}",
        "outside": sees_suppressed_figures(member),
    }
    return TemplateResponse(request, "monitoring/month_table.html", context)


@staff(may=may_see_figures)
@require_safe
def month_export(request: StaffRequest, district: str, kind: str) -> HttpResponse:
    """The tables of a month as one file, with the same filter and the same gaps as the page."""
    choice = _choice(request)
    if choice.month is None or choice.problem:
        raise Http404
    member = request.membership
    figures = figures_of(request.district, choice.month, choice.known.frozen.get(choice.month))
    columns = page.export_columns(member, choice.track)
    table = page.export_table(member, figures, columns)
    month = f"{choice.month:%Y-%m}"
    if kind == "csv":
        content, media_type = exports.as_csv(table, month), "text/csv; charset=utf-8"
    else:
        limit = request.district.policy.smallest_cell
        content, media_type = exports.as_xlsx(table, month, _state(figures), limit), XLSX
    name = f"zahlen-{request.district.slug}-{month}.{kind}"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _figure(request: StaffRequest) -> tuple[behind.Figure, MonthFigures]:
    known = calendar()
    tracks = tables.track_labels(request.district)
    asked = ChoiceOfFigure(request.GET.dict(), months=known.months, tracks=tracks)
    month, track = asked.chosen()
    if asked.errors or month is None or not page.is_linked(asked.cleaned_data["zahl"]):
        raise Http404
    figures = figures_of(request.district, month, known.frozen.get(month))
    territory = figures.places.find(asked.cleaned_data["gebiet"])
    if territory is None:
        raise Http404
    return behind.Figure(month, territory, asked.cleaned_data["zahl"], track), figures


@staff(may=may_see_case_list)
@require_safe
def figure_cases(request: StaffRequest, district: str) -> HttpResponse:
    """The cases behind one figure: with names for those who may read them, as numbers for supervisors."""
    figure, figures = _figure(request)
    member = request.membership
    cases = behind.cases_behind(figure)
    readable = cases_visible_to(member)
    listed = behind.listed_for(member, cases, readable)
    page_obj = Paginator(listed, CASES_PER_PAGE).get_page(request.GET.get("page"))
    names = behind.with_names(readable, list(page_obj))
    if names:
        note_list(member, action="figure_cases_listed")
    value = figures.value(figure.territory, figure.measure, figure.track)
    context = {
        "figure": figure,
        "label": LABELS[figure.measure],
        "track": dict(tables.track_labels(request.district)).get(figure.track, ""),
        "month_name": month_name(figure.month),
        "value": value,
        "counted_now": behind.count_behind(figure) if figures.frozen else value,
        "rows": [(case, names.get(case.pk, "")) for case in page_obj],
        "page_obj": page_obj,
        "elsewhere": cases.count() - page_obj.paginator.count,
        "supervises": may_supervise(member),
        "back": f"{reverse('monitoring:month_table', args=[district])}?monat={figure.month:%Y-%m}",
    }
    return TemplateResponse(request, "monitoring/figure_cases.html", context)
