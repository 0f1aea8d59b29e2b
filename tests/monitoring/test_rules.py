import itertools
import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kim.monitoring import rules
from kim.monitoring.rules import suppress
from tests.monitoring import attacker

NOVEMBER = rules.month_bounds(2026, 11)
DAY = timedelta(days=1)

# --- counting --------------------------------------------------------------------------------------


def test_month_has_its_first_and_last_day():
    assert (date(2026, 11, 1), date(2026, 11, 30)) == NOVEMBER
    assert rules.month_bounds(2028, 2).last == date(2028, 2, 29)
    assert rules.month_bounds(2100, 2).last == date(2100, 2, 28)
    assert rules.month_bounds(2026, 12).last == date(2026, 12, 31)


# --- suppression -----------------------------------------------------------------------------------

TRACKS = ["brief", "management", "referral", "information"]
GROUP = [("active", TRACKS)]


def added_up(leaves, parents, groups):
    """A whole table from its innermost numbers: {row: {column: n}} with all totals, totals first."""
    table = {row: dict(line) for row, line in leaves.items()}
    for line in table.values():
        for total, group in groups:
            line[total] = sum(line[part] for part in group)
    columns = list(next(iter(table.values())))
    totals = [row for row in dict.fromkeys(parents.values()) if row not in table]
    while totals:
        for total in list(totals):
            parts = [row for row, parent in parents.items() if parent == total]
            if all(part in table for part in parts):
                table[total] = {column: sum(table[part][column] for part in parts) for column in columns}
                totals.remove(total)
    return table


def flat(table):
    return {(row, column): value for row, line in table.items() for column, value in line.items()}


def all_sums(table, parents, groups):
    columns = next(iter(table.values()))
    totals = dict.fromkeys(parents.values())
    rows = [
        ((total, c), [(row, c) for row in parents if parents[row] == total])
        for total in totals
        for c in columns
    ]
    return rows + [
        ((row, total), [(row, part) for part in group]) for row in table for total, group in groups
    ]


def assert_safe(table, parents, groups, limit=5):
    published = flat(suppress(table, parents, groups, limit))
    true = flat(table)
    for cell, value in published.items():
        assert value in {None, true[cell]}
        assert not (value is not None and 0 < value < limit)
        assert not (value is None and true[cell] == 0)
    for cell, (lowest, highest) in attacker.intervals(published, all_sums(table, parents, groups)).items():
        assert lowest <= true[cell]
        assert highest is None or highest - lowest + 1 >= limit
    return published


def test_table_without_small_numbers_is_published_whole():
    table = {"Kreis": {"n": 30}, "A": {"n": 10}, "B": {"n": 20}, "C": {"n": 0}}
    assert suppress(table, dict.fromkeys("ABC", "Kreis")) == table


def test_small_number_takes_the_smallest_neighbour_that_protects_it():
    table = {"Kreis": {"n": 63}, "A": {"n": 3}, "B": {"n": 10}, "C": {"n": 50}}
    empty = {"Kreis": {"n": 63}, "A": {"n": None}, "B": {"n": None}, "C": {"n": 50}}
    assert suppress(table, dict.fromkeys("ABC", "Kreis")) == empty


def test_two_small_numbers_with_a_small_sum_do_not_protect_each_other():
    table = {"Kreis": {"n": 33}, "A": {"n": 1}, "B": {"n": 2}, "C": {"n": 30}}
    found = suppress(table, dict.fromkeys("ABC", "Kreis"))
    assert found == {"Kreis": {"n": 33}, "A": {"n": None}, "B": {"n": None}, "C": {"n": None}}


def test_only_number_of_a_district_takes_its_totals_with_it():
    table = {"Kreis": {"n": 3}, "Nord": {"n": 3}, "A": {"n": 3}, "B": {"n": 0}}
    found = suppress(table, {"A": "Nord", "B": "Nord", "Nord": "Kreis"})
    assert found == {"Kreis": {"n": None}, "Nord": {"n": None}, "A": {"n": None}, "B": {"n": 0}}


def test_sums_over_columns_tell_nothing_either():
    parents = {"A": "Kreis", "B": "Kreis", "C": "Kreis"}
    leaves = {
        "A": {"brief": 2, "management": 40},
        "B": {"brief": 30, "management": 20},
        "C": {"brief": 9, "management": 8},
    }
    groups = [("active", ["brief", "management"])]
    published = assert_safe(added_up(leaves, parents, groups), parents, groups)
    hidden = {cell for cell, value in published.items() if value is None}
    assert hidden == {(row, column) for row in "AC" for column in ("brief", "management")}


