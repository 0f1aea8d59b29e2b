"""The form by which an office answers what it was asked: without a log-in, by its link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kim.accounts.middleware import shows_second_factor
from kim.accounts.models import Membership
from kim.action_plans.models import CollectionRequest, IndicatorValue
from kim.action_plans.profile.collecting import answer_request
from kim.action_plans.profile.forms import AnswerForm
from kim.action_plans.profile.links import request_of
from kim.action_plans.profile.permissions import may_enter_figures
from kim.action_plans.profile.queries import figures_wanted
from kim.action_plans.profile.rounds import wanted_of
from kim.action_plans.rules.collection import links_close_on
from kim.core import dates
from kim.core.access import anonymous
from kim.core.locking import Conflict
from kim.districts.models import District

NOT_FOUND, CONFLICT, UNPROCESSABLE = 404, 409, 422


class PublicRequest(HttpRequest):
    """A request whose district the middleware has opened."""

    district: District
    membership: Membership | None


@anonymous
# The link is the secret that a forged request does not have; so the page needs no cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PublicRequest, district: str, token: str) -> HttpResponse:
    """Show an office the figures it is asked for and take its answer, also a corrected one, while the round is open."""
    asked = _asked(request, token)
    if asked is None:
        return _no_link(request)
    if request.method != "POST":
        return _page(request, asked, _form(request, asked))
    form = _form(request, asked)
    if not form.is_valid():
        return _page(request, asked, form, status=UNPROCESSABLE)
    try:
        answer_request(_author(request, form), asked=asked, given=form.answer)
    except Conflict:
        return _conflict(request, token)
    return redirect("figures:answer", district=district, token=token)


def _asked(request: PublicRequest, token: str) -> CollectionRequest | None:
    asked = request_of(request.district, token)
    if asked is not None:
        asked.district = request.district
    return asked


def _no_link(request: PublicRequest) -> HttpResponse:
    """Say whom to ask: the same for a link that has expired, was replaced, or never was one."""
    return render(
        request, "action_plans/profile/no_link.html", {"district": request.district}, status=NOT_FOUND
    )


def _author(request: PublicRequest, form: AnswerForm) -> Membership | None:
    """Return the member who answers in their own name: one who may enter all that is asked for.

    Everybody else holds a link and nothing more, whether signed in or not. A forged request of another site comes
    without the cookie of the log-in and so without an author.
    """
    member = request.membership
    if member is None or not shows_second_factor(request):
        return None
    places = {each.territory.key: each.territory.municipality for each in form.wanted}.values()
    return member if places and all(may_enter_figures(member, place) for place in places) else None


def _form(request: PublicRequest, asked: CollectionRequest) -> AnswerForm:
    wanted = figures_wanted(wanted_of(asked), asked.round.year)
    return AnswerForm(request.POST if request.method == "POST" else None, wanted=wanted, asked=asked)


def _conflict(request: PublicRequest, token: str) -> HttpResponse:
    """Show what was typed beside what has been saved meanwhile."""
    asked = _asked(request, token)
    if asked is None:
        return _no_link(request)
    form = _form(request, asked)
    form.is_valid()
    return _page(request, asked, form, changed=form.show_conflict(), status=CONFLICT)


def _page(
    request: PublicRequest,
    asked: CollectionRequest,
    form: AnswerForm,
    *,
    changed: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "district": request.district,
        "asked": asked,
        "form": form,
        "wanted": len(form.wanted),
        "said": sum(each.figure.state != IndicatorValue.State.NOT_RECORDED for each in form.wanted),
        "is_late": dates.today() > asked.round.due_on,
        "links_close_on": links_close_on(asked.round.due_on),
        "author": _author(request, form),
        "changed": changed or [],
        "is_conflict": status == CONFLICT,
    }
    response = render(request, "action_plans/profile/answer.html", context, status=status)
    # Not even the next page is told the secret link.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
