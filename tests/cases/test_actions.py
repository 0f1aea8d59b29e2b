"""The life of a case through its verbs."""

import uuid
from datetime import date

import pytest

from kim.audit.models import AuditEntry
from kim.cases.actions import entries, lifecycle, sharing
from kim.cases.actions.opening import Person, record_intake
from kim.cases.models import Case, CaseMember, CasePeriod, Client, Consultation, Intake, Need
from kim.cases.permissions import cases_visible_to
from kim.core import dates
from kim.core.locking import Conflict
from kim.core.models import DataKey
from kim.core.sealing import KeyDestroyed, StillSealed, open_sealed
from kim.network.models import AccessRoute
from tests.cast import make_case

pytestmark = pytest.mark.usefixtures("scoped", "clock")


def actions_logged():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_an_opened_case_has_number_period_deadline_and_trace(case, anna):
    period = CasePeriod.objects.get(case=case)
    assert (case.number, case.closes_on) == ("P-26-0001", date(2027, 5, 20))
    assert (period.starts_on, period.began_as, period.ends_on) == (date(2026, 11, 20), "opened", None)
    assert actions_logged() == ["client_registered", "case_opened"]


def test_names_are_sealed_until_opened(case):
    client = Client.objects.get(case_members__case=case)
    with pytest.raises(StillSealed):
        _ = client.family_name
    open_sealed([client])
    assert client.full_name == "Olena Musterova"


def test_a_consultation_moves_the_deadline_a_note_does_not(case, anna, wohnen):
    with dates.moved_clock(date(2027, 1, 10)):
        entries.record_note(anna, case=case, on=date(2027, 1, 9), kind="call", note="nicht da")
        assert case.closes_on == date(2027, 5, 20)
        entries.record_consultation(
            anna, case=case, on=date(2027, 1, 10), channel="phone", topics=[wohnen], note="Wohnung"
        )
    assert Case.objects.get().closes_on == date(2027, 7, 10)


def test_the_same_form_twice_is_one_consultation(case, anna):
    nonce = uuid.uuid4()
    first = entries.record_consultation(anna, case=case, on=dates.today(), channel="phone", form_nonce=nonce)
    again = entries.record_consultation(anna, case=case, on=dates.today(), channel="phone", form_nonce=nonce)
    assert first.pk == again.pk
    assert Consultation.objects.count() == 1


def test_a_day_in_the_future_or_before_the_opening_is_refused(case, anna):
    for day in (date(2026, 11, 21), date(2026, 11, 19)):
        with pytest.raises(entries.DateOutside):
            entries.record_consultation(anna, case=case, on=day, channel="phone")


def test_close_archive_reactivate(case, anna):
    lifecycle.close_case(None, case=case, version=1, closed_on=dates.today(), reason="goals_reached")
    lifecycle.archive_case(None, case=case, version=2, archived_on=dates.today())
    assert case.delete_on == date(2027, 11, 1)
    lifecycle.reactivate_case(anna, case=case, version=3)
    case = Case.objects.get()
    assert (case.status, case.delete_on, case.closes_on) == ("active", None, date(2027, 5, 20))
    assert list(CasePeriod.objects.values_list("began_as", "ended_as")) == [
        ("opened", "closed"),
        ("reactivated", ""),
    ]


def test_two_people_closing_at_once_one_is_told(case, anna):
    lifecycle.close_case(anna, case=case, version=1, closed_on=dates.today(), reason="other")
    stale = Case.objects.get()
    stale.status = "active"
    with pytest.raises(Conflict):
        lifecycle.close_case(anna, case=stale, version=1, closed_on=dates.today(), reason="other")


