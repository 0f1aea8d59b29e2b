"""Links to the forms of offices: what kills them, who sees them, and under whose name figures come in."""

import importlib
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from kim.accounts.models import OutboxMail, Role
from kim.action_plans.models import CollectionRequest, Indicator, IndicatorValue
from kim.action_plans.profile.collecting import open_round
from kim.action_plans.profile.links import path_of, token_of
from kim.action_plans.rules.collection import is_link_open, links_close_on
from kim.audit.actions import reference_of
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.core.tenancy import district_scope
from tests.action_plans.figures import YEAR, define, enter
from tests.action_plans.test_collection import office_request, page, round_url, sent_back
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock")
DUE = TODAY + timedelta(days=30)
LAST_DAY = DUE + timedelta(days=60)


@pytest.fixture
def indicators(scoped):
    return define(scoped)


@pytest.fixture
def opened(indicators, carla, district):
    return open_round(carla, district=district, year=YEAR, due_on=DUE)


def address_of(asked):
    return path_of(asked.district, CollectionRequest.objects.select_related("district").get(pk=asked.pk))


def post(member, name, asked, **fields):
    asked = CollectionRequest.objects.get(pk=asked.pk)
    data = {"email": asked.email, "version": asked.version} | fields
    return browser_of(member).post(round_url(name, asked=asked.pk), data, follow=True)


def answer(browser, asked, **fields):
    fields = {name.replace("__", "-"): value for name, value in fields.items()}
    return browser.post(address_of(asked), sent_back(browser.get(address_of(asked)), **fields))


def population(place, text):
    return {f"wert-{place.ags}-population": text}


# --- how long a link opens ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "closed_on", "is_open"),
    [
        (date(2026, 12, 20), None, True),
        (date(2027, 2, 18), None, True),
        (date(2027, 2, 19), None, False),
        (date(2026, 12, 20), date(2026, 12, 20), False),
        (date(2026, 12, 20), date(2026, 12, 24), False),
    ],
)
def test_a_link_opens_until_sixty_days_after_the_last_day(today, closed_on, is_open):
    assert is_link_open(today, due_on=date(2026, 12, 20), closed_on=closed_on) is is_open
    assert links_close_on(date(2026, 12, 20)) == date(2027, 2, 18)


def test_the_page_of_an_office_opens_on_the_last_day_and_not_after(opened, client, carla, lindenau):
    asked = office_request(lindenau)
    with dates.moved_clock(LAST_DAY):
        assert page(client, asked).status_code == 200
        assert "Die Links öffnen sich bis zum" in browser_of(carla).get(round_url()).content.decode()
    with dates.moved_clock(LAST_DAY + timedelta(days=1)):
        assert page(client, asked).status_code == 404
        assert client.post(address_of(asked), {}).status_code == 404
        text = browser_of(carla).get(round_url()).content.decode()
        assert "Die Links öffnen sich nicht mehr" in text
        assert "/kennzahlen/" not in text
        late = post(carla, "request_send", asked, email="amt@lindenau.example")
        assert "inzwischen jemand anderes geändert" in late.content.decode()
    assert not OutboxMail.objects.filter(address="amt@lindenau.example").exists()


def test_another_last_day_gives_new_links_to_those_whose_links_are_dead(opened, client, carla, lindenau):
    asked, state = office_request(lindenau), office_request()
    answer(client, asked)
    before = [address_of(asked), address_of(state)]
    OutboxMail.objects.all().delete()
    with dates.moved_clock(LAST_DAY + timedelta(days=1)):
        data = {"version": "0", "due_on": f"{LAST_DAY + timedelta(days=30):%d.%m.%Y}"}
        response = browser_of(carla).post(round_url("round_prolong"), data, follow=True)
        assert "die alten öffnen sich nicht mehr" in response.content.decode()
        assert [client.get(path).status_code for path in before] == [404, 404]
        assert [page_of.status_code for page_of in map(client.get, map(address_of, (asked, state)))] == [
            200
        ] * 2
    assert [row.path for row in OutboxMail.objects.order_by("pk")] == [address_of(state)]
    asked.refresh_from_db()
    assert asked.answered_at is not None


