"""Topic by municipality: where nobody offers anything, and where several do the same."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.network.models import Offer
from kim.network.offers import exports, permissions, queries
from kim.network.offers.forms import GroupForm
from kim.network.tabs import tabs_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _chosen(request: StaffRequest) -> tuple[GroupForm, queries.Matrix]:
    form = GroupForm(request.GET)
    return form, queries.matrix_of(request.membership, form.chosen())


@staff(may=permissions.may_see_offers)
@require_GET
def offer_matrix(request: StaffRequest, district: str) -> HttpResponse:
    """Show how many offers each place has for each topic, gaps and double structures first in a sentence."""
    form, matrix = _chosen(request)
    context = {
        "form": form,
        "matrix": matrix,
        "sentence": queries.gap_sentence(matrix),
        "group_label": dict(Offer.TargetGroup.choices).get(matrix.group, ""),
        "tabs": tabs_of(request),
    }
    return render(request, "network/offers/offer_matrix.html", context)


@staff(may=permissions.may_see_offers)
@require_GET
def offer_matrix_export(request: StaffRequest, district: str, kind: str) -> HttpResponse:
    """The matrix as a file, with the same filter as the page."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    _, matrix = _chosen(request)
    lines = exports.lines(matrix)
    content = exports.as_csv(lines) if kind == "csv" else exports.as_xlsx(lines)
    name = f"angebote-{request.district.slug}-{matrix.as_of}.{kind}"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
