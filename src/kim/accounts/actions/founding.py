"""The first person of a district, entered by whoever runs the server."""

from django.db import transaction

from kim.accounts.actions.invitations import invite
from kim.accounts.actions.members import TeamError
from kim.accounts.models import Membership, Role, User
from kim.accounts.permissions import on_day
from kim.core import dates
from kim.core.trace import record
from kim.districts.models import District


def found_team(district: District, *, name: str, email: str) -> tuple[Membership, str]:
    """Take the first team lead of a district in and return the membership with the token of the invitation.

    - Only while the district has no team lead; afterwards people are entered on the page of the team.
    - Two audit entries. TeamError for an address that is known already.
    """
    with transaction.atomic():
        if Membership.objects.filter(on_day(dates.today()), role=Role.TEAM_LEAD).exists():
            raise TeamError("", "Dieser Kreis hat schon eine Teamleitung.")
        if User.objects.filter(email=email.lower()).exists():
            raise TeamError("email", "Diese E-Mail-Adresse gehört schon zu einem Konto.")
        user = User.objects.create_user(email=email, name=name)
        member: Membership = Membership.objects.create(
            district=district, user=user, role=Role.TEAM_LEAD, starts_on=dates.today()
        )
        record(None, "member_added", subject=member)
        return member, invite(None, member=member)
