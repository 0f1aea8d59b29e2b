"""What can be asked for: addresses of things, and of what is not there; and who may read what was typed."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client as Browser

from kim.accounts.models import Membership
from kim.cases.models import Case
from kim.public.languages import language_codes

HOME, ABROAD, NOWHERE = "probstadt", "fernheim", "nirgendwo"
#: Owner -> the word in everything that was typed about that owner's client.
SECRETS = {
    "anna": "Ambosslerche",
    "ben": "Bernsteinmeise",
    "ended": "Erzdrossel",
    "inactive": "Indigospatz",
    "xenia": "Xylofink",
    "handover": "Uebergabekauz",
}


@dataclass
class Target:
    """Something to ask for: the parts of its address, and what it is called in the table of relations."""

    name: str
    parts: dict[str, Any]
    query: str = ""


@dataclass
class World:
    """Two districts with everything in them."""

    members: dict[str, Membership] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    targets: dict[str, list[Target]] = field(default_factory=dict)
    #: Word or number -> names of those who may read it anywhere.
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)


def _missing() -> dict[str, Any]:
    """Parts of addresses that lead to nothing."""
    some = uuid.UUID("11111111-1111-4111-8111-111111111111")
    return {
        "district": HOME,
        "number": "P-26-9999",
        **dict.fromkeys(("entry", "client", "grant", "handover", "pk"), some),
        **dict.fromkeys(
            (
                "worker",
                "hours",
                "exception",
                "member",
                "membership",
                "post",
                "responsibility",
                "substitution",
                "partner",
                "contact",
                "talk",
                "meeting",
                "route",
                "agreement",
                "block",
                "version",
                "focus",
                "milestone",
                "step",
                "duty",
                "group",
                "result",
                "asked",
                "offer",
                "report",
                "state",
            ),
            999_999,
        ),
        "ags": "05997999",
        "territory": "05997999",
        "part": "groups",
        "code": "gibt-es-nicht",
        "year": 2026,
        "token": "A" * 43,
    }


def add_targets(world: World, home: dict[str, list[Target]], abroad: dict[str, Target]) -> None:
    """Add to the own things those that are not there: of the other district, of nobody, mixed from two."""
    for family, own in home.items():
        foreign = abroad[family]
        world.targets[family] = [
            *own,
            Target("foreign", foreign.parts | {"district": HOME}),
            Target(foreign.name, foreign.parts),
            # A run of deletions is known by a number, a request by an identifier that cannot be guessed.
            Target("missing", _missing() | ({"pk": 999_999} if family == "run" else {})),
        ]
    anna, ben = home["case"]
    world.targets["case"] += [
        Target("mixed", anna.parts | {"number": ben.parts["number"]}),
        Target("mixed", ben.parts | {"number": anna.parts["number"]}),
    ]
    world.targets["top"] = [Target("top", {})]
    slugs = (HOME, ABROAD, NOWHERE)
    languages = language_codes(world.members["anna"].district)
    world.targets["district"] = [Target(slug, {"district": slug}) for slug in slugs]
    world.targets["export"] = [
        Target(slug, {"district": slug, "kind": kind}) for slug in slugs for kind in ("csv", "xlsx")
    ]
    world.targets["kinds"] = [Target(slug, {"district": slug, "kind": "cooperation"}) for slug in slugs]
    world.targets["language"] = [
        Target(slug, {"district": slug, "language": language}) for slug in slugs for language in languages
    ]
    places = [(HOME, HOME, "05997000"), (ABROAD, ABROAD, "05998000"), (NOWHERE, NOWHERE, "05997000")]
    places += [("foreign", HOME, "05998000"), ("missing", HOME, "05997999")]
    world.targets["public place"] = [
        Target(name, {"district": slug, "language": "de", "ags": ags}) for name, slug, ags in places
    ]
    world.targets["figures"] = [
        Target(slug, {"district": slug}, f"?monat=2026-09&gebiet=kreis-{ags}&zahl=bestand")
        for slug, ags in ((HOME, "05997"), (ABROAD, "05998"), (NOWHERE, "05997"))
    ]
    _secret_links(world)
    _invitations(world, home["team"][0].parts, abroad["team"].parts)


def _invitations(world: World, home: dict[str, Any], abroad: dict[str, Any]) -> None:
    """The links of invitations: right, of the other district, and of a person to whom the link was not given."""
    links = [
        ("link", home, home),
        ("link", abroad, abroad),
        ("foreign", home, abroad),
        ("missing", home, _missing()),
    ]
    world.targets["invitation"] = [
        Target(
            name,
            {"district": at["district"], "member": of.get("newcomer", home["member"]), "token": of["token"]},
        )
        for name, at, of in links
    ]


def _secret_links(world: World) -> None:
    """The secret links: one of each district, one of the other district under one's own, one of nobody."""
    links = [
        ("link", HOME, world.tokens["anna"]),
        ("link", HOME, world.tokens["ben"]),
        ("link", ABROAD, world.tokens["xenia"]),
        ("foreign", HOME, world.tokens["xenia"]),
        ("missing", HOME, "A" * 43),
    ]
    world.targets["link"] = [
        Target(name, {"district": slug, "language": "de", "token": token}) for name, slug, token in links
    ]


def add_secrets(world: World) -> None:
    readers = {
        "anna": {"anna", "stand_in", "co_worker", "reader", "granted", "assistant"},
        "ben": {"ben", "assistant"},
        "xenia": {"xenia"},
        "handover": {"anna", "stand_in", "co_worker", "reader", "granted", "receiver"},
    }
    numbers = {
        "anna": readers["anna"] | {"carla", "dora", "receiver"},
        "ben": readers["ben"] | {"dora", "granted"},
        "ended": {"carla", "dora"},
        "inactive": {"carla", "dora"},
        "xenia": {"xenia"},
    }
    for owner, secret in SECRETS.items():
        world.secrets[secret.lower()] = frozenset(readers.get(owner, ()))
    for number, owner in enumerate(("anna", "ben", "ended", "inactive", "xenia"), 1):
        for text in (f"77190{number}", f"8190{number}", f"17.0{number}.1987"):
            world.secrets[text] = frozenset(readers.get(owner, ()))
        world.secrets[world.cases[owner].number.lower()] = frozenset(numbers[owner])
