"""Random lives of a case: the rules against an oracle that walks through every day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kim.cases import rules
from kim.core.dates import local_day
from tests.cases import oracle

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
TRACKS = ["brief_advice", "case_management", "referral_only", "information_only"]
VERBS = ["consult", "consult", "note", "track", "prolong", "reactivate"]
# Month ends, leap days and the years whose leap day people get wrong.
EDGES = [
    date(year, month, day)
    for year in (2023, 2024, 2027, 2028, 2099, 2100)
    for month, day in ((1, 29), (1, 30), (1, 31), (2, 28), (3, 31), (8, 29), (8, 31), (11, 30), (12, 31))
] + [date(2024, 2, 29), date(2028, 2, 29), date(2096, 2, 29)]

days = st.sampled_from(EDGES) | st.dates(date(2020, 1, 1), date(2105, 12, 31))
gaps = st.integers(0, 20) | st.integers(80, 100) | st.integers(170, 190)
steps = st.lists(st.tuples(gaps, st.sampled_from(VERBS), st.integers(0, 200)), max_size=5)
short_periods = st.builds(
    rules.Periods,
    brief_advice_months=st.integers(1, 4),
    case_management_months=st.integers(1, 7),
    warning_days=st.integers(1, 20),
    archive_days=st.integers(1, 20),
    deletion_days=st.integers(15, 60),
    key_backup_days=st.integers(1, 14),
)
# Together 20,000 histories; the smaller facts need fewer.
closings = settings(max_examples=14_000, deadline=None, suppress_health_check=list(HealthCheck))
lives = settings(max_examples=6_000, deadline=None, suppress_health_check=list(HealthCheck))
several = settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))


def triple(day):
    return day.year, day.month, day.day


def dated(opened, steps):
    """Gaps between steps as events on days: {day: [(verb, value)]}."""
    events, day = {}, opened
    for gap, verb, number in steps:
        day += gap * DAY
        value = {"track": TRACKS[number % 4], "prolong": day + number * DAY}.get(verb)
        events.setdefault(day, []).append((verb, value))
    return events, day


@dataclass
class Record:
    """A case as the product keeps it: what is documented, and the rules asked by a run."""

    track: str
    opened_on: date
    periods: rules.Periods
    last_consultation_on: date | None = None
    prolonged_until: date | None = None
    changed_on: date | None = None
    state: rules.State = rules.State.ACTIVE
    since: date | None = None
    closed: list = field(default_factory=list)
    archived: list = field(default_factory=list)
    deleted: date | None = None

    @property
    def closes_on(self):
        last = rules.closes_on(
            self.track, self.last_consultation_on, self.opened_on, self.prolonged_until, self.periods
        )
        return (
            rules.with_notice(last, self.changed_on, self.periods.warning_days) if self.changed_on else last
        )

    def run(self, today):
        """One nightly run: each state is entered as of the day on which it was due."""
        if self.state == rules.State.ACTIVE and rules.is_due_for_closing(self.closes_on, today):
            self.enter(rules.State.CLOSED, self.closes_on, self.closed)
        if self.state == rules.State.CLOSED and today >= rules.archives_on(self.since, self.periods):
            self.enter(rules.State.ARCHIVED, rules.archives_on(self.since, self.periods), self.archived)
        if self.state == rules.State.ARCHIVED and today >= rules.live_deletion_on(self.since, self.periods):
            self.deleted = rules.live_deletion_on(self.since, self.periods)
            self.enter(rules.State.DELETED, self.deleted, [])

    def enter(self, state, day, days):
        assert state in rules.next_states(self.state)
        self.state, self.since = state, day
        days.append(day)

    def happen(self, today, verb, value):
        if verb == "reactivate" and self.state != rules.State.ACTIVE and self.may_become_active():
            self.state, self.opened_on = rules.State.ACTIVE, today
            self.prolonged_until = None
        if self.state != rules.State.ACTIVE:
            return
        if verb == "consult":
            self.last_consultation_on = today
        elif verb == "track":
            self.track, self.changed_on = value, today
        elif verb == "prolong":
            self.prolonged_until = value

    def may_become_active(self):
        return rules.State.ACTIVE in rules.next_states(self.state)


def run_through(opened, track, events, periods, run_days):
    record = Record(track, opened, periods)
    for today in sorted({*run_days, *events}):
        # A run comes before the work of its day; where people work, the night before had its run.
        record.run(today)
        for verb, value in events.get(today, ()):
            record.happen(today, verb, value)
    return record


def expected(opened, track, events, periods, until):
    marked = {
        triple(day): [(verb, triple(value) if verb == "prolong" else value) for verb, value in happened]
        for day, happened in events.items()
    }
    return oracle.live(triple(opened), track, marked, periods, (until - opened).days + 1)


def facts(record):
    return (
        [triple(day) for day in record.closed],
        [triple(day) for day in record.archived],
        record.deleted and triple(record.deleted),
    )


@given(days, st.sampled_from(TRACKS), steps.map(lambda found: found[:3]))
@example(date(2024, 8, 31), "case_management", [])
@example(date(2027, 8, 31), "case_management", [])
@example(date(2099, 8, 31), "case_management", [])
@example(date(2028, 2, 29), "brief_advice", [(0, "consult", 0)])
@example(date(2023, 11, 30), "brief_advice", [(0, "prolong", 91), (0, "note", 0)])
@closings
def test_case_closes_on_the_day_the_oracle_finds(opened, track, steps):
    periods = rules.Periods()
    events, last = dated(opened, steps)
    until = last + 230 * DAY
    record = run_through(opened, track, events, periods, [until + DAY])
    life = expected(opened, track, events, periods, until)
    assert [triple(day) for day in record.closed] == life.closed
    for closed in record.closed[:1]:
        assert closed >= rules.add_months(opened, 3)


@given(days, st.sampled_from(TRACKS), steps, short_periods, st.lists(st.integers(1, 400), max_size=4))
@lives
def test_catching_up_after_downtime_gives_the_record_of_daily_runs(opened, track, steps, periods, pauses):
    events, last = dated(opened, steps)
    until = last + 420 * DAY
    every_day = [opened + number * DAY for number in range((until - opened).days + 1)]
    some_days, day = [until], opened
    for pause in pauses:
        day += pause * DAY
        some_days.append(min(day, until))
    daily = run_through(opened, track, events, periods, every_day)
    late = run_through(opened, track, events, periods, some_days)
    assert facts(daily) == facts(late)
    life = expected(opened, track, events, periods, until)
    assert facts(daily) == (life.closed, life.archived, life.deleted)


@given(days, short_periods, st.sampled_from(TRACKS), st.integers(0, 300))
@several
def test_warning_stands_from_its_first_day_until_the_last_open_day(opened, periods, track, offset):
    closes = rules.closes_on(track, None, opened, None, periods)
    today = opened + offset * DAY
    is_open_soon_over = 0 <= (closes - today).days <= periods.warning_days
    assert rules.is_warned(closes, periods.warning_days, today) == is_open_soon_over
    assert not (
        rules.is_warned(closes, periods.warning_days, today) and rules.is_due_for_closing(closes, today)
    )


@given(days, short_periods)
@several
def test_no_copy_can_be_read_when_the_longest_time_is_over(archived, periods):
    deleted = rules.live_deletion_on(archived, periods)
    last_backup_gone = deleted + periods.key_backup_days * DAY
    assert last_backup_gone == rules.unreadable_on(archived, periods) <= archived + 360 * DAY
    assert deleted > archived


@given(days, st.integers(0, 60))
@several
def test_months_are_those_of_a_person_leafing_through_a_calendar(day, months):
    silence, here = oracle.Silence(triple(day)), triple(day)
    while silence.months < months:
        here = oracle.tomorrow(here)
        silence.sees(here)
    assert triple(rules.add_months(day, months)) == here


@given(days, st.integers(-180, 180), st.sampled_from(TRACKS))
@example(date(2026, 3, 29), 0, "brief_advice")
@example(date(2026, 10, 25), 60, "brief_advice")
@several
def test_consultation_near_midnight_counts_on_its_local_day(day, minutes, track):
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    instant = midnight + timedelta(minutes=minutes)
    spoken_on = day if minutes >= 0 else day - DAY
    assert local_day(instant) == spoken_on
    opened = spoken_on - DAY
    from_instant = rules.closes_on(track, local_day(instant), opened, None, rules.Periods())
    assert from_instant == rules.closes_on(track, spoken_on, opened, None, rules.Periods())
