"""Figures from a spreadsheet: fill-in form, upload, list of what is wrong, preview, taking over; and all as a file."""

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.action_plans.profile import permissions
from kim.action_plans.profile.actions import Entered, Origin, record_figures, reference_day
from kim.action_plans.profile.exports import as_template, as_xlsx
from kim.action_plans.profile.files import workbook_response
from kim.action_plans.profile.forms import FIRST_YEAR, UploadForm
from kim.action_plans.profile.importing import Parsed, Reader
from kim.action_plans.profile.packing import packed, unpacked
from kim.action_plans.profile.queries import (
    Figure,
    all_figures,
    figures_wanted,
    indicators,
    known_versions,
    profiles_of,
    territories_of,
)
from kim.action_plans.profile.sheets import LARGEST_FILE, Problem, Rows, read_file
from kim.action_plans.profile.views.places import saying_how_many
from kim.core import dates
from kim.core.access import staff
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest
from kim.districts.territory import Territory

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

CONFLICT, UNPROCESSABLE = 409, 422
PROBLEMS_SHOWN: Final = 200


def _places(request: StaffRequest) -> list[Territory]:
    """Return the places whose figures the member may enter."""
    return [
        place
        for place in territories_of(request.district)
        if permissions.may_enter_figures(request.membership, place.municipality)
    ]


@staff(may=permissions.may_collect)
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest, district: str) -> HttpResponse:
    """Take a file; show what is wrong with it, or what it changes."""
    if request.method != "POST":
        return _upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=UNPROCESSABLE)
    parsed = _parsed(request, form.cleaned_data["file"])
    if parsed.problems:
        return _upload_page(request, UploadForm(), problems=parsed.problems, status=UNPROCESSABLE)
    return _preview(request, parsed)


def _parsed(request: StaffRequest, file: "UploadedFile[Any]") -> Parsed:
    name = str(file.name or "Datei")[:80]
    # One byte more than allowed is enough to see that a file is too large.
    found: Rows = read_file(name, file.read(LARGEST_FILE + 1))
    places = territories_of(request.district)
    editable = frozenset(
        place.key for place in places if permissions.may_enter_figures(request.membership, place.municipality)
    )
    return Reader(found, list(indicators()), places, known_versions(), editable).parsed()


def _upload_page(
    request: StaffRequest,
    form: UploadForm,
    *,
    problems: tuple[Problem, ...] = (),
    changed: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    year = dates.today().year
    context = {
        "form": form,
        "problems": problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
        "problem_count": len(problems),
        "changed": changed or [],
        "years": [year - 1, year - 2, year - 3],
    }
    return render(request, "action_plans/profile/import.html", context, status=status)


def _changes(request: StaffRequest, year: int, entered: tuple[Entered, ...]) -> list[dict[str, Any]]:
    """Return what the figures of a file change: place, indicator, before and after, and whether it moved meanwhile."""
    now = {
        (each.indicator.pk, each.territory.key): each.figure
        for each in figures_wanted(all_figures(territories_of(request.district)), year)
    }
    changes = []
    for given in entered:
        place = Territory(request.district, given.municipality)
        before = now[given.indicator.pk, place.key]
        after = Figure(
            unit=given.indicator.unit,
            year=year,
            state=given.state,
            number=given.number,
            entries=given.entries,
        )
        if (before.state, before.number, before.entries) != (after.state, after.number, after.entries):
            changes.append(
                {
                    "place": place,
                    "indicator": given.indicator,
                    "before": before,
                    "after": after,
                    "is_stale": before.version != given.version,
                }
            )
    return changes


def _preview(request: StaffRequest, parsed: Parsed) -> HttpResponse:
    changes = _changes(request, parsed.year, parsed.entered)
    context = {
        "year": parsed.year,
        "changes": changes,
        "same_count": len(parsed.entered) - len(changes),
        "package": packed(request.membership.pk, parsed),
    }
    return render(request, "action_plans/profile/import_preview.html", context)


@staff(may=permissions.may_collect)
@require_POST
def apply(request: StaffRequest, district: str) -> HttpResponse:
    """Take over what the preview has shown, all or nothing."""
    places = {place.key: place.municipality for place in _places(request)}
    by_code = {each.code: each for each in indicators()}
    try:
        parsed = unpacked(request.POST.get("package", ""), request.membership.pk, places, by_code)
    except signing.BadSignature:
        messages.warning(request, "Die Vorschau ist abgelaufen. Bitte laden Sie die Datei noch einmal hoch.")
        return _upload_page(request, UploadForm(), status=CONFLICT)
    origin = Origin(parsed.year, reference_day(parsed.year), "Import aus Tabelle")
    try:
        count = record_figures(
            request.membership, district=request.district, origin=origin, entered=parsed.entered
        )
    except Conflict:
        stale = [each for each in _changes(request, parsed.year, parsed.entered) if each["is_stale"]]
        changed = [
            f"{each['place'].name}, {each['indicator'].label}: jetzt {each['before'].text},"
            f" in der Datei {each['after'].text}"
            for each in stale
        ]
        return _upload_page(request, UploadForm(), changed=changed, status=CONFLICT)
    messages.success(request, saying_how_many(count, parsed.year))
    return redirect("profile:import", district=district)


@staff(may=permissions.may_collect)
@require_GET
def template(request: StaffRequest, district: str) -> HttpResponse:
    """Give out the workbook to fill in for a year (`?jahr=`)."""
    text = request.GET.get("jahr", str(dates.today().year - 1))
    if not (text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= dates.today().year):
        raise Http404
    year = int(text)
    content = as_template(figures_wanted(all_figures(_places(request)), year), year)
    return workbook_response(content, f"kennzahlen-{year}.xlsx")


@staff(may=permissions.may_collect)
@require_GET
def export_all(request: StaffRequest, district: str) -> HttpResponse:
    """Give out the figures of all places over the years as a workbook."""
    content = as_xlsx(profiles_of(territories_of(request.district)), f"Stand {dates.today():%d.%m.%Y}")
    return workbook_response(content, f"kennzahlen-{request.district.slug}.xlsx")
