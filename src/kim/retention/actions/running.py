"""The nightly run: closing, archiving and deleting by rule."""

import dataclasses
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import transaction

from kim.accounts.models import Membership
from kim.cases import rules
from kim.cases.actions import lifecycle
from kim.cases.models import Case, CaseStatus
from kim.cases.queries.periods import periods_of
from kim.core import dates
from kim.core.locking import Conflict
from kim.core.sealing import clean_key_files
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.monitoring.actions import freeze_ended_months
from kim.public.actions import delete_expired_requests, delete_requests_of_cases
from kim.public.models import AppointmentRequest
from kim.retention import register
from kim.retention.models import DeletionCertificate, Held, RetentionRun, RetentionStep
from kim.retention.queries import (
    Plan,
    due_ids,
    frozen_months,
    months_of,
    open_district,
    plan_run,
)

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Confirmation:
    """A person says which day it is and how many changes that were held back are right."""

    day: date
    count: int

    def covers(self, plan: Plan) -> bool:
        """Whether the run is the one that was confirmed; fewer changes than confirmed are fine."""
        return self.day == plan.day and plan.held <= self.count


def apply_run(
    actor: Membership | None,
    *,
    day: date | None = None,
    district: District | None = None,
    confirmation: Confirmation | None = None,
) -> RetentionRun:
    """Do what is due in a district on a day, by default in the open district today.

    - Closes silent cases as of their closing day, archives closed ones, deletes archived ones and expired requests, in
      this order: after a long downtime one run does everything that daily runs would have done, with the same dates.
    - Freezes the figures of months that are over before it deletes; a case whose months are not frozen stays.
    - Stops before deletions when the clock or the number looks wrong, before closings when the clock is far off
      (RET-1, CASE-9); `confirmation` lets a run go on.
    - Each case is a transaction of its own. After a crash the next run goes on where this one ended.
    """
    district = district or open_district()
    day = day or dates.today()
    with _clock_at(day):
        run = _Run(actor, district, day, confirmation)
        run.close_and_archive()
        run.delete()
        return run.finish()


@contextmanager
def _clock_at(day: date) -> Iterator[None]:
    if day == dates.today():
        yield
        return
    with dates.moved_clock(day):
        yield


