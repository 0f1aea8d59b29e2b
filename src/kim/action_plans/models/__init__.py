"""Tables of the action plans: figures, focus and milestones, talks and tasks, and the papers."""

from kim.action_plans.models.collection import CollectionRequest, CollectionRound, SourceOffice
from kim.action_plans.models.paper import PlanState
from kim.action_plans.models.parts import FocusArea, Milestone, Part, PartRemark
from kim.action_plans.models.profile import FindingNote, Indicator, IndicatorValue
from kim.action_plans.models.talks import (
    PlanDuty,
    PlanDutyDone,
    TalkAnswer,
    TalkQuestion,
    TalkStep,
    YearlyTalk,
)

__all__ = [
    "CollectionRequest",
    "CollectionRound",
    "FindingNote",
    "FocusArea",
    "Indicator",
    "IndicatorValue",
    "Milestone",
    "Part",
    "PartRemark",
    "PlanDuty",
    "PlanDutyDone",
    "PlanState",
    "SourceOffice",
    "TalkAnswer",
    "TalkQuestion",
    "TalkStep",
    "YearlyTalk",
]
