"""Checking that nothing in the log was changed, removed or put in."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from kim.audit.actions import link, seal_of
from kim.audit.models import AuditEntry, ChainHead

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class ChainState:
    """Result of a check: the numbers that were read, and the first at which the chain is broken, if it is."""

    first: int
    last: int
    fingerprint: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """Whether everything fits."""
        return self.broken_at is None


def verify_chain(*, newest: int | None = None, anchor: tuple[int, str] | None = None) -> ChainState:
    """Check the open district's chain from its beginning, or only the `newest` entries and the end.

    `anchor` is the number and fingerprint of an earlier check that was kept elsewhere: it must still be in the
    chain, which nobody can arrange who replaces the whole log and its end by an older state.
    """
    head: ChainHead | None = ChainHead.objects.order_by("pk").first()
    after = max(head.number - newest, 0) if head is not None and newest is not None else 0
    digest = _digest_at(after)
    number = after
    for entry, sealed in _entries(after):
        number += 1
        reason = _complaint(entry, number, digest, sealed)
        if anchor is not None and anchor[0] == number and bytes(entry.digest).hex() != anchor[1]:
            reason = "weicht vom aufbewahrten Fingerabdruck ab"
        if reason:
            return ChainState(after + 1, number - 1, digest.hex(), number, reason)
        digest = bytes(entry.digest)
    state = ChainState(after + 1, number, digest.hex())
    reason = _complaint_about_end(head, number, digest)
    if not reason and anchor is not None and anchor[0] > number:
        reason = "fehlt, obwohl sein Fingerabdruck aufbewahrt wurde"
    return ChainState(state.first, number, state.fingerprint, number + 1, reason) if reason else state


def _digest_at(number: int) -> bytes:
    found = AuditEntry.objects.filter(number=number).values_list("digest", flat=True).order_by("pk").first()
    return bytes(32) if found is None else bytes(found)


def _entries(after: int) -> Iterator[tuple[AuditEntry, bytes]]:
    """Yield entries in order with their sealed detail as stored."""
    rows = AuditEntry.objects.filter(number__gt=after).order_by("number")
    for entry in rows.iterator(chunk_size=ROWS_AT_ONCE):
        sealed = entry.__dict__["detail"]
        yield entry, sealed.ciphertext if sealed else b""


def _complaint(entry: AuditEntry, number: int, before: bytes, sealed: bytes) -> str:
    if entry.number != number:
        return "fehlt"
    if not hmac.compare_digest(bytes(entry.digest), link(before, entry, sealed)):
        return "wurde verändert oder eingefügt"
    return ""


def _complaint_about_end(head: ChainHead | None, number: int, digest: bytes) -> str:
    if head is None:
        return "fehlt: das Ende der Kette wurde entfernt" if number else ""
    if not hmac.compare_digest(bytes(head.seal), seal_of(head)):
        return "fehlt: das Ende der Kette wurde verändert"
    if (head.number, bytes(head.digest)) != (number, digest):
        return "fehlt: das Ende der Kette passt nicht zum letzten Eintrag"
    return ""
