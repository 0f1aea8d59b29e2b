"""The yearly collection: asking the offices, reminding them, taking their answers. Verbs."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kim.accounts import outbox
from kim.accounts.models import Membership
from kim.accounts.queries.contacts import contacts_of
from kim.action_plans.models import CollectionRequest, CollectionRound, IndicatorValue, SourceOffice
from kim.action_plans.models.collection import new_secret
from kim.action_plans.profile.actions import Entered, Origin, differing, record_figures, reference_day
from kim.action_plans.profile.doubts import Confirmed, stand_by
from kim.action_plans.profile.links import opens, path_of
from kim.action_plans.profile.wanting import Wants, count_said, said, wants
from kim.action_plans.rules.collection import is_reminder_due
from kim.audit.actions import record
from kim.core import dates
from kim.core.locking import Conflict, claim_version
from kim.districts.models import District, Municipality
from kim.districts.territory import Territory

Way = CollectionRequest.Way


class AlreadyOpen(Exception):
    """For this year the offices have been asked already."""


def open_round(actor: Membership, *, district: District, year: int, due_on: date) -> CollectionRound:
    """Ask every office that gives a figure in use: one request each, or one per municipality.

    - The district's own figures are asked for too, of the office that gives them.
    - Offices with an address get a mail; contact persons of a municipality whose office has none get it instead.
      Of all others the page shows the link, to be handed on.
    - The day of asking is noted for those whom a mail goes to.
    - The address of last year's request is used again.
    - One audit entry.

    AlreadyOpen: there is a round of this year.
    """
    try:
        with transaction.atomic():
            opened: CollectionRound = CollectionRound.objects.create(
                district=district, year=year, opened_on=dates.today(), due_on=due_on, opened_by=actor
            )
            _ask_all(opened, wants(district).to_ask())
            record(actor, "collection_opened", subject=opened)
    except IntegrityError as error:
        raise AlreadyOpen(str(year)) from error
    return opened


def not_asked(opened: CollectionRound, everything: Wants) -> list[tuple[SourceOffice, Municipality | None]]:
    """Return the offices, and their places, that a round does not ask yet; one query."""
    asked = set(opened.requests.order_by("pk").values_list("office_id", "municipality_id"))
    return [
        (office, place)
        for office, place in everything.to_ask()
        if (office.pk, place.pk if place else None) not in asked
    ]


def ask_others(actor: Membership, *, opened: CollectionRound, version: int) -> int:
    """Ask the offices that have come to give figures since a round began. Returns how many; one audit entry.

    Conflict: somebody else changed the round since it was shown, or its links no longer open.
    """
    with transaction.atomic():
        claim_version(opened, version)
        if not opens(opened):
            raise Conflict("Die Links dieser Abfrage öffnen sich nicht mehr.")
        others = not_asked(opened, wants(actor.district))
        _ask_all(opened, others)
        record(actor, "collection_widened", subject=opened)
    return len(others)


def _ask_all(opened: CollectionRound, offices: Iterable[tuple[SourceOffice, Municipality | None]]) -> None:
    known = _known_addresses()
    for office, place in offices:
        _ask(opened, office, place, known)


def _known_addresses() -> dict[tuple[int, int | None], str]:
    """Return the addresses of former requests, the last one given counts: office and municipality -> address."""
    rows = CollectionRequest.objects.exclude(email="").order_by("round__year", "pk")
    return {
        (office, place): email
        for office, place, email in rows.values_list("office_id", "municipality_id", "email")
    }


def _ask(
    opened: CollectionRound,
    office: SourceOffice,
    place: Municipality | None,
    known: Mapping[tuple[int, int | None], str],
) -> None:
    email = known.get((office.pk, place.pk if place else None), "" if place else office.email)
    asked = CollectionRequest.objects.create(
        district=opened.district,
        round=opened,
        office=office,
        municipality=place,
        email=email,
    )
    if _write_to(asked, opened.district, "figures_wanted"):
        asked.save(update_fields=["asked_on", "asked_by"])


def _write_to(asked: CollectionRequest, district: District, kind: str) -> bool:
    """Write to the office, or without an address to the contact persons of its place; return whether to anybody.

    Who is reached has been asked: the request says since when and how, once it is saved.
    """
    way = _written_by(asked, district, kind)
    if way:
        asked.asked_on, asked.asked_by = asked.asked_on or dates.today(), way
    return bool(way)


def _written_by(asked: CollectionRequest, district: District, kind: str) -> str:
    place = Territory(district, asked.municipality)
    if asked.email:
        outbox.enqueue_to(
            asked.email, kind, path_of(district, asked), district=district, place=place.full_name
        )
        return Way.MAIL
    contacts = contacts_of(asked.municipality) if asked.municipality else []
    for contact in contacts:
        outbox.enqueue(contact, kind, path_of(district, asked), place=place.full_name)
    return Way.CONTACTS if contacts else ""


def hand_on_link(actor: Membership, *, asked: CollectionRequest, version: int) -> None:
    """Note that somebody gave an office its link by hand: it has been asked from today on. One audit entry.

    Conflict: the request was changed or answered since it was shown, or its links no longer open.
    """
    with transaction.atomic():
        _claim_open(asked, version)
        if asked.completed_at is not None:
            raise Conflict("Diese Anfrage ist beantwortet.")
        asked.asked_on, asked.asked_by = dates.today(), Way.HAND
        asked.save(update_fields=["asked_on", "asked_by"])
        record(actor, "collection_link_handed_on", subject=asked)


def send_request(actor: Membership, *, asked: CollectionRequest, version: int, email: str) -> bool:
    """Keep the address of an office and send it the link, once more if it had it already. Returns whether to anybody.

    - Another address than before gets another link: the one that went to the wrong place no longer opens.
    - One audit entry.

    Conflict: the request was changed or answered since it was shown, or its links no longer open.
    """
    with transaction.atomic():
        _claim_open(asked, version)
        if asked.completed_at is not None:
            raise Conflict("Diese Anfrage ist beantwortet.")
        if asked.email not in ("", email):
            asked.secret = new_secret()
        asked.email = email
        reached = send_once_more(asked, actor.district)
        record(actor, "collection_request_sent", subject=asked)
    return reached


def renew_link(actor: Membership, *, asked: CollectionRequest, version: int, email: str) -> bool:
    """Make the links given out before worthless and send another one. Returns whether to anybody.

    - An office that has answered is asked again; its figures stay.
    - Without an address the link goes to the contact persons of the place, or is left to be handed on.
    - One audit entry.

    Conflict: the request was changed since it was shown, or its links no longer open.
    """
    with transaction.atomic():
        _claim_open(asked, version)
        asked.secret, asked.email = new_secret(), email
        asked.answered_at = asked.completed_at = None
        reached = send_once_more(asked, actor.district)
        record(actor, "collection_link_renewed", subject=asked)
    return reached


def _claim_open(asked: CollectionRequest, version: int) -> None:
    claim_version(asked, version)
    if not opens(asked.round):
        raise Conflict("Die Links dieser Abfrage öffnen sich nicht mehr.")


def send_once_more(asked: CollectionRequest, district: District) -> bool:
    """Keep a request that is sent today, and send it: whoever had another link before has to be reached again."""
    asked.asked_on, asked.asked_by = None, ""
    reached = _write_to(asked, district, "figures_wanted")
    asked.save(update_fields=["secret", "email", "asked_on", "asked_by", "answered_at", "completed_at"])
    return reached


def close_round(actor: Membership, *, opened: CollectionRound, version: int) -> None:
    """End a round: its links no longer open. One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        claim_version(opened, version)
        opened.closed_on = dates.today()
        opened.save(update_fields=["closed_on"])
        record(actor, "collection_closed", subject=opened)


