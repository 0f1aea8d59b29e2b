"""Pages of the log."""

import csv
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from kim.audit import queries
from kim.audit.actions import record
from kim.audit.chain import verify_chain
from kim.audit.forms import LogFilterForm
from kim.audit.labels import label_of
from kim.audit.models import AuditEntry
from kim.audit.naming import Names
from kim.audit.permissions import may_read_log
from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.core.text import safe_cell

ENTRIES_PER_PAGE = 50
ENTRIES_PER_CHECK = 10_000
COLUMNS = ("Nummer", "Zeitpunkt", "Person", "Vorgang", "Kennung")


def _row(entry: AuditEntry, names: Names) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": entry.actor.user.name if entry.actor else "System",
        "label": label_of(entry.action),
        "reference": names.of(entry) or queries.short_reference(entry),
    }


@staff(may=may_read_log)
@require_GET
def log(request: StaffRequest, district: str) -> HttpResponse:
    """Show who read or changed what, newest first, without content."""
    people = queries.actors()
    form = LogFilterForm(request.GET, actors=people)
    entries = queries.filtered(request.membership, form.wanted())
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    names = Names(people)
    context = {
        "form": form,
        "page_obj": page,
        "rows": [_row(entry, names) for entry in page.object_list],
        "query": request.GET.urlencode(),
        "last_check": queries.last_check(request.membership),
    }
    return render(request, "audit/log.html", context)


@staff(may=may_read_log)
@require_POST
def verify(request: StaffRequest, district: str) -> HttpResponse:
    """Check the newest entries and the end of the chain, and note that it was done."""
    with transaction.atomic():
        state = verify_chain(newest=ENTRIES_PER_CHECK)
        record(request.membership, "log_verified" if state.intact else "log_broken")
    if state.intact:
        messages.success(
            request, f"Geprüft bis Nr. {state.last}: Das Protokoll ist lückenlos und unverändert."
        )
    else:
        messages.error(
            request,
            f"Das Protokoll ist unterbrochen: Eintrag Nr. {state.broken_at} {state.reason}. "
            "Bitte ziehen Sie die Administration hinzu und sichern Sie den Stand.",
        )
    return redirect("audit:log", district=district)


@staff(may=may_read_log)
@require_GET
def export(request: StaffRequest, district: str) -> HttpResponse:
    """Give the filtered log as CSV for a spreadsheet."""
    people = queries.actors()
    form, names = LogFilterForm(request.GET, actors=people), Names(people)
    with transaction.atomic():
        record(request.membership, "log_exported")
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="protokoll-{district}.csv"'
        # Spreadsheets take a file for UTF-8 only if it begins with this mark.
        response.write("\ufeff")
        writer = csv.writer(response, delimiter=";")
        writer.writerow(COLUMNS)
        for entry in queries.filtered(request.membership, form.wanted()).iterator(chunk_size=2000):
            row = _row(entry, names) | {"at": localtime(entry.at).strftime("%d.%m.%Y %H:%M:%S")}
            writer.writerow([safe_cell(value) for value in row.values()])
    return response
