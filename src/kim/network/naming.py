"""What the log calls things of the network: names of places and organisations, titles of papers, never a person's."""

from collections.abc import Iterable

from kim.network.models import (
    AccessRoute,
    Agreement,
    IntegreatSource,
    NetworkMeeting,
    Offer,
    OfficeHours,
    Partner,
    TextBlock,
)

Rows = Iterable[tuple[int, str]]


def partners() -> Rows:
    """Return the partners; one query."""
    return Partner.objects.order_by("pk").values_list("pk", "name")


def meetings() -> Rows:
    """Return the meetings; one query."""
    return NetworkMeeting.objects.order_by("pk").values_list("pk", "name")


def agreements() -> Rows:
    """Return the agreements; one query. A draft is nobody's but those who work on it, by its title too."""
    rows = Agreement.objects.exclude(state=Agreement.State.DRAFT)
    return rows.order_by("pk").values_list("pk", "title")


def text_blocks() -> Rows:
    """Return the text blocks; one query."""
    return TextBlock.objects.order_by("pk").values_list("pk", "heading")


def offers() -> Rows:
    """Return the offers; one query."""
    return Offer.objects.order_by("pk").values_list("pk", "name")


def sources() -> Rows:
    """Return where offers are fetched from; one query."""
    return IntegreatSource.objects.order_by("pk").values_list("pk", "base_url")


def routes() -> Rows:
    """Return the ways of access; one query."""
    return AccessRoute.objects.order_by("pk").values_list("pk", "label")


def office_hours() -> Rows:
    """Return the office hours with their municipality; one query."""
    rows = OfficeHours.objects.order_by("pk").values_list("pk", "municipality__name", "place")
    return [(number, ", ".join(filter(None, words))) for number, *words in rows]
