"""Kill a writer again and again, and count what was lost, torn or doubled."""

import dataclasses
import functools
import json
import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connections

from kim.audit.chain import verify_chain
from kim.audit.models import AuditEntry
from kim.cases import rules
from kim.cases.models import Case, Consultation
from kim.cases.queries.periods import periods_of
from kim.core.sealing import open_sealed
from tests.drills.programs.stage import answer_with, on_duty
from tests.drills.programs.writer import OPENED, day_of, open_the_case, write

LONGEST_WAIT = 20


@dataclasses.dataclass
class Tally:
    """What a drill counted."""

    kills: int = 0
    acknowledged: int = 0
    written: int = 0
    lost: int = 0
    torn: int = 0
    doubled: int = 0
    never_tried: int = 0
    died_alone: int = 0
    broken: list[str] = dataclasses.field(default_factory=list)


def in_a_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Fork, let the child work with a pipe, and return its process number and our end of the pipe."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child:
        os.close(theirs)
        return child, ours
    os.close(ours)
    status = 1
    try:
        work(theirs)
        status = 0
    finally:
        os._exit(status)


def ask_a_child(question: Callable[[], Any]) -> Any:
    """Return the answer of a child, so that this process never has a connection that a fork would share."""
    child, pipe = in_a_child(lambda theirs: _write_all(theirs, json.dumps(question()).encode()))
    with os.fdopen(pipe, "rb") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return json.loads(said)


def _write_all(pipe: int, raw: bytes) -> None:
    with os.fdopen(pipe, "wb") as target:
        target.write(raw)


def _say(pipe: int, what: str, number: int) -> None:
    os.write(pipe, f"{what} {number}\n".encode())


def _listen(pipe: int, moment: bytes) -> tuple[bytes, float]:
    """Return what was said until a word came or the other end closed, and how long it took from the first word."""
    said = b""
    began = None
    deadline = time.monotonic() + LONGEST_WAIT
    while moment not in said and time.monotonic() < deadline:
        if select.select([pipe], [], [], 0.5)[0]:
            piece = os.read(pipe, 65536)
            began = began or time.monotonic()
            said += piece
            if not piece:
                break
    return said, time.monotonic() - (began or time.monotonic())


def one_kill(case: str, first: int, way: str, dice: random.Random) -> tuple[list[str], bool]:
    """Let a writer write, kill it some moments after its first acknowledgement; return what it said, and if it lived.

    A writer of a control is killed where it pauses.
    """
    child, pipe = in_a_child(
        lambda theirs: write(case, first, lambda *words: _say(theirs, *words), way),
    )
    said, seconds = _listen(pipe, b"acknowledged" if way == "honestly" else b"paused")
    # Somewhere in the next entry or the one after it, however fast this machine is just now.
    time.sleep(dice.uniform(0, 2 * seconds) if way == "honestly" else 0)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(pipe, "rb") as rest:
        said += rest.read()
    _, status = os.waitpid(child, 0)
    return said.decode().splitlines(), os.WIFSIGNALED(status)


def numbers(said: Iterable[str], what: str) -> set[int]:
    return {int(line.split()[1]) for line in said if line.startswith(what)}


def examine(*, case: str, acknowledged: list[int], tried: list[int]) -> dict[str, Any]:
    """Compare what is in the database with what was said."""
    with on_duty():
        row = Case.objects.select_related("district").get(pk=case)
        stored = list(Consultation.objects.filter(case=row).order_by("on"))
        open_sealed(stored)
        counts = Counter(int(entry.note) for entry in stored)
        logged = AuditEntry.objects.filter(subject_id=case, action="consultation_recorded").count()
        torn = abs(logged - len(stored))
        if stored:
            latest = stored[-1].on
            due = rules.closes_on(row.track, latest, OPENED, None, periods_of(row.district))
            torn += (row.last_consultation_on, row.closes_on) != (latest, due)
        torn += sum(entry.on != day_of(int(entry.note)) for entry in stored)
        chain = verify_chain()
    return {
        "written": len(stored),
        "lost": len(set(acknowledged) - set(counts)),
        "torn": torn,
        "doubled": sum(count - 1 for count in counts.values()),
        "never_tried": len(set(counts) - set(tried)),
        "broken": ([] if chain.intact else [chain.reason]) + _complaints(),
    }


def _complaints() -> list[str]:
    if connections["default"].vendor != "sqlite":
        return []
    with connections["default"].cursor() as cursor:
        found = cursor.execute("PRAGMA integrity_check").fetchall()
        found += cursor.execute("PRAGMA foreign_key_check").fetchall()
    return [str(row[0]) for row in found if row[0] != "ok"]


def drill(*, kills: int, seed: int, way: str = "honestly") -> dict[str, Any]:
    """Kill, examine, go on with the entry that was under way, as a person does who sends the form again."""
    dice = random.Random(seed)
    case = ask_a_child(open_the_case)
    tally = Tally(kills=kills)
    acknowledged: set[int] = set()
    tried: set[int] = set()
    following = 1
    for _ in range(kills):
        said, was_killed = one_kill(case, following, way, dice)
        acknowledged |= numbers(said, "acknowledged")
        tried |= numbers(said, "tried")
        tally.died_alone += not was_killed
        following = max(tried - acknowledged, default=max(tried, default=0) + 1)
        facts = {"case": case, "acknowledged": sorted(acknowledged), "tried": sorted(tried)}
        seen = ask_a_child(functools.partial(examine, **facts))
        for name in ("lost", "torn", "doubled", "never_tried"):
            setattr(tally, name, max(getattr(tally, name), seen[name]))
        tally.written = seen["written"]
        tally.broken += seen["broken"]
    tally.acknowledged = len(acknowledged)
    return dataclasses.asdict(tally)


def run(*, task: str = "drill", **words: Any) -> Any:
    return {"drill": drill, "examine": examine, "open": open_the_case}[task](**words)


if __name__ == "__main__":
    answer_with(run)
