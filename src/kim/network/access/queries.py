"""What the pages about access show."""

from datetime import timedelta

from django.db.models import Max, QuerySet

from kim.core import dates
from kim.districts.models import Municipality
from kim.network.access.rules import Said
from kim.network.models import AccessRoute, OfficeHours
from kim.network.queries import Sitting, sittings

PREVIEWED = 4
DAYS_AHEAD = 2 * 366


def next_days(hours: OfficeHours) -> list[Sitting]:
    """Return the next four days on which an office hour takes place, of two years at most."""
    today = dates.today()
    first = max(today, hours.first_on or today)
    coming = sittings(hours, first, first + timedelta(days=DAYS_AHEAD))
    return [each for each in coming if not each.holiday and not each.cancelled][:PREVIEWED]


def said_of_hours(municipality: Municipality, besides: OfficeHours | None = None) -> list[Said]:
    """Return what the entries of a place say of open hours, without the one that is being changed."""
    rows = OfficeHours.objects.filter(municipality=municipality).order_by("pk")
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return [Said(*said) for said in rows.values_list("rule", "none", "times_unknown")]


def codes_of_routes() -> QuerySet[AccessRoute, str]:
    """Return the codes of all ways of access."""
    return AccessRoute.objects.order_by("pk").values_list("code", flat=True)


def next_hours_position(municipality: Municipality) -> int:
    """Return the place in the order after all office hours of a place."""
    last = OfficeHours.objects.filter(municipality=municipality).aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(last + 1, 32_767)
