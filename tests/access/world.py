"""The people who ask and the things they ask for. What was typed about a client carries a word of its own."""

import contextlib
import uuid
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client as Browser
from django.test import override_settings
from django.urls import reverse

from kim.accounts.actions import invite
from kim.accounts.models import Membership, Post, Responsibility, Role, Substitution
from kim.cases.actions import entries, lifecycle, sharing
from kim.cases.actions.opening import Person, open_case
from kim.cases.models import Case, CaseMember, CaseWorker
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality, Organisation, ServiceArea
from kim.monitoring.actions import freeze_ended_months
from kim.network.models import AccessRoute, OfficeHours, OfficeHoursException
from kim.public.actions import propose_appointment, submit_request
from kim.public.languages import language_codes
from kim.public.rules import read_contact
from kim.retention.models import RetentionRun
from tests.cast import PASSWORD, TODAY, make_district, make_member

HOME, ABROAD, NOWHERE = "probstadt", "fernheim", "nirgendwo"
OPENED = date(2026, 8, 10)
YESTERDAY = TODAY - timedelta(days=1)
PLACES_OF = {"anna": "Lindenau", "ben": "Sonnfeld", "ended": "Steinbach", "inactive": "Steinbach"}
AREA_OF = {"carla": "nord", "granted": "sued"}
ROLE_OF = {
    "anna": Role.CASE_MANAGER,
    "ben": Role.CASE_MANAGER,
    "stand_in": Role.CASE_MANAGER,
    "former_stand_in": Role.CASE_MANAGER,
    "co_worker": Role.CASE_MANAGER,
    "reader": Role.CASE_MANAGER,
    "former_reader": Role.CASE_MANAGER,
    "receiver": Role.CASE_MANAGER,
    "ended": Role.CASE_MANAGER,
    "inactive": Role.CASE_MANAGER,
    "carla": Role.COORDINATOR,
    "granted": Role.COORDINATOR,
    "dora": Role.TEAM_LEAD,
    "assistant": Role.ASSISTANT,
    "authority_officer": Role.AUTHORITY_OFFICER,
    "municipality_contact": Role.MUNICIPALITY_CONTACT,
    "partner": Role.PARTNER,
    "board_member": Role.BOARD_MEMBER,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}
PEOPLE = ("anonymous", *ROLE_OF, "xenia")
#: Owner -> the word in everything that was typed about that owner's client.
SECRETS = {
    "anna": "Ambosslerche",
    "ben": "Bernsteinmeise",
    "ended": "Erzdrossel",
    "inactive": "Indigospatz",
    "xenia": "Xylofink",
    "handover": "Uebergabekauz",
}


@dataclass
class Target:
    """Something to ask for: the parts of its address, and what it is called in the table of relations."""

    name: str
    parts: dict[str, Any]
    query: str = ""


@dataclass
class World:
    """Two districts with everything in them."""

    members: dict[str, Membership] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    targets: dict[str, list[Target]] = field(default_factory=dict)
    #: Word or number -> names of those who may read it anywhere.
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)


def _people(world: World, home: District, abroad: District) -> None:
    with district_scope(home):
        places = {place.name: place for place in Municipality.objects.order_by("pk")}
        areas = {area.code: area for area in ServiceArea.objects.order_by("pk")}
    for name, role in ROLE_OF.items():
        at = (places[PLACES_OF[name]],) if name in PLACES_OF else ()
        area = areas.get(AREA_OF.get(name, ""))
        world.members[name] = make_member(home, f"{name} Beispiel", role, places=at, area=area)
    with district_scope(abroad):
        there = Municipality.objects.get(name="Lindenau")
    world.members["xenia"] = make_member(abroad, "xenia Beispiel", Role.CASE_MANAGER, places=(there,))


def _person(secret: str, number: int) -> Person:
    return Person(
        given_name=f"Vor{secret.lower()}",
        family_name=secret,
        birth_date=f"1987-0{number}-17",
        phone=f"02581 77190{number}",
        email=f"{secret.lower()}@postfach.example",
        address=f"{secret}weg {number}",
    )


def _document(lead: Membership, case: Case, secret: str) -> dict[str, Any]:
    """Write something of every kind into a case; return the parts of the addresses of what came of it."""
    domain = LifeDomain.objects.get(code="wohnen")
    consultation = entries.record_consultation(
        lead,
        case=case,
        on=OPENED + timedelta(days=30),
        channel="office",
        topics=[domain],
        note=f"Notiz {secret}",
        client_view=f"Sicht {secret}",
    )
    entries.record_note(lead, case=case, on=OPENED, kind="call", note=f"Anruf {secret}")
    member = CaseMember.objects.select_related("client").order_by("pk").get(case=case)
    entries.set_need(lead, case=case, life_domain=domain, client=member.client, urgent=True)
    return {
        "district": lead.district.slug,
        "number": case.number,
        "entry": consultation.pk,
        "client": member.client.pk,
    }


