"""The scanner finds what it is made for; without that, finding nothing would say nothing."""

import base64
import json
from urllib.parse import quote

import pytest

from kim.core.text import normalise
from tests.drills.canaries import canaries, stem_of
from tests.drills.scanner import Haystack, forms_of

NAME = "Żółkiewska-Grünäuglein"
PHONE = "+49 2581 77-341 905"

WRITTEN = {
    "plain": NAME.encode(),
    "small": NAME.lower().encode(),
    "large": NAME.upper().encode(),
    "utf-16-le": NAME.encode("utf-16-le"),
    "utf-16-be": NAME.lower().encode("utf-16-be"),
    "hex": NAME.encode().hex().upper().encode(),
    "url": quote(NAME).encode(),
    "json": json.dumps(NAME).encode(),
    "transliterated": normalise(NAME).encode(),
}


def in_a_file(folder, raw):
    (folder / "some.log").write_bytes(b"before " * 3000 + raw + b" after" * 3000)
    return Haystack([folder])


@pytest.mark.parametrize("form", sorted(WRITTEN))
def test_it_finds_a_name_in_every_form(tmp_path, form):
    haystack = in_a_file(tmp_path, WRITTEN[form])
    assert haystack.find({"name": NAME})
    assert haystack.find({"name": NAME}, stem="kiewska-Gr") or form == "transliterated"


@pytest.mark.parametrize("form", ["plain", "utf-16-le", "base64", "hex"])
def test_the_words_of_a_drill_are_found_by_their_stem(tmp_path, form):
    words = canaries(7)
    needle = min(forms_of(words["note"])[form])
    found = in_a_file(tmp_path, needle).find(words, stem_of(7))
    assert any(hit.startswith("note as") for hit in found)


@pytest.mark.parametrize("ahead", range(9))
def test_it_finds_base64_wherever_the_name_begins(tmp_path, ahead):
    raw = base64.b64encode(b"#" * ahead + NAME.encode() + b" und mehr")
    assert in_a_file(tmp_path, raw).find({"name": NAME})


@pytest.mark.parametrize("number", ["+49258177341905", "492581 77341905", "49258177341905"])
def test_it_finds_a_phone_number_without_its_signs(tmp_path, number):
    found = in_a_file(tmp_path, number.replace(" ", "").encode()).find({"phone": PHONE})
    assert any("digits" in hit for hit in found)


def test_it_finds_bytes_in_a_folder_below(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "file").write_bytes(b"..\x00\x01secret\xff..")
    assert Haystack([tmp_path]).find_bytes([b"\x01secret\xff"]) == ["file"]


def test_it_finds_nothing_where_nothing_is(tmp_path):
    assert in_a_file(tmp_path, b"Olena Musterova").find({"name": NAME, "phone": PHONE}) == []


def test_there_are_needles_for_every_form():
    assert all(forms_of(NAME)[form] for form in set(forms_of(NAME)) - {"digits"})
    assert forms_of(PHONE)["digits"] == {b"49258177341905"}
