"""Input: plain errors, clean text, dates as people write them."""

from datetime import date

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from kim.cases.forms.entries import WithdrawForm
from kim.cases.forms.fields import BirthDateField, DayField, PickField, PlainForm, TextField
from kim.cases.forms.intake import IntakeForm
from kim.cases.forms.people import PersonForm
from kim.cases.rules.birth import Age, age_on, birth_date_text, parse_birth_date
from kim.core import dates

TODAY = date(2026, 11, 20)


class Sample(PlainForm):
    on = DayField(label="Datum")
    name = TextField(label="Name", required=False)
    birth = BirthDateField(label="Geburtsdatum", required=False)
    mail = forms.EmailField(required=False)
    choice = PickField(label="Wahl", required=False)

    def __init__(self, data):
        super().__init__(data)
        self.pick("choice").offer([date(2026, 1, 1), date(2026, 1, 2)], key="day")


def sample(**data):
    form = Sample({"on": "20.11.2026"} | data)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("1990", "1990", "1990"),
        ("05.1990", "1990-05", "05.1990"),
        ("5.1990", "1990-05", "05.1990"),
        ("01.05.1990", "1990-05-01", "01.05.1990"),
        (" 1. 5. 1990 ", "1990-05-01", "01.05.1990"),
        ("1990-05-01", "1990-05-01", "01.05.1990"),
        ("1990-05", "1990-05", "05.1990"),
        ("29.02.2024", "2024-02-29", "29.02.2024"),
        ("", "", ""),
    ],
)
def test_birth_dates_are_taken_as_precisely_as_they_are_known(typed, stored, shown):
    assert parse_birth_date(typed, TODAY) == stored
    assert birth_date_text(stored) == shown


@pytest.mark.parametrize(
    "typed",
    ["90", "13.1990", "31.02.1990", "21.11.2026", "2027", "1899", "gestern", "1990-1-1-1", "01/05/1990"],
)
def test_other_birth_dates_are_refused_with_an_example(typed):
    with pytest.raises(ValueError, match=r"birth|month|day"):
        parse_birth_date(typed, TODAY)
    with dates.moved_clock(TODAY):
        assert sample(birth=typed).errors == {"birth": ["Bitte so eingeben: 01.05.1990, 05.1990 oder 1990."]}


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_birth_date_survives_showing_and_typing(day):
    assert parse_birth_date(birth_date_text(day.isoformat()), TODAY) == day.isoformat()


@pytest.mark.parametrize(
    ("stored", "age"),
    [
        ("2015-11-20", Age(11, exact=True)),
        ("2015-11-21", Age(10, exact=True)),
        ("2015-11", Age(11, exact=False)),
        ("2015-12", Age(10, exact=False)),
        ("2015", Age(11, exact=False)),
        ("2026", Age(0, exact=False)),
        ("", None),
    ],
)
def test_age(stored, age):
    assert age_on(stored, TODAY) == age


@pytest.mark.parametrize("typed", ["20.11.2026", "20.11.26", "2026-11-20", " 20.11.2026 "])
def test_days_are_understood_as_people_write_them(typed):
    assert sample(on=typed).cleaned_data["on"] == TODAY


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"on": ""}, {"on": ["Bitte ein Datum eingeben."]}),
        ({"on": "11/20/2026"}, {"on": ["Bitte ein Datum wie 20.11.2026 eingeben."]}),
        ({"mail": "olena"}, {"mail": ["Bitte eine E-Mail-Adresse wie name@beispiel.de eingeben."]}),
        ({"choice": "c"}, {"choice": ["Diese Auswahl gibt es nicht."]}),
        ({"name": "x" * 101}, {"name": ["Bitte höchstens 100 Zeichen eingeben; es sind 101."]}),
    ],
)
def test_errors_say_what_to_do(data, errors):
    assert sample(**data).errors == errors


def test_text_is_cleaned_of_what_nobody_sees():
    assert sample(name="\u202eOlena\x00\r\n\ufeff ").cleaned_data["name"] == "Olena"


def test_a_reason_is_required_and_has_an_end():
    assert WithdrawForm({"reason": " \n"}).errors == {"reason": ["Bitte ausfüllen."]}
    assert list(WithdrawForm({"reason": "x" * 1001}).errors) == ["reason"]
    assert WithdrawForm({"reason": "x" * 1000}).is_valid()


def test_a_person_needs_one_name():
    assert PersonForm({"role": "child", "gender": "male"}).errors == {
        "given_name": ["Bitte einen Vornamen oder einen Familiennamen eingeben."]
    }
    form = PersonForm({"role": "child", "gender": "male", "family_name": "Musterova", "restricted": "on"})
    assert form.is_valid()
    assert (form.person().family_name, form.person().restricted) == ("Musterova", True)


def test_the_intake_form_can_start_with_a_request(clock, scoped, anna):
    form = IntakeForm(None, membership=anna, initial={"given_name": "Olena", "access_route": "online_termin"})
    assert [form[name].value() for name in ("given_name", "access_route", "municipality")] == [
        "Olena",
        "online_termin",
        "05997000",
    ]


def test_relatives_share_family_name_and_protection(clock, scoped, anna):
    form = IntakeForm(
        {
            "outcome": "case_management",
            "municipality": "05997000",
            "access_route": "selbst",
            "family_name": "Musterova",
            "restricted": "on",
            "given_name_2": "Marko",
            "role_2": "child",
        },
        membership=anna,
    )
    assert form.is_valid()
    assert [
        (person.given_name, person.family_name, person.role, person.restricted) for person in form.people()
    ] == [
        ("", "Musterova", "applicant", True),
        ("Marko", "Musterova", "child", True),
    ]
