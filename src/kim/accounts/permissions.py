"""Who is a member, and what a role may do where no single row decides."""

from datetime import date

from django.db.models import Q, QuerySet

from kim.accounts.models import Membership, Responsibility, Role, Substitution, User
from kim.core import dates
from kim.districts.models import District

# Where the membership of one request keeps what it has asked; it ends with the request.
REMEMBERED = "_remembered"

CASE_ROLES = (Role.CASE_MANAGER,)
SUPERVISION = (Role.TEAM_LEAD, Role.COORDINATOR)
INBOX_ROLES = (*CASE_ROLES, *SUPERVISION, Role.ASSISTANT)
# Roles that open names or the work of those who see them: only the team lead gives them.
GIVEN_BY_THE_LEAD = (*CASE_ROLES, *SUPERVISION)
OUTSIDE_READERS = (Role.BOARD_MEMBER, Role.MUNICIPALITY_CONTACT)


def on_day(day: date, prefix: str = "") -> Q:
    """Return the condition that a dated row (`starts_on`, `ends_on`) holds on a day."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def membership_of(user: User, district: District) -> Membership | None:
    """Return the person's membership in the open district today, if there is one."""
    found: Membership | None = (
        Membership.objects.filter(on_day(dates.today()), user=user, user__is_active=True)
        .select_related("area", "employer")
        .first()
    )
    if found is not None:
        found.district, found.user = district, user
        found.__dict__[REMEMBERED] = {}
    return found


def substituted_ids(membership: Membership) -> list[int]:
    """Return the memberships for whom this one stands in today; the membership of a request is asked once."""
    remembered: dict[str, list[int]] | None = membership.__dict__.get(REMEMBERED)
    if remembered is not None and "substituted" in remembered:
        return remembered["substituted"]
    found = list(
        Substitution.objects.filter(on_day(dates.today()), substitute=membership)
        .order_by("pk")
        .values_list("absent_id", flat=True)
    )
    if remembered is not None:
        remembered["substituted"] = found
    return found


def team_visible_to(membership: Membership) -> QuerySet[Membership]:
    """Return the members of the district's team a member may see: all colleagues."""
    members: QuerySet[Membership] = Membership.objects.select_related("user", "employer", "area")
    return members


def is_member(membership: Membership) -> bool:
    """Everybody with a role in the district."""
    return bool(membership.pk)


def may_work_cases(membership: Membership) -> bool:
    """Counsel people: case management."""
    return membership.role in CASE_ROLES


def may_supervise(membership: Membership) -> bool:
    """See figures, deadlines and workload without names: coordination and team lead."""
    return membership.role in SUPERVISION


def may_see_case_list(membership: Membership) -> bool:
    """Use the list of cases, with names (case management) or as numbers (coordination)."""
    return may_work_cases(membership) or may_supervise(membership)


def may_use_inbox(membership: Membership) -> bool:
    """Answer requests of the public."""
    return membership.role in INBOX_ROLES


def may_see_figures(membership: Membership) -> bool:
    """See the monthly figures; boards and municipalities see them with small cells suppressed."""
    return membership.role in (*INBOX_ROLES, *OUTSIDE_READERS)


def sees_suppressed_figures(membership: Membership) -> bool:
    """Whether figures leave the team with this reader."""
    return membership.role in OUTSIDE_READERS


def may_manage_team(membership: Membership) -> bool:
    """Change people and responsibilities."""
    return membership.role in (Role.TEAM_LEAD, Role.ADMINISTRATOR)


def leads_team(membership: Membership) -> bool:
    """Decide who gets to see cases: give such roles, enter absences of others, renew somebody's access."""
    return membership.role == Role.TEAM_LEAD


def roles_given_by(membership: Membership) -> set[str]:
    """Return the roles that a member may give to others."""
    if not may_manage_team(membership):
        return set()
    return set(Role.values) - (set() if leads_team(membership) else set(GIVEN_BY_THE_LEAD))


def may_invite(membership: Membership, member: Membership, *, has_access: bool) -> bool:
    """Hand out a link that sets a member's password.

    Whoever holds the link can sign in as that person: administrators get one only for who has no access yet and
    whose role they could have given.
    """
    if leads_team(membership):
        return True
    return not has_access and member.role in roles_given_by(membership)


def may_see_team(membership: Membership) -> bool:
    """See who works where."""
    return membership.role in (*INBOX_ROLES, Role.ADMINISTRATOR)


def may_audit(membership: Membership) -> bool:
    """Read the log, not the content."""
    return membership.role == Role.AUDITOR


def may_see_retention(membership: Membership) -> bool:
    """See runs, brakes and certificates."""
    return membership.role in (Role.TEAM_LEAD, Role.ADMINISTRATOR, Role.AUDITOR)


def may_run_retention(membership: Membership) -> bool:
    """Undo a run or release a brake."""
    return membership.role in (Role.TEAM_LEAD, Role.ADMINISTRATOR)


def members_managed_by(membership: Membership) -> QuerySet[Membership]:
    """Return the members whose data and role a member may change."""
    if not may_manage_team(membership):
        return Membership.objects.none()
    return team_visible_to(membership)


def responsibilities_managed_by(membership: Membership) -> QuerySet[Responsibility]:
    """Return the responsibilities that a member may end."""
    if not may_manage_team(membership):
        return Responsibility.objects.none()
    return Responsibility.objects.select_related("membership__user", "municipality")


def may_enter_absence(membership: Membership) -> bool:
    """Enter an absence: one's own, or everybody's for the team lead."""
    return membership.role in INBOX_ROLES or may_manage_team(membership)


def substitutions_managed_by(membership: Membership) -> QuerySet[Substitution]:
    """Return the substitutions that a member may end: of own absences, or all for the team lead."""
    found = Substitution.objects.select_related("absent__user", "substitute__user")
    return found if leads_team(membership) else found.filter(absent=membership)


def invited_member(pk: int) -> Membership | None:
    """Return the member whom an invitation names, unless the membership has ended; the link's token is the right."""
    found: Membership | None = (
        Membership.objects.filter(pk=pk).exclude(ends_on__lt=dates.today()).select_related("user").first()
    )
    return found
