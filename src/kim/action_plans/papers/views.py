"""Pages and downloads of papers, versions and their differences."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from kim.action_plans.models import PlanState
from kim.action_plans.papers import actions, export, permissions, queries
from kim.action_plans.papers.blocks import Paper
from kim.action_plans.papers.composing import HEADINGS, paper_of_all, paper_of_one
from kim.action_plans.papers.content import Content, content_of, contents_of
from kim.action_plans.papers.forms import CompareForm, ReleaseForm
from kim.action_plans.papers.html import page_context
from kim.action_plans.permissions import may_see_plans, sees_living_plans, territory_visible_to
from kim.action_plans.profile.checking import in_words, open_findings_at
from kim.action_plans.rules.compare import changes
from kim.action_plans.rules.words import day_de
from kim.core import dates
from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted
from kim.core.requests import StaffRequest
from kim.districts.territory import Territory

STATES_ON_A_PAGE: Final = 30
#: Files that a page of a paper leads to: those for reading, and data for the team.
FILES: Final = {"pdf": "PDF", "docx": "Word"}
DATA: Final = {"json": "JSON"}
#: What changes beside the eight parts.
OTHER_HEADINGS: Final = {"milestones": "Zeitplan", "responsible": "Zuständigkeit"}
CONTENT_CHANGED: Final = (
    "Das Handlungskonzept hat sich geändert, seit Sie diese Seite geöffnet haben. Deshalb ist noch nichts freigegeben. "
    "Unten steht der neue Stand. Bitte lesen Sie ihn und geben Sie ihn dann frei."
)


def _territory(request: StaffRequest, key: str) -> Territory:
    found = territory_visible_to(request.membership, request.district, key)
    if found is None:
        raise Http404
    return found


def _shown(request: StaffRequest, territory: Territory) -> tuple[Content, str, str]:
    """Return what the reader sees of a concept, its day and status: today's, or the last release."""
    if permissions.sees_today(request.membership, territory):
        today = dates.today()
        return content_of(territory, today), today.isoformat(), ""
    return _of_state(permissions.states_visible_to(request.membership, territory).first())


def _of_state(state: PlanState | None) -> tuple[Content, str, str]:
    if state is None:
        raise Http404
    return queries.kept_content(state), state.as_of.isoformat(), queries.status_of(state)


def _download(content: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=export.media_type(form))
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.{form}"
    )
    return response


def _download_one(request: StaffRequest, shown: tuple[Content, str, str], form: str) -> HttpResponse:
    content, as_of, status = shown
    made = export.export_one(content, request.district.name, as_of, form, status)
    return _download(made, queries.file_name(content, as_of), form)


@staff(may=permissions.may_see_whole)
@require_GET
def whole(request: StaffRequest, district: str, form: str) -> HttpResponse:
    """Download the district's concept with those of all municipalities as annexes."""
    contents = contents_of(request.district, dates.today())
    name = f"{queries.file_name(contents['district'], contents['as_of'])} mit Anlagen"
    return _download(export.export_all(contents, form), name, form)


@staff(may=permissions.may_see_whole)
@require_GET
def whole_page(request: StaffRequest, district: str) -> HttpResponse:
    """Show the district's concept with those of all municipalities as they stand today."""
    paper = paper_of_all(contents_of(request.district, dates.today()))
    parent = ("Kommunen", reverse("action_plans:plan_list", kwargs={"district": district}), "Papier")
    return _page(request, paper, _files("whole", FILES | DATA, district=district), parent=parent)


def _page(request: StaffRequest, paper: Paper, files: list[tuple[str, str]], **more: Any) -> HttpResponse:
    context = {**page_context(paper), "files": files, **more}
    return render(request, "action_plans/papers/page.html", context)


def _files(name: str, forms: dict[str, str], **address: Any) -> list[tuple[str, str]]:
    """Return words and addresses of the same as files."""
    return [(words, reverse(f"papers:{name}_{form}", kwargs=address)) for form, words in forms.items()]


def _forms_for(request: StaffRequest) -> dict[str, str]:
    return FILES | DATA if permissions.may_see_whole(request.membership) else FILES


