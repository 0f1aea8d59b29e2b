"""What the pages of a concept have in common: whose it is, and who may change it."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from kim.action_plans.permissions import sees_living_plans, territory_visible_to
from kim.action_plans.plans.permissions import may_edit_plan, may_keep_parts
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.districts.territory import Territory


def visible_or_404(request: StaffRequest, key: str) -> Territory:
    """Return the territory behind a key whose living concept the member sees; else the page does not exist."""
    territory = territory_visible_to(request.membership, request.district, key)
    if territory is None or not sees_living_plans(request.membership):
        raise Http404
    return territory


def editable_or_404(request: StaffRequest, key: str) -> Territory:
    """Return the territory behind a key if the member decides what stands in its concept."""
    territory = visible_or_404(request, key)
    if not may_edit_plan(request.membership, territory):
        raise Http404
    return territory


def keepable_or_404(request: StaffRequest, key: str) -> Territory:
    """Return the territory behind a key if the member keeps focus and milestones of its concept."""
    territory = visible_or_404(request, key)
    if not may_keep_parts(request.membership, territory):
        raise Http404
    return territory


def place_or_404(request: StaffRequest, key: str) -> tuple[Territory, Municipality]:
    """Return the territory behind a key and its municipality; the district itself has no yearly talk."""
    territory = visible_or_404(request, key)
    if territory.municipality is None:
        raise Http404
    return territory, territory.municipality


def plan_url(territory: Territory, name: str = "plan_detail", **more: Any) -> str:
    """Return the address of a page of a concept."""
    parts = {"district": territory.district.slug, "territory": territory.key, **more}
    return reverse(f"action_plans:{name}", kwargs=parts)
