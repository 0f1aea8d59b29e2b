"""Absences are entered beforehand; the substitute stands in on exactly those days."""

from datetime import date, timedelta

import pytest

from kim.accounts.actions import TeamError, start_substitution
from kim.accounts.models import Membership, OutboxMail, Role, Substitution
from kim.accounts.outbox import message_of
from kim.audit.models import AuditEntry
from kim.core import dates
from tests.cast import TODAY, browser_of, in_district, make_member

BASE = "/probstadt/verwaltung/"

pytestmark = pytest.mark.usefixtures("clock", "scoped")


def last_action(district):
    with in_district(district):
        entry = AuditEntry.objects.order_by("-number").first()
    return entry and entry.action


def absence(browser, substitute, starts_on="20.11.2026", ends_on="27.11.2026", **more):
    form = {"substitute": substitute.pk, "starts_on": starts_on, "ends_on": ends_on}
    return browser.post(f"{BASE}vertretungen/neu/", form | more)


def test_case_manager_enters_the_own_absence(anna, ben, district):
    browser = browser_of(anna)

    assert absence(browser, ben).status_code == 302
    [row] = Substitution._base_manager.all()
    assert (row.absent_id, row.substitute_id) == (anna.pk, ben.pk)
    assert last_action(district) == "substitution_started"


def test_case_manager_cannot_enter_the_absence_of_another(anna, ben, district):
    clara = make_member(district, "Clara Case", Role.CASE_MANAGER)

    absence(browser_of(anna), clara, absent=ben.pk)

    assert Substitution._base_manager.get().absent_id == anna.pk


def test_lead_enters_absences_of_all(dora, anna, ben):
    assert absence(browser_of(dora), ben, absent=anna.pk).status_code == 302


def test_administrator_enters_and_ends_nothing_for_others(district, anna, ben):
    administrator = make_member(district, "Ada Amt", Role.ADMINISTRATOR)
    other = make_member(district, "Alma Amt", Role.ADMINISTRATOR)
    browser = browser_of(administrator)

    absence(browser, ben, absent=anna.pk)
    assert not Substitution._base_manager.exists()
    with pytest.raises(TeamError, match="trägt die Teamleitung ein"):
        start_substitution(administrator, absent=anna, substitute=ben, starts_on=TODAY, ends_on=TODAY)

    absence(browser_of(anna), ben)
    row = Substitution._base_manager.get()
    assert f"vertretungen/{row.pk}/beenden/" not in browser.get(f"{BASE}team/").content.decode()
    assert browser.post(f"{BASE}vertretungen/{row.pk}/beenden/").status_code == 404

    absence(browser, other, absent=anna.pk)
    assert Substitution._base_manager.filter(absent=administrator, substitute=other).exists()


def test_absent_person_is_told_without_content(dora, anna, ben):
    absence(browser_of(dora), ben, absent=anna.pk)

    [row] = OutboxMail._base_manager.all()
    assert (row.recipient_id, row.kind, row.path) == (anna.pk, "substitution_entered", f"{BASE}team/")
    mail = message_of(row)
    assert mail.subject == "KIM: Eine Vertretung für Sie wurde eingetragen"
    assert "Ben" not in mail.body


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        ("19.11.2026", "27.11.2026", "Eine Vertretung beginnt frühestens heute."),
        ("27.11.2026", "20.11.2026", "Das Ende liegt vor dem Beginn."),
        ("20.11.2026", "20.12.2027", "Eine Vertretung dauert höchstens ein Jahr."),
        ("27.11.2026", "30.11.2026", "Für Anna Anders ist in dieser Zeit schon eine Vertretung eingetragen."),
    ],
)
def test_impossible_absences_are_refused(dora, anna, ben, starts_on, ends_on, sentence):
    browser = browser_of(dora)
    absence(browser, ben, absent=anna.pk)

    assert sentence in absence(browser, ben, starts_on, ends_on, absent=anna.pk).content.decode()


def test_nobody_stands_in_who_is_away_is_the_same_or_has_another_role(dora, anna, ben, carla, district):
    browser = browser_of(dora)
    clara = make_member(district, "Clara Case", Role.CASE_MANAGER)
    Membership._base_manager.filter(pk=clara.pk).update(ends_on=date(2026, 11, 25))

    assert "Niemand kann sich selbst vertreten." in absence(browser, anna, absent=anna.pk).content.decode()
    assert "mit derselben Rolle" in absence(browser, carla, absent=anna.pk).content.decode()
    assert "ist nur bis 25.11.2026 im Team" in absence(browser, clara, absent=anna.pk).content.decode()
    absence(browser, ben, absent=anna.pk)
    assert "ist in dieser Zeit selbst abwesend" in absence(browser, anna, absent=clara.pk).content.decode()
    assert (
        "vertritt in dieser Zeit selbst jemanden"
        in absence(browser, clara, absent=ben.pk, ends_on="24.11.2026").content.decode()
    )


def test_substitution_ends_yesterday_or_never_was(anna, ben, dora, district):
    browser = browser_of(anna)
    absence(browser, ben)
    row = Substitution._base_manager.get()
    with dates.moved_clock(TODAY + timedelta(days=2)):
        browser.post(f"{BASE}vertretungen/{row.pk}/beenden/")
    row.refresh_from_db()
    assert row.ends_on == TODAY + timedelta(days=1)

    browser.post(f"{BASE}vertretungen/{row.pk}/beenden/")
    assert not Substitution._base_manager.exists()
    assert last_action(district) == "substitution_ended"


def test_only_the_own_absence_can_be_ended(anna, ben, dora, district):
    absence(browser_of(anna), ben)
    row = Substitution._base_manager.get()

    assert browser_of(ben).post(f"{BASE}vertretungen/{row.pk}/beenden/").status_code == 404
