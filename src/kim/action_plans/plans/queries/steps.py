"""Next steps of yearly talks."""

from datetime import date

from django.db.models import QuerySet

from kim.action_plans.models import TalkStep, YearlyTalk


def step_of(talks: QuerySet[YearlyTalk], talk: YearlyTalk | None, pk: int) -> TalkStep | None:
    """Return a step of a talk, if the talk is among those that a member sees."""
    if talk is None:
        return None
    found: TalkStep | None = TalkStep.objects.filter(talk__in=talks, talk=talk, pk=pk).first()
    if found is not None:
        found.talk = talk
    return found


def waiting_steps(talks: QuerySet[YearlyTalk], until: date) -> list[TalkStep]:
    """Return the steps not done that are due until a day, the oldest first; one query."""
    rows = TalkStep.objects.filter(talk__in=talks, done_on__isnull=True, due_on__lte=until)
    return list(rows.select_related("talk__municipality__area").order_by("due_on", "pk"))


def coming_talks(talks: QuerySet[YearlyTalk], first: date, last: date) -> list[YearlyTalk]:
    """Return the talks agreed for a day between two days and not held yet; one query."""
    rows = talks.filter(held_on__isnull=True, planned_on__gte=first, planned_on__lte=last)
    return list(rows.order_by("planned_on", "pk"))
