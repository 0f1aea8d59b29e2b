"""What Integreat answered, read carefully: nothing in it is believed to be as it should be. Pure.

Source: Integreat CMS, API v3, `/api/v3/<region>/<language>/locations/`.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import nh3

from kim.core.text import clean_text

NAME_LENGTH, PROVIDER_LENGTH, ADDRESS_LENGTH, URL_LENGTH = 250, 200, 250, 500
TEXT_LENGTH = 10_000
ENTRIES, SENTENCES = 5_000, 500
#: Elements that stand on lines of their own; all others go, their text stays.
BLOCKS = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr"}
_LINE_ENDS = re.compile(r"<br>|</?(?:p|div|h[1-6]|tr)>|</li>")
_ITEM, _TAG = re.compile(r"<li>"), re.compile(r"</?[a-z0-9]+>")
_SPACES, _EMPTY_LINES = re.compile(r"[^\S\n]+"), re.compile(r"\n{2,}")
_KIND_OF_PLACE = re.compile(r"^(?:stadt|gemeinde|kreisstadt|hansestadt)\s+", re.IGNORECASE)


class Unreadable(Exception):
    """The whole answer cannot be used; the message is German and for people."""


@dataclass(frozen=True)
class Location:
    """An entry of Integreat: its lasting number and what is taken over."""

    key: str
    name: str
    description: str
    address: str
    town: str
    postcode: str
    url: str
    page: str
    provider: str
    category: str


@dataclass(frozen=True)
class Reading:
    """All usable entries by number, in their order, and a sentence for each that is left out (the first 500)."""

    locations: dict[str, Location]
    left_out: list[str]


def text_of(value: Any, longest: int) -> str:
    """Return a text of one line without mark-up, "" for anything that is no text."""
    return " ".join(plain_text(value).split())[:longest].rstrip()


def plain_text(value: Any) -> str:
    """Return HTML as text: paragraphs on lines of their own, list items with a dash, scripts and forms left out."""
    if not isinstance(value, str):
        return ""
    safe = nh3.clean(
        clean_text(value), tags=BLOCKS, attributes={}, clean_content_tags={"script", "style", "iframe"}
    )
    lines = _LINE_ENDS.sub("\n", _ITEM.sub("\n– ", safe.replace("\n", " ")))
    text = clean_text(html.unescape(_TAG.sub("", lines))).replace("\xa0", " ")
    tidy = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n", tidy).strip()


def link_of(value: Any) -> str:
    """Return an address of the web, "" for anything else: `javascript:` never becomes a link."""
    text = clean_text(value).strip() if isinstance(value, str) else ""
    try:
        address = urlsplit(text)
    except ValueError:
        return ""
    usable = address.scheme in {"http", "https"} and address.hostname and not re.search(r"\s", text)
    return text if usable and len(text) <= URL_LENGTH else ""


def read_locations(body: bytes) -> Reading:
    """Read the list of locations. Raises Unreadable when it is no such list.

    An entry without number or name, or with the number of an earlier one, is left out with a sentence.
    """
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("Die Antwort ist kein JSON.") from None
    if not isinstance(entries, list):
        raise Unreadable("Die Antwort ist keine Liste von Orten.")
    if len(entries) > ENTRIES:
        raise Unreadable(f"Die Antwort hat mehr als {ENTRIES} Einträge.")
    found: dict[str, Location] = {}
    left_out = []
    for number, entry in enumerate(entries, 1):
        location = _location(entry)
        if location is None:
            left_out.append(f"Eintrag {number} hat keine Nummer oder keinen Namen.")
        elif location.key in found:
            left_out.append(f"Eintrag {number} hat die Nummer eines anderen: „{location.name}“.")
        else:
            found[location.key] = location
    return Reading(found, left_out[:SENTENCES])


def _location(entry: Any) -> Location | None:
    part = _mapping(entry)
    place = _mapping(part.get("location"))
    key, name = _key(place.get("id")), text_of(part.get("title"), NAME_LENGTH)
    if not key or not name:
        return None
    town, postcode = text_of(place.get("town"), 100), text_of(place.get("postcode"), 10)
    street = text_of(place.get("address"), 150)
    told = plain_text(part.get("content")) or plain_text(part.get("meta_description"))
    return Location(
        key=key,
        name=name,
        description=told[:TEXT_LENGTH].rstrip(),
        address=", ".join(filter(None, (street, f"{postcode} {town}".strip())))[:ADDRESS_LENGTH],
        town=town,
        postcode=postcode,
        url=_website(part),
        page=link_of(part.get("url")),
        provider=text_of(_mapping(part.get("organization")).get("name"), PROVIDER_LENGTH),
        category=text_of(_mapping(part.get("category")).get("name"), 100),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _key(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**18:
        return str(value)
    return ""


def _website(part: Mapping[str, Any]) -> str:
    """Take the location's own address, or that of its first contact: the former is going to be given up."""
    contacts = part.get("contacts")
    named = [_mapping(contact).get("website") for contact in contacts] if isinstance(contacts, list) else []
    return next((link for link in map(link_of, [part.get("website"), *named]) if link), "")


# --- places


def _plain_name(name: str) -> str:
    return _KIND_OF_PLACE.sub("", name.strip()).casefold()


def _named_place(town: str, places: Mapping[str, str]) -> str:
    """Return the key of the municipality that a town's name means: itself, or a part of it ("Ahlen-Dolberg")."""
    wanted = _plain_name(town)
    for key, name in places.items():
        plain = _plain_name(name)
        rest = wanted.removeprefix(plain)
        if plain and wanted.startswith(plain) and (not rest or rest[0] in "-/, ("):
            return key
    return ""


def places_of_locations(locations: Mapping[str, Location], places: Mapping[str, str]) -> dict[str, str]:
    """Return the key of the municipality of each location, "" where it is not clear.

    The name of the town decides. Where it is the name of a village, its postcode does if all clear entries with that
    postcode are of one municipality. `places` are names by key, those with longer names win.
    """
    ordered = dict(sorted(places.items(), key=lambda entry: -len(entry[1])))
    named = {key: _named_place(location.town, ordered) for key, location in locations.items()}
    of_postcode: dict[str, Counter[str]] = {}
    for key, place in named.items():
        if place and locations[key].postcode:
            of_postcode.setdefault(locations[key].postcode, Counter())[place] += 1
    sure = {code: next(iter(found)) for code, found in of_postcode.items() if len(found) == 1}
    return {key: place or sure.get(locations[key].postcode, "") for key, place in named.items()}
