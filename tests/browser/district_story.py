"""What has happened in the installation whose pages are looked at: a year of one case manager's work, told in verbs.

Runs inside of the installation (`installation.python`), never in the process of the tests. It prints who may open
what: sessions by role, and the parts of addresses by the name of the thing.
"""

import json
import sys
import time as clock
import uuid
from datetime import date, time, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from kim.accounts.actions import MemberData, add_member, invite, start_substitution
from kim.accounts.models import Membership, Role, User
from kim.audit.actions import record
from kim.cases.actions import entries, lifecycle, sharing
from kim.cases.actions.opening import Person, open_case, record_intake
from kim.cases.models import Case, CaseGrant, CaseMember, CaseWorker, Client
from kim.cases.rules import add_months
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality
from kim.network.actions import cancel_hours
from kim.network.models import AccessRoute, OfficeHours
from kim.network.queries import next_sittings
from kim.public import limits
from kim.public.actions import answering, asking
from kim.public.rules import Contact
from kim.retention.actions import apply_run
from kim.retention.models import RetentionRun
from tests.browser.figure_story import tell_figures
from tests.browser.network_story import tell_network
from tests.browser.offer_story import tell_offers
from tests.browser.plan_story import tell_plans

#: An address that has used up its number of requests; from the block that is kept for documents.
FLOODED = "203.0.113.9"
#: The role of the person who has every second factor.
KEYS_OWNER = "administrator"
#: The password counts as just typed for so many seconds more, however slow the machine is.
SLOW_RUN = 3600
LONG = "Beispielhausen-Mustermann"


def day(offset: int) -> date:
    """Return the day that many days from today."""
    return dates.today() + timedelta(days=offset)


def at(offset: int) -> Any:
    """Let the clock stand at nine on a day."""
    return dates.moved_clock(day(offset))


