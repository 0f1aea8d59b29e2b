"""Two people on one page: the second one is told, sees both states and loses nothing."""

import pytest

from kim.cases.actions import entries, lifecycle
from kim.cases.models import Case, CaseMember, Client, Consultation, Need, PersonRole
from kim.core.tenancy import district_scope
from kim.districts.models import LifeDomain
from tests.cases.test_views import entry, page_of
from tests.cast import TODAY, browser_of

__all__ = ["entry"]

pytestmark = pytest.mark.usefixtures("clock")


def test_what_was_typed_stays_when_the_run_closed_the_case(case, anna, district):
    with district_scope(district):
        lifecycle.close_case(None, case=case, version=1, closed_on=TODAY, reason="other")
    answer = browser_of(anna).post(
        page_of(case), {"on": "20.11.2026", "channel": "office", "note": "Umzug am 3."}
    )
    assert answer.status_code == 409
    assert "Umzug am 3." in answer.content.decode()
    assert "Nehmen Sie ihn zuerst wieder auf" in answer.content.decode()
    with district_scope(district):
        assert Consultation.objects.count() == 0


def test_two_corrections_show_both_versions(case, anna, entry, district):
    url = page_of(case, "consultation_edit", entry=entry.pk)
    browser = browser_of(anna)
    sent = {"on": "20.11.2026", "channel": "phone", "version": "1"}
    assert browser.post(url, sent | {"note": "die erste"}).status_code == 302
    answer = browser.post(url, sent | {"note": "die zweite"})
    assert answer.status_code == 409
    assert answer.context["theirs"].consultation.note == "die erste"
    assert answer.context["form"]["note"].value() == "die zweite"
    assert 'name="version" value="2"' in answer.content.decode()
    assert browser.post(url, sent | {"note": "die zweite", "version": "2"}).status_code == 302


@pytest.fixture
def need(case, anna, wohnen, district):
    with district_scope(district):
        return entries.set_need(anna, case=case, life_domain=wohnen)


def test_two_change_a_need_and_the_second_one_is_told(case, anna, need, district):
    url = page_of(case, "need_set") + f"?bedarf={need.pk}"
    browser = browser_of(anna)
    assert 'name="version" value="1"' in browser.get(url).content.decode()
    sent = {"life_domain": "wohnen", "bedarf": need.pk, "version": "1"}
    assert browser.post(url, sent | {"state": "met", "urgent": "on"}).status_code == 302
    answer = browser.post(url, sent | {"state": "in_work"})
    text = answer.content.decode()
    assert (answer.status_code, answer.context["form"]["state"].value()) == (409, "in_work")
    assert "Inzwischen gespeichert" in text
    assert "gelöst, dringend" in text
    assert 'name="version" value="2"' in text
    assert browser.post(url, sent | {"state": "in_work", "version": "2"}).status_code == 302
    with district_scope(district):
        assert list(Need.objects.values_list("state", "urgent", "version")) == [("in_work", False, 3)]


def test_a_new_need_does_not_overwrite_one_that_somebody_else_recorded(case, anna, need, district):
    browser = browser_of(anna)
    sent = {"life_domain": "wohnen", "state": "met", "version": "0"}
    answer = browser.post(page_of(case, "need_set"), sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("<dd>offen</dd>" in text, 'name="version" value="1"' in text) == (True, True)
    assert f'name="bedarf" value="{need.pk}"' in text
    again = sent | {"version": "1", "bedarf": need.pk}
    assert browser.post(page_of(case, "need_set"), again).status_code == 302
    with district_scope(district):
        assert Need.objects.get().state == "met"


def test_the_version_of_one_need_says_nothing_about_another(case, anna, need, district):
    with district_scope(district):
        domain = LifeDomain.objects.exclude(code="wohnen").order_by("pk").first()
        other = entries.set_need(anna, case=case, life_domain=domain)
    sent = {"life_domain": domain.code, "state": "met", "bedarf": need.pk, "version": "1"}
    answer = browser_of(anna).post(page_of(case, "need_set"), sent)
    assert (answer.status_code, answer.context["words"]["need"]) == (409, other.pk)


def test_two_change_a_person_and_the_second_one_sees_what_differs(case, anna, district):
    with district_scope(district):
        client = Client.objects.get()
    url = page_of(case, "person_edit", client=client.pk)
    browser = browser_of(anna)
    sent = {
        "given_name": "Olena", "family_name": "Musterova", "gender": "not_stated", "version": "1"
    }  # fmt: skip
    assert browser.post(url, sent | {"role": "partner", "needs_interpreter": "on"}).status_code == 302
    answer = browser.post(url, sent | {"role": "relative", "phone": "02581 7"})
    assert (answer.status_code, answer.context["form"]["phone"].value()) == (409, "02581 7")
    assert dict(answer.context["words"]["theirs"]) == {
        "Rolle": PersonRole.PARTNER.label,
        "Dolmetschen nötig": "ja",
        "Telefon": "nicht eingetragen",
    }
    assert 'name="version" value="3"' in answer.content.decode()
    assert browser.post(url, sent | {"role": "relative", "version": "3"}).status_code == 302
    with district_scope(district):
        assert CaseMember.objects.get().role == "relative"


def test_a_mistake_does_not_let_an_old_page_overwrite_a_newer_state(case, anna, entry, district):
    with district_scope(district):
        client = Client.objects.get()
    pages = {
        page_of(case, "person_edit", client=client.pk): {"version": "7", "email": "keine"},
        page_of(case, "consultation_edit", entry=entry.pk): {"version": "7", "on": "31.02.2026"},
        page_of(case, "track_change"): {"version": "7"},
    }
    for url, sent in pages.items():
        answer = browser_of(anna).post(url, sent)
        assert (answer.status_code, 'name="version" value="7"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("version", ["", "0", "abc", "٣", "99999999999999999999"])
def test_a_version_that_is_none_is_a_conflict(case, anna, version, district):
    sent = {"track": "brief_advice", "reason": "nur noch eine Frage", "version": version}
    answer = browser_of(anna).post(page_of(case, "track_change"), sent)
    assert (answer.status_code, answer.context["form"]["reason"].value()) == (409, "nur noch eine Frage")
    with district_scope(district):
        assert Case.objects.get().track == "case_management"
