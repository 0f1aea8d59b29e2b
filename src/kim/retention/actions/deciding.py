"""What a person decides about runs: letting one delete that was held back, taking one back."""

import dataclasses
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.cases.actions import lifecycle
from kim.cases.models import Case
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.retention.actions.running import Confirmation, apply_run
from kim.retention.models import RetentionRelease, RetentionRun, RetentionStep
from kim.retention.queries import open_district, plan_run


class NotThisMany(ValueError):
    """The number that was confirmed is not the number of changes that are held back."""


def release_held(actor: Membership, *, day: date, count: int) -> RetentionRelease:
    """Let the next run of this day do what was held back.

    Raises NotThisMany when another number is held back than the person confirmed.
    """
    district = open_district()
    plan = plan_run(day, district)
    if count != plan.held:
        raise NotThisMany(plan.held)
    with transaction.atomic():
        release: RetentionRelease = RetentionRelease.objects.create(
            district=district, day=day, count=count, released_by=actor, released_at=dates.now()
        )
        record(actor, "deletions_released")
    return release


def apply_release(release: RetentionRelease, *, district: District) -> RetentionRun:
    """Run once more with a person's release, which is used up by it."""
    confirmation = Confirmation(release.day, release.count)
    run = apply_run(release.released_by, day=release.day, district=district, confirmation=confirmation)
    with district_scope(district):
        RetentionRelease.objects.filter(pk=release.pk).update(run=run)
    return run


@dataclasses.dataclass(frozen=True)
class Undone:
    """How many cases were put back, and how many were left because somebody has worked on them since."""

    undone: int
    kept: int


def undo_run(actor: Membership, *, run: RetentionRun) -> Undone:
    """Take back the closings and archivings of a run where nobody has changed the case since.

    - A case that the run closed is active again, also when a later run archived it, and has the warning period before
      it can close again; one that it archived is closed again.
    - Deletions cannot be taken back.
    """
    done = run.steps.filter(undone=False).order_by("-pk")
    # A run that closed and archived a case has two steps; the first of them, which comes last here, decides.
    steps: dict[UUID, str] = dict(done.values_list("case_id", "action"))
    undone = sum(_undo_one(actor, run, case_id, first_action) for case_id, first_action in steps.items())
    with transaction.atomic():
        run.undone_at, run.undone_by = dates.now(), actor
        run.save(update_fields=["undone_at", "undone_by"])
        record(actor, "run_undone")
    return Undone(undone, len(steps) - undone)


def _undo_one(actor: Membership, run: RetentionRun, case_id: UUID, first_action: str) -> bool:
    with transaction.atomic():
        case: Case | None = Case.objects.select_for_update().filter(pk=case_id).order_by().first()
        steps = RetentionStep.objects.filter(case_id=case_id, undone=False).order_by("-pk")
        newest = steps.first()
        if case is None or newest is None or newest.case_version != case.version:
            return False
        undo = (
            lifecycle.undo_closing
            if first_action == RetentionStep.Action.CLOSED
            else lifecycle.undo_archiving
        )
        undo(actor, case=case, version=case.version)
        since = RetentionStep.objects.filter(run=run, case_id=case_id).aggregate(first=Min("pk"))
        steps.filter(pk__gte=since["first"]).update(undone=True)
    return True
