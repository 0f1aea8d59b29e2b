"""Lists of offers: those of the infrastructure, and proposals to be sorted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.districts.territory import WHOLE_DISTRICT
from kim.network.models import Offer
from kim.network.offers import actions, filters, permissions, queries
from kim.network.offers.forms import FilterForm
from kim.network.permissions import may_contribute
from kim.network.tabs import tabs_of

PER_PAGE, PROPOSALS_PER_PAGE = 50, 25
UNPROCESSABLE = 422
ANSWERS = {"aufnehmen": Offer.Listing.LISTED, "gehoert-nicht-dazu": Offer.Listing.IGNORED}


@staff(may=permissions.may_see_offers)
@require_GET
def offer_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show the offers, narrowed by place, topic, target group and state, with what they need."""
    member = request.membership
    domains = queries.topics_for()
    form = FilterForm(request.GET, places=list(permissions.places_visible_to(member)), domains=domains)
    chosen = form.chosen()
    rows = filters.narrowed(permissions.offers_visible_to(member).prefetch_related("topics"), chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": [_row(request, offer) for offer in page],
        "is_narrowed": any(chosen.values()),
        "may_enter": permissions.may_enter_offers(member),
        "may_set_source": permissions.may_set_source(member),
        "waiting": queries.proposals(member).count(),
        "tabs": tabs_of(request),
    }
    return render(request, "network/offers/offer_list.html", context)


def _row(request: StaffRequest, offer: Offer) -> dict[str, Any]:
    reminders = queries.upkeep_of(offer) if queries.counts_today(offer) else []
    return {
        "offer": offer,
        "reminders": reminders,
        "may_confirm": bool(reminders) and may_contribute(request.membership, offer.municipality),
    }


@staff(may=permissions.may_enter_offers)
@require_http_methods(["GET", "POST"])
def offer_review(request: StaffRequest, district: str) -> HttpResponse:
    """Say of many proposals from Integreat at once whether they belong to the infrastructure, and where they are."""
    places = list(permissions.places_kept_by(request.membership))
    if request.method == "POST":
        problem = _sort(request, places)
        if not problem:
            return redirect(request.get_full_path())
        return _review_page(request, places, problem, UNPROCESSABLE)
    return _review_page(request, places, "", 200)


def _review_page(
    request: StaffRequest, places: Sequence[Municipality], problem: str, status: int
) -> HttpResponse:
    waiting = queries.proposals(request.membership).order_by("name", "pk")
    page = Paginator(waiting, PROPOSALS_PER_PAGE).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("angebot"))
    rows = [
        {
            "offer": offer,
            "ticked": str(offer.pk) in ticked,
            "place": request.POST.get(f"ort-{offer.pk}", _proposed_place(offer)),
        }
        for offer in page
    ]
    context = {
        "rows": rows,
        "page_obj": page,
        "places": places,
        "with_district": may_contribute(request.membership, None),
        "problem": problem,
        "tabs": tabs_of(request),
    }
    return render(request, "network/offers/offer_review.html", context, status=status)


def _proposed_place(offer: Offer) -> str:
    """The place that Integreat names; nothing where it is not clear, so that a person says it."""
    return offer.municipality.ags if offer.municipality else ""


def _sort(request: StaffRequest, places: Sequence[Municipality]) -> str:
    """Carry out what was ticked; return what stands in the way."""
    listing = ANSWERS.get(str(request.POST.get("antwort", "")))
    keys = [
        int(key)
        for key in request.POST.getlist("angebot")
        if key.isascii() and key.isdecimal() and len(key) < 18
    ]
    if listing is None:
        return "Bitte sagen Sie, was mit den angekreuzten Angeboten geschehen soll."
    if not keys:
        return "Bitte kreuzen Sie mindestens ein Angebot an."
    offered: dict[str, Municipality | None] = {place.ags: place for place in places}
    if may_contribute(request.membership, None):
        offered[WHOLE_DISTRICT] = None
    choices = []
    for offer in queries.proposals(request.membership).filter(pk__in=keys).order_by("pk"):
        key = str(request.POST.get(f"ort-{offer.pk}", ""))
        if listing == Offer.Listing.LISTED and key not in offered:
            return f"Bitte sagen Sie bei „{offer.name}“, wo das Angebot ist."
        choices.append((offer, offered.get(key)))
    done = actions.sort_offers(request.membership, choices=choices, listing=listing)
    said = "aufgenommen" if listing == Offer.Listing.LISTED else "ausgeschlossen"
    messages.success(request, f"{done} Angebot{'' if done == 1 else 'e'} {said}.")
    return ""