def reopen_round(actor: Membership, *, opened: CollectionRound, version: int, due_on: date) -> bool:
    """Let a round go on, or give it another last day. Returns whether its links had ceased to open.

    - Then they stay shut: every request gets another link, and who has not answered is sent it.
    - One audit entry.

    Conflict: somebody else changed it since it was shown.
    """
    with transaction.atomic():
        claim_version(opened, version)
        was_shut = not opens(opened)
        opened.closed_on, opened.due_on = None, due_on
        opened.save(update_fields=["closed_on", "due_on"])
        for asked in _of_round(opened) if was_shut else ():
            _ask_again(asked, actor.district)
        record(actor, "collection_prolonged", subject=opened)
    return was_shut


def _of_round(opened: CollectionRound) -> Iterable[CollectionRequest]:
    return opened.requests.select_related("municipality").order_by("pk")


def _ask_again(asked: CollectionRequest, district: District) -> None:
    asked.secret = new_secret()
    if asked.completed_at is None:
        send_once_more(asked, district)
    else:
        asked.save(update_fields=["secret"])


@dataclasses.dataclass(frozen=True)
class Answer:
    """What an office says: its figures, who speaks for it, and a remark.

    `seen` is when the answer was given that the person saw, None if there was none. `is_all`: they have nothing more,
    whatever is missing.
    """

    entered: Sequence[Entered]
    name: str = ""
    remark: str = ""
    seen: datetime | None = None
    is_all: bool = False
    confirmed: Sequence[Confirmed] = ()

    @property
    def leaves_nothing_open(self) -> bool:
        """Whether nothing more is to be waited for."""
        open_state = IndicatorValue.State.NOT_RECORDED
        return self.is_all or all(each.state != open_state for each in self.entered)


