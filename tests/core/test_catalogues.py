"""How far a translation is, is read from its catalogue."""

import pytest

from kim.core.catalogues import read_catalogue, read_catalogues

GERMAN = """
msgid ""
msgstr ""
"Language: de\\n"

msgid "Termin"
msgstr "Termin"

msgctxt "Monat"
msgid "Mai"
msgstr "Mai"

msgid ""
"Ein langer "
"Satz"
msgstr ""

#: page.html:3
msgid "Ein Tag"
msgid_plural "%(count)s Tage"
msgstr[0] ""
msgstr[1] ""
"""
ENGLISH = r"""
# translated by machine
msgid ""
msgstr ""
"Language: en\n"
"X-Translation-State: reviewed\n"

msgid "Termin"
msgstr "Appointment"

msgctxt "Monat"
msgid "Mai"
msgstr ""

msgid "Ein langer Satz"
msgstr ""
"A long "
"\"sentence\""

#, fuzzy, python-format
msgid "Ein Tag"
msgid_plural "%(count)s Tage"
msgstr[0] "a day"
msgstr[1] "days"

msgid "nicht mehr da"
msgstr "gone"

#~ msgid "alt"
#~ msgstr "old"
"""


@pytest.fixture
def folder(tmp_path):
    for code, text in (("de", GERMAN), ("en", ENGLISH)):
        path = tmp_path / code / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path


def test_translated_texts_of_the_source_are_counted(folder):
    found = read_catalogues(folder)

    assert sorted(found) == ["de", "en"]
    assert found["en"].share_of(found["de"]) == (2, 4)
    assert found["en"].is_reviewed
    assert not found["de"].is_reviewed


def test_context_makes_two_texts_of_one(folder):
    english = read_catalogue(folder / "en" / "LC_MESSAGES" / "django.po")

    assert "Monat\x04Mai" in english.texts
    assert "\x04Mai" not in english.texts
    assert english.headers == {"Language": "en", "X-Translation-State": "reviewed"}


def test_no_folder_has_no_catalogues(tmp_path):
    assert read_catalogues(tmp_path / "nothing") == {}
