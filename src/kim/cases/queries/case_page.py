"""Everything the page of one case shows, read in a constant number of queries and opened together."""

import dataclasses
from collections import Counter
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db.models import Max

from kim.accounts.models import Substitution
from kim.accounts.permissions import on_day
from kim.audit.models import AuditEntry
from kim.cases import rules
from kim.cases.models import (
    Case,
    CaseGrant,
    CaseMember,
    CaseStatus,
    CaseWorker,
    Handover,
    Intake,
    Need,
    NeedState,
    Track,
)
from kim.cases.queries.case_list import PHASES, facts, urgency
from kim.cases.queries.history import Entry, Record, entries_of, record_of
from kim.cases.queries.people import PersonLine, heading, members_of, person_lines
from kim.core.sealing import open_sealed
from kim.districts.models import District, LifeDomain

#: The newest entries of a long history; the rest is one click away.
ENTRIES_SHOWN = 40
READERS_SHOWN = 6
STEPS = [phase for phase in rules.Phase if phase is not rules.Phase.ACCESS]
SHORT_STEPS = (
    ("Erstberatung", {rules.Phase.ACCESS, rules.Phase.INTAKE}),
    ("Beratung", set(rules.Phase) - {rules.Phase.ACCESS, rules.Phase.INTAKE, rules.Phase.CLOSING}),
    ("Abschluss", {rules.Phase.CLOSING}),
)
HINTS = {
    rules.Hint.TOO_FEW_CONSULTATIONS: "Zur Kurzberatung gehören mindestens {} Beratungen.",
    rules.Hint.TOO_MANY_NEEDS: "Zur Kurzberatung gehören in der Regel höchstens {} Bedarfe. "
    "Passt Case Management besser?",
}
BADGES = {
    NeedState.OPEN: "warning",
    NeedState.IN_WORK: "info",
    NeedState.MET: "success",
    NeedState.NOT_SOLVABLE: "neutral",
}


@dataclasses.dataclass(frozen=True)
class Step:
    """A step of the phase stepper; `state` is "done", "current" or empty."""

    label: str
    state: str


@dataclasses.dataclass(frozen=True)
class NeedLine:
    """A need with its badge; `who` is empty when it is everybody's or the case has one person."""

    need: Need
    who: str
    badge: str
    state: str


@dataclasses.dataclass(frozen=True)
class Deadline:
    """The days of an active case: from `starts_on` to `closes_on`, of `total` days `passed` are over."""

    starts_on: date
    closes_on: date
    total: int
    passed: int
    high: int
    urgency: str
    days_left: int


@dataclasses.dataclass(frozen=True)
class Ending:
    """What happens to a closed or archived case, and when."""

    archives_on: date
    deletes_on: date


@dataclasses.dataclass(frozen=True, kw_only=True)
class CasePage:
    """The case with everything opened."""

    case: Case
    heading: str
    substitutes: str
    members: list[CaseMember]
    persons: list[PersonLine]
    steps: list[Step]
    deadline: Deadline | None
    ending: Ending | None
    needs: list[NeedLine]
    hints: list[str]
    entries: list[Entry]
    entry_count: int
    workers: list[CaseWorker]
    grants: list[CaseGrant]
    handover: Handover | None


def case_page(case: Case, district: District, today: date, *, whole_history: bool = False) -> CasePage:
    """Return the page of a case: fourteen queries, one of them for all keys."""
    members = members_of([case])
    record = record_of(case)
    grants = list(
        CaseGrant.objects.filter(on_day(today), case=case)
        .select_related("membership__user")
        .order_by("ends_on", "pk")
    )
    handover = (
        Handover.objects.filter(case=case, state=Handover.State.OFFERED)
        .select_related("receiver__user")
        .first()
    )
    offered = [handover] if handover else []
    people = [member.client for member in members]
    open_sealed([case], people, record.sealed, grants, offered)
    needs = list(Need.objects.filter(case=case).select_related("life_domain"))
    entries = entries_of(case, record, people)
    return CasePage(
        case=case,
        heading=heading(case, members),
        substitutes=_substitutes(case, today),
        members=members,
        persons=person_lines(members, today),
        steps=_steps(case, record, needs),
        deadline=_deadline(case, district, record, today),
        ending=_ending(case, district),
        needs=_need_lines(needs, members),
        hints=_hints(case, district, record, needs),
        entries=entries if whole_history else entries[:ENTRIES_SHOWN],
        entry_count=len(entries),
        workers=_workers(case, today),
        grants=grants,
        handover=handover,
    )


def opened_heading(case: Case) -> str:
    """Return the heading of one case for pages that need nothing else of it: two queries."""
    members = members_of([case])
    open_sealed([member.client for member in members])
    return heading(case, members)


