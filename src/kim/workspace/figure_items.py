"""What figures contribute to the start page: what looks wrong, who has not answered, what one is asked for."""

from django.urls import reverse

from kim.accounts.models import Membership, Role
from kim.action_plans.profile.checking import in_words, newest_years_from, open_findings
from kim.action_plans.profile.permissions import may_collect, may_enter_figures
from kim.action_plans.profile.rounds import Asked, Waiting, open_requests_of, rounds_waiting
from kim.core import dates
from kim.workspace.items import Item, Section

TITLE = "Kennzahlen"


def concerns(member: Membership) -> bool:
    """Whether a member asks for figures or is asked for them."""
    return may_collect(member) or member.role == Role.MUNICIPALITY_CONTACT


def section(member: Membership) -> Section:
    """Return the rounds whose answers are not complete, or the requests to the member's own places."""
    if may_collect(member):
        rounds = [_round_item(each, member) for each in rounds_waiting()]
        return Section(TITLE, [*_finding_items(member), *rounds])
    return Section(TITLE, [_request_item(each) for each in open_requests_of(member) if not each.is_answered])


def _finding_items(member: Membership) -> list[Item]:
    """Return what looks wrong in the newest figures that the member may correct, one line for each place.

    Older ones are on the page of all findings: the start page is opened all day.
    """
    since = newest_years_from()
    address = reverse("profile:findings", kwargs={"district": member.district.slug})
    return [
        Item(
            chip=str(len(found)),
            kind="danger" if any(each.is_contradiction for each in found) else "warning",
            title=f"{in_words(found)} in Kennzahlen von {found[0].territory.name} seit {since}",
            url=f"{address}?ort={key}",
            reason=found[0].finding.text,
            action="Klären",
        )
        for key, found in open_findings(member.district, since=since).items()
        if may_enter_figures(member, found[0].territory.municipality)
    ]


def _round_item(waiting: Waiting, member: Membership) -> Item:
    opened = waiting.round
    late = max(0, (dates.today() - opened.due_on).days)
    return Item(
        chip=_days(late) if late else f"bis {opened.due_on:%d.%m.}",
        kind="danger" if late else "neutral",
        title=f"Zahlen von {opened.year}",
        url=reverse("profile:round", kwargs={"district": member.district.slug, "year": opened.year}),
        reason=waiting.words,
        action="Ansehen",
    )


def _request_item(asked: Asked) -> Item:
    opened = asked.request.round
    return Item(
        chip=_days(asked.days_late) if asked.days_late else f"bis {opened.due_on:%d.%m.}",
        kind="danger" if asked.days_late else "warning",
        title=f"Zahlen von {opened.year} für {asked.place}",
        url=asked.path,
        reason=f"{asked.request.office}",
        action="Eintragen",
    )


def _days(count: int) -> str:
    return "1 Tag" if count == 1 else f"{count} Tage"
