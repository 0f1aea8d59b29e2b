"""Several people at the same moment, each in a thread with a connection of its own."""

import contextlib
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

from django.db import connections
from django.db.models import QuerySet

from kim.audit.chain import verify_chain
from kim.audit.models import AuditEntry
from kim.cases.actions import entries, lifecycle, opening
from kim.cases.models import Case, CaseStatus, Client, Consultation, Household
from kim.core import dates
from kim.core.sealing import open_sealed
from kim.districts.models import Municipality
from tests.cast import make_case
from tests.drills.programs.stage import answer_with, on_duty

PATIENCE = 60
CORRECTED = ("note", "phone", "closing_note")


def _place() -> Municipality:
    return Municipality.objects.get(name="Lindenau")


def _closed(call: Callable[[], Any]) -> Any:
    try:
        return call()
    finally:
        connections.close_all()


class Rivals:
    """Two people who have the same row before them and press the button at the same moment."""

    def __init__(self, people: int = 2) -> None:
        self.pool = ThreadPoolExecutor(people)
        self.barrier = threading.Barrier(people)

    def at_once(self, *deeds: Callable[[Callable[[], Any]], None]) -> list[str]:
        """Return what became of each deed: `done`, or the name of the error that a person would have met."""
        return list(self.pool.map(self._outcome, deeds))

    def _outcome(self, deed: Callable[[Callable[[], Any]], None]) -> str:
        try:
            with on_duty():
                deed(lambda: self.barrier.wait(PATIENCE))
        except Exception as error:  # noqa: BLE001 - every kind of error is an answer here
            return type(error).__name__
        return "done"


def _anna() -> Any:
    with on_duty() as anna:
        return anna


def _correct(pk: str, text: str) -> Callable[[Callable[[], Any]], None]:
    def deed(wait: Callable[[], Any]) -> None:
        row = Consultation.objects.select_related("case__district").get(pk=pk)
        open_sealed([row])
        wait()
        entries.correct_consultation(_anna(), consultation=row, version=row.version, topics=[], note=text)

    return deed


def _rename(pk: str, text: str) -> Callable[[Callable[[], Any]], None]:
    def deed(wait: Callable[[], Any]) -> None:
        row = Client.objects.get(pk=pk)
        open_sealed([row])
        wait()
        entries.change_client(_anna(), client=row, version=row.version, phone=text)

    return deed


def _close(pk: str, text: str) -> Callable[[Callable[[], Any]], None]:
    def deed(wait: Callable[[], Any]) -> None:
        row = Case.objects.select_related("district").get(pk=pk)
        wait()
        lifecycle.close_case(
            _anna(), case=row, version=row.version, closed_on=dates.today(), reason="other", note=text
        )

    return deed


def _again(pk: str) -> None:
    row = Case.objects.select_related("district").get(pk=pk)
    if row.status != CaseStatus.ACTIVE:
        lifecycle.reactivate_case(_anna(), case=row, version=row.version)


def _state(model: Any, pk: str, field: str) -> tuple[int, str]:
    with on_duty():
        row = model.objects.get(pk=pk)
        open_sealed([row])
        return row.version, getattr(row, field)


def _careless(row: Any, version: int) -> None:
    row.version = version + 1


@contextlib.contextmanager
def _without_versions() -> Iterator[None]:
    with (
        mock.patch.object(entries, "claim_version", _careless),
        mock.patch.object(lifecycle, "claim_version", _careless),
    ):
        yield


def _targets() -> list[tuple[Any, str, str, Any]]:
    with on_duty() as anna:
        case = make_case(anna, _place())
        entry = entries.record_consultation(anna, case=case, on=dates.today(), channel="office")
        client = Client.objects.get(case_members__case=case)
    return [
        (Consultation, str(entry.pk), "note", _correct),
        (Client, str(client.pk), "phone", _rename),
        (Case, str(case.pk), "closing_note", _close),
    ]


def edits(*, rounds: int, careless: bool = False) -> dict[str, Any]:
    """Let two people change the same row; count who won, who was told, and what was overwritten silently."""
    outcomes: Counter[str] = Counter()
    overwritten = 0
    rivals = Rivals()
    targets = _targets()
    with _without_versions() if careless else contextlib.nullcontext():
        for number in range(rounds):
            model, pk, field, deed = targets[number % len(targets)]
            before, _ = _state(model, pk, field)
            results = rivals.at_once(deed(pk, f"{number} first"), deed(pk, f"{number} second"))
            after, text = _state(model, pk, field)
            winners = [
                f"{number} {who}"
                for who, what in zip(("first", "second"), results, strict=True)
                if what == "done"
            ]
            overwritten += len(winners) != 1 or text != winners[0] or after != before + 1
            outcomes.update(results)
            if model is Case:
                with on_duty():
                    _again(pk)
    return {"outcomes": dict(outcomes), "overwritten": overwritten}


