"""Do the web pages of the offers still answer? Looked at once a night, each server with limits."""

import logging
import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.network.models import Offer
from kim.network.offers.outside import Limits, OutsideError, ask
from kim.network.offers.queries import current_offers
from kim.network.offers.rules import is_broken

log = logging.getLogger("kim.jobs")

LIMITS = Limits(step=5.0, whole=10.0, size=200_000, https_only=False, may_leave=True, usual_ports=True)
PAGES_A_NIGHT = 300
SECONDS_A_NIGHT = 900
NOT_FOR_HEAD = frozenset({400, 403, 404, 405, 406, 501})
#: Says that the page is there but not for us: nothing that a visitor would see.
REFUSED = frozenset({401, 403, 405, 406, 429})


def check_links(district: District) -> None:
    """Look at the pages of current offers that were not looked at today, the longest ago first.

    - Each page is asked once however many offers name it; what does not fit into the time comes the next night.
    - Opens the district by itself, shortly: no row stays locked while a server is asked.
    - The demo asks nobody outside.
    """
    if settings.MODE == "demo":
        return
    due = _due(district)
    for url, problem in _looked_at(list(due)[:PAGES_A_NIGHT]):
        with district_scope(district), transaction.atomic():
            for offer in Offer.objects.select_for_update().filter(pk__in=due[url], url=url).order_by("pk"):
                _note(offer, problem)


def _due(district: District) -> dict[str, list[int]]:
    """Return the pages with the keys of their offers."""
    today = dates.today()
    due: dict[str, list[int]] = {}
    with district_scope(district):
        # Without nulls_first PostgreSQL would put those never looked at last.
        rows = current_offers().exclude(url="").order_by(F("link_checked_at").asc(nulls_first=True), "pk")
        for key, url, checked in rows.values_list("pk", "url", "link_checked_at"):
            if checked is None or dates.local_day(checked) < today:
                due.setdefault(url, []).append(key)
    return due


def _looked_at(urls: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each page with what is wrong with it, as many as fit into a night."""
    ends = time.monotonic() + SECONDS_A_NIGHT
    for url in urls:
        if time.monotonic() >= ends:
            return
        yield url, _careful_problem_of(url)


def _careful_problem_of(url: str) -> str:
    try:
        return problem_of(url)
    except Exception:
        # Whatever one page does to the library, the others are looked at all the same.
        log.exception("A page could not be looked at.")
        return "Die Seite lässt sich nicht abrufen."


def problem_of(url: str) -> str:
    """Return what is wrong with a page in a sentence, "" if it answers."""
    try:
        answer = ask(url, limits=LIMITS, method="HEAD")
        if answer.status in NOT_FOR_HEAD:
            answer = ask(url, limits=LIMITS)
    except OutsideError as error:
        # A page of any length is there; reading it to the end is not needed.
        return "" if "größer" in str(error) else str(error)
    if answer.status < 400 or answer.status in REFUSED:
        return ""
    return "Die Seite gibt es nicht mehr." if answer.status in {404, 410} else f"Fehler {answer.status}."


def _note(offer: Offer, problem: str) -> None:
    """Count a failure at most once a night."""
    failures = min(offer.link_failures + 1, 9999) if problem else 0
    Offer.objects.filter(pk=offer.pk).update(
        link_checked_at=dates.now(),
        link_failures=failures,
        link_problem=problem[:200] if is_broken(failures) else "",
    )
