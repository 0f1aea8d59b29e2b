"""Office hours for everybody: the calendar file to subscribe to, and the next day that is no holiday."""

from datetime import date, time

import pytest
from django.test import Client as Browser

from kim.core import dates
from kim.network.models import OfficeHours, OfficeHoursException
from kim.public.wording import hours_line

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def hours(scoped, lindenau):
    row = OfficeHours.objects.create(
        district=scoped,
        municipality=lindenau,
        place="Rathaus",
        rule="FREQ=WEEKLY;BYDAY=FR",
        starts=time(9, 30),
        ends=time(12),
    )
    OfficeHoursException.objects.create(
        district=scoped, office_hours=row, on=date(2026, 11, 27), reason="Krankheit von Frau Beispiel"
    )
    return row


def unfolded(response):
    return response.content.decode().replace("\r\n ", "")


def test_everybody_gets_the_calendar_of_a_place(hours, lindenau):
    response = Browser().get(f"/probstadt/de/sprechzeiten/{lindenau.ags}.ics")
    text = unfolded(response)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:sprechzeit-{hours.pk}@probstadt.kim" in text
    assert "20261127T093000" in text.split("EXDATE", 1)[1].split("\r\n", 1)[0]
    assert "Krankheit" not in text
    assert "SUMMARY:KIM Lindenau" in text


def test_calendar_speaks_the_language_of_its_address(hours, lindenau, district):
    district.policy_data = {"request_languages": ["de", "en"]}
    district.save(update_fields=["policy_data"])

    german = unfolded(Browser().get(f"/probstadt/de/sprechzeiten/{lindenau.ags}.ics"))
    english = unfolded(Browser().get(f"/probstadt/en/sprechzeiten/{lindenau.ags}.ics"))
    assert "freitags 9:30–12:00" in german
    assert "freitags" not in english
    assert "9:30–12:00" in english


@pytest.mark.parametrize("path", ["de/sprechzeiten/05998000.ics", "xx/sprechzeiten/05997000.ics"])
def test_what_is_not_there_is_not_found(hours, other_district, path):
    assert Browser().get(f"/probstadt/{path}").status_code == 404


def test_directory_leads_to_the_calendar(hours, lindenau):
    page = Browser().get("/probstadt/de/verzeichnis/").content.decode()

    assert f'href="/probstadt/de/sprechzeiten/{lindenau.ags}.ics"' in page


def test_calendar_asks_the_same_however_many_hours(hours, lindenau, django_assert_num_queries):
    for _ in range(2):
        OfficeHours.objects.create(
            district=lindenau.district,
            municipality=lindenau,
            place="Rathaus",
            rule="FREQ=WEEKLY;BYDAY=MO",
            starts=time(9),
            ends=time(12),
        )

    with django_assert_num_queries(4):
        Browser().get(f"/probstadt/de/sprechzeiten/{lindenau.ags}.ics")


def test_next_day_is_no_holiday(hours):
    with dates.moved_clock(date(2026, 12, 21)):
        # Christmas and New Year's Day are Fridays.
        assert hours_line(hours, dates.today()).next_on == "Freitag, 08.01.2027"


def test_a_day_without_a_time_is_told_and_stands_in_the_calendar(hours, lindenau):
    OfficeHours.objects.update(rule="FREQ=MONTHLY;BYDAY=-1TH", starts=None, ends=None)
    page = Browser().get(f"/probstadt/de/?ort={lindenau.ags}").content.decode()

    assert "letzter Donnerstag im Monat, Uhrzeit bitte erfragen" in page
    assert "Donnerstag, 26.11.2026" in page
    assert f"{lindenau.ags}.ics" in page
    text = unfolded(Browser().get(f"/probstadt/de/sprechzeiten/{lindenau.ags}.ics"))
    assert "DTSTART;VALUE=DATE:20260129" in text
    assert "letzter Donnerstag im Monat\\, Uhrzeit bitte erfragen" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Zeiten bitte erfragen"), ("ar", "يرجى السؤال عن المواعيد")],
)
def test_people_are_told_to_ask_for_times_that_nobody_knows(hours, lindenau, district, language, words):
    OfficeHours.objects.update(rule="", starts=None, ends=None, times_unknown=True)
    page = Browser().get(f"/probstadt/{language}/?ort={lindenau.ags}").content.decode()

    assert words in page
    assert ".ics" not in page
