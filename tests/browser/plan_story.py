"""A concept in the installation whose pages are looked at: everything that can be in it."""

from datetime import timedelta
from typing import Any

from kim.action_plans.models import PlanDuty, PlanState, TalkQuestion
from kim.action_plans.papers.content import content_of
from kim.action_plans.plans.actions import parts, talks
from kim.core import dates
from kim.districts.territory import Territory
from kim.steering import actions as groups


def tell_plans(story: Any) -> None:
    """Fill the concept of one place: focus, milestones in every state, two talks with steps, groups, a release."""
    lead, place, today = story.cast["team_lead"], story.place, dates.today()
    lead.district = story.district
    focus = parts.add_focus(lead, municipality=place, kind="topic", title="Wohnen in Beispielhausen")
    with dates.moved_clock(today - timedelta(days=500)):
        parts.add_focus(lead, municipality=place, kind="target_group", title="Fiktive Zielgruppe")
    made = [
        parts.add_milestone(
            lead,
            municipality=place,
            title=f"Ein Meilenstein, der „{state}“ ist und dessen Name mehr als eine Zeile braucht",
            year=today.year + number // 3,
            half=number % 3,
            state=state,
            note="",
        )
        for number, state in enumerate(("done", "running", "postponed", "dropped", "planned"))
    ]
    parts.say_about_part(
        lead, municipality=place, part="groups", version=0, state="in_progress", text="Wird aufgebaut."
    )
    steps = _talks(story, lead)
    group = groups.open_group(lead, municipality=place, kind="working", name="AG Beispiel")
    result = groups.add_result(lead, group=group, on=today, text="Ein Leitfaden.")
    groups.open_group(lead, municipality=None, kind="steering", name="Fiktive Runde")
    ended = groups.open_group(lead, municipality=place, kind="project", name="PG Früher")
    groups.end_group(lead, group=ended, version=0, ended_on=today)
    story.parts["plan"] = {
        "state": _release(story).pk,
        "territory": place.ags,
        "part": "groups",
        "focus": focus.pk,
        "milestone": made[0].pk,
        "year": today.year,
        "step": steps[0].pk,
        "duty": _duty(story).pk,
    }
    story.parts["old talk"] = {"territory": place.ags, "year": today.year - 1}
    story.parts["district plan"] = {"territory": "kreis"}
    story.parts["group"] = {"group": group.pk, "result": result.pk}
    story.parts["ended group"] = {"group": ended.pk}


def _duty(story: Any) -> PlanDuty:
    """A task that is ticked off by hand only with a reason, and one that never ends."""
    said = {"district": story.district, "roles": ["coordinator", "team_lead"]}
    endless = {"part": "meetings", "rhythm": "continuous", "review_months": 1}
    PlanDuty.objects.create(**said, **endless, code="fiktiv-laufend", task="Fiktive Aufgabe ohne Ende")
    duty: PlanDuty = PlanDuty.objects.create(
        **said,
        code="fiktiv",
        part="profile",
        task="Fiktive Kennzahlen erfragen",
        rhythm="yearly",
        first_month=1,
        last_month=12,
    )
    return duty


def _talks(story: Any, lead: Any) -> list[Any]:
    today, place = dates.today(), story.place
    year = today.year
    held = talks.conclude_talk(
        lead,
        place=place,
        year=year - 1,
        version=0,
        held_on=today.replace(month=1, day=5, year=year - 1),
        participants="Amt für Beispiele",
        conclusions="Mehr Kurse.\nMehr Räume.",
    )
    talks.add_step(lead, talk=held, text="Kursraum suchen", who="Stadt", due_on=today - timedelta(days=9))
    talk = talks.plan_talk(lead, place=place, year=year, version=0, planned_on=today)
    steps = [
        talks.add_step(lead, talk=talk, text=text, due_on=due)
        for text, due in (
            ("Liste prüfen", today - timedelta(days=3)),
            ("Brief schreiben", today + timedelta(days=9)),
            ("Anrufen", None),
        )
    ]
    talks.finish_step(lead, step=steps[2], done=True)
    question = TalkQuestion.objects.order_by("position", "pk").first()
    talks.answer_questions(lead, place=place, year=year, version=1, answers={question: "Viel Zuzug."})
    return steps


def _release(story: Any) -> PlanState:
    day = dates.today() - timedelta(days=100)
    return PlanState.objects.create(
        district=story.district,
        municipality=story.place,
        as_of=day,
        written_at=dates.at(day),
        content=content_of(Territory(story.district, story.place), day),
        digest="0" * 64,
        is_release=True,
    )
