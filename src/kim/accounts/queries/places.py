"""For which municipalities a member answers."""

from kim.accounts.models import Membership, Responsibility
from kim.accounts.permissions import REMEMBERED, on_day, substituted_ids
from kim.core import dates


def places_of(membership: Membership) -> set[int]:
    """Return the primary keys of the municipalities a member answers for today, also as a stand-in.

    The membership of a request is asked once; two queries.
    """
    remembered: dict[str, set[int]] | None = membership.__dict__.get(REMEMBERED)
    if remembered is not None and "places" in remembered:
        return remembered["places"]
    members = [membership.pk, *substituted_ids(membership)]
    found = set(
        Responsibility.objects.filter(on_day(dates.today()), membership__in=members).values_list(
            "municipality_id", flat=True
        )
    )
    if remembered is not None:
        remembered["places"] = found
    return found
