"""What an answer of Integreat means for the offers that are known: three versions of each field are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kim.districts.models import Municipality
from kim.network.models import Offer
from kim.network.offers.reading import Location, Reading, places_of_locations

#: Fields that Integreat describes. Each follows Integreat until a person writes something else.
LABELS = {
    "name": "Name",
    "description": "Beschreibung",
    "address": "Anschrift",
    "url": "Internetseite",
    "provider": "Träger",
    "external_url": "Seite in Integreat",
}
FIELDS = tuple(LABELS)
SHOWN = 300


@dataclass
class Comparison:
    """What is to be written: new offers, changed ones with their fields, and the lines of the report."""

    created: list[Offer] = field(default_factory=list)
    changed: list[tuple[Offer, list[str]]] = field(default_factory=list)
    missing: list[Offer] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("created", "changed", "missing", "unchanged"), 0)
    )
    details: list[dict[str, Any]] = field(default_factory=list)

    def note(self, kind: str, offer: Offer | None, name: str, changes: list[dict[str, Any]]) -> None:
        """Add a line to the report."""
        self.details.append(
            {"kind": kind, "offer": offer.pk if offer else None, "name": name, "changes": changes}
        )


def taken_over(location: Location, ags: str) -> dict[str, str]:
    """Return what is kept of a location, so that the next answer can be compared with it."""
    return {
        "name": location.name,
        "description": location.description,
        "address": location.address,
        "url": location.url,
        "provider": location.provider,
        "external_url": location.page,
        "category": location.category,
        "town": " ".join(filter(None, (location.postcode, location.town))),
        "ags": ags,
    }


def compare(
    reading: Reading, known: Mapping[str, Offer], places: Mapping[str, Municipality], *, district_id: int
) -> Comparison:
    """Compare an answer with the known offers (by Integreat's number) and return what is to be done.

    `places` are municipalities by AGS. Nothing is written; offers in the result have their new values. While entries
    of the answer could not be read, none counts as gone: it may be one of them.
    """
    found = Comparison()
    ags_of = places_of_locations(reading.locations, {ags: place.name for ags, place in places.items()})
    for key, location in reading.locations.items():
        data = taken_over(location, ags_of[key])
        offer = known.get(key)
        if offer is None:
            _propose(found, key, data, places, district_id)
        else:
            _follow(found, offer, data, places)
    for sentence in reading.left_out:
        found.note("left_out", None, sentence, [])
    gone = [offer for key, offer in known.items() if key not in reading.locations and not offer.missing_since]
    for offer in [] if reading.left_out else gone:
        found.missing.append(offer)
        found.counts["missing"] += 1
        found.note("missing", offer, offer.name, [])
    return found


def _propose(
    found: Comparison, key: str, data: dict[str, str], places: Mapping[str, Municipality], district_id: int
) -> None:
    offer = Offer(
        district_id=district_id,
        listing=Offer.Listing.PROPOSED,
        municipality=places.get(data["ags"]),
        external_key=key,
        external_data=data,
        **{name: data[name] for name in FIELDS},
    )
    found.created.append(offer)
    found.counts["created"] += 1
    found.note("created", None, offer.name, [])


def _follow(
    found: Comparison, offer: Offer, data: dict[str, str], places: Mapping[str, Municipality]
) -> None:
    """Let the fields follow that nobody has changed here, and keep the others."""
    before, changes, fields = offer.external_data, [], []
    for name in FIELDS:
        old, new = before.get(name, ""), data[name]
        if old == new:
            continue
        typed = getattr(offer, name) not in {old, new}
        if not typed:
            setattr(offer, name, new)
            fields.append(name)
        label = LABELS[name]
        changes.append({"label": label, "old": old[:SHOWN], "new": new[:SHOWN], "kept": typed})
    if offer.listing == Offer.Listing.PROPOSED and data["ags"] and data["ags"] != before.get("ags"):
        changes.append(_move(offer, places[data["ags"]]))
        fields.append("municipality")
    if offer.missing_since:
        offer.missing_since = None
        fields.append("missing_since")
        changes.append({"label": "Integreat", "old": "entfallen", "new": "wieder da", "kept": False})
    _finish(found, offer, data, changes, fields)


def _move(offer: Offer, place: Municipality) -> dict[str, Any]:
    old = str(offer.municipality) if offer.municipality else "unklar"
    offer.municipality = place
    return {"label": "Kommune", "old": old, "new": str(place), "kept": False}


def _finish(
    found: Comparison, offer: Offer, data: dict[str, str], changes: list[dict[str, Any]], fields: list[str]
) -> None:
    if data != offer.external_data:
        offer.external_data = data
        fields.append("external_data")
    if fields:
        found.changed.append((offer, fields))
    if changes:
        found.note("changed", offer, offer.name, changes)
    found.counts["changed" if changes else "unchanged"] += 1
