"""Verbs about office hours, the access of a place and ways of access. Each leaves one audit entry."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.core.codes import free_code
from kim.core.locking import Conflict, change_row, claim_version
from kim.districts.models import Municipality
from kim.network.access.queries import codes_of_routes, next_hours_position, said_of_hours
from kim.network.access.rules import Said, contradicts
from kim.network.models import AccessRoute, OfficeHours


def _check_hours(municipality: Municipality, hours: OfficeHours | None, values: dict[str, Any]) -> None:
    """Refuse hours where there are none, and none where there are hours.

    The form has looked already; the row of the place is locked so that two people who save at the same moment do not
    say both.
    """
    Municipality.objects.select_for_update().filter(pk=municipality.pk).order_by("pk").get()
    said = Said(values.get("rule", ""), bool(values.get("none")), bool(values.get("times_unknown")))
    if contradicts(said, said_of_hours(municipality, hours)):
        raise Conflict(f"{municipality.name} hat inzwischen andere Sprechzeiten.")


def add_hours(actor: Membership, *, municipality: Municipality, **values: Any) -> OfficeHours:
    """Enter an office hour of a place, or that there are none; it stands after the others.

    The public page shows it at once. Raises Conflict if it contradicts what the place has.
    """
    with transaction.atomic():
        _check_hours(municipality, None, values)
        hours: OfficeHours = OfficeHours.objects.create(
            district=actor.district,
            municipality=municipality,
            position=next_hours_position(municipality),
            **values,
        )
        record(actor, "hours_added", subject=hours)
    return hours


def change_hours(actor: Membership, *, hours: OfficeHours, version: int, **values: Any) -> None:
    """Change an office hour; days that were cancelled stay cancelled. Raises Conflict."""
    with transaction.atomic():
        _check_hours(hours.municipality, hours, values)
        change_row(hours, version, values)
        record(actor, "hours_changed", subject=hours)


def remove_hours(actor: Membership, *, hours: OfficeHours, version: int) -> None:
    """Remove an office hour with its cancelled days. Raises Conflict."""
    with transaction.atomic():
        claim_version(hours, version)
        record(actor, "hours_removed", subject=hours)
        hours.delete()


def change_access(
    actor: Membership,
    *,
    municipality: Municipality,
    version: int,
    clearing_point: bool | None,
    contact_office: str,
    integreat_url: str = "",
) -> None:
    """Say whether a place has a clearing point, which office answers there, and where its offers stand.

    None for a clearing point says that it is not known. Raises Conflict.
    """
    values = {
        "clearing_point": clearing_point,
        "contact_office": contact_office,
        "integreat_url": integreat_url,
    }
    with transaction.atomic():
        change_row(municipality, version, values)
        record(actor, "place_access_changed", subject=municipality)


def add_route(actor: Membership, *, municipalities: Iterable[Municipality], **values: Any) -> AccessRoute:
    """Enter a way of access; without municipalities it holds everywhere. It gets a code of its own."""
    with transaction.atomic():
        route: AccessRoute = AccessRoute.objects.create(
            district=actor.district,
            code=free_code(values["label"], codes_of_routes(), otherwise="weg"),
            **values,
        )
        route.municipalities.set(municipalities)
        record(actor, "access_route_added", subject=route)
    return route


def change_route(
    actor: Membership,
    *,
    route: AccessRoute,
    version: int,
    municipalities: Iterable[Municipality],
    **values: Any,
) -> None:
    """Change a way of access, or take it out of use; cases that came by it keep it. Raises Conflict."""
    with transaction.atomic():
        change_row(route, version, values)
        route.municipalities.set(municipalities)
        record(actor, "access_route_changed", subject=route)
