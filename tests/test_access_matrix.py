"""Everybody asks for every address, with every method: who may is written in `tests/access/policy.py`."""

import csv
import io
import logging
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connections
from django.urls import reverse

from kim.cases.models import Case, Client
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from tests.access import policy, things, world
from tests.access.probing import (
    Prober,
    Tally,
    address,
    carelessness,
    pages,
    send,
    targets_of,
    text_of,
)
from tests.cast import TODAY

METHODS = ("GET", "POST")
#: Methods that no page offers are asked for by everybody, the others of them by some.
RARE_METHODS = ("PUT", "HEAD", "DELETE")
CURIOUS = {"anonymous", "anna", "reader", "dora", "authority_officer", "xenia"}
#: Who asks in the quick run, too.
QUICK = {"ben", "authority_officer"}
#: Who asks on PostgreSQL, too, where its own walls could refuse what the views allow: each kind of right once.
ON_BOTH_DATABASES = {
    "anna",
    "co_worker",
    "carla",
    "dora",
    "assistant",
    "board_member",
    "municipality_contact",
    "xenia",
}


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    logging.disable(logging.CRITICAL)
    with world.standing(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


pytestmark = pytest.mark.django_db

OURS = [page for page in pages() if page.name in policy.POLICY]


def test_every_address_has_a_line_and_every_line_an_address():
    names = [page.name for page in pages()]

    assert sorted(names) == sorted([*policy.POLICY, *policy.LOG_IN])


def targets_for(prober, page):
    """Return what a person asks for.

    On PostgreSQL what they may have, and the stranger from the other district everything: there the question is whether
    the walls of the database refuse what the views allow. That views refuse is no matter of the database.
    """
    targets = targets_of(page, prober.world)
    if connections["default"].vendor == "postgresql" and prober.person != "xenia":
        return [target for target in targets if prober.may(page, target)]
    return targets


def ask_everything(prober):
    """Let one person ask for every thing by every method."""
    for page in OURS:
        targets = targets_for(prober, page)
        for method in METHODS:
            for target in targets:
                prober.ask(page, target, method)
        for method in RARE_METHODS[: 3 if prober.person in CURIOUS else 1]:
            for target in targets[:1]:
                prober.ask(page, target, method)
    return prober.tally


def with_the_slow_ones(people):
    return [pytest.param(name, marks=marks_of(name)) for name in people]


def marks_of(person):
    slow = [] if person in QUICK else [pytest.mark.slow]
    return slow if person in QUICK | ON_BOTH_DATABASES else [*slow, pytest.mark.once]


@pytest.mark.parametrize("person", with_the_slow_ones(world.PEOPLE))
def test_everybody_gets_what_the_policy_says(everything, person):
    tally = ask_everything(Prober(everything, person))
    print(f"{person}: {tally.asked} questions, {tally.read} readings, {tally.logged} entries in the log")

    assert not tally.wrong, "\n".join(tally.wrong)
    assert tally.read == tally.logged


def state_of_everything():
    """Return all rows of all tables but those of the log, of sessions and of counters."""
    unwatched = {"audit_auditentry", "audit_chainhead", "django_session"}
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in unwatched:
            alias = "keys" if model._meta.app_label == "core" else "default"
            with connections[alias].cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of a model
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def states():
    """Return the state seen from each district: a database may show only the open one."""
    seen = []
    for district in District.objects.order_by("pk"):
        with district_scope(district):
            seen.append(state_of_everything())
    return seen


@pytest.mark.once
@pytest.mark.parametrize(
    "person", with_the_slow_ones(["ben", "anna", "dora", "auditor", "assistant", "anonymous"])
)
def test_looking_changes_nothing(everything, person):
    prober, before = Prober(everything, person), states()
    for page in OURS:
        for target in targets_of(page, everything):
            send(prober.browser, "GET", address(page, target))

    assert states() == before


@pytest.mark.parametrize("name", sorted(policy.LOG_IN))
@pytest.mark.parametrize("person", ["anonymous", "anna"])
def test_the_pages_of_the_log_in_library_are_guarded(everything, name, person):
    key = {"pk": 999} if name in {"mfa_remove_webauthn", "mfa_edit_webauthn"} else {}
    response = send(everything.browsers[person], "GET", reverse(name, kwargs=key))

    assert response.status_code == policy.LOG_IN[name][person == "anna"]
    assert carelessness(response) == []
    assert not [word for word in everything.secrets if word in text_of(response).lower()]


def test_logging_out_needs_a_post(everything):
    browser = everything.browsers["anna"]
    send(browser, "GET", reverse("account_logout"))

    assert browser.get("/probstadt/").status_code == 200


@pytest.mark.parametrize("person", ["stand_in", "reader", "granted"])
def test_a_right_for_a_time_is_gone_the_day_after(everything, person):
    url = reverse("cases:case_detail", args=["probstadt", everything.cases["anna"].number])

    assert everything.browsers[person].get(url).status_code == 200
    with dates.moved_clock(TODAY + timedelta(days=1)):
        assert everything.browsers[person].get(url).status_code == 404


def intake_of(secret, place):
    return {
        "outcome": "case_management",
        "municipality": place,
        "access_route": "selbst",
        "given_name": f"Vor{secret.lower()}",
        "family_name": secret,
    }


def test_a_known_name_is_told_without_anything_else(everything):
    sent = intake_of(things.SECRETS["anna"], "05997002")
    answer = everything.browsers["ben"].post("/probstadt/faelle/neu/", sent)

    said = text_of(answer)
    assert answer.status_code == 200
    assert "Lindenau" in said
    assert "anna Beispiel" in said
    assert not any(word in said for word in ("771901", "P-26-0001", "Ambosslercheweg", "17.01.1987"))


def test_nobody_is_told_of_a_protected_person(everything):
    home = District.objects.get(slug=things.HOME)
    with district_scope(home):
        Client.objects.filter(case_members__case=everything.cases["anna"]).update(restricted=True)
    told = everything.browsers["ben"].post(
        "/probstadt/faelle/neu/", intake_of(things.SECRETS["anna"], "05997002")
    )

    assert told.status_code == 302
    found = everything.browsers["ben"].post("/probstadt/suche/", {"q": things.SECRETS["anna"]})
    assert "Lindenau" not in text_of(found)


def numbers_of(everything, person):
    text = text_of(everything.browsers[person].get("/probstadt/zahlen/datei.csv?monat=2026-09"))
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
    return [int(cell) for row in rows for cell in row if re.fullmatch(r"[0-9]{1,3}", cell)]


@pytest.mark.parametrize("person", ["board_member", "municipality_contact"])
def test_readers_outside_of_the_team_get_no_small_numbers(everything, person):
    assert {1, 2} & set(numbers_of(everything, "dora"))
    assert not {1, 2, 3, 4} & set(numbers_of(everything, person))


def everybodys_cases(membership):
    return Case.objects.all()


def test_the_matrix_notices_an_open_door(everything, monkeypatch):
    for module in ("kim.cases.views.pages", "kim.cases.views.case_list"):
        monkeypatch.setattr(f"{module}.cases_visible_to", everybodys_cases)
    prober = Prober(everything, "ben")
    page = next(page for page in OURS if page.name == "cases:case_detail")
    for target in targets_of(page, everything):
        prober.ask(page, target, "GET")

    assert any("tells ambosslerche" in line for line in prober.tally.wrong)
    assert any("refused with 200" in line for line in prober.tally.wrong)


def test_the_matrix_notices_a_telling_refusal(everything):
    """A refusal that differs in one header from what does not exist is noticed."""
    prober = Prober(everything, "ben")
    page = next(page for page in OURS if page.name == "cases:case_detail")
    there, missing = targets_of(page, everything)[0], address(page, everything.targets["case"][-3])
    prober.ask(page, there, "GET")
    assert prober.tally == Tally(asked=1)
    kept = prober.kept["GET", missing]
    prober.kept["GET", missing] = (*kept[:2], kept[2] | {"X-Hint": "1"})
    prober.ask(page, there, "GET")
    assert "differs from what does not exist" in prober.tally.wrong[0]
