"""The languages of the public pages. A language is a catalogue: `locale/<code>/LC_MESSAGES/django.po`.

German texts stand in the templates; the German catalogue lists them all. Another language is offered when the
district asks for it and its compiled catalogue has every text of the German one. The header
`X-Translation-State` of a catalogue says whether a person has read it: `reviewed` or `draft-by-machine`.
"""

import dataclasses
import functools
import gettext
import re
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse

from kim.districts.models import District

LOCALE: Final = Path(__file__).parent / "locale"
SOURCE_LANGUAGE: Final = "de"
_STATE: Final = re.compile(r'"X-Translation-State:\s*([a-z-]+)\\n"')
_HEADER_CHARACTERS: Final = 3000


@dataclasses.dataclass(frozen=True)
class Language:
    """A language with its own name, direction of writing (ltr, rtl) and the address of a page in it."""

    code: str
    native_name: str
    dir: str
    is_draft: bool
    url: str = ""


class _Catalogue(gettext.GNUTranslations):
    """A compiled catalogue that can tell which texts it has."""

    def texts(self) -> frozenset[str]:
        """Return the source texts that are translated; of a plural the singular."""
        known = getattr(self, "_catalog")  # noqa: B009 - the class has no public way to its texts
        ids = {key[0] if isinstance(key, tuple) else key for key, text in known.items() if text}
        return frozenset(ids - {""})


@functools.cache
def texts_of(code: str) -> frozenset[str]:
    """Return the source texts for which a language has a translation; nothing without a catalogue."""
    path = LOCALE / code / "LC_MESSAGES" / "django.mo"
    if not path.is_file():
        return frozenset()
    with path.open("rb") as compiled:
        return _Catalogue(compiled).texts()


@functools.cache
def translation_state(code: str) -> str:
    """Return `reviewed` or `draft-by-machine`; a catalogue that does not say is a draft."""
    path = LOCALE / code / "LC_MESSAGES" / "django.po"
    with path.open(encoding="utf-8") as source:
        found = _STATE.search(source.read(_HEADER_CHARACTERS))
    return found[1] if found else "draft-by-machine"


def is_finished(code: str) -> bool:
    """Whether every text of the public pages exists in a language."""
    wanted = texts_of(SOURCE_LANGUAGE)
    return bool(wanted) and wanted <= texts_of(code)


@functools.cache
def _language(code: str) -> Language:
    return Language(
        code=code,
        native_name=dict(settings.LANGUAGES)[code],
        dir="rtl" if code in settings.LANGUAGES_BIDI else "ltr",
        is_draft=translation_state(code) != "reviewed",
    )


def language_codes(district: District) -> list[str]:
    """Return the codes of the languages offered in a district, in the district's order."""
    known = dict(settings.LANGUAGES)
    return [code for code in district.policy.request_languages if code in known and is_finished(code)]


def offered_languages(
    district: District, page: str = "public:request", query: str = "", **parts: str
) -> list[Language]:
    """Return the languages offered in a district, each with the address of a public page in it.

    `parts` are further parts of the address, `query` is added to it, for example `?ort=05570008`.
    """
    return [
        dataclasses.replace(
            _language(code),
            url=reverse(page, kwargs={"district": district.slug, "language": code, **parts}) + query,
        )
        for code in language_codes(district)
    ]
