"""Codes made of names: free, short, and such as a district pack may write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kim.core.codes import free_code
from kim.districts.pack.keys import CODE


def test_a_taken_code_gets_the_next_number():
    assert free_code("Haus der Hilfe", [], otherwise="x") == "haus-der-hilfe"
    assert (
        free_code("Haus der Hilfe", ["haus-der-hilfe", "haus-der-hilfe-3"], otherwise="x")
        == "haus-der-hilfe-2"
    )


@pytest.mark.parametrize("name", ["", "—", "مركز"])
def test_a_name_without_latin_letters_becomes_the_other_word(name):
    assert free_code(name, ["partner"], otherwise="partner") == "partner-2"


def test_no_code_ends_where_a_word_was_cut():
    assert free_code(f"{'a' * 39} b", [], otherwise="x") == "a" * 39


@given(st.text(max_size=60), st.sets(st.text("ab-2", max_size=5)))
def test_every_code_is_free_and_one_of_a_pack(name, taken):
    code = free_code(name, taken, otherwise="weg")
    assert code not in taken
    assert CODE.fullmatch(code)
