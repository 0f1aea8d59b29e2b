"""A request on its way: stored, routed, told, found again, deleted."""

import logging
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from kim.accounts.models import Membership, OutboxMail, Role, Substitution
from kim.audit.models import AuditEntry
from kim.cases.models import Client
from kim.core import dates
from kim.core.models import DataKey
from kim.core.sealing import StillSealed, destroy_keys, open_sealed
from kim.core.tenancy import district_scope
from kim.public import actions, queries
from kim.public.models import AppointmentRequest
from kim.public.permissions import requests_visible_to
from kim.public.rules import Contact
from tests.cast import TODAY, make_member
from tests.public.conftest import NAME, PHONE

pytestmark = pytest.mark.usefixtures("clock")


def test_a_request_is_stored_sealed_and_is_no_client(ask, lindenau, anna, scoped):
    request = ask(lindenau, wish="dienstags").request
    row = AppointmentRequest.objects.get(pk=request.pk)
    with pytest.raises(StillSealed):
        _ = row.name
    open_sealed([row])
    assert (row.name, row.contact, row.contact_kind, row.wish) == (NAME, PHONE, "phone", "dienstags")
    assert (row.state, row.delete_on, row.responsible) == ("new", TODAY + timedelta(days=30), anna)
    assert Client.objects.count() == 0
    assert list(AuditEntry.objects.values_list("action", "actor")) == [("request_received", None)]


def test_it_goes_to_the_one_with_the_fewest_open_requests(ask, lindenau, anna, ben):
    assert [ask(lindenau).request.responsible for _ in range(3)] == [anna, ben, anna]


def test_the_substitute_of_today_gets_it(ask, lindenau, anna, district, absent):
    stand_in = make_member(district, "Ina Ersatz", Role.CASE_MANAGER)
    absent(anna, stand_in)
    assert ask(lindenau).request.responsible == stand_in


def test_a_substitution_of_tomorrow_changes_nothing(ask, lindenau, anna, ben, scoped, district):
    tomorrow = TODAY + timedelta(days=1)
    Substitution.objects.create(
        district=district, absent=anna, substitute=ben, starts_on=tomorrow, ends_on=tomorrow
    )
    assert ask(lindenau).request.responsible == anna


@pytest.mark.parametrize("team", ["carla dora", "dora", ""])
def test_a_place_without_anybody_goes_to_coordination_then_to_the_team_lead(team, ask, steinbach, request):
    members = [request.getfixturevalue(name) for name in team.split()]
    assert ask(steinbach).request.responsible == (members[0] if members else None)


def test_another_place_goes_to_the_lead_before_the_coordination_of_an_area(ask, carla, dora):
    assert ask(None).request.responsible == dora


def test_coordination_of_another_area_comes_last(ask, sonnfeld, carla):
    assert ask(sonnfeld).request.responsible == carla


def test_whoever_has_left_gets_nothing(ask, lindenau, anna, ben, scoped):
    Membership.objects.filter(pk=anna.pk).update(ends_on=TODAY - timedelta(days=1))
    assert ask(lindenau).request.responsible == ben


def test_the_mail_names_the_place_and_nobody(ask, lindenau, anna, scoped):
    request = ask(lindenau).request
    mail = OutboxMail.objects.get()
    assert (mail.recipient, mail.kind, mail.place) == (anna, "request_new", "Lindenau")
    assert mail.path == f"/probstadt/anfragen/{request.pk}/"