def test_two_set_a_need_at_once_and_one_is_told(case, anna, wohnen):
    need = entries.set_need(anna, case=case, life_domain=wohnen, version=0)
    entries.set_need(anna, case=case, life_domain=wohnen, state="met", version=need.version)
    for stale in (0, 1):
        with pytest.raises(Conflict):
            entries.set_need(anna, case=case, life_domain=wohnen, state="in_work", version=stale)
    assert list(Need.objects.values_list("state", "version")) == [("met", 2)]
    entries.set_need(anna, case=case, life_domain=wohnen, state="in_work")
    assert list(Need.objects.values_list("state", "version")) == [("in_work", 3)]


def test_two_change_a_role_at_once_and_one_is_told(case, anna):
    first, second = CaseMember.objects.select_related("client").get(), CaseMember.objects.get()
    entries.change_role(anna, member=first, version=1, role="partner")
    with pytest.raises(Conflict):
        entries.change_role(anna, member=second, version=1, role="relative")
    assert CaseMember.objects.get().role == "partner"


def test_a_move_is_a_change_of_the_people_too(case, anna, steinbach):
    client = Client.objects.get()
    lifecycle.move_case(anna, case=case, version=1, municipality=steinbach)
    with pytest.raises(Conflict):
        entries.change_client(anna, client=client, version=1, phone="02581 7")
    assert list(Client.objects.values_list("municipality", "version")) == [(steinbach.pk, 2)]


def intake(actor, place, nonce, *people, outcome="brief_advice"):
    return record_intake(
        actor,
        municipality=place,
        access_route=AccessRoute.objects.get(code="selbst"),
        outcome=outcome,
        people=people,
        form_nonce=nonce,
    )


def test_the_same_first_contact_twice_is_one(anna, lindenau):
    nonce = uuid.uuid4()
    olena = Person(given_name="Olena", family_name="Musterova")
    first = intake(anna, lindenau, nonce, olena)
    again = intake(anna, lindenau, nonce, Person(given_name="Olena", family_name="Musterova"))
    assert (first.pk, Intake.objects.count(), Case.objects.count()) == (again.pk, 1, 1)
    stored = repr(Intake.objects.values().get())
    assert not [text for text in (str(nonce), nonce.hex) if text in stored]


@pytest.mark.parametrize("changed", ["actor", "place", "outcome", "name", "people"])
def test_another_first_contact_in_the_same_form_is_not_dropped(anna, ben, lindenau, steinbach, changed):
    nonce = uuid.uuid4()
    olena, marko = Person(given_name="Olena"), Person(given_name="Marko", role="child")
    first = intake(anna, lindenau, nonce, olena)
    other = intake(
        ben if changed == "actor" else anna,
        steinbach if changed == "place" else lindenau,
        nonce,
        *{"name": [marko], "people": [olena, marko]}.get(changed, [olena]),
        outcome="referral" if changed == "outcome" else "brief_advice",
    )
    assert (first.pk != other.pk, Intake.objects.count(), Case.objects.count()) == (True, 2, 2)


def test_erasing_destroys_keys_first_and_leaves_no_row(case, anna):
    client = Client.objects.get()
    erased = lifecycle.erase_case(None, case=case)
    assert set(erased.key_ids) == {case.key_id, client.key_id}
    assert not DataKey.objects.filter(pk__in=erased.key_ids).exists()
    assert not Client.objects.exists()
    with pytest.raises(KeyDestroyed):
        open_sealed([client])


def test_a_person_in_two_cases_stays_when_one_is_erased(case, anna, lindenau):
    client = Client.objects.get()
    other = make_case(anna, lindenau, people=[Person(client=client)])
    lifecycle.erase_case(None, case=case)
    open_sealed([client])
    assert list(Case.objects.values_list("pk", flat=True)) == [other.pk]


def test_an_accepted_handover_changes_the_lead(case, anna, ben):
    handover = sharing.offer_handover(anna, case=case, receiver=ben, note="Schulanmeldung läuft")
    assert list(cases_visible_to(ben)) == []
    sharing.answer_handover(ben, handover=handover, accept=True)
    assert list(cases_visible_to(ben)) == [case]
    assert list(cases_visible_to(anna)) == []
