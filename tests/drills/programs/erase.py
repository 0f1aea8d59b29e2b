"""Years later the nightly run deletes a case with everything that belongs to it."""

from datetime import UTC, datetime
from typing import Any
from unittest import mock

from kim.core import dates, sealing
from kim.core.models import DataKey
from kim.retention.actions import Confirmation, apply_run, running
from kim.retention.models import DeletionCertificate
from kim.retention.queries import plan_run
from tests.drills.programs.stage import answer_with, fields_of_keys, on_duty, the_district

LATER = datetime(2027, 3, 1, 3, tzinfo=UTC)


def erase(*, keys: list[str], careless: bool = False) -> dict[str, Any]:
    """Run as at night, with the confirmation of a person; `careless` leaves out that the files are cleaned."""
    cleaning = (lambda: True) if careless else sealing.clean_key_files
    with (
        dates.moved_clock(LATER),
        mock.patch.object(sealing, "clean_key_files", cleaning),
        mock.patch.object(running, "clean_key_files", cleaning),
    ):
        with on_duty():
            held = plan_run(dates.today(), the_district()).held
        run = apply_run(None, district=the_district(), confirmation=Confirmation(dates.today(), held))
    with on_duty():
        left = fields_of_keys(keys)
        certified = sum(DeletionCertificate.objects.order_by("pk").values_list("keys_destroyed", flat=True))
    return {
        "deleted": run.deleted,
        "destroyed": certified,
        "keys_left": DataKey.objects.filter(pk__in=keys).count(),
        "fields_left": left,
    }


if __name__ == "__main__":
    answer_with(erase)
