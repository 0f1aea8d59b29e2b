"""From the first contact to an open case."""

import dataclasses
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from kim.accounts.models import Membership
from kim.audit.actions import record
from kim.cases import rules
from kim.cases.actions.deadlines import refresh_deadline
from kim.cases.models import (
    Case,
    CaseCounter,
    CaseMember,
    CasePeriod,
    Client,
    Household,
    HouseholdMember,
    Intake,
    Outcome,
    PersonRole,
    Track,
)
from kim.core import dates
from kim.core.ids import mark_of
from kim.core.sealing import new_key
from kim.districts.models import District, Municipality
from kim.network.models import AccessRoute

TRACK_OF_OUTCOME = {
    Outcome.BRIEF_ADVICE: Track.BRIEF_ADVICE,
    Outcome.CASE_MANAGEMENT: Track.CASE_MANAGEMENT,
    Outcome.REFERRAL: Track.REFERRAL_ONLY,
}


@dataclasses.dataclass(frozen=True)
class Person:
    """What is known of a person when a case is opened; `client` is set when the person is already known."""

    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    gender: str = "not_stated"
    language: str = ""
    needs_interpreter: bool = False
    restricted: bool = False
    role: str = PersonRole.APPLICANT
    client: Client | None = None


def register_client(actor: Membership, *, person: Person, municipality: Municipality) -> Client:
    """Enter a person.

    - Makes the person's own data key; destroying it later is the deletion.
    - Writes an audit entry.
    """
    sealed = ("given_name", "family_name", "birth_date", "phone", "email", "address")
    plain = ("gender", "language", "needs_interpreter", "restricted")
    with transaction.atomic():
        client = Client(
            district=municipality.district,
            key_id=new_key(),
            municipality=municipality,
            made_at=dates.now(),
            **{name: getattr(person, name) for name in (*sealed, *plain)},
        )
        client.save(force_insert=True)
        record(actor, "client_registered", subject=client)
    return client


