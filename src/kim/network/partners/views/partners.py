"""Pages of partners: list, one partner with its talks, contact persons."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kim.core import dates
from kim.core.access import staff
from kim.core.editing import Words, answer_form, attempt, posted, posted_version
from kim.core.locking import Conflict
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.districts.territory import Territory
from kim.network.models import Partner
from kim.network.partners import actions, permissions, queries
from kim.network.partners.forms import ContactForm, PartnerFilterForm, PartnerForm, TalkForm, start_with
from kim.network.tabs import tabs_of

PER_PAGE = 50
CHANGED = "Jemand hat den Eintrag inzwischen geändert. Bitte sehen Sie ihn noch einmal an."


@staff(may=permissions.may_see_partners)
@require_GET
def partner_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show the partners, narrowed by kind, place, talk and name."""
    places = list(permissions.places_visible_to(request.membership))
    form = PartnerFilterForm(request.GET, places=places)
    rows = queries.partner_rows(request.membership, form.filters())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "is_narrowed": bool(form.is_valid() and any(form.cleaned_data.values())),
        "may_add": permissions.may_enter_partners(request.membership) and bool(_own(request, places)),
        "tabs": tabs_of(request),
    }
    return render(request, "network/partners/partner_list.html", context)


def _partner_or_404(request: StaffRequest, pk: int) -> Partner:
    partner: Partner = get_object_or_404(permissions.partners_visible_to(request.membership), pk=pk)
    return partner


def _partner_to_edit(request: StaffRequest, pk: int) -> Partner:
    partner = _partner_or_404(request, pk)
    places = partner.municipalities.select_related("area").order_by("name", "pk")
    if not permissions.may_edit_partner(request.membership, places):
        raise Http404
    return partner


def url_of(request: StaffRequest, partner: Partner) -> str:
    """Return the address of a partner's page."""
    return reverse(
        "network:partner_detail", kwargs={"district": request.district.slug, "partner": partner.pk}
    )


def _own(request: StaffRequest, places: list[Municipality] | None = None) -> list[Territory]:
    may = permissions.may_record_talk
    return queries.places_to_enter_for(request.membership, request.district, may, places)


@staff(may=permissions.may_see_partners)
@require_http_methods(["GET", "POST"])
def partner_detail(request: StaffRequest, district: str, partner: int) -> HttpResponse:
    """Show a partner: talks with their minutes, contact persons, agreements; and take in a new talk."""
    row = _partner_or_404(request, partner)
    own = _own(request) if row.active and permissions.may_enter_partners(request.membership) else []
    if request.method == "POST" and not own:
        raise Http404
    form = TalkForm(posted(request), own=own, initial={"held_on": dates.today()})
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda: _record(request, row, form))
        if not status:
            messages.success(request, "Das Gespräch ist eingetragen.")
            return redirect(url_of(request, row))
    return render(
        request, "network/partners/partner_detail.html", _page_of(request, row, form, own), status=status
    )


def _record(request: StaffRequest, partner: Partner, form: TalkForm) -> None:
    actions.record_talk(request.membership, partner=partner, **form.cleaned_data)


def _page_of(request: StaffRequest, partner: Partner, form: TalkForm, own: Any) -> dict[str, Any]:
    member = request.membership
    places = queries.places_shown(member, partner)
    may_edit = permissions.may_edit_partner(member, places)
    talks = [
        {"row": talk, "may_edit": permissions.may_edit_talk(member, talk)}
        for talk in queries.talks_of(member, partner)
    ]
    return {
        "partner": partner,
        "places": places,
        "talks": talks,
        "form": form if own else None,
        "contacts": list(permissions.contacts_visible_to(member).filter(partner=partner)),
        "agreements": list(queries.agreements_with(member, partner)),
        "sees_talks": permissions.sees_talks(member),
        "may_edit": may_edit,
        "may_remove": may_edit and queries.is_unused(partner),
    }


@staff(may=permissions.may_add_partners)
@require_http_methods(["GET", "HEAD", "POST"])
def partner_new(request: StaffRequest, district: str) -> HttpResponse:
    """Enter a partner."""
    own = _own(request)
    if not own:
        raise Http404
    form = PartnerForm(posted(request), places=permissions.places_visible_to(request.membership), own=own)
    made: list[Partner] = []

    def act() -> None:
        made.append(actions.add_partner(request.membership, **form.cleaned_data))

    words = Words(
        title="Neuer Partner",
        back_label="Partner",
        back_url=reverse("network:partner_list", kwargs={"district": district}),
        done="Der Partner ist eingetragen. Tragen Sie das Kooperationsgespräch ein: Dann steht er auf der Karte.",
    )
    response = answer_form(request, form, words, act)
    return redirect(url_of(request, made[0])) if made else response


