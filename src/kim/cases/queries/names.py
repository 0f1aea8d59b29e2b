"""Words that many rows of a page share, read once instead of joined to each row."""

from kim.accounts.models import Membership
from kim.districts.models import LifeDomain


def team_names() -> dict[int, str]:
    """Return the names of everybody who is or was in the team, by membership."""
    return dict(Membership.objects.order_by().values_list("pk", "user__name"))


def all_life_domains() -> list[LifeDomain]:
    """Return the domains of life in the district's order, also those no longer in use."""
    return list(LifeDomain.objects.order_by("position", "label"))


def life_domains() -> list[LifeDomain]:
    """Return the domains of life in use."""
    return [domain for domain in all_life_domains() if domain.active]
