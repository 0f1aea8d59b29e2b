"""Answers about passkeys that no browser gives end with a message, on every page that takes one."""

import json

import pytest
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