class _Run:
    """One run over a district. The scope is opened for each case, so that no lock outlives it."""

    def __init__(
        self, actor: Membership | None, district: District, day: date, confirmation: Confirmation | None
    ) -> None:
        self.actor, self.district, self.day = actor, district, day
        with district_scope(district):
            self.plan = plan_run(day, district)
            self.released = confirmation is not None and confirmation.covers(self.plan)
            self.deletes = self.released or self.plan.deletion_brake is None
            self.closes = self.released or self.plan.closing_brake is None
            brake = self.plan.deletion_brake or self.plan.closing_brake
            self.record: RetentionRun = RetentionRun.objects.create(
                district=district,
                day=day,
                ran_at=dates.now(),
                started_by=actor,
                brake="" if self.released or brake is None else str(brake),
                held_back=0 if self.released else self.plan.held,
                closings_held=not self.closes,
            )
        self.periods = periods_of(district)
        self.frozen: set[date] = set()

    def close_and_archive(self) -> None:
        """Close what is silent and archive what is closed, unless the clock is far off."""
        if not self.closes:
            return
        self.record.closed = self._each(CaseStatus.ACTIVE, "closes_on", self._close)
        self.record.archived = self._each(CaseStatus.CLOSED, "closed_on", self._archive)

    def delete(self) -> None:
        """Delete what is archived long enough and what the public asked long ago."""
        clock_is_right = self.released or self.plan.closing_brake is None
        if clock_is_right:
            with district_scope(self.district):
                freeze_ended_months(None)
                self.frozen = frozen_months()
        if not self.deletes:
            return
        self.record.deleted = self._each(CaseStatus.ARCHIVED, "delete_on", self._delete)
        with district_scope(self.district):
            self.record.requests_deleted = delete_expired_requests(self.day)
        if (self.record.deleted or self.record.requests_deleted) and not clean_key_files():
            log.warning("What destroyed keys left in the files of their database could not be removed now.")

    def finish(self) -> RetentionRun:
        """Write down what was done."""
        self.record.finished_at = dates.now()
        with district_scope(self.district):
            self.record.save()
        return self.record

    def _each(self, status: str, field: str, work: Callable[[Case], bool]) -> int:
        done = 0
        chunks = due_ids(status, field, self.day)
        while True:
            with district_scope(self.district):
                ids = next(chunks, [])
            if not ids:
                return done
            done += sum(self._one(pk, work) for pk in ids)

    def _one(self, pk: UUID, work: Callable[[Case], bool]) -> bool:
        """Work on one case as it is now, locked; somebody who is faster wins, an error stops only this case."""
        try:
            with district_scope(self.district), transaction.atomic():
                case: Case | None = Case.objects.select_for_update().filter(pk=pk).order_by().first()
                if case is None:
                    return False
                case.district = self.district
                return work(case)
        except (Conflict, lifecycle.WrongState):
            return False
        except Exception:
            # One case that cannot be closed must not keep the others of the district from being deleted in time.
            log.exception("A case could not be processed by the nightly run.")
            self.record.held_back += 1
            return False

    def _step(self, case: Case, action: str, as_of: date) -> bool:
        RetentionStep.objects.create(
            district=self.district,
            run=self.record,
            case_id=case.pk,
            action=action,
            as_of=as_of,
            case_version=case.version,
        )
        return True

    def _close(self, case: Case) -> bool:
        due_on = case.closes_on
        if (
            case.status != CaseStatus.ACTIVE
            or due_on is None
            or not rules.is_due_for_closing(due_on, self.day)
        ):
            return False
        reason = lifecycle.silence_reason(case.track)
        lifecycle.close_case(self.actor, case=case, version=case.version, closed_on=due_on, reason=reason)
        return self._step(case, RetentionStep.Action.CLOSED, due_on)

    def _archive(self, case: Case) -> bool:
        if case.status != CaseStatus.CLOSED or case.closed_on is None:
            return False
        due_on = rules.archives_on(case.closed_on, self.periods)
        if due_on > self.day:
            return False
        lifecycle.archive_case(self.actor, case=case, version=case.version, archived_on=due_on)
        return self._step(case, RetentionStep.Action.ARCHIVED, due_on)

    def _delete(self, case: Case) -> bool:
        due_on = case.delete_on
        if case.status != CaseStatus.ARCHIVED or due_on is None or due_on > self.day:
            return False
        if not self.frozen.issuperset(months_of(case)):
            self.record.held_back += 1
            self.record.brake = self.record.brake or Held.NOT_FROZEN
            return False
        delete_case(self.actor, case=case, run=self.record, due_on=due_on)
        return True


def delete_case(
    actor: Membership | None, *, case: Case, run: RetentionRun | None, due_on: date, cause: str = "period"
) -> DeletionCertificate:
    """Delete a case for good, with proof.

    - The register names the keys before they are destroyed.
    - The requests from which the case came go with it.
    - The certificate holds nothing about the person.
    """
    requests = AppointmentRequest.objects.filter(case=case).order_by("pk")
    keys = (*lifecycle.keys_of(case), *requests.values_list("key_id", flat=True))
    register.append(case.district.slug, case.pk, keys)
    with transaction.atomic():
        gone = delete_requests_of_cases([case.pk])
        erased = lifecycle.erase_case(actor, case=case)
        certificate: DeletionCertificate = DeletionCertificate.objects.create(
            district=run.district if run else open_district(),
            run=run,
            deleted_at=dates.now(),
            due_on=due_on,
            keys_destroyed=len(keys),
            rows_deleted=erased.rows + gone,
            cause=cause,
        )
    return certificate
