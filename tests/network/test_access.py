"""Office hours as they are chosen, the access of a place, ways of access, the calendar."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from kim.accounts.models import Role
from kim.audit.models import AuditEntry
from kim.core.locking import Conflict
from kim.network.access import actions, rules
from kim.network.models import AccessRoute, OfficeHours, OfficeHoursException
from tests.cast import browser_of, in_district, make_member

BASE = "/probstadt/netzwerk/"
TUESDAYS = {"rhythm": "weekly", "weekdays": ["1"], "starts": "9:30", "ends": "12", "place": "Rathaus"}

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def hours(scoped, lindenau):
    return OfficeHours.objects.create(
        district=scoped,
        municipality=lindenau,
        place="Rathaus",
        rule="FREQ=WEEKLY;BYDAY=MO",
        starts=time(9),
        ends=time(12),
    )


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Kerstin Kontakt", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


def url(place, rest="sprechzeiten/neu/"):
    return f"{BASE}{place.ags}/{rest}"


# --- what is chosen, and the rule behind it


@pytest.mark.parametrize(
    ("choices", "rule"),
    [
        (rules.Choices("weekly", (3, 0)), "FREQ=WEEKLY;BYDAY=MO,TH"),
        (rules.Choices("weeks", (1,), 3), "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"),
        (rules.Choices("month", (1,), 1, (3,)), "FREQ=MONTHLY;BYDAY=3TU"),
        (rules.Choices("month", (3,), 1, (-1, 1)), "FREQ=MONTHLY;BYDAY=1TH,-1TH"),
        (rules.Choices("arrangement"), ""),
    ],
)
def test_choice_is_written_as_a_rule_and_read_back(choices, rule):
    assert rules.write_rule(choices) == rule
    read = rules.read_choices(rule)
    assert rules.write_rule(read) == rule


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO,3TU"])
def test_a_rule_that_the_form_cannot_say_is_kept(scoped, carla, lindenau, hours, rule):
    OfficeHours.objects.update(rule=rule)
    assert rules.read_choices(rule) is None
    browser = browser_of(carla)
    address = url(lindenau, f"sprechzeiten/{hours.pk}/")

    assert browser.get(address).context["form"]["rhythm"].value() == "kept"
    typed = {"rhythm": "kept", "starts": "10", "ends": "11", "place": "Anderswo", "version": 0}
    assert browser.post(address, typed).status_code == 302
    hours.refresh_from_db()
    assert (hours.rule, hours.place, hours.starts) == (rule, "Anderswo", time(10))


# --- entering


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"interval": "x", "ordinals": ["9"]}, "FREQ=WEEKLY;BYDAY=TU"),
        ({"rhythm": "weeks", "interval": "3", "first_on": "24.11.2026"}, "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"),
        ({"rhythm": "month", "ordinals": ["3"]}, "FREQ=MONTHLY;BYDAY=3TU"),
        ({"rhythm": "month", "ordinals": ["-1"], "weekdays": ["3"]}, "FREQ=MONTHLY;BYDAY=-1TH"),
    ],
)
def test_office_hours_are_entered_by_plain_choices(scoped, anna, lindenau, typed, rule):
    assert browser_of(anna).post(url(lindenau), TUESDAYS | typed).status_code == 302

    made = OfficeHours.objects.get()
    assert (made.rule, made.starts, made.ends, made.municipality) == (rule, time(9, 30), time(12), lindenau)
    assert AuditEntry.objects.filter(action="hours_added").count() == 1


def test_hours_by_arrangement_need_no_times(scoped, anna, lindenau):
    typed = {"rhythm": "arrangement", "place": "Rathaus", "weekdays": ["1"], "starts": "9"}
    assert browser_of(anna).post(url(lindenau), typed).status_code == 302

    made = OfficeHours.objects.get()
    assert (made.rule, made.by_arrangement, made.starts) == ("", True, None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "keine offene Sprechzeit"),
        ({"place": "Bürgerbüro", "starts": "9"}, "stattdessen: Bürgerbüro"),
        (
            {"by_arrangement": "on", "place": "Jobcenter"},
            "keine offene Sprechzeit, Termine nach Vereinbarung",
        ),
    ],
)
def test_that_there_are_none_is_said_and_shown(scoped, anna, lindenau, typed, words):
    browser = browser_of(anna)
    assert "Keine Sprechzeit bekannt" in browser.get(url(lindenau, "")).content.decode()
    assert browser.post(url(lindenau), {"rhythm": "none"} | typed).status_code == 302

    made = OfficeHours.objects.get()
    assert (made.none, made.rule, made.starts, made.place) == (True, "", None, typed.get("place", ""))
    assert made.by_arrangement == ("by_arrangement" in typed)
    page = browser.get(url(lindenau, "")).content.decode()
    assert "Keine offene Sprechzeit" in page
    assert "Keine Sprechzeit bekannt" not in page
    assert words in browser.get(BASE).content.decode()
    # Nothing of it is an event of a calendar.
    assert "sprechzeiten.ics" not in page
    assert b"VEVENT" not in browser.get(url(lindenau, "sprechzeiten.ics")).content
    form = browser.get(url(lindenau, f"sprechzeiten/{made.pk}/")).context["form"]
    assert form["rhythm"].value() == "none"


def test_a_day_without_a_time_is_entered_and_shown(scoped, anna, lindenau):
    browser = browser_of(anna)
    typed = {
        "rhythm": "month",
        "ordinals": ["-1"],
        "weekdays": ["3"],
        "clock_unknown": "on",
        "starts": "9",
        "place": "Freundeskreis",
    }
    assert browser.post(url(lindenau), typed).status_code == 302

    made = OfficeHours.objects.get()
    assert (made.rule, made.starts, made.ends) == ("FREQ=MONTHLY;BYDAY=-1TH", None, None)
    page = browser.get(url(lindenau, "")).content.decode()
    assert "jeden letzten Donnerstag im Monat, Uhrzeit bitte erfragen" in page
    assert "Donnerstag, 26.11.2026</span>" in page
    assert "sprechzeiten.ics" in page
    calendar = browser.get(url(lindenau, "sprechzeiten.ics")).content.decode()
    assert "DTSTART;VALUE=DATE:20260129" in calendar
    form = browser.get(url(lindenau, f"sprechzeiten/{made.pk}/")).context["form"]
    assert (form["rhythm"].value(), form["clock_unknown"].value()) == ("month", True)
    preview = browser.post(url(lindenau), typed | {"preview": "1"}).content.decode()
    assert "<li>Donnerstag, 26.11.2026</li>" in preview


def test_hours_at_times_that_nobody_knows_are_said(scoped, anna, lindenau):
    browser, typed = browser_of(anna), {"rhythm": "unknown", "place": "Lindenau", "weekdays": ["1"]}
    assert browser.post(url(lindenau), typed | {"starts": "9"}).status_code == 302

    made = OfficeHours.objects.get()
    assert (made.rule, made.starts, made.times_unknown, made.by_arrangement) == ("", None, True, False)
    page = browser.get(url(lindenau, "")).content.decode()
    assert "Zeiten nicht bekannt, bitte erfragen" in page
    assert "sprechzeiten.ics" not in page
    address = url(lindenau, f"sprechzeiten/{made.pk}/")
    assert browser.get(address).context["form"]["rhythm"].value() == "unknown"

    refused = browser.post(url(lindenau), {"rhythm": "none"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["rhythm"])
    assert browser.post(address, typed | {"by_arrangement": "on", "version": "0"}).status_code == 302
    assert "bitte erfragen, sonst nach Vereinbarung" in browser.get(BASE).content.decode()


def test_hours_and_none_are_refused_together(hours, anna, lindenau):
    browser, none = browser_of(anna), {"rhythm": "none", "by_arrangement": "on"}
    refused = browser.post(url(lindenau), none)
    assert refused.status_code == 422
    assert "Sprechzeiten eingetragen" in refused.context["form"].errors["rhythm"][0]

    # Instead of the only hours there can be none, then beside them appointments, and no hours any more.
    address = url(lindenau, f"sprechzeiten/{hours.pk}/")
    assert browser.post(address, none | {"version": "0"}).status_code == 302
    assert browser.post(url(lindenau), {"rhythm": "arrangement", "place": "Rathaus"}).status_code == 302
    for typed in (TUESDAYS, none):
        again = browser.post(url(lindenau), typed)
        assert again.status_code == 422
        assert "keine offene Sprechzeit gibt" in again.context["form"].errors["rhythm"][0]
    assert OfficeHours.objects.count() == 2


def test_two_who_say_different_things_at_the_same_moment_do_not_both_stay(hours, anna, carla, lindenau):
    with pytest.raises(Conflict):
        actions.add_hours(carla, municipality=lindenau, rule="", none=True)
    other = actions.add_hours(anna, municipality=lindenau, rule="", by_arrangement=True, place="Rathaus")
    with pytest.raises(Conflict):
        actions.change_hours(carla, hours=other, version=0, rule="", none=True, by_arrangement=False)
    assert not OfficeHours.objects.filter(none=True).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"none": True},
        {"rule": "", "by_arrangement": False},
        {"place": "", "rule": ""},
        {"times_unknown": True},
        {"rule": "", "none": True, "times_unknown": True},
        {"starts": None},
    ],
)
def test_database_refuses_hours_that_say_both_or_nothing(hours, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeHours.objects.filter(pk=hours.pk).update(**changes)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"rhythm": ""}, "rhythm"),
        ({"rhythm": "kept"}, "rhythm"),
        ({"weekdays": []}, "weekdays"),
        ({"starts": ""}, "starts"),
        ({"starts": "morgens"}, "starts"),
        ({"ends": "9"}, "ends"),
        ({"place": ""}, "place"),
        ({"rhythm": "month"}, "ordinals"),
        ({"rhythm": "weeks", "first_on": "24.11.2026"}, "interval"),
        ({"rhythm": "weeks", "interval": "1", "first_on": "24.11.2026"}, "interval"),
        ({"rhythm": "weeks", "interval": "3"}, "first_on"),
        ({"first_on": "01.01.1900"}, "first_on"),
        ({"rhythm": "month", "ordinals": ["5"]}, "ordinals"),
    ],
)
def test_what_is_missing_is_said_at_its_field(scoped, anna, lindenau, typed, field):
    response = browser_of(anna).post(url(lindenau), TUESDAYS | typed)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not OfficeHours.objects.exists()


@pytest.mark.parametrize("rhythm", ["gibt-es-nicht", "by_arrangement", "none", "weekly"])
def test_nothing_that_was_typed_is_lost_for_a_mistake_elsewhere(carla, scoped, lindenau, rhythm):
    typed = {"starts": "halb zehn", "ends": "mittags", "first_on": "irgendwann", "interval": "viele"}
    sent = {**typed, "rhythm": rhythm, "place": "x" * 300, "clock_unknown": "on"}
    answer = browser_of(carla).post(url(lindenau), sent)
    assert answer.status_code == 422
    for value in typed.values():
        assert f'value="{value}"' in answer.content.decode()


def test_preview_shows_words_and_the_next_four_days_and_saves_nothing(scoped, anna, lindenau):
    typed = TUESDAYS | {"weekdays": ["4"], "preview": "1"}
    response = browser_of(anna).post(url(lindenau), typed)

    preview = response.context["preview"]
    assert response.status_code == 200
    assert preview["words"] == "jeden Freitag 9:30–12:00 Uhr"
    # The first Christmas holiday of 2026 is a Friday, and so is New Year's Day.
    assert [day.day for day in preview["days"]] == [
        date(2026, 11, 20) + timedelta(weeks=week) for week in range(4)
    ]
    assert not OfficeHours.objects.exists()
    assert browser_of(anna).post(url(lindenau), typed | {"place": ""}).status_code == 422


def test_preview_leaves_out_cancelled_days_and_holidays(hours, carla, lindenau, district):
    OfficeHoursException.objects.create(district=district, office_hours=hours, on=date(2026, 12, 18))
    typed = TUESDAYS | {"weekdays": ["4"], "preview": "1", "first_on": "11.12.2026", "version": "0"}
    response = browser_of(carla).post(url(lindenau, f"sprechzeiten/{hours.pk}/"), typed)

    assert [f"{day.day:%d.%m.}" for day in response.context["preview"]["days"]] == [
        "11.12.",
        "08.01.",
        "15.01.",
        "22.01.",
    ]
    hours.refresh_from_db()
    assert hours.rule == "FREQ=WEEKLY;BYDAY=MO"


def test_second_of_two_who_change_hours_sees_both_states(hours, anna, carla, lindenau):
    address = url(lindenau, f"sprechzeiten/{hours.pk}/")
    assert browser_of(carla).post(address, TUESDAYS | {"place": "Bücherei", "version": 0}).status_code == 302

    response = browser_of(anna).post(address, TUESDAYS | {"place": "Schule", "version": 0})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Bücherei" in page
    assert 'value="Schule"' in page


def test_hours_are_removed_as_they_were_shown(hours, carla, lindenau):
    browser = browser_of(carla)
    address = url(lindenau, f"sprechzeiten/{hours.pk}/")

    browser.post(address, {"remove": "1", "version": "7"})
    assert OfficeHours.objects.exists()
    browser.post(address, {"remove": "1", "version": "0"})
    assert not OfficeHours.objects.exists()


# --- who may


def test_hours_are_kept_by_who_answers_for_the_place_and_by_coordination(
    hours, anna, carla, dora, contact, lindenau, steinbach, sonnfeld
):
    def may(member, place):
        return browser_of(member).get(url(place)).status_code == 200

    assert [may(member, lindenau) for member in (anna, carla, dora, contact)] == [True, True, True, True]
    assert [may(member, steinbach) for member in (anna, carla, dora, contact)] == [False, True, True, False]
    assert [may(member, sonnfeld) for member in (anna, carla, dora, contact)] == [False, False, True, False]
    # The hours of one place are not found at another.
    assert browser_of(dora).get(url(steinbach, f"sprechzeiten/{hours.pk}/")).status_code == 404


def test_nothing_of_another_district_is_found(hours, xenia, lindenau):
    assert browser_of(xenia).get(f"/fernheim/netzwerk/{lindenau.ags}/sprechzeiten.ics").status_code == 404
    with in_district(xenia.district):
        assert not OfficeHours.objects.exists()


# --- ways of access


def test_ways_of_access_are_entered_and_changed(scoped, carla, lindenau):
    browser = browser_of(carla)
    typed = {
        "label": "Jobcenter Nord",
        "municipalities": [lindenau.pk],
        "criteria": "A\nB",
        "in_plan": "on",
        "active": "on",
    }
    assert browser.post(f"{BASE}zugangswege/neu/", typed).status_code == 302

    route = AccessRoute.objects.get(label="Jobcenter Nord")
    assert (route.code, route.in_plan, list(route.municipalities.order_by("pk"))) == (
        "jobcenter-nord",
        True,
        [lindenau],
    )
    address = f"{BASE}zugangswege/{route.pk}/"
    assert (
        browser.post(address, typed | {"label": "Jobcenter", "active": "", "version": "0"}).status_code == 302
    )
    assert browser.post(address, typed | {"label": "Anders", "version": "0"}).status_code == 409
    route.refresh_from_db()
    assert (route.label, route.active, route.code) == ("Jobcenter", False, "jobcenter-nord")


def test_coordination_changes_ways_of_its_area_only(scoped, carla, anna, dora, lindenau, sonnfeld):
    browser = browser_of(carla)
    typed = {"label": "Weg", "municipalities": [lindenau.pk, sonnfeld.pk], "active": "on"}
    assert browser.post(f"{BASE}zugangswege/neu/", typed).status_code == 422
    assert browser_of(dora).post(f"{BASE}zugangswege/neu/", typed).status_code == 302

    route = AccessRoute.objects.get(label="Weg")
    assert browser.get(f"{BASE}zugangswege/{route.pk}/").status_code == 404
    shown = {
        each["row"].label: each["may_keep"] for each in browser.get(f"{BASE}zugangswege/").context["routes"]
    }
    assert shown == {"Selbst": True, "Online-Terminanfrage": True, "Weg": False}
    assert browser_of(anna).get(f"{BASE}zugangswege/").status_code == 404


def test_equal_labels_get_different_codes(scoped, dora):
    for _ in range(2):
        browser_of(dora).post(f"{BASE}zugangswege/neu/", {"label": "Weg", "active": "on"})

    assert sorted(AccessRoute.objects.filter(label="Weg").values_list("code", flat=True)) == ["weg", "weg-2"]


@pytest.mark.parametrize("count", [1, 3])
def test_ways_ask_the_same_however_many(scoped, dora, lindenau, count, django_assert_num_queries):
    AccessRoute.objects.all().delete()
    for number in range(count):
        route = AccessRoute.objects.create(district=scoped, code=f"weg-{number}", label=f"Weg {number}")
        route.municipalities.add(lindenau)
    browser = browser_of(dora)

    with django_assert_num_queries(8):
        browser.get(f"{BASE}zugangswege/")


def test_changing_pages_are_offered_to_those_who_may(hours, anna, ben, carla, dora, lindenau, steinbach):
    page = browser_of(carla).get(f"{BASE}{lindenau.ags}/").content.decode()
    assert f"{BASE}{lindenau.ags}/sprechzeiten/{hours.pk}/" in page
    assert "Zugangswege ändern" in page
    other = browser_of(anna).get(f"{BASE}{steinbach.ags}/").content.decode()
    assert "Sprechzeit eintragen</span>" not in other
    assert "Zugangswege ändern" not in other
