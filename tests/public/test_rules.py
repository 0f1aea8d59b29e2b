"""Rules of requests against their sentences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kim.public import rules
from kim.public.models import AppointmentRequest

HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("asked", "days", "answer"),
    [
        (date(2026, 11, 16), 3, date(2026, 11, 19)),
        (date(2026, 11, 20), 3, date(2026, 11, 25)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 12, 23), 3, date(2026, 12, 29)),
    ],
)
def test_weekends_and_holidays_do_not_count(asked, days, answer):
    assert rules.answer_by(asked, days, HOLIDAYS) == answer


@given(today=st.dates(date(2026, 1, 1), date(2027, 12, 31)), days=st.integers(1, 15))
def test_overdue_is_exactly_what_was_to_be_answered_before_today(today, days):
    last = rules.last_overdue_day(today, days, HOLIDAYS)
    for day in (today - timedelta(days=number) for number in range(40)):
        assert (day <= last) == (rules.answer_by(day, days, HOLIDAYS) < today)


ANNA, BEN, CHRIS, CARLA, DORA = range(1, 6)
EVERYBODY = {ANNA, BEN, CHRIS, CARLA, DORA}


@pytest.mark.parametrize(
    ("tiers", "stand_ins", "present", "loads", "chosen"),
    [
        ([[ANNA, BEN]], {}, EVERYBODY, {ANNA: 2, BEN: 1}, BEN),
        ([[BEN, ANNA]], {}, EVERYBODY, {}, ANNA),
        ([[ANNA]], {ANNA: BEN}, EVERYBODY, {BEN: 9}, BEN),
        ([[ANNA]], {ANNA: BEN, BEN: CHRIS}, EVERYBODY, {}, CHRIS),
        ([[ANNA], [CARLA]], {ANNA: BEN, BEN: ANNA}, EVERYBODY, {}, CARLA),
        ([[ANNA], [CARLA]], {ANNA: BEN}, EVERYBODY - {BEN}, {}, CARLA),
        ([[ANNA], [CARLA]], {}, EVERYBODY - {ANNA}, {}, CARLA),
        ([[], [], [DORA]], {}, EVERYBODY, {}, DORA),
        ([[], []], {}, EVERYBODY, {}, None),
    ],
)
def test_who_gets_a_request(tiers, stand_ins, present, loads, chosen):
    assert rules.responsible_for_request(tiers, stand_ins, present, loads) == chosen


@pytest.mark.parametrize(
    ("typed", "kind", "kept"),
    [
        ("0152 1234567", "phone", "0152 1234567"),
        (" +49 (0)2581/53-0 ", "phone", "+49 (0)2581/53-0"),
        ("٠١٥٢ ١٢٣٤٥٦٧", "phone", "0152 1234567"),
        ("olena@beispiel.example", "email", "olena@beispiel.example"),
    ],
)
def test_a_phone_number_or_an_address_is_a_contact(typed, kind, kept):
    assert rules.read_contact(typed) == (kind, kept)


@pytest.mark.parametrize("typed", ["", "12345", "ruf mich an", "a@b", "@", "a@b..de", "1" * 17, "a b@c.de"])
def test_anything_else_is_no_contact(typed):
    assert rules.read_contact(typed) is None


@given(st.text(max_size=130))
def test_a_contact_is_read_from_any_text_without_an_error(typed):
    contact = rules.read_contact(typed)
    assert contact is None or rules.read_contact(contact.text) == contact


def test_every_state_of_the_table_has_its_rule():
    states = set(AppointmentRequest.State.values)
    assert set(rules.NEXT_STATES) == states
    assert set().union(*rules.NEXT_STATES.values()) <= states
    assert not rules.may_follow("done", "new")
