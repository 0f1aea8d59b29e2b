"""Steps and dates of agreements, texts made from blocks, differences between texts."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kim.network.agreements import rules
from kim.network.agreements.differences import compare, paragraphs_of
from kim.network.agreements.rules import StepError, check_step
from kim.network.agreements.texts import Piece, compose, fill, in_words, pieces

TODAY = date(2026, 11, 20)
STATES = list(rules.STEPS)


def step(state, target, **given_values):
    check_step(state, target, **{"reason": "", "valid_from": TODAY, "has_text": True} | given_values)


# --- rules


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("target", STATES)
def test_only_the_written_steps_are_possible(state, target):
    allowed = {
        ("draft", "agreed"),
        ("agreed", "signed"),
        ("agreed", "draft"),
        ("signed", "in_force"),
        ("signed", "ended"),
        ("in_force", "under_review"),
        ("in_force", "ended"),
        ("under_review", "in_force"),
        ("under_review", "ended"),
        ("ended", "under_review"),
    }
    if (state, target) in allowed:
        step(state, target, reason="Ein Grund")
    else:
        with pytest.raises(StepError) as refused:
            step(state, target, reason="Ein Grund")
        assert refused.value.field == "target"


@pytest.mark.parametrize(
    ("state", "target", "lacking", "field"),
    [
        ("agreed", "draft", {"reason": " "}, "reason"),
        ("ended", "under_review", {}, "reason"),
        ("signed", "in_force", {"valid_from": None}, "valid_from"),
        ("under_review", "in_force", {"valid_from": None}, "valid_from"),
        ("draft", "agreed", {"has_text": False}, "target"),
        ("agreed", "signed", {"has_text": False}, "target"),
    ],
)
def test_what_a_step_lacks_is_told(state, target, lacking, field):
    with pytest.raises(StepError) as refused:
        step(state, target, **lacking)
    assert refused.value.field == field


def test_review_comes_after_a_year():
    assert rules.default_review(date(2026, 11, 20)) == date(2027, 11, 20)
    assert rules.default_review(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_review_is_due_from_its_day_on_in_the_states_that_are_reviewed(state, days):
    review_on = TODAY - timedelta(days=days)
    due = state in {"agreed", "signed", "in_force"} and days >= 0
    assert rules.review_due_since(state, review_on, TODAY) == (review_on if due else None)
    assert rules.review_due_since(state, None, TODAY) is None


@pytest.mark.parametrize("state", STATES)
def test_expired_is_what_binds_and_whose_last_day_has_passed(state):
    yesterday = TODAY - timedelta(days=1)
    assert rules.is_expired(state, yesterday, TODAY) is (state in {"signed", "in_force", "under_review"})
    assert not rules.is_expired(state, TODAY, TODAY)
    assert not rules.is_expired(state, None, TODAY)


@pytest.mark.parametrize("state", STATES)
def test_municipality_is_to_be_informed_of_what_holds_in_its_place(state):
    holds = state not in {"draft", "ended"}
    assert rules.municipality_uninformed(state, has_place=True, informed_on=None) is holds
    assert not rules.municipality_uninformed(state, has_place=False, informed_on=None)
    assert not rules.municipality_uninformed(state, has_place=True, informed_on=TODAY)


def test_signed_text_stays():
    changing = {state for state in STATES if rules.may_change_text(state, has_text=True)}
    assert changing == {"draft", "agreed", "under_review"}
    assert {state for state in STATES if not rules.may_change_text(state, has_text=False)} == {"ended"}


# --- texts


def test_known_placeholders_are_filled_once_and_unknown_braces_stay():
    values = {"partner": "Verein {ort}", "ort": "Lindenau", "kreis": "Kreis Probstadt"}
    text = "{partner} in {ort}, {kreis}; {wer} {{ort}} {Ort} {} { ort }"
    filled = fill(text, values)
    assert filled == "Verein {ort} in Lindenau, Kreis Probstadt; {wer} {Lindenau} {Ort} {} { ort }"
    assert fill("{partner}", {"ort": "Lindenau"}) == "{partner}"


@given(st.text(alphabet="abc{}_%#0.!:[] \n", max_size=80))
def test_text_without_placeholders_stays_as_it_was_typed(text):
    assert fill(text, {"partner": "A", "ort": "B", "kreis": "C"}) == text


def test_draft_is_made_of_headings_and_bodies():
    made = compose([("Ziel in {ort}", "Wir arbeiten.\n"), ("Dauer", "Ein Jahr.")], {"ort": "Lindenau"})
    assert made == "# Ziel in Lindenau\n\nWir arbeiten.\n\n# Dauer\n\nEin Jahr."
    assert compose([], {}) == ""


def test_names_are_told_as_a_list():
    assert [in_words(names) for names in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        "",
        "A",
        "A und B",
        "A, B und C",
    ]


def test_text_is_read_as_headings_points_and_paragraphs():
    text = "# Ziel\nErste Zeile\nzweite Zeile\n\n\n## Wege\n- eins\n– zwei\nDanach\n#kein Titel\n-"
    assert pieces(text) == [
        Piece("heading", "Ziel"),
        Piece("paragraph", "Erste Zeile\nzweite Zeile"),
        Piece("heading", "Wege"),
        Piece("point", "eins"),
        Piece("point", "zwei"),
        Piece("paragraph", "Danach\n#kein Titel\n-"),
    ]
    assert pieces(" \n\n") == []


# --- differences


def sides(paragraphs):
    """Put the two texts together again."""
    return tuple(
        [
            "".join(part.text for part in each.parts if part.kind in {"same", kind})
            for each in paragraphs
            if each.kind in {"same", "changed", kind}
        ]
        for kind in ("deleted", "inserted")
    )


OLD = "# Ziel\n\nWir treffen uns einmal im Monat.\n\nDies fällt weg."
NEW = "# Ziel\n\nWir treffen uns zweimal im Monat.\n\nGanz anderes, völlig Neues steht nun hier.\n\nUnd dies."


def test_paragraphs_and_words_are_told_apart():
    found = compare(OLD, NEW)
    assert [each.kind for each in found] == ["same", "changed", "deleted", "inserted", "inserted"]
    assert [(part.kind, part.text) for part in found[1].parts] == [
        ("same", "Wir treffen uns "),
        ("deleted", "einmal"),
        ("inserted", "zweimal"),
        ("same", " im Monat."),
    ]
    assert {each.kind for each in compare(OLD, OLD)} == {"same"}


words = st.lists(st.sampled_from("Wir treffen uns . , einmal zweimal <b>".split()), max_size=8).map(" ".join)
long_texts = st.lists(words, max_size=8).map("\n\n".join)


@given(long_texts, long_texts)
def test_what_stayed_and_went_is_the_old_text_what_stayed_and_came_the_new(old, new):
    assert sides(compare(old, new)) == (paragraphs_of(old), paragraphs_of(new))


def test_long_texts_are_compared_in_a_moment():
    began = time.monotonic()
    one, other = "wort " * 8_000, "Wort, " * 6_600
    assert sides(compare(one, other)) == ([one], [other])
    lines, more = "a\n\nb\n\n" * 6_000, "b\n\na\n\nc\n\n" * 4_000
    assert sides(compare(lines, more)) == (paragraphs_of(lines), paragraphs_of(more))
    assert time.monotonic() - began < 20
