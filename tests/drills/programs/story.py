"""One case in which everything is written that can be written, through the verbs that people use."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from kim.cases.actions import entries, lifecycle, opening, sharing
from kim.cases.models import Case, Client
from kim.core import dates
from kim.core.dates import moved_clock
from kim.core.models import DataKey
from kim.core.sealing import open_sealed
from kim.districts.models import LifeDomain, Municipality
from kim.network.models import AccessRoute
from kim.public import actions as requests
from kim.public.models import AppointmentRequest
from kim.public.rules import read_contact
from tests.cast import make_case
from tests.drills.canaries import canaries
from tests.drills.programs.stage import answer_with, fields_of_keys, on_duty, the_district

OPENED = datetime(2026, 1, 12, 9, tzinfo=UTC)


def _sentence(word: str) -> str:
    return f"Am Telefon sagte sie {word}, und das war wichtig."


def _ask(words: dict[str, str]) -> AppointmentRequest:
    with on_duty():
        submitted = requests.submit_request(
            the_district(),
            municipality=Municipality.objects.get(name="Lindenau"),
            language="uk",
            name=words["request_name"],
            contact=read_contact(words["request_contact"]),
            wish=_sentence(words["request_wish"]),
            form_nonce=uuid.uuid4(),
        )
    return submitted.request


def _ask_again(request: AppointmentRequest, words: dict[str, str]) -> None:
    with on_duty() as anna:
        at = dates.now() + timedelta(days=3)
        place = _sentence(words["request_place"])
        requests.propose_appointment(anna, request=request, version=request.version, at=at, place=place)
        open_sealed([request])
        wish = _sentence(words["request_second_wish"])
        requests.ask_for_another(None, request=request, version=request.version, wish=wish)
        place = _sentence(words["request_second_place"])
        requests.propose_appointment(anna, request=request, version=request.version, at=at, place=place)


def _take_up(request: AppointmentRequest, words: dict[str, str]) -> Case:
    def intake() -> Any:
        return opening.record_intake(
            anna,
            municipality=Municipality.objects.get(name="Lindenau"),
            access_route=AccessRoute.objects.get(code="online_termin"),
            outcome="brief_advice",
            people=[person],
            concern=_sentence(words["concern"]),
            form_nonce=uuid.uuid4(),
        )

    known = ("given_name", "family_name", "phone", "email", "birth_date", "address")
    person = opening.Person(**{name: words[name] for name in known}, language="uk")
    with on_duty() as anna:
        return requests.take_up_request(anna, request=request, version=request.version, intake=intake).case


def _document(case: Case, words: dict[str, str]) -> None:
    with on_duty() as anna:
        client = Client.objects.get(case_members__case=case)
        open_sealed([client])
        entries.change_client(anna, client=client, version=client.version, other_names=words["other_names"])
        text = {"note": _sentence(words["note"]), "client_view": _sentence(words["client_view"])}
        entry = entries.record_consultation(
            anna,
            case=case,
            on=dates.today(),
            channel="office",
            topics=list(LifeDomain.objects.order_by("pk")),
            persons=[client],
            form_nonce=uuid.uuid4(),
            **text,
        )
        text = {
            "note": _sentence(words["corrected_note"]),
            "client_view": _sentence(words["corrected_view"]),
        }
        entries.correct_consultation(anna, consultation=entry, version=entry.version, topics=[], **text)


def _withdraw(case: Case, words: dict[str, str]) -> None:
    with on_duty() as anna:
        day = dates.today()
        note = entries.record_note(anna, case=case, on=day, kind="call", note=_sentence(words["case_note"]))
        reason = _sentence(words["withdrawn_note"])
        entries.withdraw_entry(anna, entry=note, version=note.version, reason=reason)
        entry = entries.record_consultation(anna, case=case, on=day, channel="phone")
        reason = _sentence(words["withdrawn_consultation"])
        entries.withdraw_entry(anna, entry=entry, version=entry.version, reason=reason)


def _share(case: Case, words: dict[str, str]) -> None:
    with on_duty("ben") as receiver:
        pass
    with on_duty() as anna:
        day = dates.today()
        sharing.note_reading(anna, case=case)
        sharing.grant_access(
            anna,
            case=case,
            membership=receiver,
            reason=_sentence(words["grant_reason"]),
            starts_on=day,
            ends_on=day + timedelta(days=7),
        )
        sharing.offer_handover(anna, case=case, receiver=receiver, note=_sentence(words["handover_note"]))


def _change_and_close(case: Case, words: dict[str, str]) -> None:
    with on_duty() as anna:
        day = dates.today()
        lifecycle.change_track(
            anna,
            case=case,
            version=case.version,
            track="case_management",
            reason=_sentence(words["track_reason"]),
        )
        lifecycle.prolong_case(
            anna,
            case=case,
            version=case.version,
            until=day + timedelta(days=300),
            reason=_sentence(words["prolongation_reason"]),
        )
        lifecycle.close_case(
            anna,
            case=case,
            version=case.version,
            closed_on=day,
            reason="other",
            note=_sentence(words["closing_note"]),
        )


def tell_the_story(words: dict[str, str]) -> Case:
    """Live through a case from the request to its closing, with one canary in every text."""
    request = _ask(words)
    _ask_again(request, words)
    case = _take_up(request, words)
    _document(case, words)
    _withdraw(case, words)
    _share(case, words)
    _change_and_close(case, words)
    return case


def story(*, seed: int) -> dict[str, Any]:
    """Tell the story beside a case of somebody else; answer with what must be gone after the deletion."""
    with moved_clock(OPENED):
        case = tell_the_story(canaries(seed))
        with on_duty() as anna:
            make_case(anna, Municipality.objects.get(name="Lindenau"), "Petra Unbeteiligt")
    with on_duty():
        people = Client.objects.filter(case_members__case=case)
        asked = AppointmentRequest.objects.filter(case=case)
        key_ids = [case.key_id, *(row.key_id for row in (*people.order_by("pk"), *asked.order_by("pk")))]
        filled = fields_of_keys(key_ids)
    wrapped = DataKey.objects.filter(pk__in=key_ids).order_by("pk").values_list("wrapped", flat=True)
    return {
        "case": str(case.pk),
        "keys": [str(key_id) for key_id in key_ids],
        "wrapped": [bytes(value).hex() for value in wrapped],
        "filled": filled,
    }


if __name__ == "__main__":
    answer_with(story)
