"""The translations of the public pages are complete, fresh and have the same gaps to fill in."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from kim.public import languages
from tests.public.catalogue import all_texts

PLACEHOLDER = re.compile(r"%\(\w+\)s")
CODES = sorted(path.name for path in languages.LOCALE.iterdir())
ALL_LANGUAGES = ["ar", "bg", "de", "en", "es", "fa", "fr", "ro", "ru", "tr", "uk"]
# German letters that the other languages do not have; Turkish shares two of them.
GERMAN_ONLY = dict.fromkeys(ALL_LANGUAGES, "[äöüß]") | {"tr": "[äß]"}
ARABIC, CYRILLIC = re.compile("[\u0600-\u06ff]"), re.compile("[\u0400-\u04ff]")
SCRIPT = {"ar": ARABIC, "fa": ARABIC, "bg": CYRILLIC, "ru": CYRILLIC, "uk": CYRILLIC}
# Letters that a language needs, and letters of its neighbours that it does not have.
OWN_LETTERS = {
    "ar": ("[ةيك]", "[پچژگکی]"),
    "fa": ("[پچگکی]", "[ةيىك]"),
    "bg": ("[ъ]", "[ёыэіїєґ]"),
    "ru": ("[ыэё]", "[іїєґ]"),
    "uk": ("[ії]", "[ёъыэ]"),
    # The comma below, not the cedilla of Turkish.
    "ro": ("[șț]", "[şţ]"),
    "tr": ("[şığ]", "[șțqwx]"),
}
NOT_WORDS = {", ", "l, d.m.Y"}
# The same in German and in another language.
SAME_WORDS = NOT_WORDS | {"Name", "Telefon:"}


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


def test_there_is_a_catalogue_for_every_language_of_the_product(settings):
    assert CODES == ALL_LANGUAGES == sorted(code for code, _ in settings.LANGUAGES)


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
    german = re.compile(GERMAN_ONLY[code], re.IGNORECASE)
    for message in catalogue(code):
        assert not any(german.search(form) for form in forms(message)), message.id
        assert message.id in SAME_WORDS or message.string != message.id


@pytest.mark.parametrize("code", sorted(SCRIPT))
def test_text_is_written_in_its_script(code):
    for message in catalogue(code):
        if message.id not in NOT_WORDS:
            assert all(SCRIPT[code].search(form) for form in forms(message)), message.id


@pytest.mark.parametrize("code", sorted(OWN_LETTERS))
def test_a_language_is_not_its_neighbour(code):
    own, foreign = OWN_LETTERS[code]
    text = PLACEHOLDER.sub(
        "",
        " ".join(
            form for message in catalogue(code) if message.id not in NOT_WORDS for form in forms(message)
        ),
    )
    assert re.search(own, text)
    assert re.findall(foreign, text, re.IGNORECASE) == []


# How many days or weeks: one number for each form that the language has.
COUNTED = {
    "ar": [0, 1, 2, 3, 11, 100],
    "bg": [1, 2],
    "de": [1, 2],
    "en": [1, 2],
    "es": [1, 2],
    "fa": [1, 2],
    "fr": [1, 2],
    "ro": [1, 2, 20],
    "ru": [1, 2, 5],
    "tr": [1, 2],
    "uk": [1, 2, 5],
}


@pytest.mark.parametrize("code", CODES)
def test_every_form_of_a_plural_has_its_number(code):
    path = languages.LOCALE / code / "LC_MESSAGES/django.mo"
    with path.open("rb") as compiled:
        translations = GNUTranslations(compiled)
    for message in catalogue(code):
        if message.pluralizable:
            assert tuple(translations.ngettext(*message.id, n) for n in COUNTED[code]) == forms(message)


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
def test_a_language_is_offered_when_it_is_wanted_and_finished(district, unfinished):
    # French and Persian are wanted; French lacks a text, so that it is not offered. Nobody wants Turkish.
    unfinished("fr")
    assert [known.code for known in languages.offered_languages(district)] == ["de", "en", "ar", "uk", "fa"]
    assert [known.dir for known in languages.offered_languages(district)] == [
        "ltr",
        "ltr",
        "rtl",
        "ltr",
        "rtl",
    ]


@pytest.mark.django_db
def test_all_languages_of_the_product_can_be_offered(district, settings):
    codes = [code for code, _ in settings.LANGUAGES]
    district.policy_data = {"request_languages": codes}
    assert languages.language_codes(district) == codes
    assert [known.code for known in languages.offered_languages(district) if known.dir == "rtl"] == [
        "ar",
        "fa",
    ]


def test_a_language_with_a_missing_text_is_not_finished(monkeypatch):
    monkeypatch.setattr(languages, "texts_of", {"de": frozenset("ab"), "fr": frozenset("a")}.__getitem__)
    assert languages.is_finished("de")
    assert not languages.is_finished("fr")


def test_catalogues_are_shipped_compiled():
    assert all((Path(languages.LOCALE) / code / "LC_MESSAGES/django.mo").is_file() for code in CODES)
