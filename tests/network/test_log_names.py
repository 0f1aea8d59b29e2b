"""The log says which partner, offer, agreement, group it is about, not only what was done."""

from datetime import date, time

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from kim.action_plans.plans.actions import parts, talks
from kim.audit.actions import record
from kim.audit.models import AuditEntry
from kim.network import actions as network
from kim.network.access import actions as access
from kim.network.agreements import block_actions
from kim.network.offers import actions as offers
from kim.network.partners import actions as partners
from kim.steering import actions as steering
from tests.cast import TODAY, browser_of
from tests.network.agreement_cast import make_agreement
from tests.network.offer_fixtures import make_offer

pytestmark = pytest.mark.usefixtures("clock", "scoped")
LOG = "/probstadt/verwaltung/protokoll/"


def last_line(auditor):
    return browser_of(auditor).get(LOG).context["rows"][0]


@pytest.fixture
def verbs(scoped, carla, lindenau):
    """What is done -> the name of what it is done to."""
    partner = partners.add_partner(carla, name="Beratung Beispiel", kind="welfare")
    offer = make_offer(scoped, lindenau, "Sprachcafé")
    hours = access.add_hours(
        carla,
        municipality=lindenau,
        place="Rathaus",
        rule="FREQ=WEEKLY;BYDAY=MO",
        starts=time(9),
        ends=time(10),
    )
    group = steering.open_group(carla, municipality=lindenau, kind="working", name="AG Ankommen")
    contact = partners.add_contact(carla, partner=partner, name="Eva Erfunden")
    talk = talks.plan_talk(carla, place=lindenau, year=2026, version=0, planned_on=date(2026, 12, 1))
    return {
        "Beratung Beispiel": lambda: partners.remove_contact(carla, contact=contact, version=0),
        "Runder Tisch": lambda: partners.add_meeting(carla, municipality=lindenau, name="Runder Tisch"),
        "Sprachcafé": lambda: offers.confirm_offer(carla, offer=offer, version=0),
        "https://integreat.example": lambda: offers.set_source(
            carla, version=0, base_url="https://integreat.example", region="p", language="de", active=True
        ),
        "Konzept Schule": lambda: make_agreement(carla, lindenau, title="Konzept Schule", state="in_force"),
        "Ziel": lambda: block_actions.add_block(carla, kind="funding", heading="Ziel", body="Text"),
        "Flyer": lambda: access.add_route(carla, municipalities=[], label="Flyer"),
        "Lindenau, Rathaus": lambda: network.cancel_hours(carla, hours=hours, on=TODAY, reason=""),
        "AG Ankommen": lambda: steering.add_result(carla, group=group, on=None, text="Leitfaden"),
        "Wohnen": lambda: parts.add_focus(carla, municipality=lindenau, kind="topic", title="Wohnen"),
        "Anlaufstelle": lambda: parts.add_milestone(
            carla, municipality=lindenau, title="Anlaufstelle", year=2027, half=0, state="planned"
        ),
        "Lindenau 2026": lambda: talks.plan_talk(
            carla, place=lindenau, year=2026, version=talk.version, planned_on=date(2026, 12, 2)
        ),
    }


def test_each_line_of_the_log_names_its_subject(verbs, auditor):
    for name, act in verbs.items():
        act()
        assert last_line(auditor)["reference"] == name


def test_the_log_says_that_titles_stand_in_it(verbs, auditor):
    verbs["Wohnen"]()
    text = browser_of(auditor).get(LOG).content.decode()
    assert "Beim Namen genannt werden das Team, Orte, Abfragen von Kennzahlen und die Einträge" in text
    assert "Namen stehen nur für das Team" not in text


def test_what_is_gone_has_its_number(scoped, carla, lindenau, auditor):
    offer = make_offer(scoped, lindenau, "Sprachcafé")
    offers.remove_offer(carla, offer=offer, version=0)
    entry = AuditEntry.objects.get(action="offer_removed")
    assert entry.subject_kind == "offer"
    assert last_line(auditor)["reference"] == entry.subject_id.hex[-8:]


def test_a_draft_has_no_title_here(scoped, carla, lindenau, auditor):
    make_agreement(carla, lindenau, title="Konzept Schule")
    assert "Konzept Schule" not in browser_of(auditor).get(LOG).content.decode()


def test_every_kind_is_a_table_and_has_a_list_of_names(scoped, auditor):
    known = {model._meta.model_name for model in apps.get_models()}
    assert set(settings.LOG_NAMES) <= known
    assert all(list(import_string(path)()) is not None for path in settings.LOG_NAMES.values())


@pytest.mark.parametrize("count", [1, 3])
def test_names_ask_once_for_each_kind(scoped, carla, auditor, count, django_assert_num_queries):
    for number in range(count):
        partner = partners.add_partner(carla, name=f"Partner {number}", kind="welfare")
        record(carla, "partner_changed", subject=partner)
    browser = browser_of(auditor)
    with django_assert_num_queries(9):
        assert "Partner 0" in browser.get(LOG).content.decode()
