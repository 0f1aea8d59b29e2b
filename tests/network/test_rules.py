import calendar
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kim.network import rules
from kim.network.rules import DayPart, Hours

TEN, NOON = time(10), time(12)
DAY = timedelta(days=1)


def hours(rule, first_on=date(2026, 1, 1), last_on=None):
    return Hours(rule, first_on, TEN, NOON, last_on)


def days(found):
    return [occurrence.starts_at.date() for occurrence in found]


# --- rules and their words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "jeden Dienstag 9:30–12:30 Uhr"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TH,TU", "jeden Dienstag und Donnerstag 9:30–12:30 Uhr"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "jeden Montag, Mittwoch und Freitag 9:30–12:30 Uhr"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "alle drei Wochen dienstags 9:30–12:30 Uhr"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "alle zwei Wochen montags und mittwochs 9:30–12:30 Uhr"),
        ("FREQ=MONTHLY;BYDAY=-1TH", "jeden letzten Donnerstag im Monat 9:30–12:30 Uhr"),
        ("FREQ=MONTHLY;BYDAY=3TU", "jeden dritten Dienstag im Monat 9:30–12:30 Uhr"),
        ("FREQ=MONTHLY;BYDAY=-1TU,1TU", "jeden ersten und letzten Dienstag im Monat 9:30–12:30 Uhr"),
        ("FREQ=MONTHLY;BYDAY=3TU,1MO", "jeden ersten Montag und dritten Dienstag im Monat 9:30–12:30 Uhr"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2FR", "jeden zweiten Freitag alle zwei Monate 9:30–12:30 Uhr"),
    ],
)
def test_rule_is_said_as_people_say_it(rule, sentence):
    assert rules.describe_de(rule, time(9, 30), time(12, 30)) == sentence
    assert rules.check_rule(rule) is None


def test_rule_in_parts():
    assert rules.describe("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TH,3TU", TEN, NOON) == (
        "monthly",
        2,
        (DayPart(3, 1), DayPart(-1, 3)),
        TEN,
        NOON,
    )
    assert rules.describe("FREQ=WEEKLY;BYDAY=SU", TEN, NOON).days == (DayPart(None, 6),)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "nicht lesbar"),
        ("jeden Dienstag", "nicht lesbar"),
        ("FREQ=WEEKLY;FREQ=WEEKLY;BYDAY=MO", "nicht lesbar"),
        ("FREQ=WEEKLY;BYDAY=MO;", "nicht lesbar"),
        ("BYDAY=MO", "wöchentlich oder monatlich"),
        ("FREQ=SECONDLY;BYDAY=MO", "wöchentlich oder monatlich"),
        ("FREQ=weekly;BYDAY=MO", "wöchentlich oder monatlich"),
        ("FREQ=WEEKLY", "mindestens einen Wochentag"),
        ("FREQ=WEEKLY;BYDAY=", "mindestens einen Wochentag"),
        ("FREQ=WEEKLY;BYDAY=MO;INTERVAL=0", "von 1 bis 12"),
        ("FREQ=WEEKLY;BYDAY=MO;INTERVAL=13", "von 1 bis 12"),
        ("FREQ=WEEKLY;BYDAY=MO;INTERVAL=²", "von 1 bis 12"),
        ("FREQ=WEEKLY;BYDAY=XX", "Wochentage"),
        ("FREQ=MONTHLY;BYDAY=5MO", "Wochentage"),
        ("FREQ=MONTHLY;BYDAY=-2MO", "Wochentage"),
        ("FREQ=MONTHLY;BYDAY=MO", "der wievielte"),
        ("FREQ=WEEKLY;BYDAY=1MO", "nicht gezählt"),
        ("FREQ=WEEKLY;BYDAY=MO,MO", "nur einmal"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "gibt es bei Sprechzeiten nicht: COUNT"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1;BYHOUR=3", "BYHOUR, BYSETPOS"),
    ],
)
def test_unusable_rule_is_explained(rule, words):
    assert words in rules.check_rule(rule)
    with pytest.raises(rules.RuleError, match=r"\.$"):
        rules.occurrences(hours(rule), date(2026, 1, 1), date(2026, 1, 2))


@given(st.text(max_size=40) | st.from_regex(r"FREQ=(WEEKLY|MONTHLY);BYDAY=[-1-5MOTUSA,;=]{0,12}"))
@settings(max_examples=500)
def test_any_text_is_a_rule_or_has_an_explanation(rule):
    problem = rules.check_rule(rule)
    assert problem is None or problem.endswith(".")


# --- days ------------------------------------------------------------------------------------------


def test_third_tuesday_of_the_month():
    found = rules.occurrences(hours("FREQ=MONTHLY;BYDAY=3TU"), date(2026, 9, 1), date(2026, 11, 30))
    assert days(found) == [date(2026, 9, 15), date(2026, 10, 20), date(2026, 11, 17)]


def test_three_weeks_are_counted_from_the_first_week():
    every_third = hours("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TU", first_on=date(2026, 11, 3))
    found = rules.occurrences(every_third, date(2026, 11, 1), date(2026, 12, 20))
    assert days(found) == [date(2026, 11, d) for d in (3, 23, 24)] + [date(2026, 12, 14), date(2026, 12, 15)]