@staff(may=permissions.may_enter_partners)
@require_http_methods(["GET", "POST"])
def partner_edit(request: StaffRequest, district: str, partner: int) -> HttpResponse:
    """Change a partner."""
    row = _partner_to_edit(request, partner)
    places = permissions.places_visible_to(request.membership)
    form = PartnerForm(posted(request), places=places, own=_own(request), partner=row)

    def act() -> None:
        version = posted_version(request)
        actions.change_partner(request.membership, partner=row, version=version, **form.cleaned_data)

    words = Words(
        title="Partner bearbeiten",
        back_label=row.name,
        back_url=url_of(request, row),
        done="Der Partner ist gespeichert.",
    )
    return answer_form(request, form, words, act, row)


@staff(may=permissions.may_enter_partners)
@require_POST
def partner_state(request: StaffRequest, district: str, partner: int) -> HttpResponse:
    """Take a partner out of use, take it into use again, or remove one that was never needed."""
    row = _partner_to_edit(request, partner)
    verbs = {
        "alt": (actions.retire_partner, "Der Partner ist nicht mehr in Gebrauch."),
        "neu": (actions.restore_partner, "Der Partner ist wieder in Gebrauch."),
        "weg": (actions.remove_partner, "Der Partner ist entfernt."),
    }
    wanted = request.POST.get("stand", "")
    verb, done = verbs.get(wanted, (None, ""))
    if verb is None:
        return redirect(url_of(request, row))
    try:
        verb(request.membership, partner=row, version=posted_version(request))
    except Conflict:
        messages.error(request, CHANGED)
    except actions.InUse:
        messages.error(
            request, "Mit dem Partner ist schon etwas eingetragen. Er kann nur außer Gebrauch kommen."
        )
    else:
        messages.success(request, done)
        if wanted == "weg":
            return redirect("network:partner_list", district=district)
    return redirect(url_of(request, row))


@staff(may=permissions.may_enter_partners)
@require_http_methods(["GET", "POST"])
def contact_new(request: StaffRequest, district: str, partner: int) -> HttpResponse:
    """Enter whom one reaches at a partner."""
    row = _partner_to_edit(request, partner)
    form = ContactForm(posted(request))
    words = Words(
        title="Neue Ansprechperson",
        back_label=row.name,
        back_url=url_of(request, row),
        done="Die Ansprechperson ist eingetragen.",
        lead="Nur dienstliche Angaben. Nur das Team sieht sie.",
    )
    return answer_form(
        request,
        form,
        words,
        lambda: actions.add_contact(request.membership, partner=row, **form.cleaned_data),
    )


@staff(may=permissions.may_enter_partners)
@require_http_methods(["GET", "POST"])
def contact_edit(request: StaffRequest, district: str, contact: int) -> HttpResponse:
    """Correct whom one reaches, or forget the person."""
    row = get_object_or_404(permissions.contacts_visible_to(request.membership), pk=contact)
    partner = _partner_to_edit(request, row.partner_id)
    row.partner = partner
    words = Words(
        title="Ansprechperson bearbeiten",
        back_label=partner.name,
        back_url=url_of(request, partner),
        done="Die Ansprechperson ist gespeichert.",
        template="network/partners/removable.html",
        more={"remove_label": "Ansprechperson entfernen"},
    )
    if request.method == "POST" and "remove" in request.POST:
        return removed(
            request,
            lambda version: actions.remove_contact(request.membership, contact=row, version=version),
            words,
        )
    form = ContactForm(posted(request), initial=start_with(row, ContactForm.NAMES))

    def act() -> None:
        version = posted_version(request)
        actions.change_contact(request.membership, contact=row, version=version, **form.cleaned_data)

    return answer_form(request, form, words, act, row)


@staff(may=permissions.may_enter_partners)
@require_http_methods(["GET", "POST"])
def talk_edit(request: StaffRequest, district: str, talk: int) -> HttpResponse:
    """Correct what was recorded of a talk, or remove one that was recorded by mistake."""
    row = get_object_or_404(permissions.talks_visible_to(request.membership), pk=talk)
    if not permissions.may_edit_talk(request.membership, row):
        raise Http404
    own = queries.with_current(_own(request), request.district, row.municipality)
    words = Words(
        title="Gespräch bearbeiten",
        back_label=row.partner.name,
        back_url=url_of(request, row.partner),
        done="Das Gespräch ist gespeichert.",
        template="network/partners/removable.html",
        more={"remove_label": "Gespräch entfernen"},
    )
    if request.method == "POST" and "remove" in request.POST:
        return removed(
            request, lambda version: actions.remove_talk(request.membership, talk=row, version=version), words
        )
    form = TalkForm(posted(request), own=own, initial=start_with(row, TalkForm.NAMES))

    def act() -> None:
        version = posted_version(request)
        actions.change_talk(request.membership, talk=row, version=version, **form.cleaned_data)

    return answer_form(request, form, words, act, row)


def removed(request: StaffRequest, remove: Any, words: Words) -> HttpResponse:
    """Answer a press on the button that removes an entry: it goes if it is still as it was shown."""
    try:
        remove(posted_version(request))
    except Conflict:
        messages.error(request, CHANGED)
        return redirect(request.path)
    messages.success(request, "Der Eintrag ist entfernt.")
    return redirect(words.back_url)
