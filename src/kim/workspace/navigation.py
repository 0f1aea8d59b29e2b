"""The frame of every page: who is signed in and where the pages are."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kim.accounts import permissions as roles
from kim.accounts.models import Membership
from kim.action_plans.permissions import may_see_plans
from kim.core.tenancy import current_district_id
from kim.network.offers.permissions import sees_only_offers
from kim.network.partners.permissions import reads_from_outside
from kim.public.queries import open_request_count
from kim.steering.permissions import may_see_groups
from kim.workspace.demo.accounts import demo_accounts

Count = Callable[[Membership], tuple[int, int]]


@dataclasses.dataclass(frozen=True)
class Page:
    """A page in the side navigation: its name, address, who may use it and what is counted beside it.

    `count` returns how many things wait there and how many of them are urgent.
    """

    label: str
    url_name: str
    may: Callable[[Membership], bool]
    count: Count | None = None


GROUPS: tuple[tuple[str, tuple[Page, ...]], ...] = (
    (
        "Arbeit",
        (
            Page("Start", "workspace:start", roles.is_member),
            Page("Anfragen", "inbox:request_list", roles.may_use_inbox, open_request_count),
            Page("Fälle", "cases:case_list", roles.may_see_case_list),
        ),
    ),
    (
        "Struktur",
        (Page("Gruppen", "steering:group_list", may_see_groups),),
    ),
    (
        "Kreis",
        (
            Page("Kommunen", "action_plans:plan_list", may_see_plans),
            Page("Netzwerk", "network:overview", roles.may_see_team),
            Page("Partner, Treffen", "network:partner_list", reads_from_outside),
            Page("Vereinbarungen", "network:agreement_list", reads_from_outside),
            Page("Angebote", "network:offer_list", sees_only_offers),
            Page("Zahlen", "monitoring:month_table", roles.may_see_figures),
        ),
    ),
    (
        "Verwaltung",
        (
            Page("Team", "accounts:team", roles.may_see_team),
            Page("Einstellungen", "accounts:settings_page", roles.may_see_team),
            Page("Texte und Sprachen", "accounts:languages", roles.may_see_team),
            Page("Protokoll", "audit:log", roles.may_audit),
            Page("Löschungen", "retention:run_list", roles.may_see_retention),
        ),
    ),
)


def _entry(page: Page, membership: Membership, slug: str, path: str) -> dict[str, Any]:
    url = reverse(page.url_name, kwargs={"district": slug})
    count, urgent = page.count(membership) if page.count else (0, 0)
    is_start = page.url_name == "workspace:start"
    return {
        "label": page.label,
        "url": url,
        "count": count,
        "urgent": bool(urgent),
        "current": path == url if is_start else path.startswith(url),
    }


def _navigation(membership: Membership, slug: str, path: str) -> list[dict[str, Any]]:
    groups = []
    for label, pages in GROUPS:
        entries = [_entry(page, membership, slug, path) for page in pages if page.may(membership)]
        if entries:
            groups.append({"label": label, "entries": entries})
    return groups


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template of the team's pages needs; nothing outside an open district."""
    membership = getattr(request, "membership", None)
    nothing: dict[str, Any] = {
        "navigation": [],
        "search_url": "",
        "start_url": "/",
        "account_url": "",
        "logout_url": "",
    }
    if settings.MODE == "demo" and not request.user.is_authenticated:
        nothing["demo_accounts"] = SimpleLazyObject(demo_accounts)
    if membership is None or current_district_id() is None:
        return nothing
    slug = request.district.slug  # type: ignore[attr-defined]
    may_search = roles.may_work_cases(membership)
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(membership, slug, request.path)),
        "search_url": reverse("workspace:search", kwargs={"district": slug}) if may_search else "",
        "start_url": reverse("workspace:start", kwargs={"district": slug}),
        "account_url": reverse("mfa_index"),
        "logout_url": reverse("account_logout"),
    }