def test_groups_may_come_as_a_mapping():
    table = {"A": {"all": 12, "brief": 3, "management": 9}}
    assert suppress(table, {}, {"all": ["brief", "management"]}) == suppress(
        table, {}, [("all", ["brief", "management"])]
    )


def test_limit_is_the_district_s():
    table = {"Kreis": {"n": 40}, "A": {"n": 7}, "B": {"n": 13}, "C": {"n": 20}}
    parents = dict.fromkeys("ABC", "Kreis")
    assert suppress(table, parents, limit=5) == table
    assert suppress(table, parents, limit=10)["A"] == {"n": None}


@pytest.mark.parametrize(
    ("table", "parents", "groups", "words"),
    [
        ({"K": {"n": 5}, "A": {"n": 4}}, {"A": "K"}, [], "do not add up"),
        ({"A": {"t": 5, "n": 4}}, {}, [("t", ["n"])], "do not add up"),
        ({"A": {"n": -1}}, {}, [], "never negative"),
        ({"A": {"n": 1}, "B": {"n": 1}}, {"A": "B", "B": "A"}, [], "part of itself"),
        ({"A": {"t": 1, "u": 1, "n": 1}}, {}, [("t", ["n"]), ("u", ["n"])], "part of two sums"),
    ],
)
def test_table_that_cannot_be_is_refused(table, parents, groups, words):
    with pytest.raises(ValueError, match=words):
        suppress(table, parents, groups)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
@settings(max_examples=300)
def test_counting_out_all_tables_leaves_five_values_for_each(numbers):
    """Every whole-numbered table that fits, without any mathematics."""
    table = {number: {"n": value} for number, value in enumerate(numbers)} | {"all": {"n": sum(numbers)}}
    found = suppress(table, dict.fromkeys(range(len(numbers)), "all"))
    total = found["all"]["n"]
    choices = [range(1, 16) if found[i]["n"] is None else [value] for i, value in enumerate(numbers)]
    fitting = [chosen for chosen in itertools.product(*choices) if total is None or sum(chosen) == total]
    for place in range(len(numbers)):
        if found[place]["n"] is None:
            assert len({chosen[place] for chosen in fitting}) >= 5


counts = st.integers(0, 6) | st.integers(0, 60)
PARENTS = {"A": "Nord", "B": "Nord", "C": "Nord", "D": "Süd", "E": "Süd", "F": "Mitte"}
PARENTS |= {"Nord": "Kreis", "Süd": "Kreis", "Mitte": "Kreis"}


@given(st.lists(counts, min_size=6, max_size=6))
@settings(max_examples=300)
def test_linear_programming_finds_no_number_of_a_district(numbers):
    leaves = {row: {"n": value} for row, value in zip("ABCDEF", numbers, strict=True)}
    assert_safe(added_up(leaves, PARENTS, []), PARENTS, [])


@given(st.lists(counts, min_size=15, max_size=15))
@settings(max_examples=60)
def test_linear_programming_finds_no_number_of_a_table_with_groups(numbers):
    groups = [("active", ["brief", "management"]), ("all", ["active", "closed"])]
    given_numbers = iter(numbers)
    parents = {"A": "Nord", "B": "Nord", "C": "Süd", "D": "Süd", "E": "Süd", "Nord": "Kreis", "Süd": "Kreis"}
    leaves = {row: {c: next(given_numbers) for c in ("brief", "management", "closed")} for row in "ABCDE"}
    assert_safe(added_up(leaves, parents, groups), parents, groups)


def test_one_total_divided_in_two_ways_betrays_neither():
    groups = [("all", ["women", "men"]), ("all", ["young", "old"])]
    table = {
        "A": {"all": 10, "women": 2, "men": 8, "young": 5, "old": 5},
        "B": {"all": 3, "women": 3, "men": 0, "young": 1, "old": 2},
        "Kreis": {"all": 13, "women": 5, "men": 8, "young": 6, "old": 7},
    }
    assert_safe(table, {"A": "Kreis", "B": "Kreis"}, groups)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "usual"), [(1, 3), (2, 12), (3, 60), (4, 300)])
def test_district_of_thirteen_municipalities_keeps_its_secrets(seed, usual):
    dice = random.Random(seed)
    parents = {f"G{n}": f"Bezirk {n % 3}" for n in range(13)} | {f"Bezirk {n}": "Kreis" for n in range(3)}
    leaves = {f"G{n}": {part: int(dice.expovariate(1 / usual)) for part in TRACKS} for n in range(13)}
    table = added_up(leaves, parents, GROUP)
    published = assert_safe(table, parents, GROUP)
    assert published == flat(suppress(table, parents, GROUP))
    left_out = sum(value is None for value in published.values())
    small = sum(0 < value < 5 for value in flat(table).values())
    print(f"usual number {usual}: {small} small, {left_out} left out of {len(published)}")
