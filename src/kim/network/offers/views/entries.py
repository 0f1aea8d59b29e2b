"""One offer: its page, entering, changing, confirming, ending."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version, press
from kim.core.requests import StaffRequest
from kim.network.models import Offer
from kim.network.offers import actions, permissions, queries
from kim.network.offers.forms import EndForm, OfferForm, RemoveForm
from kim.network.permissions import may_contribute
from kim.network.tabs import tabs_of


def _list_url(request: StaffRequest) -> str:
    return reverse("network:offer_list", kwargs={"district": request.district.slug})


def _offer_url(offer: Offer, request: StaffRequest) -> str:
    return reverse("network:offer_detail", kwargs={"district": request.district.slug, "offer": offer.pk})


def _kept_or_404(request: StaffRequest, pk: int) -> Offer:
    offer: Offer = get_object_or_404(permissions.offers_kept_by(request.membership), pk=pk)
    return offer


@staff(may=permissions.may_see_offers)
@require_GET
def offer_detail(request: StaffRequest, district: str, offer: int) -> HttpResponse:
    """Show everything about an offer, what it needs and what can be done with it."""
    visible = permissions.offers_visible_to(request.membership)
    row = get_object_or_404(visible.select_related("confirmed_by__user").prefetch_related("topics"), pk=offer)
    context = {
        "offer": row,
        "reminders": queries.upkeep_of(row) if queries.counts_today(row) else [],
        "may_keep": may_contribute(request.membership, row.municipality),
        "tabs": tabs_of(request),
        "place_key": row.municipality.ags if row.municipality else "kreis",
    }
    return render(request, "network/offers/offer_detail.html", context)


def _form(request: StaffRequest, offer: Offer | None = None) -> OfferForm:
    used = {topic.pk for topic in offer.topics.all()} if offer else set()
    member = request.membership
    return OfferForm(
        posted(request),
        domains=queries.topics_for(used),
        places=list(permissions.places_kept_by(member)),
        with_district=may_contribute(member, None),
        offer=offer,
    )


@staff(may=permissions.may_enter_offers)
@require_http_methods(["GET", "POST"])
def offer_new(request: StaffRequest, district: str) -> HttpResponse:
    """Enter an offer."""
    words = Words(
        "Angebot eintragen",
        "Angebote",
        _list_url(request),
        "Das Angebot ist eingetragen.",
        lead="Nur Angebote, die sich eigens an Menschen mit Einwanderungsgeschichte richten.",
        template="network/offers/offer_form.html",
    )
    form = _form(request)
    return answer_form(
        request, form, words, lambda: actions.add_offer(request.membership, **form.cleaned_data)
    )


@staff(may=permissions.may_enter_offers)
@require_http_methods(["GET", "POST"])
def offer_edit(request: StaffRequest, district: str, offer: int) -> HttpResponse:
    """Change an offer."""
    row = _kept_or_404(request, offer)
    form = _form(request, row)
    more: dict[str, Any] = {}
    if row.external_key:
        more["hint"] = "Was Sie hier ändern, überschreibt Integreat nicht mehr. Alles andere folgt Integreat."
    words = Words(
        f"{row.name} bearbeiten",
        row.name,
        _offer_url(row, request),
        "Das Angebot ist geändert.",
        template="network/offers/offer_form.html",
        more=more,
    )

    def save() -> None:
        actions.change_offer(
            request.membership, offer=row, version=posted_version(request), **form.cleaned_data
        )

    return answer_form(request, form, words, save, row)


@staff(may=permissions.may_enter_offers)
@require_POST
def offer_confirm(request: StaffRequest, district: str, offer: int) -> HttpResponse:
    """Say in one click that an offer is still right."""
    row = _kept_or_404(request, offer)
    if not queries.counts_today(row):
        raise Http404
    version = posted_version(request)
    press(
        request,
        lambda: actions.confirm_offer(request.membership, offer=row, version=version),
        f"„{row.name}“ ist bestätigt.",
    )
    back = str(request.POST.get("back", ""))
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe and back.startswith("/") else _offer_url(row, request))


@staff(may=permissions.may_enter_offers)
@require_http_methods(["GET", "POST"])
def offer_end(request: StaffRequest, district: str, offer: int) -> HttpResponse:
    """Say since when an offer no longer exists, or that it goes on."""
    row = _kept_or_404(request, offer)
    form = EndForm(posted(request), offer=row)
    words = Words(
        f"{row.name} beenden",
        row.name,
        _offer_url(row, request),
        "Gespeichert.",
        lead="Das Angebot bleibt nachlesbar, zählt aber nicht mehr zur Infrastruktur.",
    )

    def save() -> None:
        ended_on = form.cleaned_data["ended_on"]
        actions.end_offer(request.membership, offer=row, version=posted_version(request), ended_on=ended_on)

    return answer_form(request, form, words, save, row)


@staff(may=permissions.may_enter_offers)
@require_http_methods(["GET", "POST"])
def offer_remove(request: StaffRequest, district: str, offer: int) -> HttpResponse:
    """Take out an own entry that was made by mistake; what comes from Integreat would come again."""
    row = _kept_or_404(request, offer)
    if row.external_key:
        raise Http404
    words = Words(
        f"{row.name} entfernen",
        "Angebote",
        _list_url(request),
        "Das Angebot ist entfernt.",
        submit="Endgültig entfernen",
        lead="Nur für versehentliche Einträge. Ein Angebot, das es nicht mehr gibt, beenden Sie bitte.",
    )

    def remove() -> None:
        actions.remove_offer(request.membership, offer=row, version=posted_version(request))

    return answer_form(request, RemoveForm(posted(request)), words, remove, row)


@staff(may=permissions.may_enter_offers)
@require_POST
def offer_sort(request: StaffRequest, district: str, offer: int) -> HttpResponse:
    """Change one's mind about whether an offer from Integreat belongs here; its place stays."""
    row = _kept_or_404(request, offer)
    listing = str(request.POST.get("listing", ""))
    if not row.external_key:
        raise Http404
    if listing in {Offer.Listing.LISTED, Offer.Listing.IGNORED}:
        actions.sort_offers(request.membership, choices=[(row, row.municipality)], listing=listing)
        messages.success(request, "Gespeichert.")
    else:
        messages.error(request, "Diese Auswahl gibt es nicht.")
    return redirect(_offer_url(row, request))
