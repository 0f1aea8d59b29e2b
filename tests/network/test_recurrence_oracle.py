"""Office hours against a reading that shares nothing with the code: no dateutil, no icalendar, day by day.

The oracle knows a calendar on the wall, Easter by the rule of Meeus, summer time by its law, and reads a calendar file
as RFC 5545 says it is to be read.
"""

import calendar as wall
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kim.core import dates
from kim.network.access import rules
from kim.network.access.calendar import calendar_of, horizon
from kim.network.models import OfficeHours, OfficeHoursException
from kim.network.queries import sittings
from kim.network.rules import Hours, holidays_nrw, occurrences

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TEN_YEARS = 3653
DAY = timedelta(days=1)


# --- the oracle


def easter(year):
    """Meeus, Jones and Butcher: the Sunday after the first full moon of spring."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = c // 4, c % 4
    weekday = (32 + 2 * (b % 4) + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day):
    fixed = {(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)}
    return (day.month, day.day) in fixed or (day - easter(day.year)).days in {-2, 1, 39, 50, 60}


def last_sunday(year, month):
    day = date(year, month, wall.monthrange(year, month)[1])
    while day.weekday() != 6:
        day -= DAY
    return day


def offset(day):
    """Hours before Greenwich by day: offices keep no hours between two and three on a Sunday in March or October."""
    return 2 if last_sunday(day.year, 3) <= day < last_sunday(day.year, 10) else 1


def takes_place(day, first, said):
    """Whether a rule falls on a day, counted from its first week or month."""
    if day < first:
        return False
    if said["FREQ"] == "WEEKLY":
        weeks = ((day - timedelta(days=day.weekday())) - (first - timedelta(days=first.weekday()))).days // 7
        return weeks % said["INTERVAL"] == 0 and NAMES[day.weekday()] in said["BYDAY"]
    months = (day.year - first.year) * 12 + day.month - first.month
    length = wall.monthrange(day.year, day.month)[1]
    own = {f"{(day.day - 1) // 7 + 1}{NAMES[day.weekday()]}"}
    own |= {f"-1{NAMES[day.weekday()]}"} if day.day + 7 > length else set()
    return months % said["INTERVAL"] == 0 and bool(own & set(said["BYDAY"]))


def read_rule(text):
    said = dict(part.split("=") for part in text.split(";"))
    return {
        "FREQ": said["FREQ"],
        "INTERVAL": int(said.get("INTERVAL", 1)),
        "BYDAY": said["BYDAY"].split(","),
        "UNTIL": said.get("UNTIL"),
    }


# --- rules

WEEKDAY_SETS = st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(tuple)
CHOICES = st.one_of(
    st.builds(lambda days: rules.Choices("weekly", days), WEEKDAY_SETS),
    st.builds(lambda days, weeks: rules.Choices("weeks", days, weeks), WEEKDAY_SETS, st.integers(2, 12)),
    st.builds(
        lambda days, which: rules.Choices("month", days, 1, which),
        WEEKDAY_SETS,
        st.lists(st.sampled_from(rules.ORDINALS), min_size=1, max_size=3, unique=True).map(tuple),
    ),
)
FIRST_DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
# Offices are closed when the clocks change.
CLOCKS = st.integers(6, 18).map(lambda hour: time(hour, 30))


@given(CHOICES)
def test_what_is_chosen_is_read_back(choices):
    read = rules.read_choices(rules.write_rule(choices))

    assert (read.rhythm, set(read.weekdays), set(read.ordinals), read.interval) == (
        choices.rhythm,
        set(choices.weekdays),
        set(choices.ordinals),
        choices.interval,
    )


@settings(max_examples=40)
@given(CHOICES, FIRST_DAYS, CLOCKS)
def test_ten_years_day_by_day(choices, first, clock):
    rule = rules.write_rule(choices)
    hours = Hours(rule, first, clock, time(clock.hour + 2, 15))

    found = occurrences(hours, first, first + timedelta(days=TEN_YEARS))

    said = read_rule(rule)
    expected = [day for n in range(TEN_YEARS + 1) if takes_place(day := first + n * DAY, first, said)]
    assert [each.starts_at.date() for each in found] == expected
    for each in found:
        at_greenwich = datetime.combine(each.starts_at.date(), clock) - timedelta(
            hours=offset(each.starts_at.date())
        )
        assert each.starts_at.astimezone(UTC).replace(tzinfo=None) == at_greenwich
        assert each.ends_at - each.starts_at == timedelta(hours=1, minutes=45)


@pytest.mark.parametrize("first", [1990, 2020, 2050, 2080])
def test_holidays_of_thirty_years(first):
    for year in range(first, first + 30):
        days = [date(year, 1, 1) + n * DAY for n in range(365 + wall.isleap(year))]
        assert list(holidays_nrw(year)) == [day for day in days if is_holiday(day)]


# --- the calendar file


def lines_of(text):
    """Unfold the lines of a calendar file."""
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return [tuple(line.split(":", 1)) for line in text.replace("\r\n ", "").split("\r\n") if line]


def events_of(text):
    found, event = [], None
    for name, value in lines_of(text):
        if (name, value) == ("BEGIN", "VEVENT"):
            event = []
        elif (name, value) == ("END", "VEVENT"):
            found.append(event)
            event = None
        elif event is not None:
            event.append((name, value))
    return found


def local(name, value):
    assert name.endswith(";TZID=Europe/Berlin")
    return datetime.strptime(value, "%Y%m%dT%H%M%S")


def all_day(name, value):
    assert name.endswith(";VALUE=DATE")
    return datetime.strptime(value, "%Y%m%d").date()


def expanded_days(event):
    """Return every day of an event that lasts all day, without what is left out; nothing of it has a time."""
    properties = {name.split(";")[0]: (name, value) for name, value in event}
    start = all_day(*properties["DTSTART"])
    assert all_day(*properties["DTEND"]) == start + DAY
    said = read_rule(properties["RRULE"][1])
    until = datetime.strptime(said["UNTIL"], "%Y%m%d").date()
    left_out = set()
    if "EXDATE" in properties:
        name, values = properties["EXDATE"]
        left_out = {all_day(name, value) for value in values.split(",")}
    assert takes_place(start, start, said), "the first day is one of the rule"
    days = [start + n * DAY for n in range((until - start).days + 1)]
    return [day for day in days if takes_place(day, start, said) and day not in left_out]


def expanded(event):
    """Return every start that an event has, as a program would show it: local time, without what is left out."""
    properties = {name.split(";")[0]: (name, value) for name, value in event}
    start = local(*properties["DTSTART"])
    said = read_rule(properties["RRULE"][1])
    until = datetime.strptime(said["UNTIL"], "%Y%m%dT%H%M%SZ")
    left_out = set()
    if "EXDATE" in properties:
        name, values = properties["EXDATE"]
        left_out = {local(name, value) for value in values.split(",")}
    assert takes_place(start.date(), start.date(), said), "the first start is one of the rule"
    starts, day = [], start.date()
    while day <= until.date() + DAY:
        moment = datetime.combine(day, start.time())
        if (
            takes_place(day, start.date(), said)
            and moment - timedelta(hours=offset(day)) <= until
            and moment not in left_out
        ):
            starts.append(moment)
        day += DAY
    return starts


@pytest.fixture
def make_hours(scoped, lindenau):
    lindenau.district = scoped

    def make(rule, first_on, clock, cancelled=()):
        row = OfficeHours(
            district=scoped, municipality=lindenau, place="Rathaus", rule=rule, first_on=first_on, starts=clock,
            ends=clock and time(clock.hour + 1), pk=7,
        )  # fmt: skip
        missed = [OfficeHoursException(on=day) for day in cancelled]
        row._prefetched_objects_cache = {"exceptions": missed}
        return row

    return make


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    CHOICES,
    st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2028, 6, 30))),
    CLOCKS,
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sets(st.integers(0, 200), max_size=5),
)
def test_calendar_file_says_the_same_as_the_page(
    make_hours, lindenau, choices, first_on, clock, today, missed
):
    if choices.rhythm == "weeks" and first_on is None:
        first_on = date(2026, 2, 3)
    with dates.moved_clock(today):
        first, last = horizon(today)
        row = make_hours(rules.write_rule(choices), first_on, clock)
        planned = sittings(row, first, last)
        cancelled = {planned[n].day for n in missed if n < len(planned)}
        row = make_hours(rules.write_rule(choices), first_on, clock, cancelled)
        text = calendar_of(lindenau, [row]).decode()

    shown = [start for event in events_of(text) for start in expanded(event)]
    expected = [
        datetime.combine(day, clock)
        for day in (each.day for each in planned)
        if not is_holiday(day) and day not in cancelled
    ]
    assert shown == expected
    assert not [day for day in shown if is_holiday(day.date())]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    CHOICES,
    st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2028, 6, 30))),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sets(st.integers(0, 200), max_size=5),
)
def test_without_a_time_the_calendar_file_has_the_days_of_the_page(
    make_hours, lindenau, choices, first_on, today, missed
):
    if choices.rhythm == "weeks" and first_on is None:
        first_on = date(2026, 2, 3)
    with dates.moved_clock(today):
        first, last = horizon(today)
        rule = rules.write_rule(choices)
        planned = [each.day for each in sittings(make_hours(rule, first_on, None), first, last)]
        cancelled = {planned[n] for n in missed if n < len(planned)}
        text = calendar_of(lindenau, [make_hours(rule, first_on, None, cancelled)]).decode()

    counted_from = first_on or date(2020, 1, 6)
    every_day = [first + n * DAY for n in range((last - first).days + 1)]
    assert planned == [day for day in every_day if takes_place(day, counted_from, read_rule(rule))]
    shown = [day for event in events_of(text) for day in expanded_days(event)]
    assert shown == [day for day in planned if not is_holiday(day) and day not in cancelled]


def test_last_thursday_without_a_time_lasts_all_day(make_hours, lindenau, clock):
    text = calendar_of(lindenau, [make_hours("FREQ=MONTHLY;BYDAY=-1TH", None, None)]).decode()
    (event,) = events_of(text)

    # The last Thursdays of 2026 to 2028, read off the wall; one is no day for an office.
    days = expanded_days(event)
    assert days[:4] == [date(2026, 1, 29), date(2026, 2, 26), date(2026, 3, 26), date(2026, 4, 30)]
    assert date(2028, 5, 25) not in days
    assert "Uhrzeit bitte erfragen" in dict(event)["DESCRIPTION"].replace("\\,", ",")


def test_calendar_file_has_what_other_programs_need(make_hours, lindenau, clock):
    row = make_hours("FREQ=WEEKLY;BYDAY=TU", None, time(9, 30))
    row.address, row.note = "Marktplatz 1, Lindenau; Eingang B", "Bitte klingeln"
    text = calendar_of(lindenau, [row, make_hours("FREQ=WEEKLY;BYDAY=WE", None, time(8))]).decode()
    lines = dict(lines_of(text))

    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert lines["TZID"] == "Europe/Berlin"
    assert lines["LOCATION"].startswith("Rathaus")
    assert "Rathaus\\, Marktplatz 1\\, Lindenau\\; Eingang B" in text.replace("\r\n ", "")
    assert "jeden Dienstag 9:30–10:00 Uhr\\nBitte klingeln" in text.replace("\r\n ", "")
    assert [dict(event)["UID"] for event in events_of(text)] == ["sprechzeit-7@probstadt.kim"] * 2


def test_zone_of_the_calendar_is_the_law(make_hours, lindenau, clock):
    text = calendar_of(lindenau, [make_hours("FREQ=WEEKLY;BYDAY=TU", None, time(9))]).decode()
    zone = text[text.index("BEGIN:VTIMEZONE") : text.index("END:VTIMEZONE")]

    assert "BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n" in zone
    assert "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n" in zone
    assert zone.count("TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200") == 1
    assert zone.count("TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100") == 1


def test_hours_by_arrangement_have_no_days(make_hours, lindenau, clock):
    row = make_hours("", None, time(9))

    assert events_of(calendar_of(lindenau, [row]).decode()) == []