def _case(world: World, owner: str, number: int) -> Target:
    """Open a case of an owner and fill it."""
    lead, secret = world.members[owner], SECRETS[owner]
    place = Responsibility.objects.select_related("municipality").get(membership=lead).municipality
    case = open_case(
        lead,
        people=[_person(secret, number)],
        municipality=place,
        access_route=AccessRoute.objects.get(code="selbst"),
        track="brief_advice",
        opened_on=OPENED,
        concern=f"Anliegen {secret}",
    )
    world.cases[owner] = case
    return Target(f"case of {owner}", _document(lead, case, secret))


def _share(world: World, owner: str, target: Target, worker: str, readers: dict[str, date]) -> None:
    """Let colleagues into a case, and offer it to one more."""
    lead, case = world.members[owner], world.cases[owner]
    secret = SECRETS[owner]
    sharing.add_worker(lead, case=case, membership=world.members[worker])
    target.parts["worker"] = CaseWorker.objects.get(case=case).pk
    for reader, ends_on in readers.items():
        grant = sharing.grant_access(
            lead,
            case=case,
            membership=world.members[reader],
            reason=f"Freigabe {secret}",
            starts_on=OPENED,
            ends_on=ends_on,
        )
        target.parts["grant"] = grant.pk


def _change_track(world: World) -> None:
    """Let one case change its track, so that its history has a reason in it."""
    anna, case = world.members["anna"], Case.objects.get(pk=world.cases["anna"].pk)
    lifecycle.change_track(
        anna, case=case, version=case.version, track="case_management", reason=f"Grund {SECRETS['anna']}"
    )


def _request(world: World, owner: str, number: int) -> Target:
    """Let somebody ask the owner for an appointment, and propose one."""
    member, secret = world.members[owner], SECRETS[owner]
    place = Responsibility.objects.select_related("municipality").get(membership=member).municipality
    contact = read_contact(f"0258188190{number}")
    assert contact is not None
    submitted = submit_request(
        member.district,
        municipality=place,
        language="de",
        name=f"Anfrage {secret}",
        contact=contact,
        wish=f"Wunsch {secret}",
        form_nonce=uuid.uuid5(uuid.NAMESPACE_URL, owner),
    )
    request = submitted.request
    if owner == "ben":
        appointment = dates.at(TODAY + timedelta(days=3), time(10))
        propose_appointment(member, request=request, version=request.version, at=appointment, place="Rathaus")
    world.tokens[owner] = submitted.token
    return Target(f"request of {owner}", {"district": member.district.slug, "pk": request.pk})


def _hours(place: str) -> dict[str, Any]:
    """Give a place office hours, one of them cancelled."""
    municipality = Municipality.objects.get(name=place)
    hours = OfficeHours.objects.create(
        district=municipality.district,
        municipality=municipality,
        place="Rathaus, Zimmer 7",
        rule="FREQ=WEEKLY;BYDAY=TU",
        starts=time(9, 30),
        ends=time(12, 30),
        first_on=date(2026, 1, 6),
    )
    missed = OfficeHoursException.objects.create(
        district=municipality.district, office_hours=hours, on=TODAY + timedelta(days=4)
    )
    return {
        "district": municipality.district.slug,
        "ags": municipality.ags,
        "hours": hours.pk,
        "exception": missed.pk,
    }


def _dated_rights(world: World) -> None:
    anna = world.members["anna"]
    _stand_in(anna, world.members["stand_in"], TODAY)
    _stand_in(anna, world.members["former_stand_in"], YESTERDAY)


def _stand_in(absent: Membership, substitute: Membership, ends_on: date) -> None:
    Substitution.objects.create(
        district=absent.district, absent=absent, substitute=substitute, starts_on=OPENED, ends_on=ends_on
    )


def _leave(world: World) -> None:
    """Let one membership have ended yesterday and one person be locked out."""
    ended, inactive = world.members["ended"], world.members["inactive"]
    ended.ends_on = YESTERDAY
    ended.save(update_fields=["ends_on"])
    inactive.user.is_active = False
    inactive.user.save(update_fields=["is_active"])


