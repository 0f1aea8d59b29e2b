"""What is closed, archived and deleted: what is due, what was done, what waits for a person."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kim.accounts.permissions import may_run_retention, may_see_retention, may_supervise
from kim.core import dates
from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.retention import queries
from kim.retention.actions import NotThisMany, release_held, undo_run
from kim.retention.forms import ReleaseForm
from kim.retention.models import Held, RetentionRun
from kim.retention.rules import Due

ROWS_PER_PAGE = 10
UNPROCESSABLE = 422


@staff(may=may_see_retention)
@require_safe
def run_list(request: StaffRequest, district: str) -> HttpResponse:
    """What is due in the next days, what the last runs did, proofs of deletion."""
    return _page(request, ReleaseForm())


@staff(may=may_run_retention)
@require_POST
def release(request: StaffRequest, district: str) -> HttpResponse:
    """Let the next run do what was held back, after the number was typed."""
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            release_held(request.membership, day=dates.today(), count=form.cleaned_data["count"])
        except NotThisMany as wrong:
            form.add_error("count", f"Angehalten sind {wrong.args[0]}, nicht {form.cleaned_data['count']}.")
        else:
            messages.success(
                request, "Freigegeben. Der nächste Lauf beginnt in der Regel in wenigen Sekunden."
            )
            return redirect("retention:run_list", district)
    return _page(request, form, status=UNPROCESSABLE)


@staff(may=may_run_retention)
@require_http_methods(["GET", "HEAD", "POST"])
def run_undo(request: StaffRequest, district: str, pk: int) -> HttpResponse:
    """Take back the closings and archivings of a run; asked first, done by POST."""
    run = _find(pk)
    if request.method == "POST":
        done = undo_run(request.membership, run=run)
        kept = f" {done.kept} blieben, weil inzwischen daran gearbeitet wurde." if done.kept else ""
        messages.success(request, f"{done.undone} Fälle sind wieder wie vor dem Lauf.{kept}")
        return redirect("retention:run_list", district)
    context = {
        "run": run,
        "possible": queries.undoable(run),
        "back": reverse("retention:run_list", args=[district]),
    }
    return TemplateResponse(request, "retention/run_undo.html", context)


def _find(pk: int) -> RetentionRun:
    run: RetentionRun | None = queries.runs().filter(pk=pk).first()
    if run is None or run.undone_at or not (run.closed or run.archived):
        raise Http404
    return run


def _page(request: HttpRequest, form: ReleaseForm, status: int = 200) -> HttpResponse:
    membership = request.membership  # type: ignore[attr-defined]
    district = request.district  # type: ignore[attr-defined]
    today = dates.today()
    days = queries.due_by_day(district, today)
    plan = queries.plan_run(today, district, days.get(today, Due()))
    brake = plan.deletion_brake or plan.closing_brake
    context = {
        "today": today,
        "plan": plan,
        "brake": Held(brake).label if brake else "",
        "days": list(days.items()),
        "coming": queries.next_cases(district, today) if may_supervise(membership) else [],
        "runs": Paginator(queries.runs(), ROWS_PER_PAGE).get_page(1),
        "certificates": Paginator(queries.certificates(), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "release": queries.open_release(today),
        "form": form,
        "may_run": may_run_retention(membership),
    }
    return TemplateResponse(request, "retention/run_list.html", context, status=status)
