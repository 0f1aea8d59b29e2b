"""Reading agreements: the list, one agreement, a version, what differs between two, the Word document."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kim.core import dates
from kim.core.access import staff
from kim.core.requests import StaffRequest
from kim.network.agreements import documents, permissions, queries, rules
from kim.network.agreements.differences import compare
from kim.network.agreements.forms import FilterForm
from kim.network.agreements.texts import in_words, pieces
from kim.network.models import Agreement, AgreementVersion
from kim.network.tabs import tabs_of

ROWS_PER_PAGE = 25


def agreement_or_404(request: StaffRequest, agreement: int) -> Agreement:
    """Return an agreement that the person may see."""
    found: Agreement = get_object_or_404(permissions.agreements_visible_to(request.membership), pk=agreement)
    found.district = request.district
    return found


@staff(may=permissions.may_see_agreements)
@require_GET
def agreement_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show the agreements by kind, state, place, due review."""
    member = request.membership
    form = FilterForm(request.GET, places=queries.places_to_choose(member))
    wish = form.cleaned_data if form.is_valid() else {}
    found = queries.narrowed(permissions.agreements_visible_to(member), wish)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": queries.rows_of(page.object_list),  # type: ignore[arg-type]
        "is_narrowed": any(wish.values()),
        "may_draft": permissions.may_draft_somewhere(member),
        "may_keep_blocks": permissions.may_keep_blocks(member),
        "sees_work": permissions.sees_work(member),
        "tabs": tabs_of(request),
    }
    return render(request, "network/agreements/agreement_list.html", context)


@staff(may=permissions.may_see_agreements)
@require_GET
def agreement_detail(request: StaffRequest, district: str, agreement: int) -> HttpResponse:
    """Show one agreement: partners, scope, dates, text, and for the team how it came about."""
    member, found = request.membership, agreement_or_404(request, agreement)
    works = permissions.sees_work(member)
    current = queries.current_version(found)
    reads = current is not None and permissions.may_read_text(member, found)
    decides = permissions.may_decide(member, found)
    context = {
        "agreement": found,
        "row": queries.row_of(found),
        "partners": list(found.partners.all()),
        "current": current if reads else None,
        "pieces": pieces(current.text) if reads and current else [],
        "sees_work": works,
        "versions": _with_predecessors(list(queries.versions_of(found))) if works else [],
        "events": list(queries.events_of(found)) if works else [],
        "may_edit": permissions.may_edit(member, found),
        "may_edit_text": permissions.may_edit_text(member, found, has_text=current is not None),
        "may_decide": decides,
        "steps": _steps(found) if decides else [],
    }
    return render(request, "network/agreements/agreement_detail.html", context)


def _with_predecessors(
    versions: list[AgreementVersion],
) -> list[tuple[AgreementVersion, AgreementVersion | None]]:
    """Return each version with the one before it; newest first."""
    return list(zip(versions, [*versions[1:], None], strict=False))


def _steps(agreement: Agreement) -> list[tuple[str, str]]:
    labels = dict(Agreement.State.choices)
    return [(code, str(labels[code])) for code in rules.next_states(agreement.state)]


@staff(may=permissions.sees_work)
@require_GET
def agreement_version(request: StaffRequest, district: str, agreement: int, version: int) -> HttpResponse:
    """Show the text of one version."""
    found = agreement_or_404(request, agreement)
    shown = get_object_or_404(queries.versions_of(found), number=version)
    context = {"agreement": found, "version": shown, "pieces": pieces(shown.text)}
    return render(request, "network/agreements/agreement_version.html", context)


@staff(may=permissions.sees_work)
@require_GET
def agreement_differences(request: StaffRequest, district: str, agreement: int) -> HttpResponse:
    """Show what differs between two versions; without numbers, between the last two."""
    found = agreement_or_404(request, agreement)
    versions = {version.number: version for version in queries.versions_of(found)}
    if not versions:
        raise Http404
    newest = max(versions)
    old, new = (
        _number(request, name, otherwise) for name, otherwise in (("alt", newest - 1), ("neu", newest))
    )
    if old not in versions or new not in versions:
        old = new = newest
    context: dict[str, Any] = {
        "agreement": found,
        "old": versions[old],
        "new": versions[new],
        "versions": list(versions.values()),
        "paragraphs": compare(versions[old].text, versions[new].text),
        "is_same": versions[old].text == versions[new].text,
    }
    return render(request, "network/agreements/agreement_differences.html", context)


def _number(request: StaffRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else otherwise


@staff(may=permissions.may_see_agreements)
@require_GET
def agreement_document(request: StaffRequest, district: str, agreement: int) -> HttpResponse:
    """Hand out the current text as a Word document."""
    found = agreement_or_404(request, agreement)
    current = queries.current_version(found)
    if current is None or not permissions.may_read_text(request.membership, found):
        raise Http404
    own = queries.own_template(found.kind)
    template = bytes(own.content) if own else documents.shipped_template()
    try:
        paper = documents.render(template, values=_values(found, current), text=current.text)
    except documents.TemplateRefused as refused:
        context = {"agreement": found, "problems": refused.problems}
        return render(request, "network/agreements/document_refused.html", context, status=409)
    name = f"vereinbarung-{found.pk}-fassung-{current.number}.docx"
    return HttpResponse(
        paper,
        content_type=documents.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _values(agreement: Agreement, version: AgreementVersion) -> dict[str, str]:
    """Return what the placeholders of a template stand for."""

    def day(value: Any) -> str:
        return f"{value:%d.%m.%Y}" if value else "noch offen"

    return {
        "titel": agreement.title,
        "art": str(agreement.get_kind_display()),
        "partner": in_words(partner.name for partner in agreement.partners.all()) or "noch offen",
        "ort": agreement.municipality.name if agreement.municipality else agreement.district.name,
        "kreis": agreement.district.name,
        "gegenstand": agreement.scope or "noch offen",
        "stand": str(agreement.get_state_display()),
        "gilt_ab": day(agreement.valid_from),
        "gilt_bis": day(agreement.valid_until) if agreement.valid_until else "unbefristet",
        "ueberpruefung": day(agreement.review_on),
        "fassung": str(version.number),
        "datum": day(dates.today()),
    }