def _open_some(number: int) -> list[str]:
    outcomes = []
    for _ in range(number):
        try:
            with on_duty() as anna:
                make_case(anna, _place())
        except Exception as error:  # noqa: BLE001
            outcomes.append(type(error).__name__)
        else:
            outcomes.append("done")
    connections.close_all()
    return outcomes


@contextlib.contextmanager
def _without_locks() -> Iterator[None]:
    """Begin transactions without the lock (SQLite) and read counters without one (PostgreSQL)."""
    connections["default"].settings_dict["OPTIONS"].pop("transaction_mode", None)
    with mock.patch.object(QuerySet, "select_for_update", lambda rows, **_: rows):
        yield


def case_numbers(*, cases: int, threads: int, careless: bool = False) -> dict[str, Any]:
    """Let several threads open cases; answer with the numbers given and what else happened."""
    with (
        _without_locks() if careless else contextlib.nullcontext(),
        ThreadPoolExecutor(threads) as pool,
    ):
        outcomes = Counter(
            outcome for some in pool.map(_open_some, [cases // threads] * threads) for outcome in some
        )
    with on_duty():
        numbers = sorted(Case.objects.order_by("pk").values_list("number", flat=True))
    return {"outcomes": dict(outcomes), "numbers": numbers}


def _record_it(pk: str, nonce: uuid.UUID | None) -> Callable[[Callable[[], Any]], None]:
    def deed(wait: Callable[[], Any]) -> None:
        row = Case.objects.select_related("district").get(pk=pk)
        wait()
        entries.record_consultation(
            _anna(), case=row, on=dates.today(), channel="office", note="Doppelklick", form_nonce=nonce
        )

    return deed


def double_clicks(*, rounds: int) -> dict[str, Any]:
    """Send the same form twice at the same moment."""
    rivals = Rivals()
    outcomes: Counter[str] = Counter()
    pk = _targets()[2][1]
    for _ in range(rounds):
        nonce = uuid.uuid4()
        outcomes.update(rivals.at_once(_record_it(pk, nonce), _record_it(pk, nonce)))
    with on_duty():
        stored = Consultation.objects.filter(case=pk, form_nonce__isnull=False).count()
    return {"outcomes": dict(outcomes), "stored": stored}


def _add_somebody(pk: str) -> Callable[[Callable[[], Any]], None]:
    def deed(wait: Callable[[], Any]) -> None:
        row = Case.objects.select_related("district", "municipality").get(pk=pk)
        wait()
        opening.add_person(_anna(), case=row, person=opening.Person(given_name="Kind"))

    return deed


def crossings(*, rounds: int) -> dict[str, Any]:
    """Let different verbs meet on one case: nobody may wait for the other for ever, nothing may go astray."""
    outcomes: dict[str, Counter[str]] = {
        name: Counter() for name in ("add and add", "add and record", "close and record")
    }
    astray = 0
    rivals = Rivals()
    for _ in range(rounds):
        pk = _targets()[2][1]
        outcomes["add and add"].update(rivals.at_once(_add_somebody(pk), _add_somebody(pk)))
        pk = _targets()[2][1]
        outcomes["add and record"].update(rivals.at_once(_add_somebody(pk), _record_it(pk, None)))
        with on_duty():
            case = Case.objects.get(pk=pk)
            astray += case.household is None or case.household.members.count() != case.members.count()
            astray += Household.objects.filter(cases=None).count()
            count = Consultation.objects.filter(case=pk).count()
        results = rivals.at_once(_close(pk, "zu"), _record_it(pk, None))
        outcomes["close and record"].update(results)
        with on_duty():
            case = Case.objects.get(pk=pk)
            astray += case.status not in {"active", "closed"}
            astray += Consultation.objects.filter(case=pk).count() - count != results[1:].count("done")
            entered = (
                AuditEntry.objects.filter(subject_id=pk).order_by("number").values_list("action", flat=True)
            )
            astray += list(entered)[-1] == "consultation_recorded" and case.status == "closed"
    with on_duty():
        chain = verify_chain()
    return {
        "outcomes": {name: dict(counts) for name, counts in outcomes.items()},
        "astray": astray,
        "intact": chain.intact,
    }


PROGRAMS = {
    "edits": edits,
    "case numbers": case_numbers,
    "double clicks": double_clicks,
    "crossings": crossings,
}

if __name__ == "__main__":
    answer_with(lambda *, task, **words: PROGRAMS[task](**words))
