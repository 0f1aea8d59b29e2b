"""A new installation gets its first team lead from whoever runs the server."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from kim.accounts.models import Membership
from kim.core.tenancy import district_scope


def run(district, **options):
    said = io.StringIO()
    call_command(
        "first_team_lead",
        district.slug,
        name="Mira Probe",
        email="mira@probe.example",
        stdout=said,
        **options,
    )
    return said.getvalue()


def test_the_first_team_lead_sets_a_password_and_is_in(district):
    link = re.search(r"https?://[^/]+(/\S+)", run(district, apply=True))[1]
    browser = Browser()
    page = browser.get(link)
    assert page.status_code == 200
    fields = re.findall(r'name="(\w*password\w*)"', page.content.decode())
    browser.post(link, dict.fromkeys(fields, "ein-langes-passwort-9"))
    answer = browser.post(
        "/konto/anmelden/", {"login": "mira@probe.example", "password": "ein-langes-passwort-9"}
    )
    assert answer.status_code == 302


def test_without_apply_nothing_is_written(district):
    assert "würde Teamleitung" in run(district)
    with district_scope(district):
        assert not Membership.objects.exists()


def test_a_district_with_a_team_lead_needs_no_first_one(district, dora):
    with pytest.raises(CommandError, match="hat schon eine Teamleitung"):
        run(district, apply=True)


def test_an_unknown_district_and_a_wrong_address_are_told(district):
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("first_team_lead", "nirgends", name="M", email="m@probe.example")
    with pytest.raises(CommandError, match="keine E-Mail-Adresse"):
        call_command("first_team_lead", district.slug, name="M", email="m")
