"""Lights of the eight parts, with their sentences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kim.action_plans.rules.completeness import (
    Counted,
    Figures,
    Light,
    Result,
    Said,
    a_year_later,
    agreement_review_is_due,
    funding_warning,
    light_of,
    light_of_profile,
    months_later,
    needed_year,
    plural,
    review_is_due,
    talk_is_due,
)

DAY = date(2026, 11, 20)
DAYS = some.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("answered", "light", "text"),
    [
        ({}, "missing", "noch nichts eingetragen"),
        ({2024: 0}, "missing", "noch nichts eingetragen"),
        ({2024: 6}, "partly", "6 von 11 Kennzahlen für 2024"),
        ({2023: 11, 2024: 6}, "partly", "6 von 11 Kennzahlen für 2024"),
        ({2024: 11}, "done", "11 von 11 Kennzahlen für 2024"),
        ({2024: 11, 2025: 3}, "done", "3 von 11 Kennzahlen für 2025"),
        ({2024: 6, 2025: 3}, "partly", "3 von 11 Kennzahlen für 2025"),
        ({2023: 11}, "partly", "11 von 11 Kennzahlen für 2023, 2024 fehlt"),
    ],
)
def test_profile(answered, light, text):
    assert light_of_profile(Figures(11, answered), DAY) == Result(Light(light), text)


def test_a_profile_in_work_is_not_missing():
    assert light_of_profile(Figures(11), DAY, Said.IN_PROGRESS) == Result(Light.PARTLY, "in Bearbeitung")
    assert light_of_profile(Figures(0, {2024: 3}), DAY).light == Light.MISSING


@pytest.mark.parametrize(("day", "year"), [(date(2026, 12, 31), 2024), (date(2027, 1, 1), 2025)])
def test_figures_are_needed_when_their_collection_is_over(day, year):
    assert needed_year(day) == year


@pytest.mark.parametrize(
    ("counted", "light", "text"),
    [
        (Counted([]), "missing", "noch nichts eingetragen"),
        (Counted([], 6), "missing", "noch nichts eingetragen, 6 kreisweit"),
        (Counted([], wanting=["Gespräch 2026 fehlt"]), "missing", "Gespräch 2026 fehlt"),
        (Counted([], said=Said.NONE), "done", "keine vorhanden"),
        (Counted([], 6, said=Said.NONE), "done", "keine örtlich, 6 kreisweit"),
        (
            Counted([], wanting=["Gespräch 2026 fehlt"], said=Said.NONE),
            "partly",
            "keine vorhanden, Gespräch 2026 fehlt",
        ),
        (Counted([], said=Said.IN_PROGRESS), "partly", "in Bearbeitung"),
        (Counted(["4 örtlich"], 7), "done", "4 örtlich, 7 kreisweit"),
        (Counted(["4 örtlich"], said=Said.NONE), "done", "4 örtlich"),
        (Counted(["1 in Kraft"], wanting=["Überprüfung fällig"]), "partly", "1 in Kraft, Überprüfung fällig"),
        (Counted(["1 in Kraft"], said=Said.IN_PROGRESS), "partly", "1 in Kraft, in Bearbeitung"),
    ],
)
def test_other_parts(counted, light, text):
    assert light_of(counted) == Result(Light(light), text)


@given(some.lists(some.just("x"), max_size=2), some.integers(0, 3), some.sampled_from(Said))
def test_done_means_that_there_is_something_or_that_somebody_said_there_is_nothing(entries, wide, said):
    result = light_of(Counted(entries, wide, said=said))

    assert result.text
    assert (result.light == Light.DONE) == ((bool(entries) and said != Said.IN_PROGRESS) or said == Said.NONE)


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [(None, True), (date(2025, 11, 20), True), (date(2025, 11, 21), False), (DAY, False)],
)
def test_a_focus_is_looked_at_within_a_year(reviewed, due):
    assert review_is_due(reviewed, DAY) == due


@pytest.mark.parametrize(
    ("held", "planned", "due"),
    [
        (None, None, True),
        (date(2025, 11, 20), None, True),
        (date(2025, 11, 21), None, False),
        (None, DAY, False),
        (None, date(2026, 11, 19), True),
        (date(2024, 1, 1), date(2026, 12, 1), False),
    ],
)
def test_a_talk_is_due_after_a_year_unless_one_is_agreed(held, planned, due):
    assert talk_is_due(held, planned, DAY) == due


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ([], []),
        ([date(2027, 2, 21)], []),
        ([date(2027, 2, 20)], ["1 Förderung endet am 20.02.2027"]),
        ([date(2026, 12, 31)] * 2, ["2 Förderungen enden am 31.12."]),
        ([date(2026, 11, 30), date(2027, 1, 31)], ["2 Förderungen enden bis 31.01.2027"]),
        ([date(2026, 11, 19)], ["1 Förderung ist ausgelaufen"]),
        ([date(2026, 11, 20)], ["1 Förderung endet am 20.11."]),
        ([date(2026, 11, 1)] * 2 + [DAY], ["2 Förderungen sind ausgelaufen", "1 Förderung endet am 20.11."]),
    ],
)
def test_funding_that_ends_is_named(ends, words):
    assert funding_warning(ends, DAY) == words


@pytest.mark.parametrize(
    ("review_on", "under_review", "due"),
    [(None, False, False), (DAY, False, True), (date(2026, 11, 21), False, False), (None, True, True)],
)
def test_agreements_are_reviewed(review_on, under_review, due):
    assert agreement_review_is_due(review_on, under_review=under_review, day=DAY) == due


@given(DAYS)
def test_a_year_later_is_a_year_later(day):
    assert a_year_later(day).year == day.year + 1
    assert timedelta(365) <= a_year_later(day) - day <= timedelta(366)
    assert a_year_later(date(2024, 2, 29)) == date(2025, 2, 28)


@given(DAYS, some.integers(0, 24))
def test_months_later_stays_in_the_month(day, months):
    later = months_later(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(1)).day == 1


def test_numbers_have_their_word():
    assert [plural(n, "Angebot", "Angebote") for n in (0, 1, 2)] == ["0 Angebote", "1 Angebot", "2 Angebote"]