def next_case_number(district: District, year: int) -> str:
    """Return the next free case number of a year; the counter's row is locked until the transaction ends."""
    counter, _ = CaseCounter.objects.select_for_update().get_or_create(district=district, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return rules.case_number(district.case_prefix, year, counter.last)


def _add_members(case: Case, clients: Sequence[tuple[Client, str]], day: date) -> None:
    CaseMember.objects.bulk_create(
        CaseMember(district=case.district, case=case, client=client, role=role, joined_on=day)
        for client, role in clients
    )
    if case.household is None:
        return
    known = set(case.household.members.order_by().values_list("client_id", flat=True))
    HouseholdMember.objects.bulk_create(
        HouseholdMember(
            district=case.district, household=case.household, client=client, role=role, joined_on=day
        )
        for client, role in clients
        if client.pk not in known
    )


def open_case(
    actor: Membership,
    *,
    people: Sequence[Person],
    municipality: Municipality,
    access_route: AccessRoute,
    track: str,
    lead: Membership | None = None,
    opened_on: date | None = None,
    concern: str = "",
    household: Household | None = None,
) -> Case:
    """Open a case over one or several people.

    - Gives it the next number of its year and a data key of its own.
    - Registers people who are not known yet; more than one person make a household.
    - Begins the first period, from which figures are counted.
    - Sets the day on which the case closes without a consultation.
    """
    if not people:
        raise ValueError("A case needs at least one person.")
    day = opened_on or dates.today()
    district = municipality.district
    with transaction.atomic():
        if len(people) > 1 and household is None:
            household = Household.objects.create(district=district, made_at=dates.now())
        case = Case(
            district=district,
            key_id=new_key(),
            number=next_case_number(district, day.year),
            kind=Case.Kind.HOUSEHOLD if household else Case.Kind.PERSON,
            household=household,
            municipality=municipality,
            access_route=access_route,
            lead=lead or actor,
            track=track,
            opened_on=day,
            concern=concern,
        )
        case.save(force_insert=True)
        clients = [
            (person.client or register_client(actor, person=person, municipality=municipality), person.role)
            for person in people
        ]
        _add_members(case, clients, day)
        begin_period(case, day, CasePeriod.Began.OPENED)
        refresh_deadline(case)
        case.save(update_fields=["last_consultation_on", "closes_on"])
        record(actor, "case_opened", subject=case)
    return case


def begin_period(case: Case, day: date, began_as: str, reason: str = "") -> CasePeriod:
    """Begin a period with the case's present track and municipality."""
    period = CasePeriod(
        district=case.district,
        key_id=case.key_id,
        case=case,
        municipality=case.municipality,
        track=case.track,
        starts_on=day,
        began_as=began_as,
        reason=reason,
    )
    if "_cipher" in case.__dict__:
        period.__dict__["_cipher"] = case.__dict__["_cipher"]
    period.save(force_insert=True)
    return period


def _form_mark(
    actor: Membership, nonce: uuid.UUID, outcome: str, municipality: Municipality, people: Sequence[Person]
) -> uuid.UUID:
    """Return by what a form is known again that is sent twice.

    The nonce is not stored, so that nobody who has the mark can try names.
    """
    names = [
        (person.client.pk if person.client else None, person.given_name, person.family_name)
        for person in people
    ]
    return mark_of("kim.cases.intake", actor.pk, nonce, outcome, municipality.pk, names)


def record_intake(
    actor: Membership,
    *,
    municipality: Municipality,
    access_route: AccessRoute,
    outcome: str,
    language: str = "",
    on: date | None = None,
    people: Sequence[Person] = (),
    concern: str = "",
    lead: Membership | None = None,
    form_nonce: uuid.UUID | None = None,
) -> Intake:
    """Record a first contact and what came of it.

    - Information, a direct solution or passing on within the town stores no person at all.
    - Brief advice, case management and referral open a case, led by `lead` or the actor.
    - The same form sent twice (`form_nonce`) by the same actor gives the first result again; with another
      outcome, place or name it is another first contact.
    """
    day = on or dates.today()
    with transaction.atomic():
        # One intake of a person after the other: the same form sent twice at once finds the first.
        Membership.objects.select_for_update().filter(pk=actor.pk).order_by("pk").get()
        mark = _form_mark(actor, form_nonce, outcome, municipality, people) if form_nonce else None
        known: Intake | None = Intake.objects.filter(form_mark=mark).first() if mark else None
        if known is not None:
            return known
        case = None
        if outcome in TRACK_OF_OUTCOME:
            case = open_case(
                actor,
                people=people,
                municipality=municipality,
                access_route=access_route,
                track=TRACK_OF_OUTCOME[Outcome(outcome)],
                lead=lead,
                opened_on=day,
                concern=concern,
            )
        intake: Intake = Intake.objects.create(
            district=municipality.district,
            on=day,
            municipality=municipality,
            access_route=access_route,
            outcome=outcome,
            language=language,
            recorded_by=actor,
            case=case,
            form_mark=mark,
        )
        record(actor, "intake_recorded", subject=case)
    return intake


def add_person(actor: Membership, *, case: Case, person: Person) -> CaseMember:
    """Add a person to a case; a case over several people becomes a household's case."""
    day = dates.today()
    with transaction.atomic():
        # Locked before the log, as every verb does it; of two who add somebody the second sees the household.
        locked = Case.objects.select_for_update().get(pk=case.pk)
        case.household, case.kind = locked.household, locked.kind
        client = person.client or register_client(actor, person=person, municipality=case.municipality)
        if case.household is None:
            case.household = Household.objects.create(district=case.district, made_at=dates.now())
            case.kind = Case.Kind.HOUSEHOLD
            case.save(update_fields=["household", "kind"])
            present = [(member.client, member.role) for member in case.members.select_related("client")]
            HouseholdMember.objects.bulk_create(
                HouseholdMember(
                    district=case.district, household=case.household, client=known, role=role, joined_on=day
                )
                for known, role in present
            )
        _add_members(case, [(client, person.role)], day)
        record(actor, "person_added", subject=case)
    member: Any = CaseMember.objects.get(case=case, client=client)
    return member  # type: ignore[no-any-return]
