"""What is done with text blocks and Word templates."""

from typing import Literal

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core import dates
from kim.core.codes import free_code
from kim.core.locking import claim_version
from kim.network.agreements.queries import all_blocks, next_position
from kim.network.models import AgreementTemplate, TextBlock


def add_block(actor: Membership, *, kind: str, heading: str, body: str) -> TextBlock:
    """Add a text block behind those of its kind; one audit entry."""
    with transaction.atomic():
        taken = all_blocks().values_list("code", flat=True)
        block: TextBlock = TextBlock.objects.create(
            district=actor.district,
            code=free_code(heading, taken, otherwise="baustein"),
            kind=kind,
            heading=heading,
            body=body,
            position=next_position(kind),
        )
        record(actor, "text_block_added", subject=block)
    return block


def change_block(
    actor: Membership, *, block: TextBlock, version: int, kind: str, heading: str, body: str
) -> None:
    """Change a text block; drafts made from it before stay as they are. Raises Conflict; one audit entry."""
    with transaction.atomic():
        claim_version(block, version)
        if kind != block.kind:
            block.position = next_position(kind)
        block.kind, block.heading, block.body = kind, heading, body
        block.save(update_fields=["kind", "heading", "body", "position"])
        record(actor, "text_block_changed", subject=block)


def use_block(actor: Membership, *, block: TextBlock, version: int, active: bool) -> None:
    """Take a text block out of use, or into use again; one audit entry, none if it is so already. Raises Conflict."""
    if block.active == active:
        return
    with transaction.atomic():
        claim_version(block, version)
        block.active = active
        block.save(update_fields=["active"])
        record(actor, "text_block_arranged", subject=block)


def move_block(actor: Membership, *, block: TextBlock, version: int, way: Literal["up", "down"]) -> None:
    """Let a text block change places with the one before or behind it; one audit entry.

    Both have another version then: who saw the order before is told. Raises Conflict.
    """
    with transaction.atomic():
        order = list(all_blocks().filter(kind=block.kind, active=True).select_for_update())
        here = order.index(block)
        there = here + (-1 if way == "up" else 1)
        if not 0 <= there < len(order):
            return
        claim_version(order[here], version)
        claim_version(order[there], order[there].version)
        order[here], order[there] = order[there], order[here]
        for position, each in enumerate(order):
            each.position = position
        TextBlock.objects.bulk_update(order, ["position"])
        record(actor, "text_block_arranged", subject=block)


def keep_template(actor: Membership, *, kind: str, name: str, content: bytes) -> AgreementTemplate:
    """Use a Word template for a kind of agreement from now on, instead of the one before; one audit entry.

    `content` has been examined by `documents.problems_of`.
    """
    with transaction.atomic():
        template: AgreementTemplate
        template, _ = AgreementTemplate.objects.update_or_create(
            kind=kind,
            defaults={"name": name, "content": content, "uploaded_at": dates.now(), "uploaded_by": actor},
            create_defaults={
                "district": actor.district,
                "name": name,
                "content": content,
                "uploaded_at": dates.now(),
                "uploaded_by": actor,
            },
        )
        record(actor, "agreement_template_kept", subject=template)
    return template


def drop_template(actor: Membership, *, template: AgreementTemplate) -> None:
    """Go back to the template that is shipped; one audit entry."""
    with transaction.atomic():
        record(actor, "agreement_template_dropped", subject=template)
        template.delete()