class Story:
    """The cast, and what they did."""

    def __init__(self, district: District) -> None:
        members = Membership.objects.select_related("user", "area")
        self.district = district
        self.managers = list(members.filter(role=Role.CASE_MANAGER).order_by("pk"))
        self.cast = {str(role): members.filter(role=role).order_by("pk").first() for role in Role}
        self.place = Municipality.objects.filter(responsibilities__membership=self.managers[0]).first()
        self.place.district = district
        self.domains = list(LifeDomain.objects.order_by("position"))
        self.parts: dict[str, dict[str, Any]] = {"district": {}}

    def open(self, on: int, *names: str, track: str = "brief_advice", lead: Membership | None = None) -> Case:
        """Open a case over some people of one family."""
        people = [
            Person(
                given_name=given,
                family_name=LONG if given == "Olena" else "Exemplari",
                birth_date="1990-02-28" if number < 2 else "2019-05-01",
                phone="00000 12345" if not number else "",
                needs_interpreter=not number,
                role=("applicant", "partner", "child", "child")[number],
            )
            for number, given in enumerate(names)
        ]
        with at(on):
            return open_case(
                lead or self.managers[0],
                people=people,
                municipality=self.place,
                access_route=AccessRoute.objects.order_by("position").first(),
                track=track,
            )

    def counsel(self, case: Case, on: int, note: str = "Antrag gemeinsam ausgefüllt.") -> Any:
        """Counsel the people of a case."""
        with at(on):
            return entries.record_consultation(
                case.lead,
                case=Case.objects.get(pk=case.pk),
                on=dates.today(),
                channel="office",
                topics=self.domains[:2],
                persons=Client.objects.filter(case_members__case=case).order_by("pk")[:2],
                note=note,
                client_view="Möchte die Briefe selbst verstehen.",
                minutes=45,
            )

    def close(self, case: Case, on: int) -> None:
        """Close a case."""
        with at(on):
            fresh = Case.objects.get(pk=case.pk)
            lifecycle.close_case(
                case.lead,
                case=fresh,
                version=fresh.version,
                closed_on=dates.today(),
                reason="goals_reached",
                note="Wohnung gefunden, Kurs begonnen.",
            )

    def tell_old_cases(self) -> None:
        """Cases that have ended, and the nights that went by."""
        deleted = self.open(-395, "Issa")
        self.close(deleted, -390)
        expiring = self.open(-345, "Fatou")
        self.close(expiring, -340)
        archived = self.open(-120, "Andrei", "Ioana")
        self.close(archived, -60)
        silent = self.open((add_months(day(-4), -3) - day(0)).days, "Reza")
        self.open((add_months(day(3), -3) - day(0)).days, "Elif")
        for night in (-40, -34, -30, -24, -18, -12, -6, -1):
            with at(night):
                apply_run(None, day=dates.today())
        closed = self.open(-30, "Marko")
        self.close(closed, -2)
        for name, case in (("archived", archived), ("closed", closed), ("silent", silent)):
            self.parts[name] = {"number": case.number}

    def tell_main_case(self) -> None:
        """A family's case with everything in it."""
        lead, other = self.managers[:2]
        case = self.open(-110, "Olena", "Danylo", "Mila", "Artem")
        self.counsel(case, -100, note="Erstes Gespräch. " * 12)
        withdrawn = self.counsel(case, -60)
        kept = self.counsel(case, -9)
        with at(-50):
            fresh = Case.objects.get(pk=case.pk)
            lifecycle.change_track(
                lead, case=fresh, version=fresh.version, track="case_management", reason="Mehrere Bedarfe."
            )
        entries.correct_consultation(
            lead, consultation=kept, version=1, topics=self.domains[:3], note="Frau berichtet.\nTermin steht."
        )
        entries.withdraw_entry(lead, entry=withdrawn, version=1, reason="Im falschen Fall eingetragen.")
        note = entries.record_note(lead, case=case, on=day(-3), kind="call", note="Rückfrage der Schule.")
        members = CaseMember.objects.filter(case=case).select_related("client").order_by("pk")
        for domain, state in zip(self.domains, ("open", "in_work", "met"), strict=False):
            entries.set_need(lead, case=case, life_domain=domain, client=members[0].client, state=state)
        Client.objects.filter(pk=members[2].client.pk).update(restricted=True)
        worker = sharing.add_worker(lead, case=case, membership=other)
        grant = sharing.grant_access(
            lead,
            case=case,
            membership=self.cast["coordinator"],
            reason="Vorstellung in der Fallbesprechung.",
            starts_on=day(0),
            ends_on=day(30),
        )
        sharing.note_reading(other, case=case)
        self.parts["case"] = {"number": case.number, "client": members[0].client.pk, "entry": kept.pk}
        self.parts["note"] = {"number": case.number, "entry": note.pk}
        self.parts["worker"] = {"number": case.number, "worker": CaseWorker.objects.get(pk=worker.pk).pk}
        self.parts["grant"] = {"number": case.number, "grant": CaseGrant.objects.get(pk=grant.pk).pk}

    def tell_other_cases(self) -> None:
        """A short case without anything, one that is offered to a colleague, one of a colleague, a brief contact."""
        fresh = self.open(-5, "Parisa", track="case_management")
        offered = self.open(-20, "Timur")
        sharing.offer_handover(
            self.managers[0], case=offered, receiver=self.managers[2], note="Kurs läuft noch."
        )
        theirs = self.open(-25, "Svetlana", lead=self.managers[1])
        sharing.offer_handover(
            self.managers[1], case=theirs, receiver=self.managers[0], note="Schulanmeldung läuft."
        )
        with at(-7):
            record_intake(
                self.managers[0],
                municipality=self.place,
                access_route=AccessRoute.objects.order_by("position").first(),
                outcome="information",
            )
        self.parts["fresh case"] = {"number": fresh.number}
        self.parts["offered case"] = {"number": offered.number}

    def ask(self, name: str, on: int, contact: Contact, wish: str = "") -> Any:
        """Let somebody ask for an appointment."""
        with at(on):
            return asking.submit_request(
                self.district,
                municipality=self.place,
                language="ar" if on % 2 else "uk",
                name=name,
                contact=contact,
                wish=wish,
                form_nonce=uuid.uuid5(uuid.NAMESPACE_URL, name),
            )

    def tell_requests(self) -> None:
        """One request in each state; the first one is overdue."""
        phone, mail = Contact("phone", "00000 50001"), Contact("email", "fiktiv@postfach.example")
        made = {
            "new": self.ask("Layla Al-Beispiel", -8, phone, "vormittags, dienstags oder donnerstags"),
            "due": self.ask("Blessing Specimen", -1, mail),
            "proposed": self.ask("Yusuf Mustermani", -3, phone, "nach 15 Uhr"),
            "confirmed": self.ask("Georgi Vorlagiev", -5, mail),
            "declined": self.ask("Daniel Fiktivan", -6, phone),
            "withdrawn": self.ask("Lucía Erfundeni", -4, mail),
            "done": self.ask("Amina Testescu", -7, phone),
        }
        for state, submitted in made.items():
            self._answer(state, submitted.request)
            self.parts[f"{state} request"] = {"pk": submitted.request.pk}
            self.parts[f"{state} link"] = {"token": submitted.token}

    def _answer(self, state: str, request: Any) -> None:
        member = request.responsible or self.managers[0]
        when = dates.at(day(2), time(10))
        words: dict[str, Any] = {"request": request, "version": request.version}
        if state == "proposed":
            answering.propose_appointment(member, **words, at=when, place="Rathaus, Zimmer 12")
        elif state == "confirmed":
            answering.confirm_appointment(member, **words, at=when, place="Rathaus, Zimmer 12")
        elif state == "declined":
            answering.decline_request(member, **words, reason="other_office")
        elif state == "withdrawn":
            asking.withdraw_request(None, **words)
        elif state == "done":
            answering.finish_request(member, **words)

    def tell_team(self) -> None:
        """An absence, somebody who has just been invited, office hours that do not take place."""
        lead = self.cast["team_lead"]
        start_substitution(
            self.managers[1],
            absent=self.managers[1],
            substitute=self.managers[0],
            starts_on=day(0),
            ends_on=day(11),
        )
        data = MemberData(
            name="Nora Neuling",
            email="nora.neuling@demo.example",
            phone="00000 77",
            role=Role.ASSISTANT,
            employer=lead.employer,
            area=None,
            starts_on=day(0),
            ends_on=None,
        )
        newcomer = add_member(lead, data=data)
        hours = next(row for row in OfficeHours.objects.order_by("pk") if row.rule and next_sittings(row))
        hours.district = self.district
        sitting = next(sitting for sitting in next_sittings(hours) if not sitting.holiday)
        cancel_hours(lead, hours=hours, on=sitting.day, reason="Fortbildung")
        self.parts["member"] = {"member": self.managers[0].pk}
        self.parts["newcomer"] = {"member": newcomer.pk}
        self.parts["invitation"] = {"member": newcomer.pk, "token": invite(lead, member=newcomer)}
        self.parts["used invitation"] = {"member": newcomer.pk, "token": "A" * 43}
        self.parts["hours"] = {"hours": hours.pk, "ags": hours.municipality.ags}
        self.parts["place"] = {"ags": hours.municipality.ags}

    def tell_the_rest(self) -> None:
        """A checked log, a night to take back, a person with every second factor, an address that asks too often."""
        record(self.cast["auditor"], "log_verified")
        run = RetentionRun.objects.exclude(closed=0).order_by("pk").last()
        self.parts["run"] = {"pk": run.pk}
        keys = self.cast[KEYS_OWNER].user
        TOTP.activate(keys, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(keys)
        passkey = WebAuthn.add(keys, "Diensttelefon", passkey_of_a_phone()).instance
        self.parts["passkey"] = {"pk": passkey.pk}
        for hour in range(3):
            name = limits._counter_name(FLOODED, dates.now() + timedelta(hours=hour))
            cache.set(name, limits.REQUESTS_PER_HOUR, 3 * 60 * 60)


def passkey_of_a_phone() -> dict[str, Any]:
    """Return what a browser sends when a passkey is made."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(bytes(16), b"phone", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    held = AuthenticatorData.create(bytes(32), flags, 0, credential)
    said = CollectedClientData.create("webauthn.create", b"challenge", settings.PUBLIC_URL)
    name = websafe_encode(b"phone")
    return {
        "type": "public-key",
        "id": name,
        "rawId": name,
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", held, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def session_of(user: User) -> str:
    """Return the key of a session in which a person has just typed the password."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    typed = {
        "method": "password",
        "at": clock.time() + SLOW_RUN,
        "email": user.email,
        "reauthenticated": True,
    }
    store["account_authentication_methods"] = [typed]
    store["account_authentication_methods_user"] = str(user.pk)
    store.create()
    return str(store.session_key)


