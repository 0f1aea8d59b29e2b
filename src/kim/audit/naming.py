"""What the log calls what entries point at: names of places and offices; people whom we counsel have none here."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from kim.audit.actions import numbered_reference
from kim.audit.models import AuditEntry
from kim.core.tenancy import current_district_id
from kim.districts.models import District, Municipality

#: Gives number and name of every row of a kind.
Listing = Callable[[], Iterable[tuple[int, str]]]


def municipalities() -> Iterable[tuple[int, str]]:
    """Return the places; one query."""
    return Municipality.objects.order_by("pk").values_list("pk", "name")


def districts() -> Iterable[tuple[int, str]]:
    """Return the open district; one query."""
    return District.objects.filter(pk=current_district_id() or 0).values_list("pk", "name")


class Names:
    """Names of subjects by kind, each kind read when it is first asked for: one query.

    Apps above say in `LOG_NAMES` of the settings which function lists a kind of theirs.
    """

    def __init__(self, people: Iterable[tuple[int, str]]) -> None:
        """Begin with the team: who was taken in, changed or invited is no secret here."""
        self._known = {"membership": _by_reference("membership", people)}

    def of(self, entry: AuditEntry) -> str:
        """Return the name of what an entry points at; empty if it has none here."""
        kind, subject = entry.subject_kind, entry.subject_id
        if subject is None or not (kind in self._known or kind in settings.LOG_NAMES):
            return ""
        if kind not in self._known:
            listing: Listing = import_string(settings.LOG_NAMES[kind])
            self._known[kind] = _by_reference(kind, listing())
        return self._known[kind].get(subject, "")


def _by_reference(kind: str, rows: Iterable[tuple[int, str]]) -> dict[UUID, str]:
    return {numbered_reference(kind, number): name for number, name in rows}
