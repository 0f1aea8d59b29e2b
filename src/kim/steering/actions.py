"""Groups are set up, changed and end; their results are written down. Each verb leaves one entry in the log."""

from datetime import date
from typing import Any

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core.locking import change_row, claim_version
from kim.districts.models import Municipality
from kim.network.models import Agreement
from kim.steering.models import Group, GroupResult


def open_group(
    actor: Membership,
    *,
    municipality: Municipality | None,
    kind: str,
    name: str,
    mandate: str = "",
    members: str = "",
    started_on: date | None = None,
) -> Group:
    """Set up a running group for a municipality, or without one for the whole district."""
    with transaction.atomic():
        group: Group = Group.objects.create(
            district_id=actor.district_id,
            municipality=municipality,
            kind=kind,
            name=name,
            mandate=mandate,
            members=members,
            started_on=started_on,
        )
        record(actor, "group_opened", subject=group)
    return group


def change_group(actor: Membership, *, group: Group, version: int, **changes: Any) -> None:
    """Change what is said about a group; raises Conflict if somebody did in the meantime."""
    with transaction.atomic():
        change_row(group, version, changes)
        record(actor, "group_changed", subject=group)


def end_group(actor: Membership, *, group: Group, version: int, ended_on: date) -> None:
    """Say that a group has ended; it stays listed with its results. Raises Conflict."""
    with transaction.atomic():
        claim_version(group, version)
        group.state, group.ended_on = Group.State.ENDED, ended_on
        group.save(update_fields=["state", "ended_on"])
        record(actor, "group_ended", subject=group)


def resume_group(actor: Membership, *, group: Group, version: int) -> None:
    """Say that an ended group works again; its end is forgotten. Raises Conflict."""
    with transaction.atomic():
        claim_version(group, version)
        group.state, group.ended_on = Group.State.RUNNING, None
        group.save(update_fields=["state", "ended_on"])
        record(actor, "group_resumed", subject=group)


def delete_group(actor: Membership, *, group: Group, version: int) -> None:
    """Remove a group that was entered by mistake, with its results. Raises Conflict."""
    with transaction.atomic():
        claim_version(group, version)
        record(actor, "group_deleted", subject=group)
        group.delete()


def add_result(
    actor: Membership, *, group: Group, on: date | None, text: str, agreement: Agreement | None = None
) -> GroupResult:
    """Write down what came out of a group."""
    with transaction.atomic():
        result: GroupResult = GroupResult.objects.create(
            district_id=group.district_id, group=group, on=on, text=text, agreement=agreement
        )
        record(actor, "group_result_added", subject=group)
    return result


def change_result(
    actor: Membership,
    *,
    result: GroupResult,
    version: int,
    on: date | None,
    text: str,
    agreement: Agreement | None = None,
) -> None:
    """Correct a result. The version is that of its group; raises Conflict."""
    with transaction.atomic():
        claim_version(result.group, version)
        result.on, result.text, result.agreement = on, text, agreement
        result.save(update_fields=["on", "text", "agreement"])
        record(actor, "group_result_changed", subject=result.group)


def delete_result(actor: Membership, *, result: GroupResult, version: int) -> None:
    """Remove a result that was entered by mistake. The version is that of its group; raises Conflict."""
    with transaction.atomic():
        claim_version(result.group, version)
        record(actor, "group_result_deleted", subject=result.group)
        result.delete()
