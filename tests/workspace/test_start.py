"""The start page: what needs whom, without a name for those who may not see it."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from lxml import html

from kim.accounts.models import Substitution
from kim.audit.models import AuditEntry
from kim.cases.actions import sharing
from kim.cases.actions.lifecycle import close_case
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.public import actions as requests
from kim.public.rules import Contact
from tests.cast import TODAY, browser_of, make_case, make_member

pytestmark = pytest.mark.usefixtures("clock")


def start(member):
    return browser_of(member).get(reverse("workspace:start", kwargs={"district": member.district.slug}))


def text_of(answer):
    return answer.content.decode()


def make_silent_cases(anna, lindenau, number):
    with dates.moved_clock(date(2026, 5, 25)):
        for index in range(number):
            make_case(anna, lindenau, f"Olena{index} Musterova")


def make_appointment(anna, lindenau, place):
    with district_scope(anna.district):
        request = requests.submit_request(
            anna.district,
            municipality=lindenau,
            language="de",
            name="Olena Musterova",
            contact=Contact("phone", "02581 1"),
            form_nonce=uuid.uuid4(),
        ).request
        at = dates.now() + timedelta(days=2)
        requests.confirm_appointment(anna, request=request, version=1, at=at, place=place)


def test_a_case_about_to_close_is_on_the_work_list_with_its_reason(anna, lindenau):
    make_silent_cases(anna, lindenau, 1)
    page = text_of(start(anna))
    assert "Schließt sich bald" in page
    assert "Olena0 Musterova · P-26-0001" in page
    assert "25.11." in page


def test_supervision_sees_how_many_but_no_name(carla, dora, anna, lindenau):
    make_silent_cases(anna, lindenau, 2)
    for member in (carla, dora):
        page = text_of(start(member))
        assert "Anna Anders" in page
        assert "Musterova" not in page


def test_a_colleague_sees_nothing_of_it_until_standing_in(anna, ben, lindenau, district):
    make_silent_cases(anna, lindenau, 1)
    assert "Musterova" not in text_of(start(ben))
    with district_scope(district):
        Substitution.objects.create(
            district=district, absent=anna, substitute=ben, starts_on=TODAY, ends_on=TODAY + timedelta(days=3)
        )
    page = text_of(start(ben))
    assert "Olena0 Musterova" in page
    assert "Sie vertreten Anna Anders bis 23.11.2026." in page


def test_an_offered_case_waits_for_the_receiver_alone(case, anna, ben, district):
    with district_scope(district):
        sharing.offer_handover(anna, case=case, receiver=ben, note="Schulanmeldung läuft")
    assert "Schulanmeldung läuft" in text_of(start(ben))
    assert "Schulanmeldung läuft" not in text_of(start(anna))


def test_a_case_closed_by_silence_is_announced(case, anna, district):
    with district_scope(district):
        close_case(None, case=case, version=1, closed_on=TODAY, reason="silence_case_management")
    assert "Von selbst geschlossen" in text_of(start(anna))


def test_reading_the_start_page_with_names_is_logged(anna, district):
    start(anna)
    with district_scope(district):
        assert list(AuditEntry.objects.values_list("action", "actor__user__name")) == [
            ("start_read", "Anna Anders")
        ]


@pytest.mark.parametrize("role", ["board_member", "auditor", "administrator", "partner", "authority_officer"])
def test_everybody_has_a_start_page_and_nobody_else_a_name(role, district, anna, lindenau):
    make_silent_cases(anna, lindenau, 1)
    answer = start(make_member(district, "Nina Niemand", role))
    assert answer.status_code == 200
    assert "Musterova" not in text_of(answer)


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("board_member", ["Kommunen", "Zahlen"]),
        ("municipality_contact", ["Kommunen"]),
        ("auditor", ["Protokoll", "Löschungen"]),
    ],
)
def test_who_keeps_no_cases_is_told_what_to_find_here(role, pages, district):
    answer = start(make_member(district, "Nina Niemand", role))
    lead = html.fromstring(answer.content).find_class("lead")[0].text_content()
    navigation = {entry["label"] for group in answer.context["navigation"] for entry in group["entries"]}
    assert [page for page in pages if page in lead and page in navigation] == pages
    assert "nahende Fristen" not in text_of(answer)


def test_case_managers_are_told_what_would_wait(anna):
    assert "Neue Anfragen, nahende Fristen und Übergaben" in text_of(start(anna))


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(number, anna, lindenau, django_assert_num_queries):
    make_silent_cases(anna, lindenau, number)
    browser = browser_of(anna)
    browser.get("/probstadt/")
    with django_assert_num_queries(START_QUERIES):
        assert browser.get("/probstadt/").status_code == 200


START_QUERIES = 26
