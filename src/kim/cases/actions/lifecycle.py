"""The life of a case: track, deadline, closing, archive, reactivation, deletion."""

import dataclasses
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.cases import rules
from kim.cases.actions.deadlines import refresh_deadline
from kim.cases.actions.opening import begin_period
from kim.cases.models import (
    Case,
    CaseMember,
    CasePeriod,
    CaseStatus,
    Client,
    ClosingReason,
    Prolongation,
    Track,
)
from kim.cases.queries.periods import periods_of
from kim.cases.search import forget_people
from kim.core import dates
from kim.core.locking import claim_version
from kim.core.sealing import destroy_keys
from kim.districts.models import Municipality


class WrongState(Exception):
    """The case is not in a state in which this can be done."""


def _require(case: Case, *states: str) -> None:
    if case.status not in states:
        raise WrongState(f"{case.number}: {case.get_status_display()}")


def _open_period(case: Case) -> CasePeriod:
    period: CasePeriod = CasePeriod.objects.get(case=case, ends_on__isnull=True)
    return period


def _end_period(case: Case, day: date, ended_as: str, closing_reason: str = "") -> None:
    period = _open_period(case)
    CasePeriod.objects.filter(pk=period.pk).update(
        ends_on=max(day, period.starts_on), ended_as=ended_as, closing_reason=closing_reason
    )


def change_track(actor: Membership, *, case: Case, version: int, track: str, reason: str) -> None:
    """Change what kind of help a case is, from today, with the reason.

    - Ends the running period and begins another.
    - The deadline follows the new track; if it gets shorter, the warning period is left at least.
    """
    _require(case, CaseStatus.ACTIVE)
    with transaction.atomic():
        claim_version(case, version)
        _end_period(case, dates.today(), CasePeriod.Ended.TRACK)
        case.track = track
        begin_period(case, dates.today(), CasePeriod.Began.TRACK, reason)
        refresh_deadline(case)
        case.save(update_fields=["track", "last_consultation_on", "closes_on"])
        record(actor, "track_changed", subject=case)


def move_case(actor: Membership, *, case: Case, version: int, municipality: Municipality) -> None:
    """Note that the people moved: from today the case counts for the other municipality."""
    _require(case, CaseStatus.ACTIVE)
    with transaction.atomic():
        claim_version(case, version)
        _end_period(case, dates.today(), CasePeriod.Ended.MOVED)
        case.municipality = municipality
        begin_period(case, dates.today(), CasePeriod.Began.MOVED)
        case.save(update_fields=["municipality"])
        people = Client.objects.filter(case_members__case=case)
        people.update(municipality=municipality, version=F("version") + 1)
        record(actor, "case_moved", subject=case)


def prolong_case(actor: Membership, *, case: Case, version: int, until: date, reason: str) -> None:
    """Keep a case open until a day although nobody is counselled, with the reason."""
    _require(case, CaseStatus.ACTIVE)
    with transaction.atomic():
        claim_version(case, version)
        prolongation = Prolongation(
            district=case.district,
            key_id=case.key_id,
            case=case,
            until=until,
            made_on=dates.today(),
            made_by=actor,
            reason=reason,
        )
        prolongation.save(force_insert=True)
        case.prolonged_until = until
        refresh_deadline(case)
        case.save(update_fields=["prolonged_until", "last_consultation_on", "closes_on"])
        record(actor, "case_prolonged", subject=case)


def silence_reason(track: str) -> str:
    """Return the closing reason of a case of this track that fell silent."""
    if track == Track.CASE_MANAGEMENT:
        return ClosingReason.SILENCE_CASE_MANAGEMENT
    return ClosingReason.SILENCE_BRIEF_ADVICE


def close_case(
    actor: Membership | None, *, case: Case, version: int, closed_on: date, reason: str, note: str = ""
) -> None:
    """Close a case as of a day.

    - Ends the running period; from that day on the case is no longer in the stock.
    - The case can be taken up again until it is deleted.
    """
    _require(case, CaseStatus.ACTIVE)
    with transaction.atomic():
        claim_version(case, version)
        _end_period(case, closed_on, CasePeriod.Ended.CLOSED, reason)
        case.status = CaseStatus.CLOSED
        case.closed_on = closed_on
        case.closing_reason = reason
        case.closing_note = note
        case.save(update_fields=["status", "closed_on", "closing_reason", "closing_note"])
        record(actor, "case_closed", subject=case)


