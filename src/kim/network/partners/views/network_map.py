"""The network map of a place, with links, and the same as a table."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.districts.territory import WHOLE_DISTRICT
from kim.network.partners import permissions
from kim.network.partners.forms import OneFilterForm
from kim.network.partners.map import MapPartner, draw_map, partners_on_map
from kim.network.tabs import tabs_of


@staff(may=permissions.may_see_partners)
@require_GET
def network_map(request: StaffRequest, district: str, territory: str = WHOLE_DISTRICT) -> HttpResponse:
    """Show the partners with a documented talk around a place; `art` narrows them to one kind."""
    place = permissions.territory_visible_to(request.membership, request.district, territory)
    if place is None:
        raise Http404
    everybody = partners_on_map(place)
    kinds = list(dict.fromkeys((partner.kind, partner.kind_label) for partner in everybody))
    form = OneFilterForm(request.GET, name="art", label="Art", choices=kinds)
    kind = form.chosen()
    shown = [partner for partner in everybody if kind in {"", partner.kind}]

    def link_of(partner: MapPartner) -> str:
        return reverse("network:partner_detail", kwargs={"district": district, "partner": partner.pk})

    context = {
        "territory": place,
        "partners": shown,
        "form": form if len(kinds) > 1 else None,
        "is_narrowed": bool(kind),
        # draw_map() escapes every name and address that it writes.
        "drawn": mark_safe(draw_map(place.name, shown, link_of=link_of)),  # noqa: S308
        "places": list(permissions.places_visible_to(request.membership)),
        "tabs": tabs_of(request),
    }
    return render(request, "network/partners/network_map.html", context)
