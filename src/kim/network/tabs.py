"""The pages of the network beside one another, as far as a member may open them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kim.core.access import May
from kim.core.requests import StaffRequest
from kim.network.agreements.permissions import may_see_agreements
from kim.network.offers.permissions import may_see_offers
from kim.network.partners.permissions import may_see_partners
from kim.network.permissions import may_see_network


@dataclass(frozen=True)
class Tab:
    """A page: its name, its address, who may open it."""

    label: str
    url_name: str
    may: May


TABS = (
    Tab("Orte und Zugänge", "network:overview", may_see_network),
    Tab("Partner", "network:partner_list", may_see_partners),
    Tab("Netzwerkkarte", "network:network_map", may_see_partners),
    Tab("Treffen", "network:meeting_list", may_see_partners),
    Tab("Vereinbarungen", "network:agreement_list", may_see_agreements),
    Tab("Angebote", "network:offer_list", may_see_offers),
)


def tabs_of(request: StaffRequest) -> list[dict[str, Any]]:
    """Return label, address and whether it is the present page, for `network/_tabs.html`."""
    found = []
    for tab in TABS:
        if tab.may(request.membership):
            url = reverse(tab.url_name, kwargs={"district": request.district.slug})
            is_top = tab.url_name == "network:overview"
            current = request.path == url if is_top else request.path.startswith(url)
            found.append({"label": tab.label, "url": url, "current": current})
    return found