def answer_request(actor: Membership | None, *, asked: CollectionRequest, given: Answer) -> int:
    """Take the figures of an office; a later answer corrects an earlier one. Returns how many figures changed.

    - The office is the source of what changed. Without an actor they came through the link.
    - Something is known of every figure, or the office says that it has no more: nothing more is waited for.
    - What looks wrong and they stand by is kept with the reason; coordination decides whether that explains it.
    - The same answer once more changes nothing and is no error: it was sent twice.
    - Without a name the one of the earlier answer stays.
    - One audit entry, and one more for each place whose figures changed.

    Conflict: somebody else answered, or one of the figures was changed since it was shown, or the link has expired.
    """
    with transaction.atomic():
        # Taken once more inside the transaction: who is asked or whose round ends in this moment sends nothing.
        now = CollectionRequest.objects.select_for_update().select_related("round").get(pk=asked.pk)
        if not opens(now.round) or now.secret != asked.secret:
            raise Conflict("Der Link öffnet sich nicht mehr.")
        if now.answered_at is not None and _is_said(given, now):
            return 0
        if now.answered_at != given.seen:
            raise Conflict("Inzwischen hat schon jemand geantwortet.")
        claim_version(asked, now.version)
        changed = _take(actor, asked, given)
        stand_by(actor, district=asked.district, confirmed=given.confirmed, said_by=str(asked))
        asked.answered_at, asked.remark = dates.now(), given.remark
        asked.answered_by = given.name or now.answered_by
        asked.completed_at = asked.answered_at if given.leaves_nothing_open else now.completed_at
        asked.save(update_fields=["answered_at", "answered_by", "remark", "completed_at"])
        record(actor, "collection_answered" if actor else "collection_answered_by_link", subject=asked)
    return changed


def _is_said(given: Answer, now: CollectionRequest) -> bool:
    """Whether an answer says what stands there already."""
    is_same_office = given.name in ("", now.answered_by) and given.remark == now.remark
    is_same_office = is_same_office and (now.completed_at is not None or not given.leaves_nothing_open)
    return is_same_office and not differing(now.round.year, given.entered)


def _take(actor: Membership | None, asked: CollectionRequest, given: Answer) -> int:
    year = asked.round.year
    return record_figures(
        actor,
        district=asked.district,
        origin=Origin(year, reference_day(year), asked.office.name),
        entered=given.entered,
        action="figures_recorded" if actor else "figures_recorded_by_link",
    )


def remind_offices(district: District) -> int:
    """Remind the offices of which something is missing, before and after the last day, at most once a week; nightly.

    An office of whose figures all are there, from whomever, is left in peace. What can be sent to nobody is left to
    coordination. Returns how many were reminded.
    """
    today = dates.today()
    waiting = CollectionRequest.objects.filter(round__closed_on=None, completed_at=None)
    wanted, known, reminded = wants(district), _Known(), 0
    with transaction.atomic():
        for asked in waiting.select_related("round", "municipality").order_by("pk"):
            if not is_reminder_due(today, last=_last_written(asked), due_on=asked.round.due_on):
                continue
            pairs = wanted.of(asked)
            if count_said(pairs, known[asked.round.year]) == len(pairs) > 0:
                continue
            if _write_to(asked, district, "figures_wanted_again"):
                asked.reminded_on = today
                asked.save(update_fields=["reminded_on", "asked_on", "asked_by"])
                reminded += 1
    return reminded


class _Known(dict[int, set[tuple[int, int | None]]]):
    """Year -> figures of which something is known; one query for each year."""

    def __missing__(self, year: int) -> set[tuple[int, int | None]]:
        self[year] = said(year)
        return self[year]


def _last_written(asked: CollectionRequest) -> date:
    """Return the day on which an office was written to last, or wrote itself."""
    answered_on = dates.local_day(asked.answered_at) if asked.answered_at else None
    days = (asked.asked_on, asked.reminded_on, answered_on, asked.round.opened_on)
    return max(day for day in days if day)
