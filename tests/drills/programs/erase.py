"""Delete a case with everything that belongs to it."""

from datetime import UTC, datetime
from typing import Any
from unittest import mock

from django.db import connections

from kim.cases.actions.lifecycle import archive_case, erase_case
from kim.cases.models import Case
from kim.core import sealing
from kim.core.dates import moved_clock, today
from kim.core.models import DataKey
from kim.public.actions import delete_requests_of_cases
from tests.drills.programs.stage import answer_with, fields_of_keys, on_duty

LATER = datetime(2026, 12, 30, 9, tzinfo=UTC)


def erase(*, case: str, keys: list[str], careless: bool = False) -> dict[str, Any]:
    """Archive and delete as the nightly run does; `careless` leaves out that the files of the keys are cleaned."""
    with moved_clock(LATER):
        with on_duty():
            row = Case.objects.get(pk=case)
            archive_case(None, case=row, version=row.version, archived_on=today())
        cleaning = (lambda: True) if careless else sealing.clean_key_files
        with mock.patch.object(sealing, "clean_key_files", cleaning), on_duty():
            delete_requests_of_cases([row.pk])
            erase_case(None, case=row)
    is_clean = connections["keys"].vendor == "sqlite" or cleaning()
    with on_duty():
        left = fields_of_keys(keys)
    return {
        "is_clean": is_clean,
        "keys_left": DataKey.objects.filter(pk__in=keys).count(),
        "fields_left": left,
    }


if __name__ == "__main__":
    answer_with(erase)
