import csv
import decimal
import io
import random
import string
import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kim.core.text import best_matches, clean_text, normalise, prepared, safe_cell, search_keys, similarity
from tests.core.names import people

PEOPLE = people()
CANDIDATES = prepared((number, name) for number, (name, _, _) in enumerate(PEOPLE))

# --- single names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("  Müller-Lüdenscheidt,  Käthe ", "muller ludenscheidt kathe"),
        ("Weiß", "weiss"),
        ("İpek Işık", "ipek isik"),
        ("Țăran", "taran"),
        ("O’Brien", "obrien"),
        ("Шевченко", "shevchenko"),
        ("محمّد", "mhmd"),
        ("", ""),
        ("…", ""),
    ],
)
def test_normalised_name_is_plain_words(name, words):
    assert normalise(name) == words


SAME = [
    ("Шевченко Олена", "Schewtschenko Olena"),
    ("Schewtschenko", "Shevchenko"),
    ("محمد", "Mohammed"),
    ("محمد", "Muhammad"),
    ("Mohamed", "Muhammad"),
    ("خليل", "Khalil"),
    ("Chalil", "Khalil"),
    ("Khalil", "Halil"),
    ("Müller", "Mueller"),
    ("Müller", "Muller"),
    ("Weiß", "Weiss"),
    ("عبد الرحمن الخطيب", "Abdul Rahman Al-Khatib"),
    ("Abdelrahman El Chatib", "Abd al-Rahman Alkhatib"),
    ("Bin Saleh Omar", "Omar Saleh"),
    ("Işık Şahin", "Sahin Isik"),
    ("Yıldız", "Yildiz"),
    ("Ionuț Țăran", "Ionut Taran"),
    ("رضا رضایی", "Reza Rezaei"),
    ("مریم حسینی", "Maryam Hosseini"),
    ("Anna-Lena Groß", "Annalena Gross"),
    ("García López, María", "Maria Garcia"),
    ("Zarmina", "Zarmina Wardak"),
    ("Petrović", "Petrowitsch"),
    ("Sergej", "Сергей"),
]
DIFFERENT = [
    ("Meier", "Schmidt"),
    ("Olena Koval", "Petro Moroz"),
    ("محمد", "Fatima"),
    ("Ali Rezaei", "Zahra Amiri"),
    ("Ivanov", "Ann"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_are_alike_in_both_directions(one, other):
    assert similarity(one, other) >= 0.79
    assert similarity(other, one) == pytest.approx(similarity(one, other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_are_not_alike(one, other):
    assert similarity(one, other) <= 0.71


def test_nothing_is_like_no_name():
    assert similarity("", "Ali") == similarity("Ali", "…") == similarity("", "") == 0
    assert best_matches("?", CANDIDATES) == []
    assert best_matches("Ali", []) == []


def test_more_exact_spelling_comes_first():
    names = ["Mohammed Haddad", "Muhammad Haddad", "Mohammed Hadad", "Mahmoud Haddad", "Olena Moroz"]
    found = best_matches("Muhammad Haddad", prepared(enumerate(names)))
    assert [number for number, _ in found][:2] == [1, 0]
    assert found[0][1] == 1.0
    assert 4 not in [number for number, _ in found]


def test_person_with_several_names_comes_once():
    both = [
        ("a", search_keys("Олена Шевченко")),
        ("a", search_keys("Olena Moroz")),
        ("b", search_keys("Uwe Voß")),
    ]
    assert best_matches("Olena Schewtschenko", both) == [("a", 1.0)]


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=500)
def test_any_text_can_be_compared(one, other):
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == pytest.approx(1 if normalise(one) else 0)


# --- five thousand people --------------------------------------------------------------------------


def mistyped(name, dice):
    """One letter replaced, left out, added or changed places with the next."""
    places = [i for i in range(len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha()]
    place, letter = dice.choice(places), dice.choice(string.ascii_lowercase)
    before, here, after = name[:place], name[place], name[place + 1 :]
    return dice.choice([before + letter + after, before + after, name[:place] + letter + here + after,
                        before + after[0] + here + after[1:]])  # fmt: skip


def respelt(spellings, dice):
    return dice.choice(spellings[1:])


def share_found(queries, is_right, label):
    """Share of queries with the right person among the first ten; prints it and the time per search."""
    found, times = 0, []
    for number, query in queries:
        start = time.perf_counter()
        matches = best_matches(query, CANDIDATES, 10)
        times.append(time.perf_counter() - start)
        found += any(is_right(PEOPLE[number], PEOPLE[match]) for match, _ in matches)
    middle = sorted(times)[len(times) // 2] * 1000
    print(f"{label}: {found / len(queries):.1%} of {len(queries)} among ten, median {middle:.1f} ms")
    return found / len(queries)


def same_person(one, other):
    return one[0] == other[0]


def same_family_name(one, other):
    return one[2] == other[2]


def chosen(count, seed):
    return random.Random(seed).sample(range(len(PEOPLE)), count)


def test_list_is_long_and_of_many_origins():
    assert len({name for name, _, _ in PEOPLE}) == len(PEOPLE) >= 5000


def test_mistyped_names_are_found():
    dice = random.Random(1)
    queries = [(number, mistyped(PEOPLE[number][0], dice)) for number in chosen(400, 1)]
    assert share_found(queries, same_person, "one letter wrong") >= 0.98


def test_mistyped_names_in_the_other_order_are_found():
    dice = random.Random(2)
    queries = [
        (number, mistyped(f"{PEOPLE[number][2][0]} {PEOPLE[number][1][0]}", dice))
        for number in chosen(300, 2)
    ]
    assert share_found(queries, same_person, "one letter wrong, swapped") >= 0.98


def test_other_transliterations_are_found():
    dice = random.Random(3)
    queries = []
    for number in chosen(400, 3):
        _, given_names, family_names = PEOPLE[number]
        queries.append((number, f"{respelt(given_names, dice)} {respelt(family_names, dice)}"))
    assert share_found(queries, same_person, "both names in another spelling") >= 0.9


def test_family_name_alone_is_enough_to_find_people_of_that_name():
    dice = random.Random(4)
    wrong = [(number, mistyped(PEOPLE[number][2][0], dice)) for number in chosen(300, 4)]
    assert share_found(wrong, same_family_name, "family name, one letter wrong") >= 0.95
    other = [(number, respelt(PEOPLE[number][2], dice)) for number in chosen(300, 5)]
    assert share_found(other, same_family_name, "family name in another spelling") >= 0.9


# --- cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)",
        "\t=1", "\r=1", "\n=1", " =1", "  =cmd|' /C calc'!A0", '"=1"', "'=1",
        "＝1", "＋1+1", "－1+1", "＠x", "\u00a0=1", "\u200b=1", "\ufeff=1", "\u2066=1", "−1+1",
        "|x", "%0A=1", "\x00=1",
        "+49 2581 530", "-", "=", "\x0b=1", " \t '\"=1",
    ],
)  # fmt: skip
def test_formula_gets_an_apostrophe(attack):
    cell = safe_cell(attack)
    assert cell.startswith("'")
    assert "\x00" not in cell


@pytest.mark.parametrize(
    "text", ["-3", "+49", "-1.234,5", "-12,5 %", "12", "", "Ali", "a=1", "Müller & Söhne", "3 - 4"]
)
def test_numbers_and_harmless_text_stay(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("value", [None, 0, -5, 1.5, True, decimal.Decimal("-1.5"), date(2026, 11, 20)])
def test_values_that_are_no_text_stay(value):
    assert safe_cell(value) is value


cells = st.text(
    alphabet=st.sampled_from("=+-@|%＝＋－＠ \t\r\n'\"\x00\u200b\ufeff\u20661aSUM()") | st.characters(),
    max_size=12,
)


@given(cells)
@settings(max_examples=10_000)
def test_no_written_cell_begins_like_a_formula(value):
    written = io.StringIO()
    csv.writer(written).writerow([safe_cell(value).encode("utf-8").decode("utf-8")])
    cell = written.getvalue().strip("\r\n").strip('"')
    seen = cell.lstrip(string.whitespace + "\u200b\ufeff\u2066\u00a0")
    is_number = seen[1:].replace(",", "").replace(".", "").rstrip(" %").isdigit()
    assert seen[:1] not in set("=@＝＠")
    assert seen[:1] not in set("+-＋－") or is_number


# --- input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\tb", "a b"),
        ("Mu\u0308ller", "Müller"),
        ("u\x07\u0308", "ü"),
        ("\u202eabc\u202c", "abc"),
        ("\u2067شارع\u2069 5", "\u2067شارع\u2069 5"),
        ("\u2067شارع 5", "شارع 5"),
        ("abc\u2069", "abc"),
        ("\u2066a\n\u2069b", "a\nb"),
        ("\u2066\u2067a\u2069", "\u2067a\u2069"),
        ("\ud800a\ufeff\uffff", "a"),
        ("\u200fمرحبا\u200e", "\u200fمرحبا\u200e"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_text_keeps_what_can_be_read(typed, kept):
    assert clean_text(typed) == kept


signs = (
    st.sampled_from("ab \n\r\t\x00\x1f\x7f\x85\u0308\u202a\u202e\u2066\u2067\u2068\u2069\u2028\ufeffü")
    | st.characters()
)


@given(st.text(alphabet=signs, max_size=30))
@settings(max_examples=3_000)
def test_clean_text_can_be_stored_and_stays_as_it_is(typed):
    text = clean_text(typed)
    assert clean_text(text) == text == unicodedata.normalize("NFC", text)
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" for sign in text)
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e")
    for line in text.split("\n"):
        depth = 0
        for sign in line:
            depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
            assert depth >= 0
        assert depth == 0
