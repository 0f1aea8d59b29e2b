"""The verbs of the team."""

from kim.accounts.actions.absence import end_substitution, start_substitution
from kim.accounts.actions.invitations import accept_invitation, invite, is_valid_token
from kim.accounts.actions.members import (
    AddressTaken,
    MemberData,
    TeamError,
    add_member,
    add_responsibility,
    change_member,
    end_responsibility,
    fingerprint,
)

__all__ = [
    "AddressTaken",
    "MemberData",
    "TeamError",
    "accept_invitation",
    "add_member",
    "add_responsibility",
    "change_member",
    "end_responsibility",
    "end_substitution",
    "fingerprint",
    "invite",
    "is_valid_token",
    "start_substitution",
]