@staff(may=permissions.may_see_all_releases)
@require_GET
def released(request: StaffRequest, district: str) -> HttpResponse:
    """List what was released last of each concept: what boards read, one by one or as a whole."""
    found = queries.latest_releases(
        request.district, permissions.releases_visible_to(request.membership).defer("content")
    )
    context = {
        "releases": [each for each in found if each.state],
        "missing": [each.territory for each in found if each.state is None],
        "sees_living": sees_living_plans(request.membership),
    }
    return render(request, "action_plans/papers/released.html", context)


@staff(may=permissions.may_see_all_releases)
@require_GET
def released_whole(request: StaffRequest, district: str, form: str) -> HttpResponse:
    """Download the whole as it was released; nothing of what has not been is in it."""
    found = _released(request)
    days = [each.state.as_of for each in found if each.state]
    name = f"Handlungskonzept {request.district.name} {max(days):%d.%m.%Y} mit Anlagen, freigegeben"
    return _download(export.export_released(request.district.name, found, form), name, form)


def _released(request: StaffRequest) -> list[queries.Released]:
    found = queries.latest_releases(request.district, permissions.releases_visible_to(request.membership))
    if not any(each.state for each in found):
        raise Http404
    return found


@staff(may=permissions.may_see_all_releases)
@require_GET
def released_page(request: StaffRequest, district: str) -> HttpResponse:
    """Show the whole as it was released."""
    paper = export.released_paper(request.district.name, _released(request))
    url = reverse("papers:released", kwargs={"district": district})
    parent = ("Freigegebene Handlungskonzepte", url, "Papier")
    return _page(request, paper, _files("released", FILES, district=district), parent=parent)


@staff(may=may_see_plans)
@require_GET
def plan(request: StaffRequest, district: str, territory: str, form: str) -> HttpResponse:
    """Download the concept of one territory; boards get what was released last."""
    return _download_one(request, _shown(request, _territory(request, territory)), form)