def _team(world: World, owner: str) -> dict[str, Any]:
    """Return the parts of addresses about the team."""
    member = world.members[owner]
    post = Post.objects.create(
        district=member.district,
        code=f"cm-{owner}",
        title="Case Management",
        building_block=2,
        role=Role.CASE_MANAGER,
        employer=Organisation.objects.get(code="kreis"),
        full_time_share=1,
        state=Post.State.FILLED,
        holder=member,
        starts_on=date(2026, 1, 1),
    )
    substitution = Substitution.objects.filter(absent=member).order_by("pk").first()
    newcomer = make_member(member.district, f"neu-{owner} Beispiel", Role.ASSISTANT)
    duty = Responsibility.objects.get(membership=member)
    return {
        "district": member.district.slug,
        "member": member.pk,
        "membership": member.pk,
        "post": post.pk,
        "responsibility": duty.pk,
        "substitution": substitution.pk if substitution else 0,
        "newcomer": newcomer.pk,
        "token": invite(member, member=newcomer),
    }


def _run(district: District) -> dict[str, Any]:
    """Note a nightly run that closed a case."""
    run = RetentionRun.objects.create(district=district, day=TODAY, ran_at=dates.now(), closed=1)
    return {"district": district.slug, "pk": run.pk}


def _home(world: World, home: District) -> dict[str, list[Target]]:
    with district_scope(home):
        _dated_rights(world)
        anna, ben = _case(world, "anna", 1), _case(world, "ben", 2)
        _case(world, "ended", 3)
        _case(world, "inactive", 4)
        _share(
            world, "anna", anna, "co_worker", {"former_reader": YESTERDAY, "granted": TODAY, "reader": TODAY}
        )
        _share(world, "ben", ben, "anna", {"former_reader": YESTERDAY})
        CaseWorker.objects.filter(case=world.cases["ben"]).update(ends_on=YESTERDAY)
        _change_track(world)
        handover = sharing.offer_handover(
            world.members["anna"],
            case=world.cases["anna"],
            receiver=world.members["receiver"],
            note=f"Hinweis {SECRETS['handover']}",
        )
        requests = [_request(world, "anna", 1), _request(world, "ben", 2)]
        hours = Target("hours of anna", _hours("Lindenau"))
        team = Target("anna", _team(world, "anna"))
        run = Target("run", _run(home))
        freeze_ended_months(None)
        _leave(world)
    return {
        "case": [anna, ben],
        "request": requests,
        "hours": [hours],
        "place": [Target("place of anna", hours.parts)],
        "team": [team],
        "run": [run],
        "handover": [Target("handover", {"district": home.slug, "handover": handover.pk})],
    }


def _abroad(world: World, abroad: District) -> dict[str, Target]:
    with district_scope(abroad):
        case = _case(world, "xenia", 5)
        _share(world, "xenia", case, "xenia", {"xenia": TODAY})
        handover = sharing.offer_handover(
            world.members["xenia"],
            case=world.cases["xenia"],
            receiver=world.members["xenia"],
            note=f"Hinweis {SECRETS['xenia']}",
        )
        request = _request(world, "xenia", 5)
        colleague = make_member(abroad, "yara Beispiel", Role.CASE_MANAGER)
        _stand_in(world.members["xenia"], colleague, TODAY)
        hours = _hours("Lindenau")
        team = _team(world, "xenia")
        run = _run(abroad)
        freeze_ended_months(None)
    return {
        "case": case,
        "request": request,
        "hours": Target("hours of xenia", hours),
        "place": Target("place of xenia", hours),
        "team": Target("xenia", team),
        "run": Target("run abroad", run),
        "handover": Target("handover of xenia", {"district": abroad.slug, "handover": handover.pk}),
    }


def _missing() -> dict[str, Any]:
    """Parts of addresses that lead to nothing."""
    some = uuid.UUID("11111111-1111-4111-8111-111111111111")
    return {
        "district": HOME,
        "number": "P-26-9999",
        **dict.fromkeys(("entry", "client", "grant", "handover", "pk"), some),
        **dict.fromkeys(
            (
                "worker",
                "hours",
                "exception",
                "member",
                "membership",
                "post",
                "responsibility",
                "substitution",
            ),
            999_999,
        ),
        "ags": "05997999",
        "token": "A" * 43,
    }


