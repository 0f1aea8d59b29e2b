"""The yearly talk with a municipality: its sheet, the answers, what follows from it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kim.action_plans.models import TalkStep, YearlyTalk
from kim.action_plans.papers import export
from kim.action_plans.permissions import sees_living_plans
from kim.action_plans.plans import permissions
from kim.action_plans.plans.actions import talks as actions
from kim.action_plans.plans.forms import FIRST_YEAR, AnswerForm, ConcludeForm, PlanTalkForm, StepForm
from kim.action_plans.plans.queries import talks as queries
from kim.action_plans.plans.queries.steps import step_of
from kim.action_plans.plans.sheet_paper import paper_of_sheet
from kim.action_plans.plans.views.pages import place_or_404, plan_url
from kim.core import dates
from kim.core.access import staff
from kim.core.editing import Words, answer_form, posted, posted_version
from kim.core.requests import StaffRequest
from kim.districts.models import Municipality
from kim.districts.territory import Territory


def _talk(
    request: StaffRequest, key: str, year: int, *, to_edit: bool
) -> tuple[Territory, Municipality, YearlyTalk | None]:
    """Return place and talk of a year; years that nobody can talk about do not exist."""
    territory, place = place_or_404(request, key)
    if to_edit and not permissions.may_edit_plan(request.membership, territory):
        raise Http404
    if not FIRST_YEAR <= year <= dates.today().year + 1:
        raise Http404
    return territory, place, queries.talk_of(place, year)


def _version(request: StaffRequest, talk: YearlyTalk | None) -> int:
    """Return the version that was sent; a talk that nobody has planned yet has none."""
    version = posted_version(request)
    return max(version, 0) if talk is None else version


@staff(may=sees_living_plans)
@require_safe
def talk_list(request: StaffRequest, district: str, territory: str) -> HttpResponse:
    """List the yearly talks with a municipality."""
    place, municipality = place_or_404(request, territory)
    found = queries.talk_list(municipality)
    year = dates.today().year
    context = {
        "territory": place,
        "talks": found,
        "year": year,
        "has_this_year": any(talk.year == year for talk in found),
        "is_due": queries.is_due(found, dates.today()),
        "may_edit": permissions.may_edit_plan(request.membership, place),
    }
    return render(request, "action_plans/plans/talk_list.html", context)


@staff(may=sees_living_plans)
@require_safe
def talk_detail(request: StaffRequest, district: str, territory: str, year: int) -> HttpResponse:
    """Show the prepared sheet of a talk, to be read beforehand and printed."""
    place, municipality, talk = _talk(request, territory, year, to_edit=False)
    context = {
        "territory": place,
        "year": year,
        "talk": talk,
        "sheet": queries.sheet_of(place, municipality, year),
        "today": dates.today(),
        "may_edit": permissions.may_edit_plan(request.membership, place),
        "may_answer": permissions.may_answer(request.membership, municipality, talk),
    }
    return render(request, "action_plans/plans/talk_detail.html", context)


@staff(may=sees_living_plans)
@require_safe
def talk_paper(request: StaffRequest, district: str, territory: str, year: int, form: str) -> HttpResponse:
    """Download the prepared sheet, to be sent beforehand or written on."""
    place, municipality, _ = _talk(request, territory, year, to_edit=False)
    sheet = queries.sheet_of(place, municipality, year)
    paper = paper_of_sheet(sheet, place, year, dates.today())
    name = content_disposition_header(as_attachment=True, filename=f"{paper.full_title}.{form}")
    made = export.PRINTED[form].make(paper)
    return HttpResponse(
        made, content_type=export.media_type(form), headers={"Content-Disposition": str(name)}
    )


@staff(may=permissions.may_edit_some_plans)
@require_http_methods(["GET", "POST"])
def talk_plan(request: StaffRequest, district: str, territory: str, year: int) -> HttpResponse:
    """Agree on a day."""
    place, municipality, talk = _talk(request, territory, year, to_edit=True)
    form = PlanTalkForm(posted(request), year=year, talk=talk)
    words = _words(place, year, "Termin vereinbaren", "Der Termin ist gespeichert.")
    return answer_form(
        request,
        form,
        words,
        lambda: actions.plan_talk(
            request.membership,
            place=municipality,
            year=year,
            version=_version(request, talk),
            **form.cleaned_data,
        ),
        talk,
    )


def _words(place: Territory, year: int, title: str, done: str, lead: str = "") -> Words:
    back = plan_url(place, "talk_detail", year=year)
    return Words(title, f"Jahresgespräch {year} {place.name}", back, done, lead=lead)


@staff(may=sees_living_plans)
@require_http_methods(["GET", "POST"])
def talk_answers(request: StaffRequest, district: str, territory: str, year: int) -> HttpResponse:
    """Answer the questions of the talk."""
    place, municipality, talk = _talk(request, territory, year, to_edit=False)
    if not permissions.may_answer(request.membership, municipality, talk):
        raise Http404
    form = AnswerForm(posted(request), questions=queries.questions_in_use(), answers=queries.answers_of(talk))
    lead = "Schreiben Sie, was Sie wissen. Leere Antworten lassen sich später ergänzen."
    words = _words(place, year, "Fragen beantworten", "Die Antworten sind gespeichert.", lead)
    return answer_form(
        request,
        form,
        words,
        lambda: actions.answer_questions(
            request.membership,
            place=municipality,
            year=year,
            version=_version(request, talk),
            answers=form.answers(),
        ),
        talk,
        saved=lambda: queries.saved_answers(municipality, year),
    )


@staff(may=permissions.may_edit_some_plans)
@require_http_methods(["GET", "POST"])
def talk_conclude(request: StaffRequest, district: str, territory: str, year: int) -> HttpResponse:
    """Say when the talk was held and what follows from it."""
    place, municipality, talk = _talk(request, territory, year, to_edit=True)
    form = ConcludeForm(posted(request), year=year, talk=talk)
    words = _words(place, year, "Ergebnis eintragen", "Das Ergebnis ist gespeichert.")
    return answer_form(
        request,
        form,
        words,
        lambda: actions.conclude_talk(
            request.membership,
            place=municipality,
            year=year,
            version=_version(request, talk),
            **form.cleaned_data,
        ),
        talk,
    )


@staff(may=permissions.may_edit_some_plans)
@require_http_methods(["GET", "POST"])
def step_new(request: StaffRequest, district: str, territory: str, year: int) -> HttpResponse:
    """Write down a next step."""
    place, _, talk = _talk(request, territory, year, to_edit=True)
    if talk is None:
        raise Http404
    form = StepForm(posted(request))
    words = _words(place, year, "Nächsten Schritt eintragen", "Der Schritt ist eingetragen.")
    return answer_form(
        request,
        form,
        words,
        lambda: actions.add_step(request.membership, talk=talk, **form.cleaned_data),
    )


def _step(request: StaffRequest, key: str, year: int, pk: int) -> tuple[Territory, TalkStep]:
    place, _, talk = _talk(request, key, year, to_edit=True)
    step = step_of(permissions.talks_visible_to(request.membership), talk, pk)
    if step is None:
        raise Http404
    return place, step


@staff(may=permissions.may_edit_some_plans)
@require_POST
def step_done(request: StaffRequest, district: str, territory: str, year: int, step: int) -> HttpResponse:
    """Say that a step is done, or that it is not after all, whatever somebody else said in the meantime."""
    place, row = _step(request, territory, year, step)
    done = request.POST.get("stand") != "offen"
    actions.finish_step(request.membership, step=row, done=done)
    messages.success(request, "Der Schritt ist erledigt." if done else "Der Schritt ist wieder offen.")
    return redirect(plan_url(place, "talk_detail", year=year))


@staff(may=permissions.may_edit_some_plans)
@require_POST
def step_delete(request: StaffRequest, district: str, territory: str, year: int, step: int) -> HttpResponse:
    """Remove a step that was entered by mistake."""
    place, row = _step(request, territory, year, step)
    actions.delete_step(request.membership, step=row)
    messages.success(request, "Der Schritt ist gelöscht.")
    return redirect(plan_url(place, "talk_detail", year=year))
