"""The yearly collection as coordination sees it: begin, who has answered, hand on links, end."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.action_plans.models import CollectionRequest, CollectionRound
from kim.action_plans.profile import collecting, permissions, rounds
from kim.action_plans.profile.forms import ProlongForm, RenewForm, RoundForm, SendForm, VersionForm
from kim.action_plans.profile.links import opens
from kim.action_plans.profile.wanting import asked_of_nobody, wants
from kim.action_plans.rules.collection import links_close_on
from kim.core import dates
from kim.core.access import staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest
from kim.districts.territory import Territory

UNPROCESSABLE = 422
TIME_TO_ANSWER = timedelta(weeks=4)
OLD_IS_DEAD = "Der alte öffnet sich nicht mehr."
NEW_LINKS = " Wer noch nicht geantwortet hat, bekommt einen neuen Link; die alten öffnen sich nicht mehr."
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
        "rounds": [(each, rounds.answered_words(each.answered, each.asked)) for each in asked],
        "year_is_asked": is_asked,
        "without_address": rounds.offices_without_address(),
        "nobody": asked_of_nobody(),
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
    everything = wants(request.district)
    asked = rounds.requests_of(opened, request.membership, dates.today(), everything)
    is_open = opened.closed_on is None
    lines: list[dict[str, Any]] = []
    for each in asked:
        form = SendForm(
            initial={"email": each.request.email, "version": each.request.version},
            auto_id=f"id_{each.request.pk}_%s",
        )
        if send and send[0] == each.request.pk:
            form = send[1]
        lines.append({"asked": each, "form": form if each.path else None})
    context = {
        "round": opened,
        "lines": lines,
        "answered": sum(each.is_answered for each in asked),
        "answered_words": rounds.answered_words(sum(each.is_answered for each in asked), len(asked)),
        "others": [
            f"{office} · {Territory(request.district, place).name}"
            for office, place in (collecting.not_asked(opened, everything) if opens(opened) else ())
        ],
        "late": sum(each.days_late > 0 for each in asked) if is_open else 0,
        "wrong": prolong or (send[1] if send else None),
        "public_url": settings.PUBLIC_URL,
        "links_open": opens(opened),
        "links_close_on": links_close_on(opened.due_on),
        "close_form": VersionForm(initial={"version": opened.version}, auto_id="id_close_%s"),
        "prolong_form": prolong or ProlongForm(initial={"version": opened.version, "due_on": opened.due_on}),
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
def round_widen(request: StaffRequest, district: str, year: int) -> HttpResponse:
    """Ask the offices that have come to give figures since a round began."""
    opened, form = _round_or_404(year), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else opened.version + 1
    try:
        count = collecting.ask_others(request.membership, opened=opened, version=version)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "1 Stelle ist gefragt." if count == 1 else f"{count} Stellen sind gefragt.")
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
        is_new = collecting.reopen_round(request.membership, opened=opened, **form.cleaned_data)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        also = NEW_LINKS if is_new else ""
        messages.success(request, f"Antworten sind möglich bis zum {opened.due_on:%d.%m.%Y}.{also}")
    return redirect("profile:round", district=district, year=year)


def _managed_or_404(request: StaffRequest, number: int) -> CollectionRequest:
    """Return a request whose round is open and whose figures the member may enter."""
    row = rounds.open_request(number)
    if row is None or not permissions.may_enter_figures(request.membership, row.municipality):
        raise Http404
    return row


@staff(may=permissions.may_collect)
@require_POST
def request_send(request: StaffRequest, district: str, asked: int) -> HttpResponse:
    """Keep an office's address and send it the link."""
    row = _managed_or_404(request, asked)
    form, before = SendForm(request.POST, auto_id=f"id_{row.pk}_%s"), row.secret
    if not form.is_valid():
        return _round_page(request, row.round, send=(row.pk, form))
    try:
        collecting.send_request(request.membership, asked=row, **form.cleaned_data)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        also = f" {OLD_IS_DEAD}" if row.secret != before else ""
        messages.success(request, f"Der Link geht an {row.email}.{also}")
    return redirect("profile:round", district=district, year=row.round.year)


@staff(may=permissions.may_collect)
@require_POST
def request_hand_on(request: StaffRequest, district: str, asked: int) -> HttpResponse:
    """Note that an office has been given its link by hand."""
    row, form = _managed_or_404(request, asked), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else row.version + 1
    try:
        collecting.hand_on_link(request.membership, asked=row, version=version)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"Notiert: {row} hat den Link.")
    return redirect("profile:round", district=district, year=row.round.year)


@staff(may=permissions.may_collect)
@require_POST
def request_renew(request: StaffRequest, district: str, asked: int) -> HttpResponse:
    """Replace the link of an office, and ask it once more if it has answered."""
    row = _managed_or_404(request, asked)
    form = RenewForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if not form.is_valid():
        return _round_page(request, row.round, send=(row.pk, form))
    try:
        is_sent = collecting.renew_link(request.membership, asked=row, **form.cleaned_data)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, f"{_where_to(row, is_sent=is_sent)} {OLD_IS_DEAD}")
    return redirect("profile:round", district=district, year=row.round.year)


def _where_to(row: CollectionRequest, *, is_sent: bool) -> str:
    if row.email:
        return f"Ein neuer Link geht an {row.email}."
    if is_sent:
        return "Ein neuer Link geht an die Ansprechpersonen der Kommune."
    return "Der Link ist neu. Bitte geben Sie ihn weiter."
