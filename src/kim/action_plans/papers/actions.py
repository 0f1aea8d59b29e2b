"""Keeping states of concepts, and releasing a version."""

from datetime import date

from django.db import transaction

from kim.accounts.models import Membership
from kim.action_plans.models import PlanState
from kim.action_plans.papers.content import Content, content_of, contents_of_all, territories_of
from kim.action_plans.papers.queries import digest_of, latest_digests, latest_release
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import Conflict
from kim.districts.models import District
from kim.districts.territory import Territory


@transaction.atomic
def keep_states(district: District) -> int:
    """Keep the content of each concept that differs from the state kept last; return how many were kept."""
    territories = territories_of(district)
    known = latest_digests()
    kept = 0
    for territory, content in zip(territories, contents_of_all(territories, dates.today()), strict=True):
        place = territory.municipality
        if known.get(place.pk if place else None) != digest_of(content):
            _keep(territory, content)
            kept += 1
    if kept:
        record(None, "plan_states_kept")
    return kept


@transaction.atomic
def keep_source_states(district: District) -> None:
    """Keep each concept as the source of a district pack states it: released, as of the source's day.

    - Called when a district is loaded for the first time, so that its papers of that day can be printed and later
      ones be compared with them.
    - A pack without a day, or with one to come, states none.
    """
    day = district.as_of
    if day is None or day > dates.today():
        return
    territories = territories_of(district)
    for territory, content in zip(territories, contents_of_all(territories, day), strict=True):
        _keep(territory, content, as_of=day, is_release=True, note=district.source)
    record(None, "plan_states_kept")


@transaction.atomic
def release(actor: Membership, *, territory: Territory, note: str, shown: str | None = None) -> PlanState:
    """Release the concept as it is now, on an occasion; nobody can change or remove that version again.

    `shown` is the digest of the content that the person has read: if that is not the content any more, nothing is
    released (Conflict). Releasing the same content twice on a day for the same occasion, as by a second click, gives
    one version.
    """
    # Whoever presses twice, or two people at once, wait here: the second finds what the first has released.
    list(District.objects.select_for_update().filter(pk=territory.district.pk).order_by("pk"))
    content = content_of(territory, dates.today())
    if shown is not None and shown != digest_of(content):
        raise Conflict(f"{territory.full_name}: Das Handlungskonzept wurde inzwischen geändert.")
    last = latest_release(territory)
    if last and (last.digest, last.as_of, last.note) == (digest_of(content), dates.today(), note):
        return last
    state = _keep(territory, content, is_release=True, released_by=actor, note=note)
    record(actor, "plan_released", subject=state)
    return state


def _keep(
    territory: Territory, content: Content, *, as_of: date | None = None, **release: object
) -> PlanState:
    kept: PlanState = PlanState.objects.create(
        district=territory.district,
        municipality=territory.municipality,
        as_of=as_of or dates.today(),
        written_at=dates.now(),
        content=content,
        digest=digest_of(content),
        **release,
    )
    return kept
