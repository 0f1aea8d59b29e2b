"""Rules of figures: reading and writing them, and what cannot be right."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kim.action_plans.profile.charts import BOTTOM, LEFT, RIGHT, TOP, change_in_words, small_line
from kim.action_plans.rules.figures import (
    COUNT,
    LIST,
    PERCENT,
    Entry,
    FigureError,
    exact_number,
    of_when,
    read_entries,
    read_number,
    typed,
    written,
    year_meant,
)
from kim.action_plans.rules.profile import DISTRICT, Definition, Kind, Table, Value, findings

PLACES = ["a", "b", "c"]
DEFINITIONS = [
    Definition("population", "Einwohner", COUNT, is_additive=True),
    Definition("foreign_nationals", "Ausländische", COUNT, is_additive=True),
    Definition("share", "Quote", PERCENT, share_of="foreign_nationals", whole="population"),
    Definition("rate", "Erfüllung", PERCENT, may_exceed_100=True),
    Definition("capped", "Anteil", PERCENT),
    Definition("naturalisations", "Eingebürgerte", COUNT, is_additive=True),
    Definition("largest_nationalities", "Gruppen", LIST),
]


def found(*values):
    rows = [Value(code, place, year, Decimal(str(number))) for code, place, year, number in values]
    return [
        (each.rule, each.code, each.place, each.year) for each in findings(Table(DEFINITIONS, rows, PLACES))
    ]


def listed(*values):
    rows = []
    for code, place, content in values:
        if isinstance(content, dict):
            entries = tuple(Entry(name, count) for name, count in content.items())
            rows.append(Value(code, place, 2024, entries=entries))
        else:
            rows.append(Value(code, place, 2024, Decimal(content)))
    return [each.rule for each in findings(Table(DEFINITIONS, rows, PLACES))]


def one_each(code, *numbers, year=2024):
    return [(code, place, year, number) for place, number in zip([*PLACES, DISTRICT], numbers, strict=False)]


# --- sums -------------------------------------------------------------------------------------------------


def test_a_sum_that_agrees_is_no_finding():
    assert found(*one_each("population", 10, 20, 30, 60)) == []


def test_a_sum_that_differs_is_one():
    assert found(*one_each("population", 10, 20, 30, 61)) == [("PLAN-14", "population", DISTRICT, 2024)]


def test_an_incomplete_sum_says_nothing_while_it_is_smaller():
    assert found(*one_each("population", 10, 20), ("population", DISTRICT, 2024, 60)) == []


def test_an_incomplete_sum_that_is_too_large_already_is_a_finding():
    values = [*one_each("population", 10, 51), ("population", DISTRICT, 2024, 60)]
    assert found(*values) == [("PLAN-14", "population", DISTRICT, 2024)]


def test_rates_are_not_added():
    assert found(*one_each("rate", 90, 110, 100, 101)) == []


@given(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), st.integers(-3, 3))
def test_the_sum_is_right_exactly_if_nothing_is_left_over(numbers, error):
    values = one_each("naturalisations", *numbers, sum(numbers) + error)
    if sum(numbers) + error >= 0:
        assert bool(found(*values)) == (error != 0)


# --- shares -----------------------------------------------------------------------------------------------


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_a_rounded_share_is_right_and_one_digit_more_is_wrong(population, foreign):
    foreign = min(foreign, population)
    share = (Decimal(foreign * 100) / population).quantize(Decimal("0.01"))
    base = [("population", "a", 2024, population), ("foreign_nationals", "a", 2024, foreign)]
    assert found(*base, ("share", "a", 2024, share)) == []
    off = share - Decimal("0.02") if share > 1 else share + Decimal("0.02")
    assert ("PLAN-15", "share", "a", 2024) in found(*base, ("share", "a", 2024, off))


def test_a_share_without_its_count_is_not_judged():
    assert found(("share", "a", 2024, 12), ("population", "a", 2024, 100)) == []


def test_a_share_of_nobody_is_not_judged():
    values = [("share", "a", 2024, 0), ("population", "a", 2024, 0), ("foreign_nationals", "a", 2024, 0)]
    assert found(*values) == []


# --- what is impossible -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "is_impossible"),
    [
        (("population", "a", 2024, -1), True),
        (("capped", "a", 2024, "100.01"), True),
        (("capped", "a", 2024, 100), False),
        (("rate", "a", 2024, 164), False),
        (("population", "a", 2024, 0), False),
    ],
)
def test_impossible_values(value, is_impossible):
    assert bool(found(value)) is is_impossible


def test_a_part_is_not_larger_than_its_group():
    base = [("population", "a", 2024, 1000), ("foreign_nationals", "a", 2024, 50)]
    assert found(*base, ("naturalisations", "a", 2024, 50)) == []
    assert found(*base, ("naturalisations", "a", 2024, 51)) == [("PLAN-16", "naturalisations", "a", 2024)]
    assert found(base[0], ("naturalisations", "a", 2024, 1001)) == [("PLAN-16", "naturalisations", "a", 2024)]


def test_a_districts_rate_lies_between_its_municipalities():
    assert found(*one_each("rate", 80, 90, 100, 95)) == []
    assert found(*one_each("rate", 80, 90, 100, 79)) == [("PLAN-17", "rate", DISTRICT, 2024)]
    assert found(*one_each("rate", 80, 90), ("rate", DISTRICT, 2024, 79)) == []


def test_lists_are_compared_with_the_district_and_their_group():
    whole = ("largest_nationalities", DISTRICT, {"Türkei": 100, "Syrien": 50})
    assert listed(whole, ("largest_nationalities", "a", {"Türkei": 100, "Polen": 900})) == []
    assert listed(whole, ("largest_nationalities", "a", {"türkei": 101})) == ["PLAN-18"]
    few = ("foreign_nationals", "a", 99)
    assert listed(few, ("largest_nationalities", "a", {"Türkei": 60, "Polen": 40})) == ["PLAN-16"]


# --- jumps ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "before", "now", "is_unusual"),
    [
        ("naturalisations", 13, 47, True),
        ("naturalisations", 99, 60, False),
        ("naturalisations", 3, 9, False),
        ("naturalisations", 0, 12, False),
        ("naturalisations", 0, 40, True),
        ("naturalisations", 620, 649, False),
        ("naturalisations", 40, 400, True),
        ("population", 37_068, 37_133, False),
        ("population", 37_068, 73_068, True),
        ("population", 37_068, 3_706, True),
        ("population", 900, 940, False),
        ("foreign_nationals", 1_285, 1_405, False),
        ("foreign_nationals", 1_285, 2_405, True),
        ("rate", "84.98", "94.42", False),
        ("rate", "90.00", "9.00", True),
        ("share", 10, 90, False),
    ],
)
def test_only_what_is_really_unusual_is_called_a_jump(code, before, now, is_unusual):
    rules = found((code, "a", 2023, before), (code, "a", 2024, now))
    assert (("PLAN-19", code, "a", 2024) in rules) is is_unusual


def test_a_jump_needs_the_year_before():
    assert found(("population", "a", 2022, 10_000), ("population", "a", 2024, 90_000)) == []


def test_contradictions_come_first():
    values = [
        ("naturalisations", "a", 2023, 13),
        ("naturalisations", "a", 2024, 47),
        ("capped", "b", 2024, 101),
    ]
    rows = [Value(code, place, year, Decimal(number)) for code, place, year, number in values]
    kinds = [each.kind for each in findings(Table(DEFINITIONS, rows, PLACES))]
    assert kinds == [Kind.CONTRADICTION, Kind.UNUSUAL]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_jump_is_the_same_forwards_and_backwards(one, other):
    there = found(("naturalisations", "a", 2023, one), ("naturalisations", "a", 2024, other))
    back = found(("naturalisations", "a", 2023, other), ("naturalisations", "a", 2024, one))
    assert there == back


def test_the_digest_changes_with_each_figure_and_not_with_their_order():
    values = [
        Value("population", place, 2024, Decimal(number))
        for place, number in zip("abc", (1, 2, 3), strict=True)
    ]
    whole = Value("population", DISTRICT, 2024, Decimal(9))

    def digest(*rows):
        return findings(Table(DEFINITIONS, rows, PLACES))[0].digest

    first = digest(*values, whole)
    assert digest(whole, *reversed(values)) == first
    other = Value("population", "a", 2024, Decimal(2))
    assert digest(other, *values[1:], whole) != first


# --- writing and reading ----------------------------------------------------------------------------------


@given(st.integers(0, 999_999_999_999))
def test_a_count_written_is_read_again(number):
    assert read_number(written(COUNT, Decimal(number)), COUNT) == number


@given(st.decimals(0, 10_000, places=2))
def test_a_share_written_is_read_again(number):
    assert read_number(written(PERCENT, number), PERCENT) == number
    assert read_number(typed(PERCENT, number), PERCENT) == number


@given(st.floats(0, 1000))
def test_a_share_of_a_spreadsheet_is_rounded(number):
    assert abs(exact_number(number, PERCENT) - Decimal(number)) <= Decimal("0.005000001")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -0.5, 1e300])
def test_no_number_of_a_spreadsheet_is_taken_that_is_none(number):
    with pytest.raises(FigureError):
        exact_number(number, COUNT)


NAMES = st.lists(
    st.sampled_from(
        ["Türkei", "Syrien", "Korea, Republik", "Côte d'Ivoire", "Bosnien und Herzegowina", "Kosovo"]
    ),
    min_size=1,
    unique=True,
)


@given(NAMES, st.data())
def test_a_list_written_is_read_again(names, data):
    counts = sorted(
        data.draw(st.lists(st.integers(0, 10**7), min_size=len(names), max_size=len(names))), reverse=True
    )
    entries = tuple(Entry(name, count) for name, count in zip(names, counts, strict=True))
    assert read_entries(written(LIST, None, entries)) == entries
    assert read_entries(typed(LIST, None, entries)) == entries


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_reason(text):
    for read in (
        read_entries,
        lambda value: read_number(value, COUNT),
        lambda value: read_number(value, PERCENT),
    ):
        with contextlib.suppress(FigureError):
            read(text)


# --- the small charts -------------------------------------------------------------------------------------


def test_a_line_fills_the_height():
    line = small_line([Decimal(1), Decimal(3), Decimal(2)])
    assert line.points == ((LEFT, BOTTOM), (100, TOP), (RIGHT, 22))
    assert line.runs == (f"{LEFT},{BOTTOM} 100,{TOP} {RIGHT},22",)


def test_a_year_without_a_value_leaves_a_gap():
    line = small_line([Decimal(1), None, Decimal(2), Decimal(2)])
    assert len(line.points) == 3
    assert len(line.runs) == 1


def test_no_value_is_no_point():
    assert small_line([None, None]).points == ()
    assert small_line([]).points == ()


def test_what_stays_the_same_runs_through_the_middle():
    assert [y for _, y in small_line([Decimal(5), Decimal(5)]).points] == [22, 22]


def test_a_small_change_looks_small_and_a_large_one_large():
    def rise(*numbers):
        first, *_, last = (y for _, y in small_line([Decimal(number) for number in numbers]).points)
        return (first - last) / (BOTTOM - TOP)

    assert rise(282_216, 282_639) == 0
    assert rise(1_000, 1_170) == pytest.approx(0.65, abs=0.1)
    assert rise(100, 300) == 1
    # The same change is as steep for a town as for the district.
    assert rise(100, 110) == rise(10_000, 11_000)


@pytest.mark.parametrize(
    ("before", "now", "unit", "words"),
    [
        (282_216, 282_639, "count", "+0,1 %"),
        (100, 117, "count", "+17,0 %"),
        (200, 100, "count", "−50,0 %"),
        (100, 100, "count", "±0,0 %"),
        (0, 10, "count", ""),
        ("12.44", "12.67", "percent", "+0,2 Prozentpunkte"),
    ],
)
def test_a_change_in_words(before, now, unit, words):
    assert change_in_words(Decimal(before), Decimal(now), unit) == words


@pytest.mark.parametrize(
    ("is_previous", "words"), [(True, "Jahr 2023, Stand 31.12.2024"), (False, "Stand 31.12.2024")]
)
def test_the_year_meant_is_said_beside_the_day(is_previous, words):
    assert of_when(2024, date(2024, 12, 31), is_previous=is_previous) == words
    assert year_meant(2024, is_previous=is_previous) == 2024 - is_previous
