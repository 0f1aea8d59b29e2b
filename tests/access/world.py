"""The people who ask and the things they ask for. What was typed about a client carries a word of its own."""

import contextlib
import uuid
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
from kim.public.rules import read_contact
from kim.retention.models import RetentionRun
from tests.access.figures_world import figures_of
from tests.access.network_world import network_of
from tests.access.offers_world import offers_of
from tests.access.plans_world import plans_of
from tests.access.things import ABROAD, HOME, SECRETS, Target, World, add_secrets, add_targets
from tests.cast import PASSWORD, TODAY, make_district, make_member

OPENED = date(2026, 8, 10)
YESTERDAY = TODAY - timedelta(days=1)
PLACES_OF = {
    "anna": "Lindenau",
    "ben": "Sonnfeld",
    "ended": "Steinbach",
    "inactive": "Steinbach",
    "municipality_contact": "Lindenau",
}
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
        "territory": municipality.ags,
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
        neighbours = Target("hours of ben", _hours("Sonnfeld"))
        team = Target("anna", _team(world, "anna"))
        run = Target("run", _run(home))
        network = [network_of(world.members["anna"], "anna"), network_of(world.members["ben"], "ben")]
        plans = [plans_of(world.members["anna"], "anna"), plans_of(world.members["ben"], "ben")]
        offers = [offers_of(world.members["anna"], "anna"), offers_of(world.members["ben"], "ben")]
        figures = figures_of(world.members["dora"], 2025)
        freeze_ended_months(None)
        _leave(world)
    return {
        "case": [anna, ben],
        "request": requests,
        "hours": [hours, neighbours],
        "place": [Target("place of anna", hours.parts), Target("place of ben", neighbours.parts)],
        "team": [team],
        "run": [run],
        "handover": [Target("handover", {"district": home.slug, "handover": handover.pk})],
        **{family: [things[family] for things in network] for family in network[0]},
        **{family: [things[family] for things in plans] for family in plans[0]},
        **{family: [things[family] for things in offers] for family in offers[0]},
        **{family: [thing] for family, thing in figures.items()},
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
        network = network_of(world.members["xenia"], "xenia")
        plans = plans_of(world.members["xenia"], "xenia")
        offers = offers_of(world.members["xenia"], "xenia")
        figures = figures_of(world.members["xenia"], 2024)
        freeze_ended_months(None)
    return {
        "case": case,
        "request": request,
        "hours": Target("hours of xenia", hours),
        "place": Target("place of xenia", hours),
        "team": Target("xenia", team),
        "run": Target("run abroad", run),
        "handover": Target("handover of xenia", {"district": abroad.slug, "handover": handover.pk}),
        **network,
        **plans,
        **offers,
        **figures,
    }


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
    add_targets(world, _home(world, home), _abroad(world, abroad))
    add_secrets(world)
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
            override_settings(
                PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
                # Somebody has typed the password just now, however long all these questions take.
                ACCOUNT_REAUTHENTICATION_TIMEOUT=86_400,
            )
        )
        stack.enter_context(dates.moved_clock(TODAY))
        yield build()
