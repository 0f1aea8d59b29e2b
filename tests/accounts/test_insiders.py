"""What an administrator may not do: open the way to names."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from kim.accounts.actions import MemberData, TeamError, add_member, change_member, fingerprint
from kim.accounts.models import Role, User
from tests.accounts.test_views import TEAM, edit, stored
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock", "scoped")


@pytest.fixture
def administrator(district):
    return make_member(district, "Ada Amt", Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", ["case_manager", "coordinator", "team_lead"])
def test_administrator_gives_no_role_that_opens_cases(administrator, district, role):
    browser = browser_of(administrator)
    partner = make_member(district, "Paul Partner", Role.PARTNER)
    form = {"name": "Nele Neu", "email": "nele@probstadt.example", "role": role, "starts_on": "20.11.2026"}

    assert f"{role} ist keine gültige Auswahl" in browser.post(f"{TEAM}neu/", form).content.decode()
    assert f"{role} ist keine gültige Auswahl" in edit(browser, partner, role=role).content.decode()
    assert stored(partner).role == Role.PARTNER
    assert not User.objects.filter(email="nele@probstadt.example").exists()


def test_the_verbs_refuse_such_a_role_too(administrator, district):
    partner = make_member(district, "Paul Partner", Role.PARTNER)
    data = MemberData("Paul Partner", "p@x.example", "", "case_manager", None, None, TODAY, None)

    with pytest.raises(TeamError, match="vergibt nur die Teamleitung"):
        add_member(administrator, data=data)
    with pytest.raises(TeamError, match="vergibt nur die Teamleitung"):
        change_member(administrator, member=partner, data=data, seen=fingerprint(stored(partner)))


def test_administrator_gives_other_roles_and_edits_data(administrator, ben, district):
    browser = browser_of(administrator)
    partner = make_member(district, "Paul Partner", Role.PARTNER)

    assert edit(browser, partner, role="assistant").status_code == 302
    assert stored(partner).role == Role.ASSISTANT
    assert edit(browser, ben, phone="02581 53-0", ends_on="01.12.2026").status_code == 302
    assert (stored(ben).role, stored(ben).user.phone) == (Role.CASE_MANAGER, "02581 53-0")


def test_administrator_invites_only_who_has_no_access_and_no_such_role(administrator, dora, ben, district):
    partner = make_member(district, "Paul Partner", Role.PARTNER)
    browser = browser_of(administrator)

    def invited(member, by=browser):
        page = by.get(f"{TEAM}{member.pk}/").content.decode()
        status = by.post(f"{TEAM}{member.pk}/einladung/").status_code
        assert ("Einladung ausstellen" in page) is (status == 200)
        return status

    assert [invited(partner), invited(ben), invited(dora)] == [404, 404, 404]
    User.objects.filter(pk__in=[partner.user_id, ben.user_id]).update(password="!")
    assert [invited(partner), invited(ben)] == [200, 404]
    TOTP.activate(partner.user, generate_totp_secret())
    assert invited(partner) == 404
    assert [invited(partner, browser_of(dora)), invited(ben, browser_of(dora))] == [200, 200]
