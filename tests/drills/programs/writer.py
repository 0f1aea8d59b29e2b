"""Record numbered consultations one after the other and say of each when it is tried and when it is acknowledged."""

import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest import mock

from kim.cases.actions import entries
from kim.cases.models import Case
from kim.core.dates import moved_clock
from kim.districts.models import Municipality
from tests.cast import make_case
from tests.drills.programs.stage import answer_with, on_duty

OPENED = date(2001, 1, 1)
TODAY = date(2090, 1, 1)
# The controls stop at the moment at which the kill hurts; it comes long before they go on.
PAUSE = 60
Say = Callable[[str, int], None]


def open_the_case() -> str:
    """Open the case in which everything is recorded."""
    with moved_clock(TODAY), on_duty() as anna:
        place = Municipality.objects.get(name="Lindenau")
        return str(make_case(anna, place, opened_on=OPENED).pk)


def day_of(number: int) -> date:
    return OPENED + timedelta(days=number)


def nonce_of(number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, str(number))


def _record(case: str, number: int, *, nonce: uuid.UUID | None) -> None:
    with moved_clock(TODAY), on_duty() as anna:
        entries.record_consultation(
            anna,
            case=Case.objects.select_related("district").get(pk=case),
            on=day_of(number),
            channel="office",
            note=str(number),
            form_nonce=nonce,
        )


def _honestly(case: str, number: int, say: Say) -> None:
    _record(case, number, nonce=nonce_of(number))
    say("acknowledged", number)


def _too_early(case: str, number: int, say: Say) -> None:
    say("acknowledged", number)
    say("paused", number)
    time.sleep(PAUSE)
    _record(case, number, nonce=nonce_of(number))


def _in_two_pieces(case: str, number: int, say: Say) -> None:
    late: list[Any] = []
    with mock.patch.object(entries, "record", lambda *words, **names: late.append((words, names))):
        _record(case, number, nonce=nonce_of(number))
    say("paused", number)
    time.sleep(PAUSE)
    with on_duty():
        for words, names in late:
            entries.record(*words, **names)
    say("acknowledged", number)


def _without_nonce(case: str, number: int, say: Say) -> None:
    _record(case, number, nonce=None)
    say("paused", number)
    time.sleep(PAUSE)
    say("acknowledged", number)


WAYS = {
    "honestly": _honestly,
    "too early": _too_early,
    "in two pieces": _in_two_pieces,
    "without nonce": _without_nonce,
}


def write(case: str, first: int, say: Say, way: str = "honestly") -> None:
    """Write until somebody ends the process."""
    number = first
    while True:
        say("tried", number)
        WAYS[way](case, number, say)
        number += 1


def _aloud(what: str, number: int) -> None:
    print(what, number, flush=True)


if __name__ == "__main__":
    answer_with(lambda *, case, first: write(case, first, _aloud))