@staff(may=may_see_plans)
@require_GET
def page(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Show the concept of one territory as a paper, for reading and printing; boards what was released last.

    As long as nothing was, the list of versions says so.
    """
    place = _territory(request, territory)
    frame = _frame(request, place)
    visible = permissions.states_visible_to(request.membership, place)
    if not frame["sees_living"] and not visible.exists():
        return redirect("papers:versions", district=district, territory=territory)
    content, as_of, status = _shown(request, place)
    paper = paper_of_one(content, request.district.name, as_of, status)
    files = _files("plan", _forms_for(request), district=district, territory=territory)
    return _page(request, paper, files, tab="paper", **frame)


def _frame(request: StaffRequest, territory: Territory) -> dict[str, Any]:
    """Return what every page about versions of a place needs."""
    return {
        "territory": territory,
        "sees_living": permissions.sees_today(request.membership, territory),
        "only_papers": not sees_living_plans(request.membership),
        "gets_data": permissions.may_see_whole(request.membership),
        "may_release": permissions.may_coordinate(request.membership, territory.municipality),
    }


@staff(may=may_see_plans)
@require_GET
def versions(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """List the released versions and the states kept at night."""
    place = _territory(request, territory)
    states = permissions.states_visible_to(request.membership, place).defer("content")
    paginator = Paginator(states.filter(is_release=False), STATES_ON_A_PAGE)
    context = {
        **_frame(request, place),
        "releases": list(states.filter(is_release=True)),
        "page_obj": paginator.get_page(request.GET.get("page")),
    }
    return render(request, "action_plans/papers/versions.html", context)


@staff(may=may_see_plans)
@require_GET
def version(request: StaffRequest, district: str, territory: str, state: int, form: str) -> HttpResponse:
    """Download a released version or a state kept at night."""
    visible = permissions.states_visible_to(request.membership, _territory(request, territory))
    return _download_one(request, _of_state(visible.filter(pk=state).first()), form)


@staff(may=may_see_plans)
@require_GET
def version_page(request: StaffRequest, district: str, territory: str, state: int) -> HttpResponse:
    """Show a released version or a state kept at night."""
    place = _territory(request, territory)
    visible = permissions.states_visible_to(request.membership, place)
    content, as_of, status = _of_state(visible.filter(pk=state).first())
    paper = paper_of_one(content, request.district.name, as_of, status)
    address = {"district": district, "territory": territory}
    files = _files("version", _forms_for(request), **address, state=state)
    parent = ("Fassungen", reverse("papers:versions", kwargs=address), day_de(as_of))
    return _page(request, paper, files, parent=parent, tab="versions", **_frame(request, place))


@staff(may=permissions.may_release_some)
@require_http_methods(["GET", "POST"])
def release(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Release the concept as it was read on this page; what has changed since the last release stands beside it."""
    place = _territory(request, territory)
    if not permissions.may_coordinate(request.membership, place.municipality):
        raise Http404
    form = ReleaseForm(posted(request))
    now = content_of(place, dates.today())
    shown = str(request.POST.get("version", ""))
    # After a mistake the page stays with what was read first: it is compared when the mistake is mended.
    stays = request.method == "POST" and not form.is_valid()
    words = _words_of_release(place, now, shown if stays else queries.digest_of(now))
    return answer_form(
        request,
        form,
        words,
        lambda: actions.release(
            request.membership, territory=place, note=form.cleaned_data["note"], shown=shown
        ),
    )


def _words_of_release(place: Territory, now: Content, digest: str) -> Words:
    last, today = queries.latest_release(place), dates.today()
    return Words(
        "Fassung freigeben",
        f"Fassungen {place.full_name}",
        reverse("papers:versions", kwargs={"district": place.district.slug, "territory": place.key}),
        f"Die Fassung vom {today:%d.%m.%Y} ist freigegeben.",
        submit="Freigeben",
        lead=f"{place.full_name}. Die Fassung bleibt, wie sie heute ist. Niemand kann sie danach ändern.",
        template="action_plans/papers/release.html",
        conflict=CONTENT_CHANGED,
        more={
            "version": digest,
            "last": last,
            "wrong_words": in_words(open_findings_at(place)),
            "territory_key": place.key,
            "parts": _differences(queries.kept_content(last), now, place) if last else [],
            **page_context(paper_of_one(now, place.district.name, today.isoformat())),
        },
    )


@staff(may=may_see_plans)
@require_GET
def compare(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """Say what has changed between two states; without a choice since the last release until today."""
    place = _territory(request, territory)
    visible = permissions.states_visible_to(request.membership, place)
    states, with_today = list(visible.defer("content")), permissions.sees_today(request.membership, place)
    asked = {"von": request.GET.get("von", ""), "bis": request.GET.get("bis", "")}
    data = {key: value or _default(states, with_today=with_today)[key] for key, value in asked.items()}
    form = CompareForm(data, states=states, with_today=with_today)
    context = {**_frame(request, place), "form": form, "states": states, "parts": None}
    if states and form.is_valid():
        before = get_object_or_404(visible, pk=data["von"])
        after = get_object_or_404(visible, pk=data["bis"]) if data["bis"] else None
        now = queries.kept_content(after) if after else content_of(place, dates.today())
        context["parts"] = _differences(queries.kept_content(before), now, place)
        context["before"], context["after"] = before, after
    return render(request, "action_plans/papers/compare.html", context)


def _default(states: list[PlanState], *, with_today: bool) -> dict[str, str]:
    """Return which states are compared unless somebody says otherwise.

    The last release with today; who sees only releases gets the last two of them.
    """
    released = [state for state in states if state.is_release] or states
    keys = [str(state.pk) for state in released]
    if with_today:
        return {"von": keys[0] if keys else "", "bis": ""}
    return {"von": keys[1] if len(keys) > 1 else "".join(keys), "bis": keys[0] if keys else ""}


def _differences(before: Content, after: Content, territory: Territory) -> list[tuple[str, tuple[str, ...]]]:
    """Return heading and sentences of each part that has changed."""
    is_district = territory.municipality is None
    return [
        (OTHER_HEADINGS.get(each.part) or HEADINGS[each.part][is_district], each.sentences)
        for each in changes(before, after)
    ]
