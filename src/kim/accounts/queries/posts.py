"""Posts per building block, area and employer, with the totals of the districts' concepts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from kim.accounts.models import Post, Role
from kim.accounts.permissions import on_day
from kim.districts.models import District

# Coordination is counted without the assistant, as the concepts do.
GROUPS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (1, "Koordination", (Role.TEAM_LEAD, Role.COORDINATOR)),
    (1, "Verwaltung", (Role.ASSISTANT,)),
    (2, "Case Management", (Role.CASE_MANAGER,)),
    (3, "Ausländer- und Staatsangehörigkeitsbehörde", (Role.AUTHORITY_OFFICER,)),
)


@dataclass
class PostLine:
    """Shares of full-time posts under one label; `upper_bound` says that at least one of them is "up to"."""

    area: str
    label: str
    is_total: bool = False
    total: Decimal = Decimal(0)
    filled: Decimal = Decimal(0)
    upper_bound: bool = False

    def add(self, post: Post) -> None:
        """Count a post."""
        self.total += post.full_time_share
        if post.state == Post.State.FILLED:
            self.filled += post.full_time_share
        self.upper_bound = self.upper_bound or post.upper_bound


@dataclass
class PostGroup:
    """A table: lines per area and employer with a total per area, totals per kind of employer, and the sum."""

    building_block: int
    title: str
    lines: list[PostLine]
    kinds: list[PostLine]
    total: PostLine


def post_groups(district: District, day: date) -> list[PostGroup]:
    """Return the posts in force on a day as tables; groups without a post are left out; one query."""
    posts = list(Post.objects.filter(on_day(day)).select_related("employer", "area"))
    posts.sort(key=lambda post: (_area(district, post)[0], post.employer.name, post.code))
    found = []
    for block, title, roles in GROUPS:
        own = [post for post in posts if post.building_block == block and post.role in roles]
        if own:
            found.append(_group(district, block, title, own))
    return found


def _area(district: District, post: Post) -> tuple[tuple[bool, str], str]:
    """Return what areas are sorted by (the whole district first) and called."""
    if post.area is None:
        return (False, ""), f"{district.get_kind_display()} gesamt"
    return (True, post.area.name), post.area.name


def _group(district: District, block: int, title: str, posts: Sequence[Post]) -> PostGroup:
    lines: list[PostLine] = []
    for area, members in groupby(posts, lambda post: _area(district, post)[1]):
        own = list(members)
        by_label = _sums(own, area, lambda post: _label(district, block, post))
        lines += by_label
        # An area with one line needs no total of its own.
        if len(by_label) > 1:
            lines.append(_sums(own, area, lambda _: "zusammen", is_total=True)[0])
    kinds = _sums(posts, "", lambda post: post.employer.get_kind_display())
    total = _sums(posts, "", lambda _: "Summe", is_total=True)[0]
    return PostGroup(block, title, lines, kinds if len(kinds) > 1 else [], total)


def _label(district: District, block: int, post: Post) -> str:
    role = district.term(post.role, post.get_role_display())
    return f"{role}, {post.employer.name}" if block == 1 else post.employer.name


def _sums(
    posts: Sequence[Post], area: str, label: Callable[[Post], str], *, is_total: bool = False
) -> list[PostLine]:
    lines: dict[str, PostLine] = {}
    for post in posts:
        lines.setdefault(label(post), PostLine(area, label(post), is_total)).add(post)
    return list(lines.values())