def test_the_same_form_twice_is_one_request_with_one_link(ask, lindenau, anna, scoped):
    nonce = uuid.uuid4()
    first, again = ask(lindenau, form_nonce=nonce), ask(lindenau, form_nonce=nonce)
    assert (first.request.pk, first.token) == (again.request.pk, again.token)
    assert again.is_repeated
    assert (AppointmentRequest.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_the_same_form_at_the_same_moment_is_one_request(ask, lindenau, anna, scoped, monkeypatch):
    nonce = uuid.uuid4()
    first = ask(lindenau, form_nonce=nonce)
    keys = DataKey.objects.count()
    seen = iter([None, first])
    monkeypatch.setattr("kim.public.actions.asking.find_submitted", lambda *_: next(seen))
    assert ask(lindenau, form_nonce=nonce) == first
    assert (AppointmentRequest.objects.count(), DataKey.objects.count()) == (1, keys)


def test_the_same_form_in_another_district_is_another_request(ask, lindenau, anna, other_district, xenia):
    nonce = uuid.uuid4()
    first = ask(lindenau, form_nonce=nonce)
    with district_scope(other_district):
        other = actions.submit_request(
            other_district,
            municipality=None,
            language="de",
            name=NAME,
            contact=Contact("phone", PHONE),
            form_nonce=nonce,
        )
    assert other.request.pk != first.request.pk
    assert other.token != first.token


def test_only_a_hash_of_the_token_is_stored(ask, lindenau, anna, scoped):
    submitted = ask(lindenau)
    row = AppointmentRequest.objects.get()
    assert len(submitted.token) == 43
    assert row.token_hash == queries.token_hash(submitted.token)
    assert submitted.token not in str(AppointmentRequest.objects.values().get())
    assert queries.request_by_token(submitted.token) == row
    assert queries.request_by_token(submitted.token[:-1]) is None


def test_what_is_stored_of_the_form_does_not_lead_to_the_page(ask, lindenau, anna, scoped):
    nonce = uuid.uuid4()
    submitted = ask(lindenau, form_nonce=nonce)
    mark = AppointmentRequest.objects.get().form_mark
    stored = repr(AppointmentRequest.objects.values().get())
    assert not [text for text in (str(nonce), nonce.hex) if text in stored]
    assert actions.find_submitted(submitted.request.district, mark) is None
    other = ask(lindenau, form_nonce=mark)
    assert other.request.pk != submitted.request.pk
    assert other.token != submitted.token


def test_the_page_of_a_request_whose_key_is_destroyed_does_not_exist(ask, lindenau, anna, scoped):
    submitted = ask(lindenau)
    destroy_keys([submitted.request.key_id])
    assert queries.request_by_token(submitted.token) is None


def test_a_declined_request_is_not_confirmed_any_more(ask, lindenau, anna, scoped):
    request = ask(lindenau).request
    actions.decline_request(anna, request=request, version=1, reason="twice")
    with pytest.raises(actions.NotPossible):
        actions.confirm_appointment(anna, request=request, version=2, at=dates.now(), place="Rathaus")


def test_nothing_is_accepted_that_was_not_proposed(ask, lindenau, anna, scoped):
    with pytest.raises(actions.NotPossible):
        actions.accept_appointment(None, request=ask(lindenau).request, version=1)


def test_an_appointment_can_be_looked_up_until_it_is_over(ask, lindenau, anna, scoped):
    request = ask(lindenau).request
    far = TODAY + timedelta(days=45)
    actions.propose_appointment(anna, request=request, version=1, at=dates.at(far), place="Rathaus")
    assert AppointmentRequest.objects.get().delete_on == far + timedelta(days=1)


def test_expired_requests_lose_their_key_then_their_row(ask, lindenau, anna, scoped):
    ask(lindenau)
    ask(lindenau, days_ago=30)
    keys = DataKey.objects.count()
    assert actions.delete_expired_requests(TODAY) == 1
    assert (AppointmentRequest.objects.count(), DataKey.objects.count()) == (1, keys - 1)
    assert actions.delete_expired_requests(TODAY + timedelta(days=29)) == 0
    assert AuditEntry.objects.filter(action="request_deleted", actor=None).count() == 1


def test_a_request_that_is_due_is_seen_by_nobody(ask, lindenau, anna, scoped):
    submitted = ask(lindenau, days_ago=30)
    assert queries.request_by_token(submitted.token) is None
    assert list(requests_visible_to(anna)) == []


def test_a_request_with_a_case_goes_with_the_case(ask, case, lindenau, scoped):
    request = ask(lindenau, days_ago=30).request
    AppointmentRequest.objects.filter(pk=request.pk).update(case=case)
    assert actions.delete_expired_requests(TODAY) == 0
    assert actions.delete_requests_of_cases([case.pk]) == 1
    assert not DataKey.objects.filter(pk=request.key_id).exists()


def test_no_name_stands_in_any_table_or_log(ask, lindenau, anna, scoped, caplog):
    caplog.set_level(logging.DEBUG)
    request = ask(lindenau, wish="Kanarienwunsch").request
    actions.confirm_appointment(anna, request=request, version=1, at=dates.now(), place="Kanarienweg 5")
    for alias in ("default", "keys"):
        for table in connections[alias].introspection.table_names():
            with connections[alias].cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of tables
                text = repr(cursor.fetchall())
            assert not [word for word in (NAME, PHONE, "Kanarienwunsch", "Kanarienweg") if word in text], (
                table
            )
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any(NAME in line or PHONE in line for line in lines)


def test_the_promise_is_three_working_days(ask, lindenau, district, scoped):
    assert queries.answer_by(ask(lindenau).request, district) == date(2026, 11, 25)


@pytest.mark.parametrize(("days_ago", "count"), [(0, (1, 0)), (3, (1, 0)), (4, (1, 1)), (7, (1, 1))])
def test_a_request_turns_red_after_the_promised_day(ask, lindenau, anna, scoped, days_ago, count):
    ask(lindenau, days_ago=days_ago)
    assert queries.open_request_count(anna) == count
