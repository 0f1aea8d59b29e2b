"""The yearly talk with a municipality: agreed, answered, held; and the steps that follow."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from kim.accounts.models import Membership
from kim.action_plans.models import TalkAnswer, TalkQuestion, TalkStep, YearlyTalk
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import claim_version
from kim.districts.models import Municipality


def _claimed(actor: Membership, place: Municipality, year: int, version: int) -> YearlyTalk:
    """Return the talk of a year, made if there is none; raise Conflict if it has another version."""
    talk: YearlyTalk
    talk, _ = YearlyTalk.objects.get_or_create(district_id=actor.district_id, municipality=place, year=year)
    claim_version(talk, version)
    return talk


def plan_talk(
    actor: Membership, *, place: Municipality, year: int, version: int, planned_on: date | None
) -> YearlyTalk:
    """Agree on a day for the talk of a year, or on none. Raises Conflict; version 0 is that of no talk yet."""
    with transaction.atomic():
        talk = _claimed(actor, place, year, version)
        talk.planned_on = planned_on
        talk.save(update_fields=["planned_on"])
        record(actor, "yearly_talk_planned", subject=talk)
    return talk


def answer_questions(
    actor: Membership,
    *,
    place: Municipality,
    year: int,
    version: int,
    answers: Mapping[TalkQuestion, str],
) -> YearlyTalk:
    """Write down what a municipality answers; an empty answer is taken away. Raises Conflict."""
    with transaction.atomic():
        talk = _claimed(actor, place, year, version)
        for question, text in answers.items():
            if text:
                TalkAnswer.objects.update_or_create(
                    talk=talk,
                    question=question,
                    defaults={"text": text},
                    create_defaults={"text": text, "district_id": talk.district_id},
                )
            else:
                TalkAnswer.objects.filter(talk=talk, question=question).delete()
        record(actor, "yearly_talk_answered", subject=talk)
    return talk


def conclude_talk(
    actor: Membership,
    *,
    place: Municipality,
    year: int,
    version: int,
    held_on: date,
    participants: str,
    conclusions: str,
) -> YearlyTalk:
    """Say when the talk was held and what follows from it. Raises Conflict."""
    with transaction.atomic():
        talk = _claimed(actor, place, year, version)
        talk.held_on, talk.participants, talk.conclusions = held_on, participants, conclusions
        talk.save(update_fields=["held_on", "participants", "conclusions"])
        record(actor, "yearly_talk_held", subject=talk)
    return talk


def add_step(
    actor: Membership, *, talk: YearlyTalk, text: str, who: str = "", due_on: date | None = None
) -> TalkStep:
    """Write down a next step."""
    with transaction.atomic():
        step: TalkStep = TalkStep.objects.create(
            district_id=talk.district_id, talk=talk, text=text, who=who, due_on=due_on
        )
        record(actor, "yearly_step_added", subject=talk)
    return step


def finish_step(actor: Membership, *, step: TalkStep, done: bool) -> None:
    """Say that a step is done today, or that it is not done after all; what is so already stays as it is."""
    with transaction.atomic():
        step.done_on = dates.today() if done else None
        if TalkStep.objects.filter(pk=step.pk, done_on__isnull=done).update(done_on=step.done_on):
            record(actor, "yearly_step_done" if done else "yearly_step_reopened", subject=step.talk)


def delete_step(actor: Membership, *, step: TalkStep) -> None:
    """Remove a step that was entered by mistake."""
    with transaction.atomic():
        record(actor, "yearly_step_deleted", subject=step.talk)
        step.delete()
