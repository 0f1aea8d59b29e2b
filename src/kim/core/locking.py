"""Two people, one row: the second one is told instead of overwriting the first."""

from collections.abc import Mapping
from typing import Any

HIGHEST_VERSION = 2**31 - 1


class Conflict(Exception):
    """Somebody else changed the row since it was shown."""


def claim_version(row: Any, version: int) -> None:
    """Raise the row's version by one if it is still `version`; raise Conflict otherwise.

    The check and the change are one statement, so that of two savings at the same moment one fails.
    """
    # No row has a version beyond what the database can count; asked for one, PostgreSQL would break off.
    if not 0 <= version < HIGHEST_VERSION:
        raise Conflict(f"{row._meta.verbose_name} hat keine Fassung {version}.")
    claimed = type(row).objects.filter(pk=row.pk, version=version).update(version=version + 1)
    if not claimed:
        raise Conflict(f"{row._meta.verbose_name} wurde inzwischen geändert.")
    row.version = version + 1


def change_row(row: Any, version: int, values: Mapping[str, Any]) -> None:
    """Set and save values of a row that is still as it was shown; Conflict otherwise."""
    claim_version(row, version)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def is_pressed_again(row: Any, version: int, pressed_version: int | None) -> bool:
    """Say whether a page that showed `version` only repeats what the row already says.

    Nothing has changed since it was shown, or nothing but the press itself, which made the version `pressed_version`.
    """
    now: int = row.version
    return version == now or (version == now - 1 and now == pressed_version)