def test_a_later_last_day_keeps_the_links_that_open(opened, client, carla, lindenau):
    before = address_of(office_request(lindenau))
    OutboxMail.objects.all().delete()
    browser_of(carla).post(round_url("round_prolong"), {"version": "0", "due_on": "24.12.2026"})
    assert client.get(before).status_code == 200
    assert not OutboxMail.objects.exists()


# --- what kills a link --------------------------------------------------------------------------------


def test_another_address_gets_another_link(opened, client, carla, lindenau):
    asked = office_request(lindenau)
    first = address_of(asked)
    post(carla, "request_send", asked, email="falsch@lindenau.example")
    assert address_of(asked) == first
    post(carla, "request_send", asked)
    assert address_of(asked) == first
    text = post(carla, "request_send", asked, email="richtig@lindenau.example").content.decode()
    assert "Der alte öffnet sich nicht mehr." in text
    assert client.get(first).status_code == 404
    assert client.get(address_of(asked)).status_code == 200
    row = OutboxMail.objects.get(address="richtig@lindenau.example")
    assert row.path == address_of(asked) != first


def test_a_new_link_kills_the_old_one_and_asks_again(opened, client, carla, district):
    asked = office_request()
    first = address_of(asked)
    answer(client, asked, name="Frau Falsch")
    text = post(carla, "request_renew", asked).content.decode()
    assert "Ein neuer Link geht an zahlen@land.example. Der alte öffnet sich nicht mehr." in text
    assert client.get(first).status_code == 404
    again = client.get(address_of(asked))
    assert again.status_code == 200
    assert "Vielen Dank" not in again.content.decode()
    asked.refresh_from_db()
    assert (asked.answered_at, asked.answered_by) == (None, "Frau Falsch")
    entry = AuditEntry.objects.get(action="collection_link_renewed")
    assert (entry.actor, entry.subject_id) == (carla, reference_of(asked))


def test_a_new_link_without_an_address_goes_to_the_contact_persons_or_is_handed_on(
    opened, carla, district, lindenau, steinbach
):
    vera = make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(lindenau,))
    text = post(carla, "request_renew", office_request(lindenau)).content.decode()
    assert "an die Ansprechpersonen der Kommune" in text
    assert OutboxMail.objects.get(recipient=vera).path == address_of(office_request(lindenau))
    assert (
        "Bitte geben Sie ihn weiter."
        in post(carla, "request_renew", office_request(steinbach)).content.decode()
    )


def test_what_is_no_address_is_said_at_the_field(opened, carla, lindenau):
    first = address_of(office_request(lindenau))
    response = post(carla, "request_renew", office_request(lindenau), email="kein")
    assert response.status_code == 422
    text = response.content.decode()
    assert 'value="kein"' in text
    assert "Bitte prüfen Sie Ihre Angaben" in text
    assert address_of(office_request(lindenau)) == first


def test_the_second_of_two_who_send_a_new_link_is_told(opened, carla, lindenau):
    asked = office_request(lindenau)
    post(carla, "request_renew", asked)
    now = address_of(asked)
    assert "inzwischen jemand anderes" in post(carla, "request_renew", asked, version=0).content.decode()
    assert address_of(asked) == now


def test_all_dead_links_show_the_same_page_as_one_that_never_was(
    opened, client, carla, district, other_district, lindenau
):
    asked = office_request(lindenau)
    unknown = client.get(f"/probstadt/kennzahlen/{'x' * 40}/")
    assert unknown.status_code == 404
    text = unknown.content.decode()
    assert "Dieser Link öffnet sich nicht" in text
    assert "Kommunalen Integrationsmanagement, Kreis Probstadt" in text
    assert "Lindenau" not in text
    old = address_of(asked)
    post(carla, "request_renew", asked)
    dead = [client.get(old), client.post(old, {})]
    with dates.moved_clock(LAST_DAY + timedelta(days=1)):
        dead.append(page(client, office_request(lindenau)))
    foreign = token_of(other_district, office_request(lindenau))
    dead.append(client.get(f"/probstadt/kennzahlen/{foreign}/"))
    browser_of(carla).post(round_url("round_close"), {"version": "0"})
    dead.append(page(client, office_request(lindenau)))
    assert {(each.status_code, each.content) for each in dead} == {(404, unknown.content)}


