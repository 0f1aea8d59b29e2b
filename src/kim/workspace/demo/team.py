"""The demo's team: one invented person for every post of the district's pack, and the roles beside."""

from datetime import date, timedelta

from kim.accounts.models import Membership, Post, Responsibility, Role, Substitution, User
from kim.core import dates
from kim.districts.models import District, Municipality, Organisation
from kim.workspace.demo import words

DEMO_PASSWORD = "kim-zum-ausprobieren"  # noqa: S105 - printed on the terminal; exists in the demo only
CONTACT_PLACE = 1  # the second municipality by its official key has a contact person
BESIDE = (Role.AUDITOR, Role.ADMINISTRATOR, Role.MUNICIPALITY_CONTACT, Role.BOARD_MEMBER)


def _name(number: int) -> tuple[str, str]:
    given = words.STAFF_GIVEN[number % len(words.STAFF_GIVEN)]
    family = words.STAFF_FAMILY[(number * 3 + number // len(words.STAFF_GIVEN)) % len(words.STAFF_FAMILY)]
    return given, family


def _make_user(number: int) -> User:
    given, family = _name(number)
    return User.objects.create_user(
        email=f"{given}.{family}@demo.example".lower(),
        password=None,
        name=f"{given} {family}",
        phone=f"00000 {1000 + number}",
    )


def _member(district: District, number: int, role: str, since: date, post: Post | None = None) -> Membership:
    member: Membership = Membership.objects.create(
        district=district,
        user=_make_user(number),
        role=role,
        employer=post.employer if post else Organisation.objects.order_by("pk").first(),
        area=post.area if post else None,
        starts_on=since,
    )
    if post:
        Post.objects.filter(pk=post.pk).update(holder=member, state=Post.State.FILLED)
    return member


def place_of_contact() -> Municipality:
    """Return the municipality whose contact person the demo has."""
    places: list[Municipality] = list(Municipality.objects.select_related("district", "area").order_by("ags"))
    return places[: CONTACT_PLACE + 1][-1]


def _share_out(district: District, managers: list[Membership], since: date) -> None:
    """Give every municipality at least one responsible case manager, of its own area if there is one."""
    places = list(Municipality.objects.order_by("ags"))
    for index, place in enumerate(places):
        near = [manager for manager in managers if manager.area_id == place.area_id] or managers
        first = near[index % len(near)]
        chosen = {first} | {manager for offset, manager in enumerate(near) if offset % len(places) == index}
        for manager in chosen:
            Responsibility.objects.create(
                district=district, membership=manager, municipality=place, starts_on=since
            )
    for number, manager in enumerate(managers):
        if not manager.responsibilities.exists():
            own = [place for place in places if place.area_id == manager.area_id] or places
            Responsibility.objects.create(
                district=district, membership=manager, municipality=own[number % len(own)], starts_on=since
            )


def make_team(district: District, since: date) -> list[Membership]:
    """Make the team and return its case managers."""
    posts = Post.objects.exclude(ends_on__lt=dates.today()).order_by("building_block", "pk")
    members = [_member(district, number, post.role, since, post) for number, post in enumerate(posts)]
    for offset, role in enumerate(BESIDE):
        member = _member(district, len(members) + offset, role, since)
        if role == Role.MUNICIPALITY_CONTACT and Municipality.objects.exists():
            Responsibility.objects.create(
                district=district, membership=member, municipality=place_of_contact(), starts_on=since
            )
    managers = [member for member in members if member.role == Role.CASE_MANAGER]
    _share_out(district, managers, since)
    _set_passwords()
    return managers


def _set_passwords() -> None:
    """Hash the demo's password once for all: Argon2 is slow on purpose."""
    first = User.objects.order_by("pk").first()
    if first is None:
        return
    first.set_password(DEMO_PASSWORD)
    User.objects.update(password=first.password)


def add_absence(district: District, managers: list[Membership]) -> None:
    """Let one case manager be away today, with a stand-in."""
    today = dates.today()
    Substitution.objects.create(
        district=district,
        absent=managers[1],
        substitute=managers[0],
        starts_on=today - timedelta(days=3),
        ends_on=today + timedelta(days=11),
    )
