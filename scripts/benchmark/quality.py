"""How many names are found that were typed with a mistake or in another spelling."""

import random
import string
from uuid import UUID

from django.db.models import QuerySet

from kim.cases.models import Client
from kim.cases.search import find_people
from kim.core.sealing import open_column
from tests.core.names import people

SAMPLE = 400
SHARES = {"one letter wrong": 0.98, "another transliteration of both names": 0.90}


def found_shares(clients: QuerySet[Client]) -> dict[str, float]:
    """Return the share of searches that have the right person among the first ten, per kind of mistake."""
    dice = random.Random(5)  # noqa: S311 - the same questions every time
    spellings = {name: (given[1:], family[1:]) for name, given, family in people()}
    known = [
        (pk, f"{given} {family}")
        for pk, (given, family) in open_column(clients, ("given_name", "family_name"))
    ]
    asked = dice.sample(sorted(known), SAMPLE)
    wrong = [(pk, _mistyped(name, dice)) for pk, name in asked]
    respelt = [
        (pk, f"{dice.choice(given)} {dice.choice(family)}")
        for pk, name in asked
        for given, family in (spellings[name],)
        if given and family
    ]
    return dict(zip(SHARES, (_share(clients, wrong), _share(clients, respelt)), strict=True))


def _share(clients: QuerySet[Client], questions: list[tuple[UUID, str]]) -> float:
    hits = sum(pk in {match.client_id for match in find_people(query, clients)} for pk, query in questions)
    return hits / len(questions)


def _mistyped(name: str, dice: random.Random) -> str:
    """One letter replaced, left out, added or exchanged with the next."""
    place = dice.choice([i for i in range(len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha()])
    letter, before, after = dice.choice(string.ascii_lowercase), name[:place], name[place + 1 :]
    return dice.choice(
        [
            before + letter + after,
            before + after,
            before + letter + name[place] + after,
            before + after[0] + name[place] + after[1:],
        ]
    )
