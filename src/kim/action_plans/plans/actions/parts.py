"""Remarks, focus areas and milestones of a concept."""

from datetime import date
from typing import Any

from django.db import transaction

from kim.accounts.models import Membership
from kim.action_plans.models import FocusArea, Milestone, PartRemark
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import change_row, claim_version, is_pressed_again
from kim.districts.models import Municipality


def say_about_part(
    actor: Membership,
    *,
    municipality: Municipality | None,
    part: str,
    version: int,
    state: str,
    text: str,
) -> PartRemark:
    """Say about a part of a concept that there is nothing, that it is being worked on, or a sentence.

    Raises Conflict if somebody said something else in the meantime; version 0 is that of a part of which nobody has
    said anything.
    """
    with transaction.atomic():
        remark: PartRemark
        remark, _ = PartRemark.objects.get_or_create(
            district_id=actor.district_id, municipality=municipality, part=part
        )
        claim_version(remark, version)
        remark.state, remark.text = state, text
        remark.save(update_fields=["state", "text"])
        record(actor, "part_remark_changed", subject=remark)
    return remark


def add_focus(actor: Membership, *, municipality: Municipality | None, **said: Any) -> FocusArea:
    """Enter a focus or target group; it counts as looked at today."""
    with transaction.atomic():
        focus: FocusArea = FocusArea.objects.create(
            district_id=actor.district_id, municipality=municipality, reviewed_on=dates.today(), **said
        )
        record(actor, "focus_added", subject=focus)
    return focus


def change_focus(actor: Membership, *, focus: FocusArea, version: int, **changes: Any) -> None:
    """Change what is said about a focus or target group; raises Conflict."""
    with transaction.atomic():
        change_row(focus, version, changes)
        record(actor, "focus_changed", subject=focus)


def review_focus(actor: Membership, *, focus: FocusArea, version: int) -> None:
    """Say that a focus was looked at today and still holds; the next look is due in a year.

    Saying so twice a day says it once. Raises Conflict.
    """
    is_said = focus.reviewed_on == dates.today() and not _has_ended(focus)
    if is_said and is_pressed_again(focus, version, focus.pressed_version):
        return
    with transaction.atomic():
        claim_version(focus, version)
        focus.reviewed_on, focus.pressed_version = dates.today(), focus.version
        focus.save(update_fields=["reviewed_on", "pressed_version"])
        record(actor, "focus_reviewed", subject=focus)


def end_focus(actor: Membership, *, focus: FocusArea, version: int) -> None:
    """Say that a focus holds no longer from today on; it leaves the concept.

    One that has ended keeps its day. Raises Conflict.
    """
    if _has_ended(focus) and is_pressed_again(focus, version, focus.pressed_version):
        return
    with transaction.atomic():
        claim_version(focus, version)
        focus.ended_on = focus.ended_on if _has_ended(focus) else dates.today()
        focus.pressed_version = focus.version
        focus.save(update_fields=["ended_on", "pressed_version"])
        record(actor, "focus_ended", subject=focus)


def _has_ended(focus: FocusArea) -> bool:
    return focus.ended_on is not None and focus.ended_on <= dates.today()


def delete_focus(actor: Membership, *, focus: FocusArea, version: int) -> None:
    """Remove a focus that was entered by mistake. Raises Conflict."""
    with transaction.atomic():
        claim_version(focus, version)
        record(actor, "focus_deleted", subject=focus)
        focus.delete()


def add_milestone(actor: Membership, *, municipality: Municipality | None, **said: Any) -> Milestone:
    """Enter what is to be reached in a year or half-year."""
    with transaction.atomic():
        milestone: Milestone = Milestone.objects.create(
            district_id=actor.district_id,
            municipality=municipality,
            done_on=_done_on(None, said["state"]),
            **said,
        )
        record(actor, "milestone_added", subject=milestone)
    return milestone


def change_milestone(actor: Membership, *, milestone: Milestone, version: int, **changes: Any) -> None:
    """Change a milestone or its state; one that is reached gets today's date. Raises Conflict."""
    with transaction.atomic():
        done_on = _done_on(milestone.done_on, changes.get("state", milestone.state))
        change_row(milestone, version, {**changes, "done_on": done_on})
        record(actor, "milestone_changed", subject=milestone)


def _done_on(before: date | None, state: str) -> date | None:
    return (before or dates.today()) if state == Milestone.State.DONE else None


def delete_milestone(actor: Membership, *, milestone: Milestone, version: int) -> None:
    """Remove a milestone that was entered by mistake. Raises Conflict."""
    with transaction.atomic():
        claim_version(milestone, version)
        record(actor, "milestone_deleted", subject=milestone)
        milestone.delete()