def _targets(world: World, home: dict[str, list[Target]], abroad: dict[str, Target]) -> None:
    """Add to the own things those that are not there: of the other district, of nobody, mixed from two."""
    for family, own in home.items():
        foreign = abroad[family]
        world.targets[family] = [
            *own,
            Target("foreign", foreign.parts | {"district": HOME}),
            Target(foreign.name, foreign.parts),
            # A run of deletions is known by a number, a request by an identifier that cannot be guessed.
            Target("missing", _missing() | ({"pk": 999_999} if family == "run" else {})),
        ]
    anna, ben = home["case"]
    world.targets["case"] += [
        Target("mixed", anna.parts | {"number": ben.parts["number"]}),
        Target("mixed", ben.parts | {"number": anna.parts["number"]}),
    ]
    world.targets["top"] = [Target("top", {})]
    slugs = (HOME, ABROAD, NOWHERE)
    languages = language_codes(world.members["anna"].district)
    world.targets["district"] = [Target(slug, {"district": slug}) for slug in slugs]
    world.targets["export"] = [
        Target(slug, {"district": slug, "kind": kind}) for slug in slugs for kind in ("csv", "xlsx")
    ]
    world.targets["language"] = [
        Target(slug, {"district": slug, "language": language}) for slug in slugs for language in languages
    ]
    world.targets["figures"] = [
        Target(slug, {"district": slug}, f"?monat=2026-09&gebiet=kreis-{ags}&zahl=bestand")
        for slug, ags in ((HOME, "05997"), (ABROAD, "05998"), (NOWHERE, "05997"))
    ]
    _secret_links(world)
    _invitations(world, home["team"][0].parts, abroad["team"].parts)


def _invitations(world: World, home: dict[str, Any], abroad: dict[str, Any]) -> None:
    """The links of invitations: right, of the other district, and of a person to whom the link was not given."""
    links = [
        ("link", home, home),
        ("link", abroad, abroad),
        ("foreign", home, abroad),
        ("missing", home, _missing()),
    ]
    world.targets["invitation"] = [
        Target(
            name,
            {"district": at["district"], "member": of.get("newcomer", home["member"]), "token": of["token"]},
        )
        for name, at, of in links
    ]


def _secret_links(world: World) -> None:
    """The secret links: one of each district, one of the other district under one's own, one of nobody."""
    links = [
        ("link", HOME, world.tokens["anna"]),
        ("link", HOME, world.tokens["ben"]),
        ("link", ABROAD, world.tokens["xenia"]),
        ("foreign", HOME, world.tokens["xenia"]),
        ("missing", HOME, "A" * 43),
    ]
    world.targets["link"] = [
        Target(name, {"district": slug, "language": "de", "token": token}) for name, slug, token in links
    ]


def _secrets(world: World) -> None:
    readers = {
        "anna": {"anna", "stand_in", "co_worker", "reader", "granted", "assistant"},
        "ben": {"ben", "assistant"},
        "xenia": {"xenia"},
        "handover": {"anna", "stand_in", "co_worker", "reader", "granted", "receiver"},
    }
    numbers = {
        "anna": readers["anna"] | {"carla", "dora", "receiver"},
        "ben": readers["ben"] | {"dora", "granted"},
        "ended": {"carla", "dora"},
        "inactive": {"carla", "dora"},
        "xenia": {"xenia"},
    }
    for owner, secret in SECRETS.items():
        world.secrets[secret.lower()] = frozenset(readers.get(owner, ()))
    for number, owner in enumerate(("anna", "ben", "ended", "inactive", "xenia"), 1):
        for text in (f"77190{number}", f"8190{number}", f"17.0{number}.1987"):
            world.secrets[text] = frozenset(readers.get(owner, ()))
        world.secrets[world.cases[owner].number.lower()] = frozenset(numbers[owner])


def _sign_in(world: World) -> None:
    world.browsers["anonymous"] = Browser()
    for name, member in world.members.items():
        world.browsers[name] = Browser()
        world.browsers[name].force_login(member.user)
    # The pages of the second factor open for whoever has typed the password just now.
    world.browsers["anna"].post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for browser in world.browsers.values():
        browser.raise_request_exception = False


def build() -> World:
    """Make everything; call it in a transaction, with the clock standing at TODAY."""
    world = World()
    home = make_district(HOME, "Kreis Probstadt", "05997", "P")
    abroad = make_district(ABROAD, "Kreis Fernheim", "05998", "F")
    for district in (home, abroad):
        district.policy_data = {"request_languages": ["de", "ar"]}
        district.save(update_fields=["policy_data"])
    _people(world, home, abroad)
    _targets(world, _home(world, home), _abroad(world, abroad))
    _secrets(world)
    _sign_in(world)
    cache.clear()
    return world


@contextlib.contextmanager
def standing(django_db_blocker: Any) -> Any:
    """Keep the world for a whole module; nothing of it stays in the database."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        for alias in ("default", "keys"):
            stack.enter_context(transaction.atomic(using=alias))
            stack.callback(transaction.set_rollback, True, using=alias)
        stack.enter_context(
            override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
        )
        stack.enter_context(dates.moved_clock(TODAY))
        yield build()
