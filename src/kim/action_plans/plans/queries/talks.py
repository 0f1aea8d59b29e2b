"""The yearly talk with a municipality and what is prepared for it."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from kim.action_plans.models import (
    IndicatorValue,
    Part,
    PlanState,
    TalkAnswer,
    TalkQuestion,
    TalkStep,
    YearlyTalk,
)
from kim.action_plans.papers.content import content_of
from kim.action_plans.papers.queries import kept_content, latest_release, states_of
from kim.action_plans.profile.queries import Profile, profile_of
from kim.action_plans.rules.compare import changes
from kim.action_plans.rules.completeness import talk_is_due
from kim.core import dates
from kim.districts.models import Municipality
from kim.districts.territory import Territory


@dataclasses.dataclass(frozen=True)
class FigureLine:
    """A figure of the profile: its newest value and the one before."""

    label: str
    text: str
    year: int | None
    before: str
    before_year: int | None


@dataclasses.dataclass(frozen=True)
class Changed:
    """What has changed in the concept since a day; None if no state of before is known.

    `against` says in a sentence which state is compared.
    """

    since: date | None
    sentences: list[str]
    against: str


@dataclasses.dataclass(frozen=True)
class Sheet:
    """What lies on the table: figures, what is missing or due, open steps, questions with their answers."""

    talk: YearlyTalk | None
    last: YearlyTalk | None
    figures: list[FigureLine]
    changed: Changed
    open_points: list[tuple[str, str, str]]
    open_steps: list[TalkStep]
    questions: list[tuple[TalkQuestion, str]]
    steps: list[TalkStep]

    @property
    def has_answers(self) -> bool:
        """Whether anything was answered."""
        return any(answer for _, answer in self.questions)


def talk_of(place: Municipality, year: int) -> YearlyTalk | None:
    """Return the talk of a year, None if nobody has planned one."""
    found: YearlyTalk | None = YearlyTalk.objects.filter(municipality=place, year=year).first()
    return found


def questions_in_use() -> list[TalkQuestion]:
    """Return the questions of the talk in their order."""
    return list(TalkQuestion.objects.filter(active=True).order_by("position", "pk"))


def answers_of(talk: YearlyTalk | None) -> list[TalkAnswer]:
    """Return the answers given, also to questions that are no longer asked."""
    if talk is None:
        return []
    rows = TalkAnswer.objects.filter(talk=talk).select_related("question")
    return list(rows.order_by("question__position", "pk"))


def sheet_of(territory: Territory, place: Municipality, year: int) -> Sheet:
    """Return the prepared sheet of the talk of a year."""
    talk = talk_of(place, year)
    before = YearlyTalk.objects.filter(municipality=place, year__lt=year, held_on__isnull=False)
    last = before.order_by("-year").first()
    content = content_of(territory, dates.today())
    waiting = TalkStep.objects.filter(talk__municipality=place, talk__year__lt=year, done_on__isnull=True)
    return Sheet(
        talk=talk,
        last=last,
        figures=_figures(profile_of(territory)),
        changed=_changed(territory, last, content),
        open_points=_open_points(content),
        open_steps=list(waiting.select_related("talk").order_by("due_on", "pk")),
        questions=_asked(talk),
        steps=list(TalkStep.objects.filter(talk=talk).order_by("due_on", "pk")) if talk else [],
    )


def _open_points(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    lights = content["completeness"]
    return [
        (str(Part(part).label), one["light"], one["text"])
        for part, one in lights.items()
        if one["light"] != "done"
    ]


def _figures(profile: Profile) -> list[FigureLine]:
    return [
        FigureLine(
            row.label,
            row.latest.text if row.latest else str(IndicatorValue.State.NOT_RECORDED.label),
            row.latest.year if row.latest else None,
            row.previous.text if row.previous else "",
            row.previous.year if row.previous else None,
        )
        for row in profile.rows
    ]


def _changed(territory: Territory, last: YearlyTalk | None, content: Mapping[str, Any]) -> Changed:
    """Compare with the concept as it was at the last talk, or as it was last released."""
    held_on = last.held_on if last else None
    of_then = states_of(territory).filter(as_of__lte=held_on).first() if held_on else None
    state = of_then or latest_release(territory)
    against = _against(held_on, of_then, state)
    if state is None:
        return Changed(None, [], against)
    found = changes(kept_content(state), content)
    return Changed(state.as_of, [sentence for part in found for sentence in part.sentences], against)


def _against(held_on: date | None, of_then: PlanState | None, state: PlanState | None) -> str:
    """Say in a sentence which state is compared, and why it is not that of the last talk."""
    if state is None:
        return "Von früher ist kein Stand festgehalten."
    if held_on and of_then:
        return f"Verglichen mit dem Stand vom {state.as_of:%d.%m.%Y}, der beim Gespräch am {held_on:%d.%m.%Y} galt."
    reason = (
        f"Vom Gespräch am {held_on:%d.%m.%Y} ist kein Stand festgehalten."
        if held_on
        else "Ein früheres Gespräch ist nicht eingetragen."
    )
    return f"{reason} Verglichen mit der zuletzt freigegebenen Fassung vom {state.as_of:%d.%m.%Y}."


def _asked(talk: YearlyTalk | None) -> list[tuple[TalkQuestion, str]]:
    answers = answers_of(talk)
    said = {answer.question_id: answer.text for answer in answers}
    questions = questions_in_use()
    asked = {question.pk for question in questions}
    former = [answer.question for answer in answers if answer.question_id not in asked]
    return [(question, said.get(question.pk, "")) for question in [*questions, *former]]


def talk_list(place: Municipality) -> list[YearlyTalk]:
    """Return the talks with a municipality, newest first."""
    return list(YearlyTalk.objects.filter(municipality=place).order_by("-year"))


def is_due(talks: list[YearlyTalk], day: date) -> bool:
    """Say whether a talk with a municipality is due; talks newest first."""
    held = next((talk.held_on for talk in talks if talk.held_on), None)
    planned = next((talk.planned_on for talk in talks if not talk.held_on and talk.planned_on), None)
    return talk_is_due(held, planned, day)


def saved_answers(place: Municipality, year: int) -> list[tuple[str, str]]:
    """Return the answers as they are saved now: question and text."""
    return [(answer.question.text, answer.text) for answer in answers_of(talk_of(place, year))]
