"""The translations of the public pages are complete, fresh and have the same gaps to fill in."""

import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from kim.public import languages
from tests.public.catalogue import all_texts

PLACEHOLDER = re.compile(r"%\(\w+\)s")
CODES = sorted(path.name for path in languages.LOCALE.iterdir())
# German letters that no other of the four languages has.
GERMAN_ONLY = re.compile("[äöüß]", re.IGNORECASE)
SCRIPT = {"ar": re.compile("[\u0600-\u06ff]"), "uk": re.compile("[\u0400-\u04ff]")}
# Letters of Russian that Ukrainian does not have.
RUSSIAN = re.compile("[ёъыэ]", re.IGNORECASE)
NOT_WORDS = {", ", "l, d.m.Y"}


def catalogue(code):
    with (languages.LOCALE / code / "LC_MESSAGES/django.po").open("rb") as source:
        return [message for message in read_po(source) if message.id]


def key(message):
    return (message.context, *(message.id if message.pluralizable else (message.id, None)))


def forms(message):
    return message.string if message.pluralizable else (message.string,)


def wanted_forms(message):
    """The placeholders that a translation may use, and those that it must use."""
    sources = message.id if message.pluralizable else (message.id,)
    found = [set(PLACEHOLDER.findall(source)) for source in sources]
    return set().union(*found), set.intersection(*found)


def test_there_are_four_languages():
    assert CODES == ["ar", "de", "en", "uk"]


@pytest.mark.parametrize("code", CODES)
def test_catalogue_has_exactly_the_texts_of_the_pages(code):
    assert {key(message) for message in catalogue(code)} == {tuple(text) for text in all_texts()}


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated(code):
    assert [message.id for message in catalogue(code) if not all(forms(message)) or message.fuzzy] == []


@pytest.mark.parametrize("code", CODES)
def test_placeholders_agree(code):
    for message in catalogue(code):
        may, must = wanted_forms(message)
        for form in forms(message):
            assert must <= set(PLACEHOLDER.findall(form)) <= may, message.id


def test_german_is_the_source_itself():
    for message in catalogue("de"):
        assert message.string == message.id


@pytest.mark.parametrize("code", sorted(set(CODES) - {"de"}))
def test_no_german_is_left(code):
    for message in catalogue(code):
        assert not any(GERMAN_ONLY.search(form) for form in forms(message)), message.id


@pytest.mark.parametrize("code", sorted(SCRIPT))
def test_text_is_written_in_its_script(code):
    for message in catalogue(code):
        if message.id not in NOT_WORDS:
            assert all(SCRIPT[code].search(form) for form in forms(message)), message.id


def test_ukrainian_is_not_russian():
    text = " ".join(form for message in catalogue("uk") for form in forms(message))
    assert not RUSSIAN.search(text)
    assert "і" in text


@pytest.mark.parametrize("code", CODES)
def test_compiled_catalogue_is_fresh(code):
    path = languages.LOCALE / code / "LC_MESSAGES/django.mo"
    with path.open("rb") as compiled:
        kept = {key(message): tuple(forms(message)) for message in read_mo(compiled) if message.id}
    assert kept == {key(message): tuple(forms(message)) for message in catalogue(code)}


@pytest.mark.parametrize("code", CODES)
def test_catalogue_says_whether_a_person_has_read_it(code):
    assert languages.translation_state(code) == ("reviewed" if code == "de" else "draft-by-machine")
    assert "X-Translation-State:" in (languages.LOCALE / code / "LC_MESSAGES/django.po").read_text()


@pytest.mark.django_db
def test_a_language_is_offered_when_it_is_wanted_and_finished(district):
    # French is wanted, but has no catalogue.
    assert [known.code for known in languages.offered_languages(district)] == ["de", "en", "ar", "uk"]
    assert [known.dir for known in languages.offered_languages(district)] == ["ltr", "ltr", "rtl", "ltr"]


def test_a_language_with_a_missing_text_is_not_finished(monkeypatch):
    monkeypatch.setattr(languages, "texts_of", {"de": frozenset("ab"), "fr": frozenset("a")}.__getitem__)
    assert languages.is_finished("de")
    assert not languages.is_finished("fr")


def test_catalogues_are_shipped_compiled():
    assert all((Path(languages.LOCALE) / code / "LC_MESSAGES/django.mo").is_file() for code in CODES)
