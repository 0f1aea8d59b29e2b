"""Finding people by name among those a member may see, tolerant of spelling and script.

No index of names is stored anywhere: a search opens the names it may see and compares them. Opening thousands takes
longer than comparing them, so a worker remembers the prepared names for some minutes (`NameMemory`). What a member
may see is asked of the database at every search, and whoever is found is opened again before being returned. See
docs/decisions/0005-name-search.md.
"""

import threading
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from kim.cases.models import Client
from kim.core.sealing import open_column
from kim.core.text import SearchKeys, best_matches, prepared

NAME_COLUMNS = ("given_name", "family_name", "other_names")
REMEMBERED_SECONDS = 600
REMEMBERED_PEOPLE = 30_000
ROWS_PER_QUERY = 500


class Match(NamedTuple):
    """A person found, with how alike the name is (0 to 1)."""

    client_id: uuid.UUID
    score: float


class Prepared(NamedTuple):
    """A name ready to be compared, and the version of the person's row from which it was read."""

    version: int
    keys: SearchKeys


class NameMemory:
    """Prepared names of one process, by the row's identifier as the database writes it.

    Everything is forgotten some minutes after the first name was kept, whether or not anybody searches; nothing is
    kept beyond a number of people. It is never shared, stored or logged.
    """

    def __init__(self, seconds: float, people: int) -> None:
        """Begin empty."""
        self.seconds = seconds
        self.people = people
        self.names: dict[str, Prepared] = {}

    def keep(self, names: dict[str, Prepared]) -> None:
        """Remember names, as many as there is room for."""
        if not self.names and names:
            timer = threading.Timer(self.seconds, self.forget_all)
            timer.daemon = True
            timer.start()
        room = self.people - len(self.names)
        self.names.update(list(names.items())[: max(room, 0)])

    def forget(self, rows: Iterable[str]) -> None:
        """Forget some people at once."""
        for row in rows:
            self.names.pop(row, None)

    def forget_all(self) -> None:
        """Forget everybody; a search under way keeps what it has."""
        self.names = {}


memory = NameMemory(REMEMBERED_SECONDS, REMEMBERED_PEOPLE)


def find_people(query: str, clients: QuerySet[Client], *, limit: int = 10) -> list[Match]:
    """Return the people whose names are most alike, best first; people whose key is destroyed are not found.

    Two queries when the names are remembered; one more and one for every KEYS_PER_QUERY keys when they are not.
    """
    if not query.strip():
        return []
    candidates = _candidates(clients)
    found = best_matches(query, list(candidates.items()), limit)
    opened = _open(clients, [row for row, _ in found])
    changed = [row for row, _ in found if opened.get(row) != candidates[row]]
    if changed:
        memory.forget(changed)
        return find_people(query, clients, limit=limit)
    return [Match(uuid.UUID(row), score) for row, score in found]


def forget_people(clients: Iterable[Client]) -> None:
    """Drop what this process remembers of some people; called when they are changed or deleted."""
    # One database writes an identifier with hyphens, the other without.
    memory.forget(row for client in clients for row in (client.pk.hex, str(client.pk)))


def _candidates(clients: QuerySet[Client]) -> dict[str, SearchKeys]:
    """Return the prepared names of all these people, in a steady order."""
    known = memory.names
    rows = sorted(clients.order_by().values_list(Cast("pk", CharField()), "version"))
    missing = [row for row, version in rows if (name := known.get(row)) is None or name.version != version]
    if missing:
        opened = _open(clients, missing)
        versions = dict(rows)
        fresh = {row: Prepared(versions[row], keys) for row, keys in opened.items()}
        memory.forget(missing)
        memory.keep(fresh)
        known = known | fresh
        rows = [(row, version) for row, version in rows if row in known]
    return {row: known[row].keys for row, _ in rows}


def _open(clients: QuerySet[Client], rows: list[str]) -> dict[str, SearchKeys]:
    """Open and prepare the names of some of these people; whoever has no key any more is left out."""
    # The rows are known to be visible; asking once more who may see them would take longer than opening them.
    some = Client.objects.filter(pk__in=rows) if len(rows) <= ROWS_PER_QUERY else clients
    written = {uuid.UUID(row): row for row in rows}
    opened = open_column(some, NAME_COLUMNS)
    return dict(
        prepared(
            (written[pk], " ".join(part for part in parts if part)) for pk, parts in opened if pk in written
        )
    )