def test_rows_of_the_version_before_get_a_secret_each(opened, district, other_district):
    with district_scope(other_district):
        define(other_district)
        open_round(None, district=other_district, year=YEAR, due_on=DUE)
        CollectionRequest.objects.update(secret="gleich")
    CollectionRequest.objects.update(secret="gleich")
    step = importlib.import_module("kim.action_plans.migrations.0003_request_secret")
    step.give_secrets(apps, SimpleNamespace(connection=connection))
    found = []
    for each in (district, other_district):
        with district_scope(each):
            found += CollectionRequest.objects.order_by("pk").values_list("secret", flat=True)
    assert len(set(found)) == len(found) == 8
    assert all(len(secret) == 43 for secret in found)


def test_the_page_says_that_contact_persons_are_asked_for_an_office_without_an_address(
    opened, carla, district, lindenau, steinbach
):
    make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(lindenau,))
    text = browser_of(carla).get(round_url()).content.decode()
    rows = {
        place: row
        for row in text.split("<li")[1:]
        for place in ("Lindenau", "Steinbach")
        if f"· {place}<" in row
    }
    assert "Ansprechpersonen der Kommune" in rows["Lindenau"]
    assert "bitte den Link weitergeben" in rows["Steinbach"]


# --- who sees links -----------------------------------------------------------------------------------


def test_coordination_of_one_area_sees_no_links_and_addresses_of_others(
    opened, carla, dora, client, lindenau, sonnfeld
):
    for place in (lindenau, sonnfeld):
        asked = office_request(place)
        post(dora, "request_send", asked, email=f"amt@{place.name.lower()}.example")
        answer(client, asked, name=f"Frau {place.name}sen")
    own, foreign = address_of(office_request(lindenau)), address_of(office_request(sonnfeld))
    text = browser_of(carla).get(round_url()).content.decode()
    assert "Meldebehörde · Sonnfeld" in text
    assert own in text
    assert "amt@lindenau.example" in text
    assert "Frau Lindenausen" in text
    for secret in (foreign, foreign.split("/")[-2], "amt@sonnfeld.example", "Frau Sonnfeldsen"):
        assert secret not in text
        assert secret in browser_of(dora).get(round_url()).content.decode()


@pytest.mark.parametrize("name", ["request_send", "request_renew"])
def test_coordination_of_one_area_sends_no_links_of_others(name, opened, carla, sonnfeld):
    asked = office_request(sonnfeld)
    before = address_of(asked)
    OutboxMail.objects.all().delete()
    response = post(carla, name, asked, email="ich@anders.example")
    assert response.status_code == 404
    assert (address_of(asked), OutboxMail.objects.count()) == (before, 0)


# --- under whose name figures come in -----------------------------------------------------------------


def entries_of(action):
    return list(AuditEntry.objects.filter(action=action).order_by("number"))


def test_a_member_who_may_enter_the_figures_answers_in_the_own_name(opened, carla, lindenau):
    asked, browser = office_request(lindenau), browser_of(carla)
    assert "unter Ihrem Namen, Carla Clar" in browser.get(address_of(asked)).content.decode()
    assert answer(browser, asked, **population(lindenau, "12.000")).status_code == 302
    assert IndicatorValue.objects.get().recorded_by == carla
    (said,), (figures,) = entries_of("collection_answered"), entries_of("figures_recorded")
    assert (said.actor, said.subject_id) == (carla, reference_of(asked))
    assert (figures.actor, figures.subject_id) == (carla, reference_of(lindenau))


