"""What is done once a day in every district, beside deletion: each job for itself, a broken one stops no other."""

import logging
from collections.abc import Callable
from datetime import date

from kim.action_plans.papers.actions import keep_states
from kim.action_plans.profile.collecting import remind_offices
from kim.action_plans.profile.renewing import renew_links_of_former_contacts
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.network.offers.importing import import_nightly
from kim.network.offers.links import check_links
from kim.workspace.models import NightlyJob

log = logging.getLogger("kim.jobs")

#: Name of the job (kept in the database, never renamed) and what it does, called inside the district's scope
#: unless it opens it itself.
#: What waits for servers outside comes last: a slow one keeps nothing else from being done.
NIGHTLY: tuple[tuple[str, Callable[[District], object]], ...] = (
    # Before the reminders: these carry the new link.
    ("renew_links", renew_links_of_former_contacts),
    ("remind_offices", remind_offices),
    ("keep_plan_states", keep_states),
    ("import_offers", import_nightly),
    ("check_links", check_links),
)
#: Jobs that open the district themselves: on PostgreSQL a scope is a transaction, and they take long.
OPEN_THEMSELVES = frozenset({"import_offers", "check_links"})


def run_nightly(district: District, *, again: bool) -> int:
    """Do the jobs that are due today in a district, one by one, and return how many failed.

    - A job that succeeded today is not repeated, not even after a restart.
    - One that failed is tried again the next night; with `again` (at a start) also today.
    - The day is noted before the job begins: one that ends the whole process does not do so every few seconds.
    """
    today = dates.today()
    with district_scope(district):
        known = {row.name: row for row in NightlyJob.objects.order_by("pk")}
    due = [(name, job) for name, job in NIGHTLY if not _is_done(known.get(name), today, again=again)]
    return sum(not _succeeds(district, name, job, today) for name, job in due)


def _is_done(row: NightlyJob | None, today: date, *, again: bool) -> bool:
    if row is None:
        return False
    return row.succeeded_on == today or (row.tried_on == today and not again)


def _succeeds(district: District, name: str, job: Callable[[District], object], today: date) -> bool:
    try:
        with district_scope(district):
            NightlyJob.objects.update_or_create(district=district, name=name, defaults={"tried_on": today})
        if name in OPEN_THEMSELVES:
            job(district)
        with district_scope(district):
            if name not in OPEN_THEMSELVES:
                job(district)
            NightlyJob.objects.filter(name=name).update(succeeded_on=today)
    except Exception:
        # Whatever is wrong with one job, the others still have to be done. The log takes out the values.
        log.exception("Nightly job %s failed in %s.", name, district.slug)
        return False
    return True
