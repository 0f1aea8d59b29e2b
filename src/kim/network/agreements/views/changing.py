"""Drafting and changing agreements, letting them step on, informing the municipality."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kim.core.access import staff
from kim.core.editing import UNPROCESSABLE, Words, answer_form, attempt, posted, posted_version
from kim.core.requests import StaffRequest
from kim.network.agreements import actions, permissions, queries
from kim.network.agreements.differences import compare
from kim.network.agreements.forms import DetailsForm, DraftForm, InformForm, StartForm, StepForm, TextForm
from kim.network.agreements.texts import in_words
from kim.network.agreements.views.reading import agreement_or_404
from kim.network.models import Agreement
from kim.network.permissions import may_coordinate


def _page_of(request: StaffRequest, agreement: Agreement) -> str:
    return reverse(
        "network:agreement_detail", kwargs={"district": request.district.slug, "agreement": agreement.pk}
    )


def _words(request: StaffRequest, agreement: Agreement, **words: Any) -> Words:
    return Words(back_label=agreement.title, back_url=_page_of(request, agreement), **words)


@staff(may=permissions.may_draft_somewhere)
@require_http_methods(["GET", "POST"])
def agreement_new(request: StaffRequest, district: str) -> HttpResponse:
    """Choose what is agreed, where and with whom; then edit the draft that the text blocks make."""
    start = StartForm(
        request.GET or None,
        places=permissions.places_to_draft_for(request.membership),
        whole=may_coordinate(request.membership, None),
        partners=queries.partners_to_choose(),
    )
    if not start.is_valid():
        return _answer(request, {"form": start, "is_start": True}, UNPROCESSABLE if start.is_bound else 200)
    form = DraftForm(posted(request), initial=None if request.method == "POST" else _draft(request, start))
    if request.method == "POST" and form.is_valid():
        made = actions.draft_agreement(
            request.membership,
            kind=start.cleaned_data["kind"],
            municipality=start.municipality,
            partners=start.cleaned_data["partners"],
            **form.cleaned_data,
        )
        messages.success(request, "Der Entwurf ist gespeichert.")
        return redirect(_page_of(request, made))
    context = {
        "form": form,
        "is_start": False,
        "kind": dict(start.fields["kind"].choices)[start.cleaned_data["kind"]],  # type: ignore[attr-defined]
        "place": start.municipality.name if start.municipality else "ganzer Kreis",
        "partners": in_words(partner.name for partner in start.cleaned_data["partners"]),
    }
    return _answer(request, context, UNPROCESSABLE if request.method == "POST" else 200)


def _answer(request: StaffRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "network/agreements/agreement_new.html", context, status=status)


def _draft(request: StaffRequest, start: StartForm) -> dict[str, str]:
    """Return title and text of a draft."""
    kind = start.cleaned_data["kind"]
    place = start.municipality.name if start.municipality else request.district.name
    partner = in_words(partner.name for partner in start.cleaned_data["partners"])
    values = {"ort": place, "kreis": request.district.name} | ({"partner": partner} if partner else {})
    label = dict(start.fields["kind"].choices)[kind]  # type: ignore[attr-defined]
    title = f"{label} {partner}" if partner else f"{label} {place}"
    return {"title": title[:250], "text": queries.draft_of(kind, values)}


@staff(may=permissions.may_draft_somewhere)
@require_http_methods(["GET", "POST"])
def agreement_text(request: StaffRequest, district: str, agreement: int) -> HttpResponse:
    """Save a changed text as a new version. After a conflict both texts and what differs are shown."""
    found = agreement_or_404(request, agreement)
    current = queries.current_version(found)
    if not permissions.may_edit_text(request.membership, found, has_text=current is not None):
        raise Http404
    form = TextForm(posted(request), text=current.text if current else "")
    context: dict[str, Any] = {"form": form, "agreement": found, "version": found.version, "current": current}

    def act() -> None:
        actions.save_text(
            request.membership, agreement=found, version=posted_version(request), **form.cleaned_data
        )

    status = attempt(form, act) if request.method == "POST" else 200
    if not status:
        messages.success(request, "Die neue Fassung ist gespeichert.")
        return redirect(_page_of(request, found))
    if request.method == "POST" and posted_version(request) != found.version:
        # Somebody saved in between: the person has not seen that text, so it is shown whatever else is wrong.
        context["theirs"] = current
        context["paragraphs"] = compare(current.text if current else "", form.data.get("text", ""))
    elif status == UNPROCESSABLE:
        context["version"] = posted_version(request)
    return render(request, "network/agreements/agreement_text.html", context, status=status)


@staff(may=permissions.may_draft_somewhere)
@require_http_methods(["GET", "POST"])
def agreement_edit(request: StaffRequest, district: str, agreement: int) -> HttpResponse:
    """Change title, partners, scope and dates."""
    found = agreement_or_404(request, agreement)
    if not permissions.may_edit(request.membership, found):
        raise Http404
    form = DetailsForm(posted(request), agreement=found, partners=queries.partners_to_choose())
    words = _words(request, found, title="Angaben ändern", done="Die Angaben sind gespeichert.")
    return _act_on(request, found, form, words, actions.change_agreement)


@staff(may=permissions.may_decide_somewhere)
@require_http_methods(["GET", "POST"])
def agreement_step(request: StaffRequest, district: str, agreement: int) -> HttpResponse:
    """Let an agreement step on."""
    found = agreement_or_404(request, agreement)
    if not permissions.may_decide(request.membership, found):
        raise Http404
    has_text = queries.current_version(found) is not None
    form = StepForm(posted(request), agreement=found, has_text=has_text, wish=request.GET.get("nach", ""))
    words = _words(
        request,
        found,
        title="Stand ändern",
        lead=f"Bisher: {found.get_state_display()}",
        done="Der neue Stand ist eingetragen.",
        submit="Stand eintragen",
    )
    return _act_on(request, found, form, words, actions.take_step)


@staff(may=permissions.may_decide_somewhere)
@require_http_methods(["GET", "POST"])
def agreement_inform(request: StaffRequest, district: str, agreement: int) -> HttpResponse:
    """Record that the municipality was informed."""
    found = agreement_or_404(request, agreement)
    if found.municipality is None or not permissions.may_decide(request.membership, found):
        raise Http404
    words = _words(
        request,
        found,
        title="Kommune informiert",
        lead=f"{found.municipality.name} wurde über die wesentlichen Festlegungen informiert.",
        done="Die Information ist eingetragen.",
        submit="Eintragen",
    )
    return _act_on(request, found, InformForm(posted(request)), words, actions.record_information)


def _act_on(
    request: StaffRequest, agreement: Agreement, form: Any, words: Words, action: Callable[..., Any]
) -> HttpResponse:
    """Answer a page with one form about an agreement."""

    def act() -> None:
        version = posted_version(request)
        action(request.membership, agreement=agreement, version=version, **form.cleaned_data)

    return answer_form(request, form, words, act, agreement)
