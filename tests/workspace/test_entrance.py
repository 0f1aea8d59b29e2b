"""The way in: landing page, log-in, choice of the district."""

import pytest

from kim.accounts.models import User
from tests.cast import PASSWORD, browser_of


def test_the_landing_page_leads_to_public_pages_and_log_in(client, district):
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Kreis Probstadt" in page
    assert 'href="/probstadt/de/"' in page
    assert 'href="/konto/anmelden/"' in page


def test_an_installation_without_a_district_says_what_to_do(client, db):
    assert "Noch kein Kreis eingerichtet" in client.get("/").content.decode()


def test_log_in_leads_to_the_only_district(client, anna):
    answer = client.post(
        "/konto/anmelden/", {"login": "anna@probstadt.example", "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/probstadt/"


def test_a_wrong_password_is_refused_in_german(client, anna):
    answer = client.post("/konto/anmelden/", {"login": "anna@probstadt.example", "password": "falsch"})
    assert answer.status_code == 200
    assert "/probstadt/" not in answer.content.decode()


def test_somebody_without_membership_is_told_whom_to_ask(client, district):
    client.force_login(User.objects.create_user(email="neu@example.org", name="Neu Neumann"))
    assert "Bitten Sie Ihre Teamleitung" in client.get("/start/").content.decode()


def test_start_asks_for_a_log_in(client, district):
    answer = client.get("/probstadt/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/anmelden/?next=/probstadt/")


def test_a_foreign_district_does_not_exist(anna, other_district):
    browser = browser_of(anna)
    assert browser.get("/fernheim/").content == browser.get("/gibt-es-nicht/").content


def test_nobody_can_register(client, db):
    assert client.get("/konto/registrieren/").status_code == 404


@pytest.mark.parametrize("path", ["/abmelden/", "/konto/abmelden/"])
def test_log_out_needs_a_form(path, anna):
    browser = browser_of(anna)
    browser.get(path)
    assert "_auth_user_id" in browser.session
