"""A second, slow opinion on the life of a case: it walks through every single day.

It shares nothing with the rules: no month arithmetic, no comparison of finished dates, no calendar
module. It counts turns of the month on a calendar of its own and decides each morning anew.
"""

from dataclasses import dataclass, field

LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def is_leap(year):
    return year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)


def length(year, month):
    return 29 if month == 2 and is_leap(year) else LENGTHS[month - 1]


def tomorrow(day):
    """The next day of a (year, month, day) triple."""
    year, month, number = day
    if number < length(year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


@dataclass
class Silence:
    """Counts the calendar months since something happened, one day at a time."""

    since: tuple
    months: int = 0

    def sees(self, day):
        """A month is full on the day with the same number, or on the last day of a shorter month."""
        if day == self.since:
            return
        number = self.since[2]
        is_last = tomorrow(day)[1] != day[1]
        if day[2] == number or (is_last and day[2] < number):
            self.months += 1


@dataclass
class Life:
    """What happened to a case in the end; days are triples, missing days None."""

    closed: list = field(default_factory=list)
    archived: list = field(default_factory=list)
    deleted: tuple = None


@dataclass
class Walk:
    """The case on its way through the days."""

    track: str
    periods: object
    silence: Silence
    prolonged: tuple = None
    notice: int = 0
    state: str = "active"
    days_in_state: int = 0

    def needed(self):
        if self.track == "case_management":
            return self.periods.case_management_months
        return self.periods.brief_advice_months

    def kept(self):
        """Days an archived case stays."""
        return self.periods.deletion_days - self.periods.key_backup_days

    def is_silent(self, day):
        """The evening on which the period is full and no prolongation lasts longer."""
        is_prolonged = self.prolonged is not None and day < self.prolonged
        return self.silence.months >= self.needed() and not is_prolonged and self.notice <= 0


def live(opened, track, events, periods, days):
    """Live one case for a number of days from its opening.

    `events` maps days to lists of (verb, value): consult, note, track, prolong, reactivate.
    Events on a case that is not open are ignored, except a reactivation.
    """
    walk, life, day = Walk(track, periods, Silence(opened)), Life(), opened
    for _ in range(days):
        if walk.state == "deleted":
            break
        begin(walk, life, day)
        for verb, value in events.get(day, ()):
            happen(walk, day, verb, value)
        end(walk, life, day)
        day = tomorrow(day)
    return life


def begin(walk, life, day):
    """What the morning brings: one more day in the state, one more full month."""
    walk.silence.sees(day)
    walk.days_in_state += 1
    walk.notice -= 1
    if walk.state == "closed" and walk.days_in_state >= walk.periods.archive_days:
        enter(walk, "archived")
        life.archived.append(day)
    if walk.state == "archived" and walk.days_in_state >= walk.kept():
        enter(walk, "deleted")
        life.deleted = day


def happen(walk, day, verb, value):
    if verb == "reactivate" and walk.state in {"closed", "archived"}:
        enter(walk, "active")
        walk.silence, walk.prolonged = Silence(day), None
    if walk.state != "active":
        return
    if verb == "consult":
        walk.silence = Silence(day)
    elif verb == "track":
        walk.track, walk.notice = value, walk.periods.warning_days
    elif verb == "prolong":
        walk.prolonged = value


def end(walk, life, day):
    """What the evening brings: an open case that has been silent long enough is over."""
    if walk.state == "active" and walk.is_silent(day):
        enter(walk, "closed")
        life.closed.append(day)


def enter(walk, state):
    walk.state, walk.days_in_state = state, 0
