"""Where proposals come from: the source and the reports of the imports."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version
from kim.core.requests import StaffRequest
from kim.network.offers import actions, permissions, queries
from kim.network.offers.forms import SourceForm
from kim.network.offers.importing import import_offers

PER_PAGE = 30


def _here(request: StaffRequest) -> str:
    return reverse("network:offer_imports", kwargs={"district": request.district.slug})


@staff(may=permissions.may_set_source)
@require_GET
def offer_imports(request: StaffRequest, district: str) -> HttpResponse:
    """Show the source and what the imports brought, the newest first."""
    page = Paginator(queries.imports(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"source": queries.source_of_offers(), "page_obj": page, "last": queries.last_import()}
    return render(request, "network/offers/offer_imports.html", context)


@staff(may=permissions.may_set_source)
@require_GET
def offer_import(request: StaffRequest, district: str, report: int) -> HttpResponse:
    """Show what one import changed, old and new."""
    row = get_object_or_404(queries.imports(), pk=report)
    return render(
        request, "network/offers/offer_import.html", {"report": row, "lines": queries.lines_of(row)}
    )


@staff(may=permissions.may_set_source)
@require_http_methods(["GET", "POST"])
def offer_source(request: StaffRequest, district: str) -> HttpResponse:
    """Say which Integreat the proposals come from."""
    source = queries.source_of_offers()
    form = SourceForm(posted(request), source=source)
    words = Words(
        "Quelle Integreat",
        "Abrufe aus Integreat",
        _here(request),
        "Die Quelle ist gespeichert.",
        lead="Aus dieser Region kommen Vorschläge: jede Nacht, wenn der nächtliche Abruf eingeschaltet ist.",
    )

    def save() -> None:
        actions.set_source(request.membership, version=posted_version(request), **form.cleaned_data)

    return answer_form(request, form, words, save, source)


@staff(may=permissions.may_set_source)
@require_POST
def offer_fetch(request: StaffRequest, district: str) -> HttpResponse:
    """Fetch now, with less patience than at night."""
    source = queries.source_of_offers()
    if source is None:
        raise Http404
    report = import_offers(request.membership, source=source, at_once=True)
    if report.succeeded:
        messages.success(request, "Abgerufen.")
        return redirect("network:offer_import", district=district, report=report.pk)
    messages.error(request, f"Der Abruf ist gescheitert: {report.problem} Alles bleibt, wie es war.")
    return redirect(_here(request))
