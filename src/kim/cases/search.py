"""Finding people by name among those a member may see, tolerant of spelling and script.

There is no index of names anywhere: a search opens the names it may see, compares them and forgets them.
"""

import uuid
from typing import NamedTuple

from django.db.models import QuerySet

from kim.cases.models import Client
from kim.core.sealing import open_column
from kim.core.text import best_matches, search_keys

NAME_COLUMNS = ("given_name", "family_name", "other_names")


class Match(NamedTuple):
    """A person found, with how alike the name is (0 to 1)."""

    client_id: uuid.UUID
    score: float


def find_people(query: str, clients: QuerySet[Client], *, limit: int = 10) -> list[Match]:
    """Return the people whose names are most alike, best first; people whose key is destroyed are not found."""
    if not query.strip():
        return []
    names = open_column(clients, NAME_COLUMNS)
    candidates = [
        (client_id, search_keys(" ".join(part for part in parts if part))) for client_id, parts in names
    ]
    return [Match(client_id, score) for client_id, score in best_matches(query, candidates, limit)]
