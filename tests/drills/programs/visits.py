"""Somebody works with the pages about the person, and some of it goes wrong: what was typed must not reach a file."""

from typing import Any
from unittest import mock

from django.test import Client as Browser

from kim.cases.actions import sharing
from kim.cases.models import Case, Client
from kim.core.dates import moved_clock
from kim.public.models import AppointmentRequest
from tests.drills.canaries import canaries
from tests.drills.programs.stage import answer_with, on_duty
from tests.drills.programs.story import OPENED

FOR_STRANGERS = ("/probstadt/de/", "/konto/")


def _pages(case: str, words: dict[str, str]) -> list[tuple[str, dict[str, str] | None]]:
    with on_duty():
        number = Case.objects.get(pk=case).number
        client = Client.objects.get(case_members__case=case).pk
        asked = AppointmentRequest.objects.get(case=case).pk
    wrong = {"given_name": words["given_name"], "email": words["address"], "version": "x"}
    return [
        ("/probstadt/", None),
        ("/probstadt/faelle/", None),
        (f"/probstadt/faelle/{number}/?verlauf", None),
        (f"/probstadt/faelle/{number}/protokoll/", None),
        (f"/probstadt/faelle/{number}/personen/{client}/", None),
        (f"/probstadt/faelle/{number}/personen/{client}/", wrong),
        (f"/probstadt/faelle/{number}/", {"note": words["note"], "on": words["birth_date"]}),
        ("/probstadt/suche/", {"q": words["family_name"]}),
        (f"/probstadt/anfragen/{asked}/", None),
        ("/probstadt/de/", {"name": words["request_name"], "contact": words["phone"]}),
        ("/konto/anmelden/", {"login": words["email"], "password": words["family_name"]}),
    ]


def visits(*, seed: int, case: str) -> dict[str, Any]:
    """Answer with the statuses, and how many pages showed the family name."""
    words = canaries(seed)
    with on_duty() as anna:
        pass
    browser, stranger = (Browser(raise_request_exception=False) for _ in range(2))
    browser.force_login(anna.user)
    with moved_clock(OPENED):
        answers = []
        for page, form in _pages(case, words):
            asker = stranger if page.startswith(FOR_STRANGERS) else browser
            answers.append(asker.get(page) if form is None else asker.post(page, form))
        broken = mock.patch.object(sharing, "note_reading", side_effect=ValueError(words["note"]))
        with broken:
            answers.append(browser.get(_pages(case, words)[2][0]))
    return {
        "statuses": [answer.status_code for answer in answers],
        "named": sum(words["family_name"] in answer.content.decode() for answer in answers),
    }


if __name__ == "__main__":
    answer_with(visits)
