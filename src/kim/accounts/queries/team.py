"""Who is in the team, where, and who is away."""

from dataclasses import dataclass, field

from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Q, QuerySet

from kim.accounts.models import Membership, Responsibility, Substitution, User
from kim.accounts.permissions import on_day, team_visible_to
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, Municipality, Organisation, ServiceArea


@dataclass
class TeamMember:
    """A member with places of today and what is known of absences."""

    membership: Membership
    places: list[str] = field(default_factory=list)
    away: Substitution | None = None


def team(reader: Membership) -> list[TeamMember]:
    """Return everybody whose membership has not ended, by name; three queries."""
    today = dates.today()
    current = team_visible_to(reader).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    members = {each.pk: TeamMember(each) for each in current.order_by("user__name", "pk")}
    places = Responsibility.objects.filter(on_day(today), membership__in=list(members)).order_by(
        "municipality__name"
    )
    for key, name in places.values_list("membership_id", "municipality__name"):
        if name not in members[key].places:
            members[key].places.append(name)
    for absence in substitutions_from_today():
        if absence.starts_on <= today and absence.absent_id in members:
            members[absence.absent_id].away = absence
    return list(members.values())


def former_members(reader: Membership) -> list[Membership]:
    """Return those whose membership has ended, the latest first."""
    return list(
        team_visible_to(reader).filter(ends_on__lt=dates.today()).order_by("-ends_on", "user__name", "pk")
    )


def people_today() -> QuerySet[Membership]:
    """Return the members of today, by name, for choices."""
    found = Membership.objects.filter(on_day(dates.today()), user__is_active=True)
    return found.select_related("user").order_by("user__name", "pk")


def substitutions_from_today() -> list[Substitution]:
    """Return the absences that run today or are to come, the next first; people are loaded."""
    found = Substitution.objects.filter(ends_on__gte=dates.today())
    return list(found.select_related("absent__user", "substitute__user").order_by("starts_on", "pk"))


def responsibilities_of(member: Membership) -> list[Responsibility]:
    """Return the places of a member that have not ended, by name."""
    found = Responsibility.objects.filter(membership=member).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=dates.today())
    )
    return list(found.select_related("municipality").order_by("municipality__name", "starts_on", "pk"))


def has_access(member: Membership) -> bool:
    """Whether a person can already sign in: has a password or a second factor."""
    return member.user.has_usable_password() or bool(is_mfa_enabled(member.user))


def works_elsewhere(user: User, district: District) -> bool:
    """Whether a person is a member in another district too; each one has to be asked in its own scope."""
    return _is_member_elsewhere(Q(user=user), district)


def was_elsewhere_first(member: Membership) -> bool:
    """Whether another district took the person in before, and the person is still there."""
    earlier = Q(user=member.user_id, pk__lt=member.pk) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=dates.today())
    )
    return _is_member_elsewhere(earlier, member.district)


def _is_member_elsewhere(condition: Q, district: District) -> bool:
    for other in District.objects.exclude(pk=district.pk).order_by("pk"):
        with district_scope(other):
            if Membership.objects.filter(condition).exists():
                return True
    return False


def employers() -> QuerySet[Organisation]:
    """Return the employers, for choices."""
    return Organisation.objects.order_by("name", "pk")


def areas() -> QuerySet[ServiceArea]:
    """Return the areas, for choices."""
    return ServiceArea.objects.order_by("name", "pk")


def municipalities() -> QuerySet[Municipality]:
    """Return the places, for choices."""
    return Municipality.objects.order_by("name", "pk")
