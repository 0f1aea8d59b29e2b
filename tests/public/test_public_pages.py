"""What the public sees and sends."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kim.core import dates
from kim.core.tenancy import district_scope
from kim.network.models import OfficeHours, OfficeHoursException
from kim.public import actions, limits
from kim.public.models import AppointmentRequest
from kim.public.views import CHANGED
from tests.cast import TODAY, make_member
from tests.public.conftest import NAME, PHONE

pytestmark = pytest.mark.usefixtures("clock", "anna")

FORM = {"name": NAME, "contact": PHONE, "wish": "", "website": "", "weg": ""}


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


@pytest.fixture
def public():
    return Browser()


def page(language="de", **query):
    return reverse("public:request", kwargs={"district": "probstadt", "language": language}, query=query)


def form(place, **more):
    return FORM | {"ort": place.ags, "form_nonce": str(uuid.uuid4())} | more


def count(district):
    with district_scope(district):
        return AppointmentRequest.objects.count()


@pytest.mark.parametrize(
    ("language", "direction", "heading"),
    [
        ("de", "ltr", "Termin für eine Beratung anfragen"),
        ("en", "ltr", "Request a counselling appointment"),
        ("ar", "rtl", "طلب موعد للاستشارة"),
        ("uk", "ltr", "Записатися на консультацію"),
        ("fr", "ltr", "Demander un rendez-vous de conseil"),
        ("fa", "rtl", "درخواست وقت مشاوره"),
    ],
)
def test_the_page_speaks_the_language_of_its_address(public, district, language, direction, heading):
    text = public.get(page(language)).content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in text
    assert f"<h1>{heading}</h1>" in text
    assert all(f'hreflang="{code}"' in text for code in ("de", "en", "ar", "uk", "fr", "fa"))


def test_a_language_that_is_not_finished_does_not_exist(public, district, unfinished):
    unfinished("fr")
    assert public.get(page("fr")).status_code == 404
    assert 'hreflang="fr"' not in public.get(page("de")).content.decode()


def test_a_language_that_the_district_does_not_want_does_not_exist(public, district):
    assert public.get(page("tr")).status_code == 404
    assert 'hreflang="tr"' not in public.get(page("de")).content.decode()


def test_the_team_stays_german_after_an_arabic_page(public, district):
    public.get(page("ar"))
    assert "Anmelden" in public.get(reverse("account_login")).content.decode()


def test_a_place_shows_who_is_responsible_and_when(public, district, anna, lindenau):
    anna.user.phone = "02581 530000"
    anna.user.save()
    with district_scope(district):
        hours = OfficeHours.objects.create(
            district=district,
            municipality=lindenau,
            place="Rathaus",
            rule="FREQ=WEEKLY;BYDAY=MO",
            starts="10:00",
            ends="12:00",
        )
    text = public.get(page("ar", ort=lindenau.ags)).content.decode()
    assert "المسؤول عن Lindenau" in text
    assert "Anna Anders" in text
    assert '<bdi dir="ltr">02581 530000</bdi>' in text
    assert "الاثنين" in text
    assert '<bdi dir="ltr" class="nowrap">10:00–12:00</bdi>' in text
    assert "المرة القادمة" not in text
    with district_scope(district):
        OfficeHoursException.objects.create(
            district=district, office_hours=hours, on=TODAY + timedelta(days=3)
        )
    assert "30.11.2026" in public.get(page("ar", ort=lindenau.ags)).content.decode()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,TH", "dienstags, donnerstags"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=WE", "mittwochs, alle 3 Wochen"),
        ("FREQ=MONTHLY;BYDAY=-1TH", "letzter Donnerstag im Monat"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=3TU", "dritter Dienstag im Monat, alle 2 Monate"),
    ],
)
def test_office_hours_in_words(public, district, lindenau, rule, words):
    with district_scope(district):
        OfficeHours.objects.create(
            district=district,
            municipality=lindenau,
            place="Rathaus",
            rule=rule,
            starts="9:30",
            ends="12:30",
            first_on=TODAY,
        )
    assert words in public.get(page(ort=lindenau.ags)).content.decode()


def test_people_are_told_that_there_are_no_office_hours_and_where_to_go(public, district, lindenau):
    with district_scope(district):
        row = OfficeHours.objects.create(
            district=district, municipality=lindenau, place="Bürgerbüro", none=True, note="Nebeneingang"
        )
    text = public.get(page(ort=lindenau.ags)).content.decode()
    assert "keine offenen Sprechzeiten" in text
    assert "Bitte wenden Sie sich an:" in text
    assert "Bürgerbüro" in text
    assert "Nebeneingang" in text
    assert ".ics" not in text

    with district_scope(district):
        OfficeHours.objects.filter(pk=row.pk).update(by_arrangement=True)
    text = public.get(page(ort=lindenau.ags)).content.decode()
    assert "keine offenen Sprechzeiten, nach Vereinbarung" in text
    assert "Bitte wenden Sie sich an:" not in text


def test_the_substitute_is_shown_instead(public, district, anna, lindenau, absent):
    absent(anna, make_member(district, "Ina Ersatz", "case_manager"))
    text = public.get(page(ort=lindenau.ags)).content.decode()
    assert "Ina Ersatz" in text
    assert "Anna Anders" not in text


def test_a_sent_request_leads_to_its_page(public, district, lindenau, stored):
    answer = public.post(page("uk"), form(lindenau))
    assert answer.status_code == 302
    assert (stored().language, stored().municipality) == ("uk", lindenau)
    status = public.get(answer["Location"])
    text = status.content.decode()
    assert "Ми отримали ваш запит" in text
    assert "25.11.2026" in text
    assert not any(word in text for word in (NAME, PHONE))
    assert status["Referrer-Policy"] == "strict-origin"
    assert status["Cache-Control"] == "no-store"
    assert NAME not in answer["Location"]


def test_without_a_script_showing_a_place_keeps_what_was_typed(public, district, lindenau):
    answer = public.post(page(), form(lindenau, zeigen="1", contact="nichts"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert count(district) == 0
    assert "Zuständig für Lindenau" in text
    assert f'value="{NAME}"' in text
    assert "error-summary" not in text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"ort": ""}, "Bitte wählen Sie Ihren Wohnort."),
        ({"name": " "}, "Bitte schreiben Sie Ihren Namen."),
        ({"contact": "später"}, "Diese Telefonnummer oder E-Mail-Adresse stimmt nicht."),
        ({"website": "https://spam.example"}, "Bitte lassen Sie dieses Feld leer."),
        ({"form_nonce": "x"}, "error-summary"),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_gets_lost(public, district, lindenau, wrong, message):
    answer = public.post(page(), form(lindenau, wish="dienstags") | wrong)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert 'value="dienstags"' in answer.content.decode()
    assert count(district) == 0


def test_a_place_of_another_district_is_refused(public, district, other_district, xenia):
    with district_scope(other_district):
        foreign = xenia.responsibilities.get().municipality
    assert "Xenia" not in public.get(page(ort=foreign.ags)).content.decode()
    assert public.post(page(), form(foreign)).status_code == 422


def test_forty_requests_of_one_address_pass_the_sixty_first_does_not(public, district, lindenau, anna):
    anna.user.phone = "02581 530000"
    anna.user.save()
    statuses = [public.post(page("en"), form(lindenau)).status_code for _ in range(limits.REQUESTS_PER_HOUR)]
    assert set(statuses) == {302}
    refused = public.post(page("en"), form(lindenau))
    assert refused.status_code == 429
    assert "Too many requests right now" in refused.content.decode()
    assert "02581 530000" in refused.content.decode()
    assert count(district) == limits.REQUESTS_PER_HOUR
    elsewhere = Browser(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(page(), form(lindenau)).status_code == 302
    with dates.moved_clock(dates.now() + timedelta(hours=1)):
        assert public.post(page(), form(lindenau)).status_code == 302


def test_the_same_form_again_costs_nothing(public, district, lindenau):
    sent = form(lindenau)
    first = public.post(page(), sent)["Location"]
    assert {public.post(page(), sent)["Location"] for _ in range(limits.REQUESTS_PER_HOUR + 1)} == {first}
    assert count(district) == 1


def test_a_pause_of_some_minutes_does_not_begin_the_hour_anew(public, lindenau, monkeypatch):
    kept = []
    set_counter = cache.set
    monkeypatch.setattr(
        limits.cache, "set", lambda *args: kept.append(args[2:]) or set_counter(*args), raising=False
    )
    for _ in range(2):
        assert public.post(page(), form(lindenau)).status_code == 302
    assert kept == [(limits.KEPT_SECONDS,)] * 2


def test_a_link_does_not_choose_the_secret_of_the_form(public, lindenau):
    chosen = str(uuid.uuid4())
    text = public.get(page(ort=lindenau.ags, form_nonce=chosen, name=NAME)).content.decode()
    assert chosen not in text
    assert NAME not in text
    assert f'value="{lindenau.ags}" selected' in text


def test_addresses_are_counted_without_being_kept():
    now = dates.now()
    names = [limits._counter_name(address, now) for address in ("192.0.2.1", "192.0.2.2", "unix")]
    assert len(set(names)) == 3
    assert not any("192" in name for name in names)
    assert limits._counter_name("192.0.2.1", now + timedelta(days=1)) not in names
    one_household = [limits._counter_name(f"2001:db8:1:1::{number}", now) for number in (1, 2)]
    assert len(set(one_household)) == 1


def test_a_wrong_link_looks_like_a_page_that_does_not_exist(public, district, ask, lindenau):
    token = ask(lindenau).token
    wrong = reverse(
        "public:status",
        kwargs={"district": "probstadt", "language": "de", "token": token[:-1] + "!"[:0] + "x"},
    )
    answers = [public.get(wrong), public.post(wrong, {"antwort": "annehmen"}), public.get("/gibt/es/nicht/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.fixture
def proposed(ask, lindenau, anna, district):
    submitted = ask(lindenau, language="ar")
    with district_scope(district):
        actions.propose_appointment(
            anna,
            request=submitted.request,
            version=1,
            at=dates.at(TODAY + timedelta(days=5)),
            place="Rathaus, Zimmer 3",
        )
    return reverse(
        "public:status", kwargs={"district": "probstadt", "language": "ar", "token": submitted.token}
    )


def test_a_proposed_appointment_is_accepted(public, proposed, stored):
    text = public.get(proposed).content.decode()
    assert "25.11.2026" in text
    assert "Rathaus, Zimmer 3" in text
    assert public.post(proposed, {"antwort": "annehmen", "version": "2"}).status_code == 302
    assert (stored().state, stored().accepted_at) == ("confirmed", dates.now())
    assert "موعدك" in public.get(proposed).content.decode()


def test_another_appointment_is_asked_for(public, proposed, stored, anna):
    public.post(proposed, {"antwort": "anderer", "version": "2", "wish": "nachmittags"})
    request = stored()
    assert (request.state, request.appointment_at, request.waiting_since) == ("new", None, dates.now())


def test_a_request_is_withdrawn(public, proposed, stored):
    public.post(proposed, {"antwort": "zurueckziehen", "version": "2"})
    assert stored().state == "withdrawn"
    assert public.post(proposed, {"antwort": "annehmen", "version": "3"}).status_code == 409


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"antwort": "annehmen", "version": "1"}, 409),
        ({"antwort": "annehmen", "version": "9" * 30}, 422),
        ({"antwort": "annehmen"}, 422),
        ({"antwort": "?", "version": "2"}, 302),
    ],
)
def test_a_reply_to_an_old_page_changes_nothing(public, proposed, stored, sent, status):
    answer = public.post(proposed, sent)
    assert answer.status_code == status
    assert stored().state == "proposed"
    assert CHANGED not in answer.content.decode()


@pytest.mark.parametrize("reason", AppointmentRequest.DeclineReason.values)
def test_the_reason_is_read_in_the_language_of_the_person(public, district, ask, lindenau, anna, reason):
    submitted = ask(lindenau)
    with district_scope(district):
        actions.decline_request(anna, request=submitted.request, version=1, reason=reason)
    texts = set()
    for language in ("de", "en", "ar", "uk"):
        parts = {"district": "probstadt", "language": language, "token": submitted.token}
        text = public.get(reverse("public:status", kwargs=parts)).content.decode()
        texts.add(re.search(r"</h1>.*?<p>(?!<)(.+?)</p>", text, re.DOTALL)[1])
    assert len(texts) == 4


@pytest.mark.parametrize(("places", "queries"), [(1, 6), (3, 6)])
def test_the_directory_asks_as_often_for_one_place_as_for_three(
    public, district, anna, lindenau, django_assert_num_queries, places, queries
):
    from kim.districts.models import Municipality

    with district_scope(district):
        if places == 1:
            anna.responsibilities.all()
            Municipality.objects.exclude(pk=lindenau.pk).delete()
        for place in Municipality.objects.order_by("pk"):
            OfficeHours.objects.create(
                district=district, municipality=place, place="Rathaus", by_arrangement=True
            )
    address = reverse("public:directory", kwargs={"district": "probstadt", "language": "de"})
    public.get(address)
    with django_assert_num_queries(queries + 1):
        text = public.get(address).content.decode()
    assert text.count("nach Vereinbarung") == places


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=140)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.fixed_dictionaries(dict.fromkeys((*FORM, "ort", "form_nonce", "zeigen"), ANY_TEXT)))
def test_whatever_is_sent_no_page_breaks(public, district, values):
    assert public.post(page(), values).status_code in {200, 302, 400, 422}
    known = {name: values[name] for name in ("ort", "weg", "form_nonce")}
    assert public.get(page("ar", **known)).status_code in {200, 400}