def test_window_includes_both_its_days_and_ends_with_the_hours():
    tuesdays = hours("FREQ=WEEKLY;BYDAY=TU", last_on=date(2026, 11, 17))
    found = rules.occurrences(tuesdays, date(2026, 11, 10), date(2026, 11, 24))
    assert days(found) == [date(2026, 11, 10), date(2026, 11, 17)]
    assert rules.occurrences(tuesdays, date(2026, 11, 24), date(2026, 11, 10)) == []
    assert rules.occurrences(tuesdays, date(2020, 1, 1), date(2025, 12, 31)) == []


def test_exceptions_are_left_out():
    closed = rules.holidays_nrw(2026).keys() | {date(2026, 5, 19)}
    tuesdays_and_mondays = hours("FREQ=WEEKLY;BYDAY=MO,TU")
    found = rules.occurrences(tuesdays_and_mondays, date(2026, 5, 18), date(2026, 5, 26), closed)
    assert days(found) == [date(2026, 5, 18), date(2026, 5, 26)]


def test_summer_time_moves_the_instant_not_the_clock():
    sundays = hours("FREQ=WEEKLY;BYDAY=SU")
    spring = rules.occurrences(sundays, date(2026, 3, 22), date(2026, 3, 29))
    autumn = rules.occurrences(sundays, date(2026, 10, 18), date(2026, 10, 25))
    assert [o.starts_at.astimezone(UTC).hour for o in spring + autumn] == [9, 8, 8, 9]
    assert {(o.starts_at.time(), o.ends_at.time()) for o in spring + autumn} == {(TEN, NOON)}


def weeks_between(first, day):
    """Whole calendar weeks, Monday to Sunday, from one day to another."""
    return ((day - day.weekday() * DAY) - (first - first.weekday() * DAY)).days // 7


def is_nth(day, ordinal):
    """Found by leafing through the calendar sheet of the month."""
    same = [
        week[day.weekday()] for week in calendar.monthcalendar(day.year, day.month) if week[day.weekday()]
    ]
    return same[ordinal if ordinal < 0 else ordinal - 1] == day.day


def sits_on(day, first, frequency, interval, parts):
    if frequency == "WEEKLY":
        return weeks_between(first, day) % interval == 0 and any(day.weekday() == wd for _, wd in parts)
    months = (day.year - first.year) * 12 + day.month - first.month
    return months % interval == 0 and any(day.weekday() == wd and is_nth(day, n) for n, wd in parts)


def written(frequency, interval, parts):
    names = [f"{n if frequency == 'MONTHLY' else ''}{rules.WEEKDAYS[wd]}" for n, wd in parts]
    return f"FREQ={frequency};INTERVAL={interval};BYDAY={','.join(names)}"


parts = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6)),
    min_size=1, max_size=3, unique_by=lambda part: part[1],
)  # fmt: skip


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["WEEKLY", "MONTHLY"]),
    st.integers(1, 12),
    parts,
)
@settings(max_examples=150)
def test_ten_years_are_those_of_a_calendar_on_the_wall(first, frequency, interval, parts):
    last = first + 3653 * DAY
    found = rules.occurrences(hours(written(frequency, interval, parts), first), first - 30 * DAY, last)
    every_day = (first + number * DAY for number in range(3654))
    assert days(found) == [day for day in every_day if sits_on(day, first, frequency, interval, parts)]
    assert all(o.starts_at.utcoffset() in {timedelta(hours=1), timedelta(hours=2)} for o in found)
    assert all(o.starts_at.replace(tzinfo=None) == datetime.combine(o.starts_at.date(), TEN) for o in found)


# --- holidays --------------------------------------------------------------------------------------


def test_holidays_of_a_year():
    assert rules.holidays_nrw(2026) == {
        date(2026, 1, 1): "Neujahr",
        date(2026, 4, 3): "Karfreitag",
        date(2026, 4, 6): "Ostermontag",
        date(2026, 5, 1): "Tag der Arbeit",
        date(2026, 5, 14): "Christi Himmelfahrt",
        date(2026, 5, 25): "Pfingstmontag",
        date(2026, 6, 4): "Fronleichnam",
        date(2026, 10, 3): "Tag der Deutschen Einheit",
        date(2026, 11, 1): "Allerheiligen",
        date(2026, 12, 25): "1. Weihnachtstag",
        date(2026, 12, 26): "2. Weihnachtstag",
    }


def easter_by_gauss(year):
    """Gauss's formula with Lichtenberg's supplement."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    a, s = year % 19, 2 - (3 * k + 3) // 4
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    og = 21 + d - r
    return date(year, 3, 1) + (og + 7 - (og - (7 - (year + year // 4 + s) % 7)) % 7 - 1) * DAY


def test_moving_holidays_keep_their_distance_to_easter():
    for year in range(1990, 2100):
        sunday = easter_by_gauss(year)
        named = rules.holidays_nrw(year)
        for days_after, name in ((-2, "Karfreitag"), (39, "Christi Himmelfahrt"), (60, "Fronleichnam")):
            assert name in named[sunday + days_after * DAY]


def test_two_holidays_on_one_day_keep_both_names():
    assert rules.holidays_nrw(2008)[date(2008, 5, 1)] == "Tag der Arbeit, Christi Himmelfahrt"
