"""The states of a case and what stops a run that would delete."""

from datetime import date
from enum import StrEnum
from typing import Final

NOTABLE_DELETIONS: Final = 10


class State(StrEnum):
    """States of a case."""

    ACTIVE = "active"
    CLOSED = "closed"
    ARCHIVED = "archived"
    DELETED = "deleted"


_NEXT: Final[dict[State, frozenset[State]]] = {
    State.ACTIVE: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.ARCHIVED, State.ACTIVE}),
    State.ARCHIVED: frozenset({State.DELETED, State.ACTIVE}),
    State.DELETED: frozenset(),
}


def next_states(state: str) -> frozenset[State]:
    """CASE-8: A case is closed, then archived, then deleted, and can be reactivated until it is deleted.

    ValueError for an unknown state.

    Source: concept Kreis Warendorf 2025, chapter 3 (reactivation at any time in the waiting period).
    """
    return _NEXT[State(state)]


class Brake(StrEnum):
    """Why a deletion run stops and asks a person."""

    CLOCK_WENT_BACK = "clock_went_back"
    CLOCK_JUMPED = "clock_jumped"
    TOO_MANY = "too_many"
    LARGE_SHARE = "large_share"


def deletion_brake(
    *,
    last_run_on: date | None,
    today: date,
    due_count: int,
    stock_count: int,
    max_per_run: int,
    max_jump_days: int,
) -> Brake | None:
    """CASE-9: A run that would delete without a person must find a steady clock and a usual number of cases.

    Stops when today lies before the last run or too far behind it, when more cases are due than one
    run may delete, or when a notable number of cases makes up more than half of the stock.

    Source: own rule; bars for reliability (a wrong clock deletes nothing).
    """
    days = (today - (last_run_on or today)).days
    found = {
        Brake.CLOCK_WENT_BACK: days < 0,
        Brake.CLOCK_JUMPED: days > max_jump_days,
        Brake.TOO_MANY: due_count > max_per_run,
        Brake.LARGE_SHARE: due_count >= NOTABLE_DELETIONS and due_count * 2 > stock_count,
    }
    return next((brake for brake, applies in found.items() if applies), None)
