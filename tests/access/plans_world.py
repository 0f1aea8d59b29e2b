"""Concepts of the people who ask: focus, milestone, yearly talk, task, a release, and a group with a result."""

from typing import Any

from kim.accounts.models import Membership, Responsibility
from kim.action_plans.models import PlanDuty, TalkQuestion
from kim.action_plans.papers.actions import release
from kim.action_plans.plans.actions import parts, talks
from kim.districts.territory import Territory
from kim.steering import actions as groups
from tests.access.things import Target
from tests.cast import TODAY


def plans_of(member: Membership, owner: str) -> dict[str, Target]:
    """Fill the concept of somebody's place."""
    district = member.district
    place = Responsibility.objects.select_related("municipality").get(membership=member).municipality
    focus = parts.add_focus(member, municipality=place, kind="topic", title="Wohnen")
    milestone = parts.add_milestone(
        member, municipality=place, title="Anlaufstelle", year=2026, half=0, state="planned", note=""
    )
    question: dict[str, Any] = {"code": "lage", "defaults": {"text": "Was hat sich verändert?"}}
    TalkQuestion.objects.get_or_create(district=district, **question)
    talk = talks.plan_talk(member, place=place, year=2026, version=0, planned_on=TODAY)
    step = talks.add_step(member, talk=talk, text="Raum suchen")
    duty, _ = PlanDuty.objects.get_or_create(
        district=district,
        code="zugang",
        defaults={
            "part": "access",
            "task": "Zugang prüfen",
            "roles": ["case_manager"],
            "rhythm": "yearly",
            "first_month": 1,
            "last_month": 12,
        },
    )
    group = groups.open_group(member, municipality=place, kind="working", name="AG Ankommen")
    result = groups.add_result(member, group=group, on=TODAY, text="Leitfaden")
    state = release(member, territory=Territory(district, place), note="Jahresgespräch")
    here = {"district": district.slug}
    plan = here | {
        "territory": place.ags,
        "part": "groups",
        "focus": focus.pk,
        "milestone": milestone.pk,
        "year": 2026,
        "step": step.pk,
        "duty": duty.pk,
        "state": state.pk,
    }
    return {
        "plan": Target(f"plan of {owner}", plan),
        "group": Target(f"plan of {owner}", here | {"group": group.pk, "result": result.pk}),
    }
