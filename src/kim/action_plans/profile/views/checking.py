"""What looks wrong in the figures: to be corrected or explained."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kim.action_plans.profile import permissions
from kim.action_plans.profile.actions import explain_finding
from kim.action_plans.profile.checking import Checked, checked
from kim.action_plans.profile.forms import ExplainForm
from kim.core.access import staff
from kim.core.requests import StaffRequest

CONFLICT, UNPROCESSABLE = 409, 422
PER_PAGE = 20


@staff(may=permissions.may_collect)
@require_http_methods(["GET", "POST"])
def findings(request: StaffRequest, district: str) -> HttpResponse:
    """List what looks wrong and take explanations."""
    found = checked(request.district)
    place = request.GET.get("ort")
    if place:
        found = [each for each in found if each.territory.key == place]
    if request.method == "POST":
        return _explain(request, found)
    return _page(request, found)


def _explain(request: StaffRequest, found: list[Checked]) -> HttpResponse:
    form = ExplainForm(request.POST, auto_id="id_0_%s")
    is_valid = form.is_valid()
    key, digest = form["key"].value(), form["digest"].value()
    meant = next((each.finding for each in found if each.finding.key == key), None)
    if meant is None or meant.digest != digest:
        messages.warning(
            request, "Die Zahlen haben sich inzwischen geändert. Bitte sehen Sie noch einmal nach."
        )
        return _page(request, found, form=form, status=CONFLICT)
    if not is_valid:
        return _page(request, found, form=form, status=UNPROCESSABLE)
    explain_finding(request.membership, finding=meant, text=form.cleaned_data["text"])
    messages.success(request, "Die Erklärung ist gespeichert. Sie gilt, solange die Zahlen gleich bleiben.")
    return redirect("profile:findings", district=request.district.slug)


def _page(
    request: StaffRequest, found: list[Checked], *, form: ExplainForm | None = None, status: int = 200
) -> HttpResponse:
    lines = []
    # Newest first: what the start page speaks of is on the first page.
    ordered = sorted(found, key=lambda each: (not each.is_open, -each.finding.year))
    page = Paginator(ordered, PER_PAGE).get_page(_page_number(request, ordered, form))
    for number, each in enumerate(page, 1):
        own = ExplainForm(
            initial={
                "key": each.finding.key,
                "digest": each.finding.digest,
                "text": each.note.text if each.note else "",
            },
            auto_id=f"id_{number}_%s",
        )
        is_meant = form is not None and form["key"].value() == each.finding.key
        if form is not None and is_meant:
            own = ExplainForm(
                {**form.data.dict(), "digest": each.finding.digest},  # type: ignore[attr-defined]
                auto_id=f"id_{number}_%s",
            )
        lines.append({"checked": each, "form": own, "is_open": is_meant})
    context = {
        "lines": lines,
        "page_obj": page,
        "open_count": sum(each.is_open for each in found),
        "contradictions": sum(each.is_contradiction for each in found),
        "unusual": sum(not each.is_contradiction for each in found),
    }
    return render(request, "action_plans/profile/findings.html", context, status=status)


def _page_number(request: StaffRequest, ordered: list[Checked], form: ExplainForm | None) -> str | int:
    """What was explained with a mistake is shown, on whatever page it stands."""
    keys = [each.finding.key for each in ordered]
    key = form["key"].value() if form is not None else None
    return keys.index(key) // PER_PAGE + 1 if key in keys else request.GET.get("page", "")
