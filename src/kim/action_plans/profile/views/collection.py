"""The yearly collection as coordination sees it: begin, who has answered, hand on links, end."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.action_plans.models import CollectionRound
from kim.action_plans.profile import collecting, permissions, rounds
from kim.action_plans.profile.forms import ProlongForm, RoundForm, SendForm, VersionForm
from kim.core import dates
from kim.core.access import staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest

UNPROCESSABLE = 422
TIME_TO_ANSWER = timedelta(weeks=4)
CHANGED = "Das hat inzwischen jemand anderes geändert. Bitte sehen Sie sich den Stand an."


@staff(may=permissions.may_collect)
@require_http_methods(["GET", "POST"])
def collection(request: StaffRequest, district: str) -> HttpResponse:
    """List the rounds and begin a new one."""
    asked, year = list(rounds.rounds()), rounds.next_year_to_ask(dates.today())
    is_asked = any(each.year == year for each in asked)
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        initial={"year": None if is_asked else year, "due_on": dates.today() + TIME_TO_ANSWER},
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and (answer := _open(request, form)):
            return answer
        status = UNPROCESSABLE
    context = {
        "form": form,
        "rounds": asked,
        "year_is_asked": is_asked,
        "without_address": rounds.offices_without_address(),
    }
    return render(request, "action_plans/profile/collection.html", context, status=status)


def _open(request: StaffRequest, form: RoundForm) -> HttpResponse | None:
    year = form.cleaned_data["year"]
    try:
        collecting.open_round(request.membership, district=request.district, **form.cleaned_data)
    except collecting.AlreadyOpen:
        form.add_error("year", f"Die Zahlen von {year} sind schon abgefragt.")
        return None
    messages.success(request, f"Die Abfrage für {year} hat begonnen.")
    return redirect("profile:round", district=request.district.slug, year=year)


def _round_or_404(year: int) -> CollectionRound:
    found = rounds.round_of(year)
    if found is None:
        raise Http404
    return found


@staff(may=permissions.may_collect)
@require_GET
def round_detail(request: StaffRequest, district: str, year: int) -> HttpResponse:
    """Show who was asked, who answered, who is late; and the links."""
    return _round_page(request, _round_or_404(year))


def _round_page(
    request: StaffRequest,
    opened: CollectionRound,
    *,
    prolong: ProlongForm | None = None,
    send: tuple[int, SendForm] | None = None,
) -> HttpResponse:
    asked = rounds.requests_of(opened, request.district, dates.today())
    is_open = opened.closed_on is None
    lines: list[dict[str, Any]] = []
    for each in asked:
        form = SendForm(
            initial={"email": each.request.email, "version": each.request.version},
            auto_id=f"id_{each.request.pk}_%s",
        )
        if send and send[0] == each.request.pk:
            form = send[1]
        lines.append({"asked": each, "form": form if is_open and not each.is_answered else None})
    context = {
        "round": opened,
        "lines": lines,
        "answered": sum(each.is_answered for each in asked),
        "late": sum(each.days_late > 0 for each in asked) if is_open else 0,
        "public_url": settings.PUBLIC_URL,
        "close_form": VersionForm(initial={"version": opened.version}, auto_id="id_close_%s"),
        "prolong_form": prolong or ProlongForm(initial={"version": opened.version}),
    }
    status = UNPROCESSABLE if prolong or send else 200
    return render(request, "action_plans/profile/round.html", context, status=status)


@staff(may=permissions.may_collect)
@require_POST
def round_close(request: StaffRequest, district: str, year: int) -> HttpResponse:
    """End a round."""
    opened = _round_or_404(year)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else opened.version + 1
    try:
        collecting.close_round(request.membership, opened=opened, version=version)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "Die Abfrage ist beendet. Die Links öffnen sich nicht mehr.")
    return redirect("profile:round", district=district, year=year)


@staff(may=permissions.may_collect)
@require_POST
def round_prolong(request: StaffRequest, district: str, year: int) -> HttpResponse:
    """Give a round another last day; one that has ended goes on."""
    opened = _round_or_404(year)
    form = ProlongForm(request.POST)
    if not form.is_valid():
        return _round_page(request, opened, prolong=form)
    try:
        collecting.reopen_round(request.membership, opened=opened, **form.cleaned_data)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"Antworten sind möglich bis zum {opened.due_on:%d.%m.%Y}.")
    return redirect("profile:round", district=district, year=year)


@staff(may=permissions.may_collect)
@require_POST
def request_send(request: StaffRequest, district: str, asked: int) -> HttpResponse:
    """Keep an office's address and send it the link."""
    row = rounds.open_request(asked)
    if row is None:
        raise Http404
    form = SendForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if not form.is_valid():
        return _round_page(request, row.round, send=(row.pk, form))
    try:
        collecting.send_request(request.membership, asked=row, **form.cleaned_data)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"Der Link geht an {row.email}.")
    return redirect("profile:round", district=district, year=row.round.year)
