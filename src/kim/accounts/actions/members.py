"""Taking people into the team, changing what they are, and what they answer for."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from kim.accounts.models import Membership, Responsibility, Role, User
from kim.accounts.permissions import roles_given_by
from kim.accounts.queries import works_elsewhere
from kim.core import dates
from kim.core.locking import Conflict
from kim.core.trace import record
from kim.districts.models import Municipality, Organisation, ServiceArea

MANAGERS = (Role.TEAM_LEAD, Role.ADMINISTRATOR)


class TeamError(ValueError):
    """A change of the team that is not allowed; `field` is the input to blame, the message German."""

    def __init__(self, field: str, message: str) -> None:
        """Keep both."""
        self.field = field
        super().__init__(message)


class AddressTaken(TeamError):
    """The address belongs to an account that is not of this team; taking it in has to be meant."""


@dataclass(frozen=True)
class MemberData:
    """What the team lead enters about a member."""

    name: str
    email: str
    phone: str
    role: str
    employer: Organisation | None
    area: ServiceArea | None
    starts_on: date
    ends_on: date | None


def fingerprint(member: Membership) -> str:
    """Return a mark of what is stored, by which a page notices that somebody else changed it meanwhile."""
    stored = (
        *(member.user.name, member.user.email, member.user.phone),
        *(member.role, member.employer_id, member.area_id, member.starts_on, member.ends_on),
    )
    return hashlib.sha256("\x1f".join(map(str, stored)).encode()).hexdigest()[:16]


def add_member(
    actor: Membership, *, data: MemberData, places: Iterable[Municipality] = (), attach: bool = False
) -> Membership:
    """Take a person into the team, who is made unless known by the e-mail address.

    - Nobody can sign in before an invitation was accepted; a person who has an account already, as in another
      district, keeps name, telephone and password and is taken in only if the actor says so (`attach`).
    - Places begin with the membership.
    - One audit entry, of its own kind for an existing account. AddressTaken for such an account without `attach`.
    - TeamError if the person is in the team already, or for a role that the actor may not give.
    """
    _check_may_give(actor, data.role)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=data.email).first()
        is_known = user is not None
        if user is None:
            user = User.objects.create_user(email=data.email, name=data.name, phone=data.phone)
        if Membership.objects.filter(user=user).exists():
            raise TeamError("email", "Diese E-Mail-Adresse gehört schon zu jemandem im Team.")
        if is_known and not attach:
            raise AddressTaken(
                "email", "Diese E-Mail-Adresse gehört schon zu einem Konto außerhalb des Teams."
            )
        member: Membership = Membership.objects.create(
            district=actor.district,
            user=user,
            role=data.role,
            employer=data.employer,
            area=data.area,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
        )
        for place in places:
            _answer_for(member, place, data.starts_on, data.ends_on)
        record(actor, "member_attached" if is_known else "member_added", subject=member)
    return member


def change_member(actor: Membership, *, member: Membership, data: MemberData, seen: str) -> None:
    """Change a person's data, role, employer, area or dates.

    - Who has an end date cannot use the district's pages after that day.
    - `seen` is the fingerprint of what the actor was shown; Conflict if that has changed.
    - One audit entry, of its own kind when an end was set.
    - TeamError for one's own role, for a role that the actor may not give, for the last person who leads or
      manages the team, for an e-mail address in use, and
      for the data of a person who works in another district too.
    """
    with transaction.atomic():
        managers = _managers_locked()
        stored = Membership.objects.select_for_update().get(pk=member.pk)
        user = User.objects.select_for_update().get(pk=stored.user_id)
        stored.user = user
        if fingerprint(stored) != seen:
            raise Conflict("Diese Angaben wurden inzwischen geändert.")
        _check_role(actor, stored, data, managers)
        _change_person(stored, data)
        is_ended = stored.ends_on is None and data.ends_on is not None
        stored.role, stored.employer, stored.area = data.role, data.employer, data.area
        stored.starts_on, stored.ends_on = data.starts_on, data.ends_on
        stored.save()
        record(actor, "member_ended" if is_ended else "member_changed", subject=stored)


def _managers_locked() -> list[Membership]:
    """Return those who manage the team for good, locked, so that two of them cannot end each other."""
    lasting = Q(ends_on__isnull=True, starts_on__lte=dates.today(), user__is_active=True)
    found = Membership.objects.filter(lasting, role__in=MANAGERS).order_by("pk")
    return list(found.select_for_update(of=("self",)))


def _check_role(actor: Membership, stored: Membership, data: MemberData, managers: list[Membership]) -> None:
    if stored.pk == actor.pk and data.role != stored.role:
        raise TeamError("role", "Die eigene Rolle kann nur jemand anderes ändern.")
    if data.role != stored.role:
        _check_may_give(actor, data.role)
    leaders = [each.pk for each in managers if each.role == Role.TEAM_LEAD]
    if leaders == [stored.pk]:
        # Without a team lead nobody could give the roles that open cases, not even to the next lead.
        _check_stays(data, (Role.TEAM_LEAD,), "Bitte zuerst eine zweite Teamleitung benennen.")
    if [each.pk for each in managers] == [stored.pk]:
        _check_stays(
            data, MANAGERS, "Jemand muss das Team weiter verwalten: Bitte zuerst eine zweite Person benennen."
        )


def _check_stays(data: MemberData, roles: tuple[Role, ...], message: str) -> None:
    if data.role not in roles:
        raise TeamError("role", message)
    if data.ends_on is not None:
        raise TeamError("ends_on", message)
    if data.starts_on > dates.today():
        raise TeamError("starts_on", message)


def _check_may_give(actor: Membership, role: str) -> None:
    if role not in roles_given_by(actor):
        raise TeamError("role", "Diese Rolle vergibt nur die Teamleitung.")


def _change_person(stored: Membership, data: MemberData) -> None:
    user = stored.user
    wanted = (data.name, data.email, data.phone)
    if wanted == (user.name, user.email, user.phone):
        return
    if works_elsewhere(user, stored.district):
        raise TeamError(
            "email",
            "Diese Person arbeitet auch in einem anderen Kreis. Name, E-Mail und Telefon bleiben, wie sie sind.",
        )
    if User.objects.filter(email=data.email).exclude(pk=user.pk).exists():
        raise TeamError("email", "Diese E-Mail-Adresse ist schon vergeben.")
    user.name, user.email, user.phone = wanted
    user.save(update_fields=["name", "email", "phone"])


def add_responsibility(
    actor: Membership,
    *,
    member: Membership,
    municipality: Municipality,
    starts_on: date,
    ends_on: date | None,
) -> Responsibility:
    """Let a member answer for a place; one audit entry. TeamError if the member does so at that time already."""
    with transaction.atomic():
        Membership.objects.select_for_update().get(pk=member.pk)
        overlapping = Responsibility.objects.filter(membership=member, municipality=municipality).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
        )
        if ends_on is not None:
            overlapping = overlapping.filter(starts_on__lte=ends_on)
        if overlapping.exists():
            raise TeamError("municipality", f"Für {municipality.name} ist diese Zeit schon eingetragen.")
        found = _answer_for(member, municipality, starts_on, ends_on)
        record(actor, "responsibility_added", subject=member)
    return found


def _answer_for(
    member: Membership, place: Municipality, starts_on: date, ends_on: date | None
) -> Responsibility:
    made: Responsibility = Responsibility.objects.create(
        district=member.district, membership=member, municipality=place, starts_on=starts_on, ends_on=ends_on
    )
    return made


def end_responsibility(actor: Membership, *, responsibility: Responsibility) -> None:
    """End at once what a member answers for: yesterday was the last day. One audit entry."""
    yesterday = dates.today() - timedelta(days=1)
    with transaction.atomic():
        if responsibility.starts_on > yesterday:
            responsibility.delete()
        else:
            responsibility.ends_on = yesterday
            responsibility.save(update_fields=["ends_on"])
        record(actor, "responsibility_ended", subject=responsibility.membership)
