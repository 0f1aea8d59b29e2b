"""When what happens in an invented case."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from kim.cases import rules

DAYS = 730
CONSULTATIONS = 10
STILL_ACTIVE = 0.7
CLOSED_LATELY = 0.72
PERIODS = rules.Periods()


@dataclass
class Life:
    """The life of one case; `consultations` are in order."""

    opened: date
    consultations: list[date]
    closes: date | None
    status: str = "active"
    closed: date | None = None
    archived: date | None = None
    delete: date | None = None


def invent_life(dice: random.Random, track: str, today: date) -> Life:
    """Return a case of the last two years: seven of ten are active, most others are archived."""
    kind = dice.random()
    if kind < STILL_ACTIVE:
        opened = today - timedelta(days=dice.randrange(DAYS))
        last = max(opened, today - timedelta(days=dice.randrange(80)))
        closes = rules.closes_on(track, last, opened, None, PERIODS)
        return Life(opened, _days(dice, opened, last), closes)
    closed = today - timedelta(days=dice.randrange(13) if kind < CLOSED_LATELY else dice.randrange(14, 350))
    opened = closed - timedelta(days=dice.randrange(30, 380))
    life = Life(opened, _days(dice, opened, closed), closed, "closed", closed)
    if kind >= CLOSED_LATELY:
        life.status, life.archived = "archived", closed + timedelta(days=14)
        life.delete = rules.live_deletion_on(life.archived, PERIODS)
    return life


def _days(dice: random.Random, first: date, last: date) -> list[date]:
    span = (last - first).days
    return sorted([first + timedelta(days=dice.randint(0, span)) for _ in range(CONSULTATIONS - 1)] + [last])