def archive_case(actor: Membership | None, *, case: Case, version: int, archived_on: date) -> None:
    """Archive a closed case as of a day and set the day of its deletion."""
    _require(case, CaseStatus.CLOSED)
    with transaction.atomic():
        claim_version(case, version)
        case.status = CaseStatus.ARCHIVED
        case.archived_on = archived_on
        case.delete_on = rules.live_deletion_on(archived_on, periods_of(case.district))
        case.save(update_fields=["status", "archived_on", "delete_on"])
        record(actor, "case_archived", subject=case)


def _clear_closing(case: Case) -> list[str]:
    case.status = CaseStatus.ACTIVE
    case.closed_on = case.archived_on = case.delete_on = case.prolonged_until = None
    case.closing_reason = ""
    case.closing_note = ""
    return [
        "status",
        "closed_on",
        "archived_on",
        "delete_on",
        "prolonged_until",
        "closing_reason",
        "closing_note",
        "last_consultation_on",
        "closes_on",
    ]


def reactivate_case(actor: Membership, *, case: Case, version: int) -> None:
    """Take a closed or archived case up again, today.

    - Clears the day of deletion and begins a new period.
    - The deadline runs from today.
    """
    _require(case, CaseStatus.CLOSED, CaseStatus.ARCHIVED)
    with transaction.atomic():
        claim_version(case, version)
        fields = _clear_closing(case)
        begin_period(case, dates.today(), CasePeriod.Began.REACTIVATED)
        case.closes_on = None
        refresh_deadline(case)
        case.save(update_fields=fields)
        record(actor, "case_reactivated", subject=case)


def undo_closing(actor: Membership | None, *, case: Case, version: int) -> None:
    """Take back a closing by the nightly run as if it had not been: the last period runs on.

    The case gets at least the warning period before it can close again.
    """
    _require(case, CaseStatus.CLOSED, CaseStatus.ARCHIVED)
    with transaction.atomic():
        claim_version(case, version)
        periods = CasePeriod.objects.filter(case=case).order_by("-starts_on", "-pk")
        CasePeriod.objects.filter(pk__in=list(periods.values_list("pk", flat=True)[:1])).update(
            ends_on=None, ended_as="", closing_reason=""
        )
        fields = _clear_closing(case)
        refresh_deadline(case)
        due = case.closes_on or dates.today()
        case.closes_on = rules.with_notice(due, dates.today(), case.district.policy.warning_days)
        case.save(update_fields=fields)
        record(actor, "closing_undone", subject=case)


def undo_archiving(actor: Membership | None, *, case: Case, version: int) -> None:
    """Take back an archiving: the case is closed again and has no day of deletion."""
    _require(case, CaseStatus.ARCHIVED)
    with transaction.atomic():
        claim_version(case, version)
        case.status = CaseStatus.CLOSED
        case.archived_on = case.delete_on = None
        case.save(update_fields=["status", "archived_on", "delete_on"])
        record(actor, "archiving_undone", subject=case)


@dataclasses.dataclass(frozen=True)
class Erased:
    """What a deletion removed: identifiers of destroyed keys and the number of rows."""

    key_ids: tuple[UUID, ...]
    rows: int


def _leaving_with(case: Case) -> list[Client]:
    """Return the people who are in no other case."""
    elsewhere = CaseMember.objects.filter(client=OuterRef("pk")).exclude(case=case).order_by()
    return list(Client.objects.filter(~Exists(elsewhere), case_members__case=case).order_by("pk"))


def keys_of(case: Case) -> tuple[UUID, ...]:
    """Return the data keys that the deletion of a case destroys: its own and those of people in no other case."""
    return (case.key_id, *(client.key_id for client in _leaving_with(case)))


def erase_case(actor: Membership | None, *, case: Case) -> Erased:
    """Delete a case for good.

    - Destroys the data keys of the case and of every person who is in no other case: from then on nothing of them
      can be read, in backups, write-ahead logs and replicas neither.
    - Then deletes the rows. If that fails, the next run repeats it; the keys are gone already.
    - People who are in another case stay; so do counts, which hold no person.
    """
    leaving = _leaving_with(case)
    key_ids = (case.key_id, *(client.key_id for client in leaving))
    destroy_keys(key_ids)
    forget_people(leaving)
    with transaction.atomic():
        household = case.household
        record(actor, "case_deleted", subject=_reference(case))
        _, counts = case.delete()
        rows = sum(counts.values())
        for client in leaving:
            _, counts = client.delete()
            rows += sum(counts.values())
        if household is not None and not household.cases.exists():
            _, counts = household.delete()
            rows += sum(counts.values())
    return Erased(key_ids, rows)


def _reference(case: Case) -> Any:
    bare = Case(pk=case.pk, key_id=case.key_id)
    bare.__dict__.pop("_cipher", None)
    return bare
