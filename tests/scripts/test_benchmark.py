"""The stock of the benchmark is made past the models, so it has to prove that the product can read it."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser

from kim.accounts.models import User
from kim.cases.models import Case, Client, Consultation, Need
from kim.core.sealing import open_sealed
from kim.core.tenancy import district_scope
from kim.districts.models import District
from scripts.benchmark import report
from scripts.benchmark.life import CONSULTATIONS, PERIODS, invent_life
from scripts.benchmark.stock import Plan, fill_databases
from scripts.benchmark.timing import Operation, p95

TODAY = date(2026, 11, 20)


@pytest.fixture
def stock(db):
    counts = fill_databases(Plan(districts=1, managers=2, cases_per_manager=4))
    yield counts
    if connection.vendor == "postgresql":
        connection.check_constraints()


def test_stock_has_the_promised_proportions_and_opens(stock):
    assert (stock["case"], stock["client"], stock["consultation"], stock["keys"]) == (8, 24, 80, 32)
    with district_scope(District.objects.get()):
        cases, people = list(Case.objects.order_by("pk")), list(Client.objects.order_by("pk"))
        entries = list(Consultation.objects.order_by("pk"))
        open_sealed(cases, people, entries)
        assert all(person.full_name != "ohne Namen" for person in people)
        assert all(entry.note for entry in entries)
        assert Need.objects.count() == 24


def test_pages_show_the_stock(stock):
    district = District.objects.get()
    browser = Browser()
    browser.force_login(User.objects.order_by("pk")[0])
    assert browser.get(f"/{district.slug}/faelle/?status=all").status_code == 200
    with district_scope(district):
        case = Case.objects.filter(lead__user__email__startswith="manager-0").order_by("pk")[0]
    assert browser.get(f"/{district.slug}/faelle/{case.number}/").status_code == 200


def test_a_row_can_be_added_after_the_stock(stock):
    with district_scope(District.objects.get()):
        need = Need.objects.order_by("-pk")[0]
        domains = set(type(need.life_domain).objects.order_by("pk").values_list("pk", flat=True))
        taken = set(Need.objects.filter(case=need.case).order_by().values_list("life_domain_id", flat=True))
        need.pk, need.life_domain_id = None, min(domains - taken)
        need.save(force_insert=True)
        assert Need.objects.count() == 25


def test_invented_lives_keep_the_rules():
    dice = random.Random(3)
    for _ in range(2000):
        life = invent_life(dice, "case_management", TODAY)
        days = life.consultations
        assert len(days) == CONSULTATIONS
        assert life.opened <= days[0] <= days[-1] <= (life.closed or TODAY)
        assert days == sorted(days)
        if life.status == "active":
            assert life.closes > TODAY
        if life.status == "archived":
            assert life.closed < life.archived <= TODAY < life.delete
            assert life.delete <= life.archived + timedelta(days=PERIODS.deletion_days)


def test_a_missed_bar_is_said():
    base = {"name": "F0", "median": 2.0, "p95": 3.0, "raw": None, "queries": 2}
    base |= {"factor": None, "limit": None, "raw_factor": None}
    slow = base | {"name": "list", "median": 11.0, "raw": 1.0, "factor": 5}
    table = report._table([base, slow, slow | {"median": 9.0}])
    assert "| list | 11.0 | 3.0 | 5.5 | 11.0 | 2 | ≤ 5 × F0 | MISSED |" in table
    assert "| list | 9.0 | 3.0 | 4.5 | 9.0 | 2 | ≤ 5 × F0 | reached |" in table


def test_percentile_and_median():
    assert p95(range(1, 101)) == 96
    assert Operation("x", print, times=[3.0, 1.0, 2.0]).result()["median"] == 2.0
