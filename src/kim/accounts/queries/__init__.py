"""Reading about people, posts and settings."""

from kim.accounts.queries.duty import OnDuty, coordinators_of, on_duty, responsible_today
from kim.accounts.queries.posts import PostGroup, PostLine, post_groups
from kim.accounts.queries.team import (
    TeamMember,
    areas,
    employers,
    former_members,
    has_access,
    municipalities,
    people_today,
    responsibilities_of,
    substitutions_from_today,
    team,
    was_elsewhere_first,
    works_elsewhere,
)

__all__ = [
    "OnDuty",
    "PostGroup",
    "PostLine",
    "TeamMember",
    "areas",
    "coordinators_of",
    "employers",
    "former_members",
    "has_access",
    "municipalities",
    "on_duty",
    "people_today",
    "post_groups",
    "responsibilities_of",
    "responsible_today",
    "substitutions_from_today",
    "team",
    "was_elsewhere_first",
    "works_elsewhere",
]
