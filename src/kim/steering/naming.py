"""What the log calls groups."""

from collections.abc import Iterable

from kim.steering.models import Group


def groups() -> Iterable[tuple[int, str]]:
    """Return the groups; one query."""
    return Group.objects.order_by("pk").values_list("pk", "name")
