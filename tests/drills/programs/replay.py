"""After a restore: see that deletions are missing, delete again, see that none is missing."""

import io
from typing import Any

from django.core.management import CommandError, call_command

from kim.core.models import DataKey
from tests.drills.programs.stage import answer_with, fields_of_keys, on_duty


def _complains() -> bool:
    try:
        call_command("replay_deletions", check=True, stdout=io.StringIO())
    except CommandError:
        return True
    return False


def replay(*, keys: list[str]) -> dict[str, Any]:
    before = _complains()
    call_command("replay_deletions", stdout=io.StringIO())
    with on_duty():
        fields = fields_of_keys(keys)
    call_command("verify_audit", stdout=io.StringIO())
    return {
        "complains": [before, _complains()],
        "keys_left": DataKey.objects.filter(pk__in=keys).count(),
        "keys_of_others": DataKey.objects.count(),
        "fields_left": [name for name, rows in fields.items() if rows],
    }


if __name__ == "__main__":
    answer_with(replay)
