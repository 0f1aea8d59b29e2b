"""Reading what a district has set."""

from kim.districts.models import LifeDomain


def active_life_domains() -> list[LifeDomain]:
    """Return the life domains in use, in the district's order."""
    return list(LifeDomain.objects.filter(active=True))
