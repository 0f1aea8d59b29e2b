"""Everything the page of one case shows, read in a constant number of queries and opened together."""

import dataclasses
from collections import Counter
from datetime import date, datetime
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
    CaseStatus,
    CaseWorker,
    Handover,
    Need,
    NeedState,
    Track,
)
from kim.cases.queries.case_list import PHASES, facts, urgency
from kim.cases.queries.history import Entry, Names, Record, entries_of, record_of
from kim.cases.queries.names import all_life_domains, team_names
from kim.cases.queries.people import PersonLine, heading, members_of, person_lines
from kim.cases.queries.periods import periods_of
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
    label: str
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


@dataclasses.dataclass(frozen=True)
class Shared:
    """A colleague with whom the case is shared, and until when and why if it is for reading."""

    pk: Any
    name: str
    ends_on: date | None = None
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class Reader:
    """Somebody who read the case, and when last."""

    name: str
    last: datetime


@dataclasses.dataclass(frozen=True, kw_only=True)
class CasePage:
    """The case with everything opened."""

    case: Case
    heading: str
    lead: str
    substitutes: str
    persons: list[PersonLine]
    domains: list[LifeDomain]
    steps: list[Step]
    deadline: Deadline | None
    ending: Ending | None
    needs: list[NeedLine]
    hints: list[str]
    entries: list[Entry]
    entry_count: int
    workers: list[Shared]
    grants: list[Shared]
    offered_to: str
    offered_on: date | None
    readers: list[Reader]


def case_page(case: Case, district: District, today: date, *, whole_history: bool = False) -> CasePage:
    """Return the page of a case: fifteen queries, one of them for all keys."""
    members = members_of([case])
    record = record_of(case)
    grants = list(CaseGrant.objects.filter(on_day(today), case=case).order_by("ends_on", "pk"))
    handover = Handover.objects.filter(case=case, state=Handover.State.OFFERED).order_by("pk").first()
    people = [member.client for member in members]
    open_sealed([case], people, record.sealed, grants)
    needs = list(Need.objects.filter(case=case).order_by("pk"))
    domains = all_life_domains()
    names = Names(
        team_names(),
        {client.pk: client.given_name or client.family_name for client in people},
        {domain.pk: domain.label for domain in domains},
    )
    entries = entries_of(case, record, names)
    return CasePage(
        case=case,
        heading=heading(case, members),
        lead=names.team[case.lead_id],
        substitutes=_substitutes(case, names, today),
        persons=person_lines(members, today),
        domains=domains,
        steps=_steps(case, record, needs),
        deadline=_deadline(case, district, record, today),
        ending=_ending(case, district),
        needs=_need_lines(needs, names),
        hints=_hints(case, district, record, needs),
        entries=entries if whole_history else entries[:ENTRIES_SHOWN],
        entry_count=len(entries),
        workers=_workers(case, names, today),
        grants=[Shared(row.pk, names.team[row.membership_id], row.ends_on, row.reason) for row in grants],
        offered_to=names.team[handover.receiver_id] if handover else "",
        offered_on=handover.handed_on if handover else None,
        readers=_readers(case, names),
    )


def opened_heading(case: Case) -> str:
    """Return the heading of one case for pages that need nothing else of it: two queries."""
    members = members_of([case])
    open_sealed([member.client for member in members])
    return heading(case, members)


def _substitutes(case: Case, names: Names, today: date) -> str:
    stand_ins = Substitution.objects.filter(on_day(today), absent=case.lead_id).order_by("starts_on", "pk")
    return ", ".join(names.team[pk] for pk in stand_ins.values_list("substitute_id", flat=True))


def _workers(case: Case, names: Names, today: date) -> list[Shared]:
    workers = CaseWorker.objects.filter(on_day(today), case=case).order_by("starts_on", "pk")
    return [Shared(pk, names.team[member]) for pk, member in workers.values_list("pk", "membership_id")]


def _steps(case: Case, record: Record, needs: list[Need]) -> list[Step]:
    known = facts(case, record.valid_consultations, Counter(need.state for need in needs))
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
        known.has_intake,
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


def _ending(case: Case, district: District) -> Ending | None:
    if case.closed_on is None:
        return None
    archived_on = case.archived_on or rules.archives_on(case.closed_on, periods_of(district))
    return Ending(archived_on, case.delete_on or rules.live_deletion_on(archived_on, periods_of(district)))


def _need_lines(needs: list[Need], names: Names) -> list[NeedLine]:
    order = {domain: place for place, domain in enumerate(names.domains)}
    several = len(names.people) > 1
    return [
        NeedLine(
            need,
            names.domains[need.life_domain_id],
            names.people.get(need.client_id, "") if several else "",
            BADGES[NeedState(need.state)] if not _is_urgent(need) else "danger",
            need.get_state_display() if not _is_urgent(need) else "dringend",
        )
        for need in sorted(needs, key=lambda need: (order[need.life_domain_id], need.pk))
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


def _readers(case: Case, names: Names) -> list[Reader]:
    """Who else read the case, the last reader first; the lead is not among them."""
    read = (
        AuditEntry.objects.filter(subject_id=case.pk, action="case_read").order_by().values_list("actor_id")
    )
    grouped = [pair for pair in read.annotate(last=Max("at")) if pair[0] not in (None, case.lead_id)]
    latest = sorted(grouped, key=lambda pair: pair[1], reverse=True)[:READERS_SHOWN]
    return [Reader(names.team[actor], last) for actor, last in latest]