def test_who_may_not_enter_the_figures_holds_a_link_and_no_more(opened, district, lindenau, steinbach, anna):
    elsewhere = make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(steinbach,))
    asked = office_request(lindenau)
    for number, member in enumerate((anna, elsewhere)):
        text = browser_of(member).get(address_of(asked)).content.decode()
        assert "unter Ihrem Namen" not in text
        assert member.user.name not in text
        assert answer(browser_of(member), asked, **population(lindenau, f"12.00{number}")).status_code == 302
        assert IndicatorValue.objects.get().recorded_by is None
    assert [entry.actor for entry in entries_of("collection_answered_by_link")] == [None, None]
    assert [entry.subject_id for entry in entries_of("figures_recorded_by_link")] == [
        reference_of(lindenau)
    ] * 2
    assert not entries_of("collection_answered")
    assert not entries_of("figures_recorded")


def test_for_all_places_only_who_may_enter_all_answers_in_the_own_name(opened, carla, dora, lindenau):
    asked = office_request()
    for member, author in ((carla, None), (dora, dora)):
        value = "30" if author else "20"
        answer(browser_of(member), asked, **{f"wert-{lindenau.ags}-naturalisations": value})
        assert IndicatorValue.objects.get().recorded_by == author


def test_where_nothing_is_asked_any_more_nobody_answers_in_the_own_name(opened, lindenau, auditor):
    asked = office_request(lindenau)
    Indicator.objects.update(active=False)
    text = browser_of(auditor).get(address_of(asked)).content.decode()
    assert auditor.user.name not in text
    answer(browser_of(auditor), asked)
    assert not entries_of("collection_answered")


def test_members_of_another_district_hold_a_link_only(opened, xenia, lindenau):
    assert answer(browser_of(xenia), office_request(lindenau), **population(lindenau, "9")).status_code == 302
    assert IndicatorValue.objects.get().recorded_by is None


