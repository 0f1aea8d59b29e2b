"""Appointment requests: how long a person waits, who gets the request, what may follow, what is a contact."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

SATURDAY: Final = 5


def _is_working_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def answer_by(waiting_since: date, answer_days: int, holidays: Collection[date]) -> date:
    """REQ-1: A request is answered within the district's number of working days after it came in.

    Saturdays, Sundays and public holidays do not count; the day itself does not count either.

    Source: requirement Z2; the number is a setting of the district.
    """
    day = waiting_since
    for _ in range(answer_days):
        day += timedelta(days=1)
        while not _is_working_day(day, holidays):
            day += timedelta(days=1)
    return day


def last_overdue_day(today: date, answer_days: int, holidays: Collection[date]) -> date:
    """REQ-2: A request that was not answered by its day is overdue from the day after.

    Returns the latest day of arrival whose requests are overdue today, so that one comparison finds them all.

    Source: requirement Z2 (an unanswered request becomes visible).
    """
    day = today - timedelta(days=1)
    while answer_by(day, answer_days, holidays) >= today:
        day -= timedelta(days=1)
    return day


def present_for(member: int, stand_ins: Mapping[int, int], present: Collection[int]) -> int | None:
    """REQ-3: Whoever is absent is replaced by the substitute of that day, and the substitute's substitute.

    Returns None when the chain leads to nobody who is there, or back to its beginning.

    Source: action concept of Kreis Warendorf (2025), annex 1; requirement Z2.
    """
    met: set[int] = set()
    while member in stand_ins and member not in met:
        met.add(member)
        member = stand_ins[member]
    return None if member in met or member not in present else member


def responsible_for_request(
    tiers: Iterable[Iterable[int]],
    stand_ins: Mapping[int, int],
    present: Collection[int],
    open_requests: Mapping[int, int],
) -> int | None:
    """REQ-4: A request goes to the person responsible for the place who has the fewest open requests.

    `tiers` are groups of people in the order of their turn: those responsible for the place, the coordination
    of the area, the coordination of the district, the team lead. Absent people are replaced (REQ-3); a group
    in which nobody is there is passed over. Equal numbers: the one who came to the team first, so that the
    answer is always the same.

    Source: action concept of Kreis Warendorf (2025), annex 1; requirement Z2.
    """
    for tier in tiers:
        there = {present_for(member, stand_ins, present) for member in tier} - {None}
        if there:
            return min((open_requests.get(member, 0), member) for member in there if member is not None)[1]
    return None


NEXT_STATES: Final[Mapping[str, frozenset[str]]] = {
    "new": frozenset({"proposed", "confirmed", "declined", "withdrawn", "done"}),
    "proposed": frozenset({"new", "proposed", "confirmed", "declined", "withdrawn", "done"}),
    "confirmed": frozenset({"new", "proposed", "confirmed", "declined", "withdrawn", "done"}),
    "declined": frozenset({"done"}),
    "withdrawn": frozenset({"done"}),
    "done": frozenset(),
}
OPEN_STATES: Final = frozenset({"new", "proposed", "confirmed"})


def may_follow(state: str, following: str) -> bool:
    """REQ-5: What is declined, withdrawn or done is not answered again; everything before may change.

    Source: requirement Z2 (confirmed, re-proposed or handed on).
    """
    return following in NEXT_STATES.get(state, frozenset())


class Contact(NamedTuple):
    """A way to reach a person: `kind` is phone or email."""

    kind: str
    text: str


_EMAIL: Final = re.compile(
    r"[^@\s,;:<>()\[\]\"\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,180}[a-z0-9])?\.[a-z]{2,}", re.IGNORECASE
)
_PHONE: Final = re.compile(r"\+?[0-9 ()/.–-]+")
_LEAST_DIGITS: Final = 6
_MOST_DIGITS: Final = 16


def read_contact(text: str) -> Contact | None:
    """REQ-6: One way to reach the person is enough: a phone number or an e-mail address.

    Digits of other scripts become 0 to 9. Returns None for what is neither.

    Source: requirement Z2 (least data that works).
    """
    plain = "".join(_plain_digit(letter) for letter in text).strip()
    if "@" in plain:
        return Contact("email", plain) if _EMAIL.fullmatch(plain) and ".." not in plain else None
    digits = sum(letter.isdigit() for letter in plain)
    if _PHONE.fullmatch(plain) and _LEAST_DIGITS <= digits <= _MOST_DIGITS:
        return Contact("phone", plain)
    return None


def _plain_digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
