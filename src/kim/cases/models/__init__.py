"""Tables of casework."""

from kim.cases.models.case import (
    Case,
    CaseCounter,
    CaseGrant,
    CaseMember,
    CasePeriod,
    CaseWorker,
    Handover,
    Prolongation,
)
from kim.cases.models.choices import (
    CaseStatus,
    Channel,
    ClosingReason,
    NeedState,
    NoteKind,
    Outcome,
    PersonRole,
    Track,
)
from kim.cases.models.client import Client, Household, HouseholdMember
from kim.cases.models.entries import CaseNote, Consultation, Intake, Need

__all__ = [
    "Case",
    "CaseCounter",
    "CaseGrant",
    "CaseMember",
    "CaseNote",
    "CasePeriod",
    "CaseStatus",
    "CaseWorker",
    "Channel",
    "Client",
    "ClosingReason",
    "Consultation",
    "Handover",
    "Household",
    "HouseholdMember",
    "Intake",
    "Need",
    "NeedState",
    "NoteKind",
    "Outcome",
    "PersonRole",
    "Prolongation",
    "Track",
]
