"""What can be chosen at the first contact."""

import dataclasses

from kim.accounts.models import Membership, Responsibility
from kim.accounts.permissions import on_day
from kim.core import dates
from kim.districts.models import Municipality
from kim.network.models import AccessRoute


@dataclasses.dataclass(frozen=True)
class IntakeChoices:
    """Places and access routes of the district; `own_place` is the AGS of the member's first place or empty."""

    places: list[Municipality]
    routes: list[AccessRoute]
    own_place: str


def intake_choices(membership: Membership) -> IntakeChoices:
    """Return what a member can choose from: the places for which the member is responsible come first."""
    mine = Responsibility.objects.filter(on_day(dates.today()), membership=membership)
    own = list(mine.order_by("municipality__name", "pk").values_list("municipality_id", flat=True))
    places = list(Municipality.objects.select_related("district").order_by("name", "pk"))
    places.sort(key=lambda place: place.pk not in own)
    routes = AccessRoute.objects.filter(active=True).order_by("position", "label")
    return IntakeChoices(places, list(routes), places[0].ags if own else "")
