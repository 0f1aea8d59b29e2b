"""Carrying figures from a preview to taking them over: signed, so that what was shown is what is taken."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.core import signing

from kim.action_plans.models import Indicator
from kim.action_plans.profile.actions import Entered
from kim.action_plans.profile.importing import Parsed
from kim.action_plans.rules.figures import Entry
from kim.districts.models import Municipality
from kim.districts.territory import WHOLE_DISTRICT

SALT: Final = "kim.figures.import"
HOLDS_SECONDS: Final = 24 * 3600


def packed(member: int, parsed: Parsed) -> str:
    """Return the figures as a text that only we can make, for one member."""
    lines = [
        [
            each.municipality.ags if each.municipality else WHOLE_DISTRICT,
            each.indicator.code,
            str(each.state),
            None if each.number is None else str(each.number),
            [[entry.name, entry.count] for entry in each.entries],
            each.version,
        ]
        for each in parsed.entered
    ]
    return signing.dumps([member, parsed.year, lines], salt=SALT, compress=True)


def unpacked(
    package: str,
    member: int,
    places: Mapping[str, Municipality | None],
    indicators: Mapping[str, Indicator],
) -> Parsed:
    """Return the figures of a package; `places` are those whose figures the member may enter now, by key.

    BadSignature: the package is not ours, too old, or not for this member, or somebody took away a right meanwhile.
    """
    owner, year, lines = signing.loads(package, salt=SALT, max_age=HOLDS_SECONDS)
    if owner != member or any(key not in places or code not in indicators for key, code, *_ in lines):
        raise signing.BadSignature
    return Parsed(year, tuple(_entered(line, places, indicators) for line in lines))


def _entered(
    line: list[Any], places: Mapping[str, Municipality | None], indicators: Mapping[str, Indicator]
) -> Entered:
    key, code, state, number, entries, version = line
    return Entered(
        indicators[code],
        places[key],
        state,
        None if number is None else Decimal(number),
        tuple(Entry(name, count) for name, count in entries),
        version,
    )
