"""What action concepts contribute to the start page: own tasks of the year, talks that are near, overdue steps."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse

from kim.accounts.models import Membership
from kim.action_plans.models import TalkStep, YearlyTalk
from kim.action_plans.permissions import sees_living_plans
from kim.action_plans.plans.permissions import may_take_part, talks_visible_to
from kim.action_plans.plans.queries.duties import Task, own_tasks
from kim.action_plans.plans.queries.steps import coming_talks, waiting_steps
from kim.core import dates
from kim.network.permissions import may_coordinate
from kim.workspace.items import ROWS_PER_SECTION, Item, Section

DAYS_AHEAD = 14
PLACES_NAMED = 3


def concerns(member: Membership) -> bool:
    """Whether a member sees concepts as they stand today."""
    return sees_living_plans(member)


def section(member: Membership) -> Section:
    """Return what is due in the concepts of a member's places; two queries for who has no yearly task."""
    items = _talk_items(member) if may_take_part(member) else []
    tasks = [task for task in own_tasks(member) if task.waits]
    items += [_task_item(found, member) for found in _bundles(tasks)]
    url = reverse("action_plans:duty_list", kwargs={"district": member.district.slug})
    more = max(0, len(items) - ROWS_PER_SECTION)
    return Section("Handlungskonzepte", items[:ROWS_PER_SECTION], more=more, more_url=url)


def _bundles(tasks: list[Task]) -> list[list[Task]]:
    """Return tasks of one duty and state together: one line for all places."""

    def key(task: Task) -> tuple[int, str, int]:
        return task.duty.pk, task.state.value, task.year

    return [list(found) for _, found in itertools.groupby(sorted(tasks, key=key), key)]


def _task_item(tasks: Sequence[Task], member: Membership) -> Item:
    first = tasks[0]
    names = [task.where for task in tasks]
    rest = len(names) - PLACES_NAMED
    places = ", ".join(names[:PLACES_NAMED]) + (f" und {rest} weitere" if rest > 0 else "")
    kind, word = first.badge
    return Item(
        chip=word,
        kind=kind,
        title=first.duty.task,
        url=reverse("action_plans:duty_list", kwargs={"district": member.district.slug})
        + (f"?ort={first.key}" if len(tasks) == 1 else ""),
        reason=f"{places}, bis {min(task.window.last for task in tasks):%d.%m.%Y}",
        action="Ansehen",
    )


def _talk_items(member: Membership) -> list[Item]:
    today = dates.today()
    talks = talks_visible_to(member)
    steps = waiting_steps(talks, today - timedelta(days=1))
    return [
        *[
            _talk_item(talk, member)
            for talk in coming_talks(talks, today, today + timedelta(days=DAYS_AHEAD))
            if _is_mine(member, talk)
        ],
        *[_step_item(step, member) for step in steps if may_coordinate(member, step.talk.municipality)],
    ]


def _is_mine(member: Membership, talk: YearlyTalk) -> bool:
    return may_coordinate(member, talk.municipality) or member.role == "municipality_contact"


def _url(talk: YearlyTalk, member: Membership) -> str:
    parts = {"district": member.district.slug, "territory": talk.municipality.ags, "year": talk.year}
    return reverse("action_plans:talk_detail", kwargs=parts)


def _talk_item(talk: YearlyTalk, member: Membership) -> Item:
    return Item(
        chip=f"{talk.planned_on:%d.%m.}",
        kind="info",
        title=f"Jahresgespräch {talk.municipality.name}",
        url=_url(talk, member),
        reason="Das Blatt mit Kennzahlen, offenen Punkten und Fragen ist vorbereitet.",
        action="Vorbereiten",
    )


def _step_item(step: TalkStep, member: Membership) -> Item:
    return Item(
        chip=f"{step.due_on:%d.%m.}",
        kind="danger",
        title=step.text,
        url=_url(step.talk, member),
        reason=f"{step.talk.municipality.name}, aus dem Jahresgespräch {step.talk.year}",
        action="Ansehen",
    )
