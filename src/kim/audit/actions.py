"""Writing the trace. Call it inside the transaction of what it records: both happen or neither."""

import hashlib
import hmac
import uuid
from datetime import UTC
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.models import AuditEntry, ChainHead
from kim.core import dates
from kim.core.tenancy import current_district_id


class Subject(Protocol):
    """What an entry can point at: a row with a UUID and, if details are to be kept, a data key."""

    pk: Any
    key_id: Any


def _secret() -> bytes:
    return hmac.digest(settings.KEY_ENCRYPTION_KEY, b"kim.audit.chain", hashlib.sha256)


def link(before: bytes, entry: AuditEntry, sealed_detail: bytes) -> bytes:
    """Return the digest of an entry that follows the digest `before`."""
    parts = (
        entry.district_id,
        entry.number,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.pk,
        entry.key_id,
        hashlib.sha256(sealed_detail).hexdigest(),
    )
    return hmac.digest(_secret(), before + "\x1f".join(str(part) for part in parts).encode(), hashlib.sha256)


def seal_of(head: ChainHead) -> bytes:
    """Return the seal of the end of a chain."""
    text = f"{head.district_id}\x1f{head.number}\x1f{bytes(head.digest).hex()}"
    return hmac.digest(_secret(), b"end\x1f" + text.encode(), hashlib.sha256)


def reference_of(subject: Any) -> uuid.UUID:
    """Return what entries point at a row by: its own UUID, or one made from its kind and number."""
    if isinstance(subject.pk, uuid.UUID):
        return subject.pk
    return numbered_reference(subject._meta.model_name, subject.pk)


def numbered_reference(kind: str, number: int) -> uuid.UUID:
    """Return the reference of a row that has a number and no UUID, such as a member."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"kim.{kind}:{number}")


def _entry(actor: Membership | None, action: str, subject: Any, head: ChainHead) -> AuditEntry:
    entry = AuditEntry(
        district_id=head.district_id,
        number=head.number + 1,
        at=dates.now(),
        actor=actor,
        action=action,
        subject_kind=subject._meta.model_name if subject is not None else "",
        subject_id=reference_of(subject) if subject is not None else None,
        key_id=getattr(subject, "key_id", None),
    )
    if subject is not None and "_cipher" in subject.__dict__:
        entry.__dict__["_cipher"] = subject.__dict__["_cipher"]
    return entry


def record(actor: Membership | None, action: str, *, subject: Any = None, detail: str = "") -> AuditEntry:
    """Append one entry to the open district's chain and return it.

    - Locks the end of the chain until the transaction ends, so that numbers have no gaps.
    - `detail` is sealed under the subject's data key; it needs a subject that has one.
    - `actor` None means the system itself (nightly run, public form).
    """
    # No savepoint: if the entry cannot be written, what it records must not happen either.
    with transaction.atomic(savepoint=False):
        head, _ = ChainHead.objects.select_for_update().get_or_create(district_id=current_district_id())
        entry = _entry(actor, action, subject, head)
        entry.detail = detail
        field = AuditEntry._meta.get_field("detail")
        sealed = field.pre_save(entry, add=True)
        entry.__dict__["_sealed_detail"] = sealed
        entry.digest = link(bytes(head.digest), entry, sealed)
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.seal = seal_of(head)
        head.save(update_fields=["number", "digest", "seal"])
    return entry
