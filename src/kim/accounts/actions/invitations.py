"""Invitations: a person sets the first or a new password by a link that works once."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction

from kim.accounts.actions.members import TeamError
from kim.accounts.models import Membership, User
from kim.accounts.queries import was_elsewhere_first, works_elsewhere
from kim.core.trace import record


class InvitationTokens(PasswordResetTokenGenerator):
    """Tokens that are void after use, after a log-in, after a change of the address, and after three days."""

    key_salt = "kim.accounts.invitation"


_tokens = InvitationTokens()


def invite(actor: Membership | None, *, member: Membership) -> str:
    """Return a new token for a member; one audit entry.

    An invitation never takes away the second factor: who has one still needs it to sign in. TeamError for a
    person who works in another district too, since the password opens that one as well: the first password is set
    by invitation of the district that took the person in first.
    """
    if member.user.has_usable_password() and works_elsewhere(member.user, member.district):
        raise TeamError("", "Diese Person arbeitet auch in einem anderen Kreis und hat schon einen Zugang.")
    if was_elsewhere_first(member):
        raise TeamError("", "Diese Person arbeitet auch in einem anderen Kreis und wird von dort eingeladen.")
    with transaction.atomic():
        record(actor, "member_invited", subject=member)
        return _tokens.make_token(member.user)


def is_valid_token(member: Membership, token: str) -> bool:
    """Whether a token of this member may still be used."""
    return member.user.is_active and _tokens.check_token(member.user, token)


def accept_invitation(member: Membership, *, token: str, password: str) -> bool:
    """Set the password; False when the token was used in the meantime. One audit entry."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=member.user_id)
        if not (user.is_active and _tokens.check_token(user, token)):
            return False
        user.set_password(password)
        user.save(update_fields=["password"])
        record(member, "invitation_accepted", subject=member)
    return True