def _substitutes(case: Case, today: date) -> str:
    stand_ins = Substitution.objects.filter(on_day(today), absent=case.lead_id).select_related(
        "substitute__user"
    )
    return ", ".join(str(row.substitute) for row in stand_ins.order_by("starts_on", "pk"))


def _workers(case: Case, today: date) -> list[CaseWorker]:
    workers = CaseWorker.objects.filter(on_day(today), case=case).select_related("membership__user")
    return list(workers.order_by("membership__user__name", "pk"))


def _steps(case: Case, record: Record, needs: list[Need]) -> list[Step]:
    has_intake = Intake.objects.filter(case=case).exists()
    states = Counter(need.state for need in needs)
    known = facts(case, record.valid_consultations, states, has_intake)
    reached = rules.phase(known)
    if case.track != Track.CASE_MANAGEMENT:
        current = next(place for place, (_, phases) in enumerate(SHORT_STEPS) if reached in phases)
        documented = [True, known.consultations > 0, False]
        labels = [label for label, _ in SHORT_STEPS]
    else:
        current = STEPS.index(reached) if reached in STEPS else 0
        documented = _documented(known)
        labels = [PHASES[phase] for phase in STEPS]
    states_of_steps = ["done" if is_there else "" for is_there in documented[:current]] + ["current"]
    return [Step(label, state) for label, state in zip_longest(labels, states_of_steps, fillvalue="")]


def _documented(known: rules.CaseFacts) -> list[bool]:
    """Which steps of case management left something in the record; a step may have been passed over."""
    return [
        known.has_intake or known.consultations > 0,
        known.needs_recorded > 0,
        known.has_goal,
        known.needs_in_work + known.needs_settled > 0,
        known.needs_settled > 0,
        known.has_reassessment or known.all_settled,
        known.is_closed,
    ]


def _deadline(case: Case, district: District, record: Record, today: date) -> Deadline | None:
    if case.status != CaseStatus.ACTIVE or case.closes_on is None:
        return None
    since = record.active_since or case.opened_on
    start = max(since, case.last_consultation_on or since)
    total = max((case.closes_on - start).days, 1)
    kind, left = urgency(case, district, today)
    return Deadline(
        starts_on=start,
        closes_on=case.closes_on,
        total=total,
        passed=min(max((today - start).days, 0), total),
        high=max(total - district.policy.warning_days, 0),
        urgency=kind,
        days_left=left or 0,
    )


def periods(district: District) -> rules.Periods:
    """Return the district's periods in the form that the rules want."""
    policy = district.policy
    return rules.Periods(
        archive_days=policy.archive_days,
        deletion_days=policy.deletion_days,
        key_backup_days=policy.key_backup_days,
    )


def _ending(case: Case, district: District) -> Ending | None:
    if case.closed_on is None:
        return None
    archived_on = case.archived_on or rules.archives_on(case.closed_on, periods(district))
    return Ending(archived_on, case.delete_on or rules.live_deletion_on(archived_on, periods(district)))


def _need_lines(needs: list[Need], members: list[CaseMember]) -> list[NeedLine]:
    several = len(members) > 1
    names: dict[Any, str] = {row.client_id: row.client.given_name for row in members if several}
    return [
        NeedLine(
            need,
            names.get(need.client_id, ""),
            BADGES[NeedState(need.state)] if not _is_urgent(need) else "danger",
            need.get_state_display() if not _is_urgent(need) else "dringend",
        )
        for need in needs
    ]


def _is_urgent(need: Need) -> bool:
    return need.urgent and need.state in (NeedState.OPEN, NeedState.IN_WORK)


def _hints(case: Case, district: District, record: Record, needs: list[Need]) -> list[str]:
    policy = district.policy
    standard = rules.MinimumStandard(policy.brief_advice_consultations, policy.brief_advice_needs)
    numbers = {
        rules.Hint.TOO_FEW_CONSULTATIONS: standard.consultations,
        rules.Hint.TOO_MANY_NEEDS: standard.needs,
    }
    found = rules.minimum_standard_hints(case.track, record.valid_consultations, len(needs), standard)
    return [HINTS[hint].format(numbers[hint]) for hint in found]


def readers(case: Case) -> list[dict[str, Any]]:
    """Return who else read a case, the last reader first: `name` and `last` (instant). The lead is not among them."""
    read = AuditEntry.objects.filter(subject_id=case.pk, action="case_read").exclude(actor=case.lead_id)
    grouped = read.order_by().values("actor__user__name").annotate(last=Max("at"))
    return [
        {"name": row["actor__user__name"], "last": row["last"]}
        for row in grouped.order_by("-last", "actor__user__name")[:READERS_SHOWN]
    ]


def life_domains() -> list[LifeDomain]:
    """Return the domains of life in use, in the district's order."""
    return list(LifeDomain.objects.filter(active=True).order_by("position", "label"))
