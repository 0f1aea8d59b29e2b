"""Who signs in, and with what, before names are shown."""

import time

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client as Browser

from kim.accounts.models import User
from tests.cast import PASSWORD, browser_of

TEAM = "/probstadt/verwaltung/team/"
SIGN_IN = "/konto/anmelden/"


@pytest.fixture(autouse=True)
def second_factor_is_asked(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def code(secret):
    counter = int(time.time()) // 30
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def signed_in(member):
    browser = Browser()
    browser.post(SIGN_IN, {"login": member.user.email, "password": PASSWORD})
    return browser


def test_without_a_second_factor_one_has_to_be_set_up(anna):
    answer = signed_in(anna).get(TEAM)
    assert (answer.status_code, answer.url) == (302, "/konto/zweiter-faktor/")


def test_second_factor_at_log_in_opens_the_pages(anna):
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(anna.user, secret)
    browser = signed_in(anna)
    assert browser.get(TEAM).url.startswith(SIGN_IN)
    browser.post("/konto/zweiter-faktor/authenticate/", {"code": code(secret)})
    assert browser.get(TEAM).status_code == 200


def test_session_begun_without_it_stays_shut_until_it_is_shown_there(anna):
    browser = signed_in(anna)
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(anna.user, secret)
    answer = browser.get(TEAM)
    assert answer.status_code == 302
    assert answer.url == f"/konto/zweiter-faktor/reauthenticate/?next={TEAM}"
    assert browser.post(answer.url, {"code": "000000"}).status_code == 200
    assert browser.get(TEAM).status_code == 302
    assert browser.post(answer.url, {"code": code(secret)}).url == TEAM
    assert [browser.get(TEAM).status_code for _ in range(2)] == [200, 200]


def test_public_pages_of_a_district_ask_for_nothing(anna):
    assert browser_of(anna).get("/probstadt/de/").status_code == 200


def test_accounts_of_the_demo_are_shut_in_production(district, settings):
    demo = User.objects.create_user(email="anna.demo@demo.example", password=PASSWORD, name="Anna Demo")
    attempt = {"login": demo.email, "password": PASSWORD}
    assert Browser().post(SIGN_IN, attempt).status_code == 302
    settings.PRODUCTION = True
    refused = Browser().post(SIGN_IN, attempt)
    wrong = Browser().post(SIGN_IN, attempt | {"password": "falsch"})
    assert refused.status_code == wrong.status_code == 200
    assert refused.context["form"].errors == wrong.context["form"].errors


def test_a_locked_out_person_is_told_the_same_as_with_a_wrong_password(anna):
    User.objects.filter(pk=anna.user_id).update(is_active=False)
    attempt = {"login": anna.user.email, "password": PASSWORD}
    refused = Browser().post(SIGN_IN, attempt)
    wrong = Browser().post(SIGN_IN, attempt | {"password": "falsch"})
    assert refused.status_code == wrong.status_code == 200
    assert refused.context["form"].errors == wrong.context["form"].errors
