"""The office hours of the three packs are those of their sources."""

from datetime import date, datetime, time

from dateutil.rrule import rrule, rrulestr

from tests.districts.test_packs import AGS, PACKS, Pack, every_pack, rows, town_of

# Annexes 2 to 14 of Kreis Warendorf: municipality, day, from, to.
WARENDORF_HOURS = {
    ("Ahlen", "FREQ=WEEKLY;BYDAY=MO", "10:00", "12:00"),
    ("Beelen", "FREQ=WEEKLY;BYDAY=TU", "09:30", "12:30"),
    ("Drensteinfurt", "FREQ=WEEKLY;BYDAY=TU", "08:30", "12:00"),
    ("Drensteinfurt", "FREQ=WEEKLY;BYDAY=TH", "09:00", "12:00"),
    ("Drensteinfurt", "FREQ=MONTHLY;BYDAY=-1TH", "", ""),
    ("Ennigerloh", "FREQ=WEEKLY;BYDAY=MO", "14:00", "17:00"),
    ("Ennigerloh", "FREQ=WEEKLY;BYDAY=WE", "14:00", "17:00"),
    ("Ostbevern", "FREQ=MONTHLY;BYDAY=3TU", "10:00", "12:00"),
    ("Sendenhorst", "FREQ=WEEKLY;BYDAY=MO", "09:00", "11:00"),
    ("Sendenhorst", "FREQ=WEEKLY;BYDAY=TU", "09:00", "11:00"),
    ("Warendorf", "FREQ=WEEKLY;BYDAY=MO", "10:00", "13:00"),
    ("Warendorf", "FREQ=WEEKLY;BYDAY=MO", "13:00", "15:00"),
}


@every_pack
def test_every_office_hour_says_when_or_that_this_is_not_known(pack: Pack) -> None:
    for row in rows(pack, "office_hours"):
        said = [bool(row["rule"]), row["by_arrangement"], bool(row.get("times_unknown"))]
        assert sum(said) == 1
        assert not row.get("none") or row["by_arrangement"]
        assert bool(row["starts"]) == bool(row["ends"])
        assert row["place"]
        if row["starts"]:
            assert row["rule"]
            assert time.fromisoformat(row["starts"]) < time.fromisoformat(row["ends"])
        else:
            assert row["note"] or row.get("none")


@every_pack
def test_every_rule_gives_days_in_two_years(pack: Pack) -> None:
    for row in rows(pack, "office_hours"):
        if row["rule"]:
            found = rrulestr(row["rule"], dtstart=datetime(2026, 1, 1))
            assert isinstance(found, rrule)
            days = found.between(datetime(2026, 1, 1), datetime(2027, 12, 31), inc=True)
            assert len(days) in ({24} if "MONTHLY" in row["rule"] else {104, 105})


def test_warendorf_office_hours_are_those_of_the_annexes() -> None:
    pack = PACKS["warendorf"]
    found = [
        (town_of(pack, row["municipality"]), row["rule"], row["starts"], row["ends"])
        for row in rows(pack, "office_hours")
        if row["rule"]
    ]
    assert sorted(found) == sorted(WARENDORF_HOURS)


def test_warendorf_by_arrangement_and_unknown_hours() -> None:
    pack = PACKS["warendorf"]
    arranged = {
        town_of(pack, row["municipality"]) for row in rows(pack, "office_hours") if row["by_arrangement"]
    }
    named = {town_of(pack, row["municipality"]) for row in rows(pack, "office_hours")}
    unknown = {
        town_of(pack, row["municipality"]) for row in rows(pack, "office_hours") if row.get("times_unknown")
    }
    assert arranged == {"Oelde", "Telgte", "Wadersloh"}
    assert unknown == {"Everswinkel"}
    assert set(AGS["warendorf"].values()) - named == {"Beckum", "Sassenberg"}


def test_ostbevern_opens_on_the_third_tuesday() -> None:
    row = next(row for row in rows(PACKS["warendorf"], "office_hours") if row["municipality"] == "05570032")
    found = rrulestr(row["rule"], dtstart=datetime(2026, 11, 1))
    days = found.between(datetime(2026, 11, 1), datetime(2027, 1, 31), inc=True)
    assert [day.date() for day in days] == [date(2026, 11, 17), date(2026, 12, 15), date(2027, 1, 19)]


def test_hoexter_and_wesel_state_no_times() -> None:
    assert rows(PACKS["hoexter"], "office_hours") == []
    assert all(row["times_unknown"] for row in rows(PACKS["wesel"], "office_hours"))
    assert {row["municipality"] for row in rows(PACKS["wesel"], "office_hours")} == set(AGS["wesel"])
