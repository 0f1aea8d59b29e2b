"""Pages of the meetings that come back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.districts.territory import WHOLE_DISTRICT, Territory
from kim.network.partners import actions, permissions, queries
from kim.network.partners.forms import MeetingForm, OneFilterForm, place_choices, start_with
from kim.network.partners.views.partners import removed
from kim.network.tabs import tabs_of


@staff(may=permissions.may_see_partners)
@require_GET
def meeting_list(request: StaffRequest, district: str) -> HttpResponse:
    """Show the meetings: those of the whole district, then place by place; `ort` shows one place."""
    places = list(permissions.places_visible_to(request.membership))
    form = OneFilterForm(request.GET, name="ort", label="Ort", choices=place_choices(places))
    wanted = form.chosen()
    shown = permissions.territory_visible_to(request.membership, request.district, wanted) if wanted else None
    groups = queries.meeting_groups(request.membership, request.district, shown.key if shown else "")
    context = {
        "groups": [_with_rights(request, group) for group in groups],
        "form": form,
        "shown": shown,
        "may_add": permissions.may_enter_meetings(request.membership) and bool(_own(request, places)),
        "tabs": tabs_of(request),
    }
    return render(request, "network/partners/meeting_list.html", context)


def _with_rights(request: StaffRequest, group: queries.MeetingGroup) -> dict[str, Any]:
    may_keep = permissions.may_keep_meeting(request.membership, group.territory.municipality)
    return {"group": group, "may_keep": may_keep}


def _own(request: StaffRequest, places: list[Municipality] | None = None) -> list[Territory]:
    may = permissions.may_keep_meeting
    return queries.places_to_enter_for(request.membership, request.district, may, places)


def _list_url(request: StaffRequest, key: str = "") -> str:
    url = reverse("network:meeting_list", kwargs={"district": request.district.slug})
    return f"{url}?ort={key}" if key else url


@staff(may=permissions.may_add_meetings)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: StaffRequest, district: str) -> HttpResponse:
    """Enter a meeting; `ort` chooses the place."""
    own = _own(request)
    if not own:
        raise Http404
    form = MeetingForm(posted(request), own=own, initial={"municipality": request.GET.get("ort", "")})
    words = Words(
        title="Neues Netzwerktreffen",
        back_label="Netzwerktreffen",
        back_url=_list_url(request),
        done="Das Netzwerktreffen ist eingetragen.",
        lead="Nur Treffen, die regelmäßig stattfinden, auch solche ohne KIM.",
    )
    return answer_form(
        request, form, words, lambda: actions.add_meeting(request.membership, **form.cleaned_data)
    )


@staff(may=permissions.may_enter_meetings)
@require_http_methods(["GET", "POST"])
def meeting_edit(request: StaffRequest, district: str, meeting: int) -> HttpResponse:
    """Change a meeting, say when it ended, or remove one that was entered by mistake."""
    row = get_object_or_404(permissions.meetings_visible_to(request.membership), pk=meeting)
    if not permissions.may_keep_meeting(request.membership, row.municipality):
        raise Http404
    words = Words(
        title="Netzwerktreffen bearbeiten",
        back_label="Netzwerktreffen",
        back_url=_list_url(request, row.municipality.ags if row.municipality else WHOLE_DISTRICT),
        done="Das Netzwerktreffen ist gespeichert.",
        template="network/partners/removable.html",
        more={"remove_label": "Netzwerktreffen entfernen"},
    )
    if request.method == "POST" and "remove" in request.POST:
        return removed(
            request,
            lambda version: actions.remove_meeting(request.membership, meeting=row, version=version),
            words,
        )
    form = MeetingForm(posted(request), own=_own(request), initial=start_with(row, MeetingForm.NAMES))

    def act() -> None:
        version = posted_version(request)
        actions.change_meeting(request.membership, meeting=row, version=version, **form.cleaned_data)

    return answer_form(request, form, words, act, row)
