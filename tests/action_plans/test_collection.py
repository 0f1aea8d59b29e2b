"""Asking the offices once a year: links, mails, reminders, answers."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kim.accounts import outbox
from kim.accounts.models import OutboxMail, Role
from kim.action_plans.models import CollectionRequest, CollectionRound, IndicatorValue
from kim.action_plans.profile.collecting import AlreadyOpen, open_round
from kim.action_plans.profile.links import path_of, request_of, token_of
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.core.tenancy import district_scope
from tests.action_plans.figures import YEAR, define, enter
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock")
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def indicators(scoped):
    return define(scoped)


@pytest.fixture
def opened(indicators, carla, district):
    return open_round(carla, district=district, year=YEAR, due_on=DUE)


def office_request(place=None):
    if place is None:
        return CollectionRequest.objects.select_related("round", "office").get(office__code="state")
    return CollectionRequest.objects.select_related("round", "office").get(municipality=place)


def round_url(name="round", **parts):
    return reverse(f"profile:{name}", kwargs={"district": "probstadt", **(parts or {"year": YEAR})})


def page(client, asked):
    return client.get(path_of(asked.district, asked))


def sent_back(response, **fields):
    form = response.context["form"]
    data = {name: form[name].value() for name in form.fields} | fields
    return {name: "" if value is None else value for name, value in data.items()}


def test_every_office_is_asked_once_and_those_of_the_towns_once_each(opened, lindenau, steinbach, sonnfeld):
    asked = CollectionRequest.objects.order_by("office__position", "municipality__name")
    assert [
        (row.office.code, row.municipality) for row in asked.select_related("office", "municipality")
    ] == [
        ("register", lindenau),
        ("register", sonnfeld),
        ("register", steinbach),
        ("state", None),
    ]
    assert AuditEntry.objects.filter(action="collection_opened").count() == 1


def test_an_office_that_answers_for_nothing_is_not_asked(district, carla, indicators):
    for indicator in indicators.values():
        indicator.active = False
        indicator.save()
    open_round(carla, district=district, year=YEAR, due_on=DUE)
    assert not CollectionRequest.objects.exists()


def test_a_year_is_asked_for_once(opened, carla, district):
    with pytest.raises(AlreadyOpen):
        open_round(carla, district=district, year=YEAR, due_on=DUE)
    assert CollectionRequest.objects.count() == 4


def test_the_mail_has_the_link_and_no_figures(opened, district, indicators, settings):
    settings.PUBLIC_URL = "https://kim.example"
    row = OutboxMail.objects.get(address="zahlen@land.example")
    message = outbox.message_of(row)
    assert message.to == ["zahlen@land.example"]
    assert message.subject == "KIM: Bitte um Kennzahlen"
    asked = office_request()
    assert message.body == (
        "Wir bitten Sie um Kennzahlen für das Handlungskonzept (Kreis Probstadt). "
        "Sie brauchen dafür keine Anmeldung.\n\n"
        f"https://kim.example{path_of(district, asked)}\n"
    )


def test_mails_to_offices_go_out(opened, district, mailoutbox):
    assert outbox.send_due(district).sent == 1
    assert mailoutbox[0].to == ["zahlen@land.example"]


def test_contact_persons_get_the_mail_of_an_office_without_an_address(
    indicators, carla, district, lindenau, steinbach
):
    vera = make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(lindenau,))
    make_member(district, "Willi Woanders", Role.MUNICIPALITY_CONTACT, places=(steinbach,))
    with dates.moved_clock(TODAY):
        open_round(carla, district=district, year=YEAR, due_on=DUE)
    rows = OutboxMail.objects.filter(recipient=vera)
    assert [row.place for row in rows.order_by("pk")] == ["Stadt Lindenau"]


def test_the_address_of_last_year_is_used_again(opened, carla, district, lindenau):
    asked = office_request(lindenau)
    asked.email = "meldeamt@lindenau.example"
    asked.save()
    later = open_round(carla, district=district, year=YEAR + 1, due_on=DUE)
    row = CollectionRequest.objects.get(round=later, municipality=lindenau)
    assert row.email == "meldeamt@lindenau.example"


# --- the link ---------------------------------------------------------------------------------------


def test_the_link_is_the_same_each_time_and_opens_its_request_only(opened, district, other_district):
    asked = office_request()
    token = token_of(district, asked)
    assert token == token_of(district, asked)
    assert request_of(district, token).pk == asked.pk
    with district_scope(other_district):
        assert request_of(other_district, token) is None


@pytest.mark.parametrize(
    "token", ["1", "1.", ".", "x.y", "A" * 43, "1.AAAA", "9" * 400, "ä.ö", "1.2.3", "-1.x"]
)
def test_any_other_token_is_a_page_that_does_not_exist(token, opened, client):
    address = reverse("figures:answer", kwargs={"district": "probstadt", "token": token})
    missing = client.get("/probstadt/kennzahlen/gibt/es/nicht/")
    response = client.get(address)
    assert response.status_code == missing.status_code == 404
    assert client.post(address, {}).status_code == 404


def test_a_token_with_another_number_does_not_open(opened, district, client, lindenau):
    token = token_of(district, office_request())
    number, signature = token.split(".", 1)
    other = f"{office_request(lindenau).pk}.{signature}"
    assert client.get(f"/probstadt/kennzahlen/{other}/").status_code == 404
    assert client.get(f"/probstadt/kennzahlen/{number}.{signature[:-1]}/").status_code == 404


# --- the form of the office ------------------------------------------------------------------------


def test_an_office_sees_its_figures_with_last_years_and_no_others(opened, client, lindenau, indicators):
    enter(indicators["population"], lindenau, YEAR - 1, 11_999)
    enter(indicators["naturalisations"], lindenau, YEAR - 1, 777)
    response = page(client, office_request(lindenau))
    text = response.content.decode()
    assert "Einwohnerzahl" in text
    assert f"Zuletzt (Stand 31.12.{YEAR - 1}): 11.999" in text
    assert "Eingebürgerte" not in text
    assert "777" not in text
    assert "Steinbach" not in text
    assert not response.cookies
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in text


def test_an_office_of_the_district_answers_for_all_places(opened, client, lindenau, indicators, district):
    asked = office_request()
    response = page(client, asked)
    data = sent_back(
        response,
        **{
            "wert-kreis-naturalisations": "60",
            f"wert-{lindenau.ags}-naturalisations": "30",
            f"ohne-{lindenau.ags}-flueag_fulfilment_percent": "not_available",
            "name": "Frau Beispiel",
            "remark": "Vorläufig.",
        },
    )
    answered = client.post(path_of(district, asked), data)
    assert answered.status_code == 302
    rows = IndicatorValue.objects.order_by("municipality__name", "indicator__position")
    assert sorted((row.number, row.state, row.source, row.recorded_by) for row in rows if row.number) == [
        (30, "value", "Landesstelle", None),
        (60, "value", "Landesstelle", None),
    ]
    asked.refresh_from_db()
    assert (asked.answered_by, asked.remark, asked.version) == ("Frau Beispiel", "Vorläufig.", 1)
    assert AuditEntry.objects.filter(action="collection_answered_by_link").count() == 1
    assert "Vielen Dank" in page(client, asked).content.decode()


def test_a_later_answer_corrects_as_long_as_the_round_is_open(opened, client, district, lindenau):
    asked = office_request(lindenau)
    name = f"wert-{lindenau.ags}-population"
    for text in ("12.000", "12.500"):
        client.post(path_of(district, asked), sent_back(page(client, asked), **{name: text}))
    assert [row.number for row in IndicatorValue.objects.order_by("pk")] == [12_500]
    opened.closed_on = TODAY
    opened.save()
    assert page(client, asked).status_code == 404
    assert client.post(path_of(district, asked), {name: "1"}).status_code == 404


def test_two_of_an_office_do_not_overwrite_each_other(opened, client, district, lindenau):
    asked = office_request(lindenau)
    name = f"wert-{lindenau.ags}-population"
    first = sent_back(page(client, asked), **{name: "12.000"})
    client.post(path_of(district, asked), sent_back(page(client, asked), **{name: "12.500"}))
    response = client.post(path_of(district, asked), first)
    assert response.status_code == 409
    text = response.content.decode()
    assert 'value="12.000"' in text
    assert "jetzt gespeichert 12.500" in text
    again = client.post(path_of(district, asked), sent_back(response))
    assert again.status_code == 302
    assert [row.number for row in IndicatorValue.objects.order_by("pk")] == [12_000]


def test_what_coordination_entered_meanwhile_is_not_overwritten(
    opened, client, district, lindenau, indicators
):
    asked = office_request(lindenau)
    data = sent_back(page(client, asked), **{f"wert-{lindenau.ags}-population": "12.000"})
    enter(indicators["population"], lindenau, number=13_000)
    assert client.post(path_of(district, asked), data).status_code == 409
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_wrong_figures_are_said_at_the_field_and_nothing_is_kept(opened, client, district, lindenau):
    asked = office_request(lindenau)
    data = sent_back(
        page(client, asked),
        **{f"wert-{lindenau.ags}-population": "viele", f"wert-{lindenau.ags}-foreign_nationals": "5"},
    )
    response = client.post(path_of(district, asked), data)
    assert response.status_code == 422
    assert 'value="viele"' in response.content.decode()
    assert not IndicatorValue.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"seen": "x"},
        {"seen": "x" * 41},
        {"seen": "2026-11-20T10:00:00"},
        {"seen": "9999-12-31T23:59:59+00:00"},
        {"versions": "\u202e:1"},
        {"name": "x" * 151},
        {"ohne-05997000-population": "quatsch"},
        {"wert-05997000-largest_nationalities": "\n".join(["Türkei 1"] * 90)},
    ],
)
def test_bad_input_breaks_nothing(data, opened, client, district, lindenau):
    response = client.post(path_of(district, office_request(lindenau)), data)
    assert response.status_code in {302, 409, 422}
    assert not IndicatorValue.objects.exists()


def test_the_other_verbs_are_refused(opened, client, district, lindenau):
    address = path_of(district, office_request(lindenau))
    assert client.delete(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("years", [1, 3])
def test_the_form_takes_the_same_number_of_queries(
    years, opened, client, lindenau, indicators, carla, django_assert_num_queries
):
    for year in range(YEAR - years + 1, YEAR + 1):
        enter(indicators["population"], lindenau, year, 10, recorded_by=carla)
    asked = office_request(lindenau)
    page(client, asked)
    with django_assert_num_queries(FORM_QUERIES):
        page(client, asked)


FORM_QUERIES = 4


# --- the pages of coordination ----------------------------------------------------------------------


def test_coordination_begins_a_round_and_sees_who_answered(indicators, carla, district, lindenau, client):
    browser = browser_of(carla)
    first = browser.get(reverse("profile:collection", kwargs={"district": "probstadt"}))
    assert first.context["form"]["year"].value() == 2025
    data = {"year": "2025", "due_on": f"{DUE:%d.%m.%Y}"}
    response = browser.post(reverse("profile:collection", kwargs={"district": "probstadt"}), data)
    assert response.url == round_url()
    asked = office_request(lindenau)
    client.post(path_of(district, asked), sent_back(page(client, asked)))
    text = browser.get(round_url()).content.decode()
    assert "0 von 4 Stellen haben geantwortet" in text
    assert "teilweise beantwortet (0 von 4 Zahlen)" in text
    assert path_of(district, office_request()) in text
    assert "keine E-Mail-Adresse" in text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"year": "1950", "due_on": "31.12.2026"},
        {"year": "2027", "due_on": "31.12.2026"},
        {"year": "2025", "due_on": "01.01.2026"},
        {"year": "2025", "due_on": "01.01.2036"},
        {"year": "x", "due_on": "quatsch"},
    ],
)
def test_a_round_needs_a_year_that_has_ended_and_a_day_to_come(data, indicators, carla):
    response = browser_of(carla).post(reverse("profile:collection", kwargs={"district": "probstadt"}), data)
    assert response.status_code == 422
    assert not CollectionRound.objects.exists()


def test_a_second_round_of_a_year_is_refused(opened, carla):
    data = {"year": str(YEAR), "due_on": f"{DUE:%d.%m.%Y}"}
    response = browser_of(carla).post(reverse("profile:collection", kwargs={"district": "probstadt"}), data)
    assert response.status_code == 422
    assert "schon abgefragt" in response.content.decode()


def test_who_is_late_is_said(opened, carla):
    with dates.moved_clock(DUE + timedelta(days=3)):
        text = browser_of(carla).get(round_url()).content.decode()
    assert "4 überfällig" in text
    assert "3 Tage" in text


def test_an_address_is_kept_and_the_link_is_sent(opened, carla, lindenau):
    asked = office_request(lindenau)
    address = round_url("request_send", asked=asked.pk)
    browser = browser_of(carla)
    assert browser.post(address, {"email": "kein", "version": "0"}).status_code == 422
    response = browser.post(address, {"email": "amt@lindenau.example", "version": "0"})
    assert response.status_code == 302
    asked.refresh_from_db()
    assert (asked.email, asked.version) == ("amt@lindenau.example", 1)
    assert OutboxMail.objects.filter(address="amt@lindenau.example").count() == 1
    browser.post(address, {"email": "anders@lindenau.example", "version": "0"})
    asked.refresh_from_db()
    assert asked.email == "amt@lindenau.example"


def test_a_round_is_ended_and_opened_again(opened, carla, client, district):
    browser, asked = browser_of(carla), office_request()
    browser.post(round_url("round_close"), {"version": "0"})
    assert page(client, asked).status_code == 404
    browser.post(round_url("round_close"), {"version": "0"})
    response = browser.post(round_url("round_prolong"), {"version": "1", "due_on": "24.12.2026"})
    assert response.status_code == 302
    opened.refresh_from_db()
    assert (opened.closed_on, opened.due_on, opened.version) == (None, date(2026, 12, 24), 2)
    assert page(client, asked).status_code == 404
    assert page(client, office_request()).status_code == 200
    assert browser.post(round_url("round_prolong"), {"version": "2", "due_on": "1.1.2020"}).status_code == 422


@pytest.mark.parametrize(
    "role", [Role.CASE_MANAGER, Role.MUNICIPALITY_CONTACT, Role.BOARD_MEMBER, Role.AUDITOR]
)
def test_others_do_not_see_the_collection(role, opened, district, lindenau):
    browser = browser_of(make_member(district, "Olga Ohne", role, places=(lindenau,)))
    asked = office_request(lindenau)
    for address in (
        reverse("profile:collection", kwargs={"district": "probstadt"}),
        round_url(),
        round_url("round_close"),
        round_url("request_send", asked=asked.pk),
        round_url("request_renew", asked=asked.pk),
    ):
        assert browser.get(address).status_code == browser.post(address, {}).status_code == 404


def test_a_contact_person_finds_the_own_request_on_the_page(opened, district, lindenau):
    vera = make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(lindenau,))
    address = reverse("profile:profile", kwargs={"district": "probstadt", "territory": lindenau.ags})
    text = browser_of(vera).get(address).content.decode()
    assert path_of(district, office_request(lindenau)) in text
    assert path_of(district, office_request()) not in text
    assert "zahlen@land.example" not in text


def test_a_figure_says_who_was_asked_for_it(opened, district, lindenau, anna):
    address = reverse("profile:profile", kwargs={"district": "probstadt", "territory": lindenau.ags})
    text = browser_of(anna).get(address).content.decode()
    assert "angefragt bei: Landesstelle, 20.11.2026" in text
    # No mail went to the office of the town, and nobody said that it has the link.
    assert "angefragt bei: Meldebehörde" not in text
    assert "zuständig: Meldebehörde" in text
    assert "/kennzahlen/" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_round_takes_the_same_number_of_queries(count, opened, carla, django_assert_num_queries):
    keep = list(CollectionRequest.objects.order_by("pk").values_list("pk", flat=True)[:count])
    CollectionRequest.objects.exclude(pk__in=keep).delete()
    browser = browser_of(carla)
    browser.get(round_url())
    with django_assert_num_queries(ROUND_QUERIES):
        browser.get(round_url())


ROUND_QUERIES = 12


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_rounds_takes_the_same_number_of_queries(
    count, indicators, carla, district, django_assert_num_queries
):
    for year in range(2025 - count + 1, 2026):
        open_round(carla, district=district, year=year, due_on=DUE)
    browser, address = browser_of(carla), reverse("profile:collection", kwargs={"district": "probstadt"})
    browser.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(address)


LIST_QUERIES = 8
