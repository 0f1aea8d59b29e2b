"""Answers about passkeys that no browser gives end with a message, on every page that takes one."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse

from kim.accounts import passkeys
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
DEEP = "[" * 5_000 + "]" * 5_000
SIDEWAYS = json.dumps({"rawId": [{}] * 200})
FORMS = ("AddForm", "LoginForm", "AuthenticateForm", "ReauthenticateForm")


@pytest.mark.parametrize("answer", [DEEP, SIDEWAYS, '{"a":' * 5_000 + "1" + "}" * 5_000, "[", "null", "7"])
def test_a_nested_answer_is_refused_at_the_page(anna, answer):
    url = reverse("mfa_add_webauthn")
    browser = Browser()
    browser.post(reverse("account_login"), {"login": anna.user.email, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"name": "Schlüssel", "credential": answer}).status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_every_form_reads_only_flat_answers(name):
    field = getattr(passkeys, name).base_fields["credential"]
    assert field.clean('{"id": "x", "response": {"a": [1]}}') == {"id": "x", "response": {"a": [1]}}
    for answer in (DEEP, SIDEWAYS):
        with pytest.raises(ValidationError):
            field.clean(answer)


ODD = [
    '{"id": 1}',
    '{"id": {"a": 1}, "response": []}',
    '{"id": "x", "response": {"userHandle": 1}}',
    "7" * 5_000,
    "[]",
    '"x"',
]


@pytest.mark.parametrize("answer", [DEEP, *ODD])
def test_nobody_gets_an_error_at_log_in_by_passkey(db, answer):
    browser = Browser()
    url = reverse("mfa_login_webauthn")
    browser.get(url, headers={"x-requested-with": "XMLHttpRequest"})
    said = browser.post(url, {"credential": answer})
    assert (said.status_code, said.url) == (302, reverse("account_login"))


@pytest.mark.parametrize("answer", ODD)
def test_an_odd_answer_adds_no_passkey(anna, answer):
    url = reverse("mfa_add_webauthn")
    browser = Browser()
    browser.post(reverse("account_login"), {"login": anna.user.email, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.get(url)
    assert browser.post(url, {"name": "Schlüssel", "credential": answer}).status_code == 200
    assert not Authenticator.objects.exists()
