"""A check of the databases before the start: whether deletions are missing in a restored copy."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from kim.retention.actions import replay_is_due


def deletions_are_done(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Complain when the register knows a deletion that these databases do not (`check --database default`)."""
    if not databases:
        return []
    try:
        due = replay_is_due()
    except DatabaseError:
        # The tables are not there yet: nothing can be missing in them.
        return []
    if not due:
        return []
    return [
        Error(
            "Das Register kennt Löschungen, die in dieser Datenbank fehlen: Eine ältere Sicherung ist eingespielt.",
            hint="manage.py replay_deletions ausführen, bevor sich jemand anmeldet.",
            id="kim.retention.E001",
        )
    ]