def test_without_the_second_factor_nobody_answers_in_the_own_name(opened, carla, lindenau, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    assert answer(browser_of(carla), office_request(lindenau), **population(lindenau, "9")).status_code == 302
    assert IndicatorValue.objects.get().recorded_by is None


# --- the answer ---------------------------------------------------------------------------------------


def test_thanks_are_not_given_for_a_correction_that_was_not_taken(opened, client, lindenau):
    asked = office_request(lindenau)
    answer(client, asked, **population(lindenau, "12.000"))
    wrong = answer(client, asked, **population(lindenau, "viele"))
    assert wrong.status_code == 422
    assert "Vielen Dank" not in wrong.content.decode()


def test_the_same_answer_sent_twice_counts_once(opened, client, lindenau):
    asked = office_request(lindenau)
    data = sent_back(
        page(client, asked), **population(lindenau, "12.000"), name="Frau Beispiel", remark="Vorläufig."
    )
    assert client.post(address_of(asked), data).status_code == 302
    asked.refresh_from_db()
    with dates.moved_clock(TODAY + timedelta(days=1)):
        assert client.post(address_of(asked), data).status_code == 302
    again = CollectionRequest.objects.get(pk=asked.pk)
    assert (again.answered_at, again.version) == (asked.answered_at, asked.version)
    assert len(entries_of("collection_answered_by_link")) == len(entries_of("figures_recorded_by_link")) == 1


def test_who_wrote_before_is_not_told_to_the_holder_of_a_link_and_stays(opened, client, lindenau):
    asked = office_request(lindenau)
    answer(client, asked, name="Frau Beispiel", remark="Vorläufig.")
    text = page(client, asked).content.decode()
    assert "Frau Beispiel" not in text
    assert "Vorläufig." in text
    answer(client, asked, remark="Endgültig.")
    asked.refresh_from_db()
    assert (asked.answered_by, asked.remark) == ("Frau Beispiel", "Endgültig.")


def test_of_two_remarks_the_second_sees_the_first(opened, client, lindenau):
    asked = office_request(lindenau)
    data = sent_back(page(client, asked), remark="Von mir.")
    answer(client, asked, remark="Von ihr.")
    response = client.post(address_of(asked), data)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Von mir." in text
    assert "Anmerkung: jetzt gespeichert „Von ihr.“" in text
    assert client.post(address_of(asked), sent_back(response)).status_code == 302
    asked.refresh_from_db()
    assert asked.remark == "Von mir."


def test_a_link_sent_once_more_does_not_disturb_who_is_filling_in(opened, client, carla):
    asked = office_request()
    data = sent_back(page(client, asked), **{"wert-kreis-naturalisations": "60"})
    post(carla, "request_send", asked)
    assert client.post(address_of(asked), data).status_code == 302
    assert IndicatorValue.objects.get().number == 60


def test_who_is_late_is_told_until_when_figures_are_taken(opened, client, lindenau):
    assert (
        "Bitte antworten Sie bis zum 20.12.2026." in page(client, office_request(lindenau)).content.decode()
    )
    with dates.moved_clock(DUE + timedelta(days=1)):
        text = page(client, office_request(lindenau)).content.decode()
    assert "Die Frist war der 20.12.2026. Ihre Zahlen nehmen wir noch bis zum 18.02.2027 an." in text


def test_mistakes_of_a_form_for_all_places_are_listed_with_their_place(opened, client, lindenau):
    asked = office_request()
    response = answer(client, asked, **{f"wert-{lindenau.ags}-naturalisations": "viele"})
    assert response.status_code == 422
    text = response.content.decode()
    assert ">Lindenau: Eingebürgerte im Vorjahr</a>" in text
    assert ">Eingebürgerte im Vorjahr</label>" in text
    assert "</strong> Erläuterung zu Eingebürgerte im Vorjahr</li>" in text


def test_what_stands_for_last_year_is_shown_as_a_help(opened, client, lindenau, indicators):
    enter(indicators["population"], lindenau, YEAR - 1, 11_999)
    assert (
        f"Zuletzt (Stand 31.12.{YEAR - 1}): 11.999" in page(client, office_request(lindenau)).content.decode()
    )


def test_a_round_points_at_itself_in_the_log(opened, carla):
    browser = browser_of(carla)
    browser.post(round_url("round_prolong"), {"version": "0", "due_on": "24.12.2026"})
    browser.post(round_url("round_close"), {"version": "1"})
    for action in ("collection_opened", "collection_prolonged", "collection_closed"):
        assert [entry.subject_id for entry in entries_of(action)] == [reference_of(opened)]


def test_an_explanation_points_at_its_place_in_the_log(carla, lindenau, indicators):
    enter(indicators["population"], lindenau, number=10)
    enter(indicators["foreign_nationals"], lindenau, number=20)
    address = reverse("profile:findings", kwargs={"district": "probstadt"})
    browser = browser_of(carla)
    form = browser.get(address).context["lines"][0]["form"]
    data = {"key": form["key"].value(), "digest": form["digest"].value(), "text": "Stimmt so."}
    assert browser.post(address, data).status_code == 302
    assert [entry.subject_id for entry in entries_of("finding_explained")] == [reference_of(lindenau)]


def test_the_log_says_which_office_and_place(opened, carla, client, auditor, district, lindenau):
    answer(client, office_request(lindenau), **population(lindenau, "12.000"))
    answer(browser_of(carla), office_request(), **{"wert-kreis-naturalisations": "60"})
    text = browser_of(auditor).get(reverse("audit:log", args=["probstadt"])).content.decode()
    rows = [row.split("</tr>")[0] for row in text.split("<tr>")[2:]]
    for label, name in (
        ("Kennzahlen über den Link eingetragen", "Lindenau"),
        ("Anfrage nach Kennzahlen über den Link beantwortet", f"Meldebehörde · Lindenau ({YEAR})"),
        ("Kennzahlen über den Link eingetragen", "Kreis Probstadt"),
        ("Anfrage nach Kennzahlen über den Link beantwortet", f"Landesstelle ({YEAR})"),
        ("Abfrage der Kennzahlen begonnen", f"Abfrage {YEAR}"),
    ):
        assert any(f"<td>{label}</td>" in row and f">{name}</td>" in row for row in rows), (label, name)