def sessions() -> dict[str, str]:
    """Return a session for the first person of each role."""
    first: dict[str, User] = {}
    for member in Membership.objects.select_related("user").order_by("pk"):
        first.setdefault(member.role, member.user)
    return {role: session_of(user) for role, user in first.items()}


def tell() -> dict[str, Any]:
    """Tell everything; return who may open what."""
    district = District.objects.get()
    with district_scope(district):
        story = Story(district)
        story.tell_old_cases()
        story.tell_main_case()
        story.tell_other_cases()
        story.tell_requests()
        story.tell_team()
        tell_network(story)
        tell_offers(story)
        tell_plans(story)
        tell_figures(story)
        story.tell_the_rest()
        return {
            "district": district.slug,
            "parts": story.parts,
            "sessions": sessions(),
            "keys owner": story.cast[KEYS_OWNER].user.email,
        }


def tell_nothing() -> dict[str, Any]:
    """Make the people of a district that has nothing else yet."""
    district = District.objects.get()
    with district_scope(district):
        for role in (Role.TEAM_LEAD, Role.COORDINATOR, Role.CASE_MANAGER, Role.ASSISTANT):
            user = User.objects.create_user(f"{role}@demo.example", name=f"Kim {role.label}")
            Membership.objects.create(district=district, user=user, role=role, starts_on=day(-30))
        return {"district": district.slug, "parts": {"district": {}}, "sessions": sessions()}


def main() -> None:
    """Tell the story that is named on the command line."""
    told = tell() if sys.argv[1:] == ["full"] else tell_nothing()
    print(json.dumps(told, default=str))
