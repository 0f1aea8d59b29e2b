"""A link in the mailbox of somebody who no longer answers for a place ceases to open; all others stay."""

from datetime import timedelta

import pytest

from kim.accounts.models import Membership, OutboxMail, Responsibility, Role, User
from kim.action_plans.models import CollectionRequest
from kim.action_plans.profile.collecting import Answer, answer_request, open_round, send_request
from kim.action_plans.profile.renewing import renew_links_of_former_contacts
from kim.audit.models import AuditEntry
from kim.core.tenancy import district_scope
from tests.action_plans.figures import YEAR, define
from tests.action_plans.test_collection import office_request, round_url
from tests.action_plans.test_collection_links import address_of
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock")
DUE = TODAY + timedelta(days=30)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def vera(district, lindenau):
    return make_member(district, "Vera Vorort", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def kai(district, steinbach):
    return make_member(district, "Kai Kommune", Role.MUNICIPALITY_CONTACT, places=(steinbach,))


@pytest.fixture
def opened(scoped, vera, kai, carla, district):
    define(scoped)
    return open_round(carla, district=district, year=YEAR, due_on=DUE)


def leave(member):
    Membership.objects.filter(pk=member.pk).update(ends_on=YESTERDAY)


def give_up_the_place(member):
    Responsibility.objects.filter(membership=member).update(ends_on=YESTERDAY)


def be_shut_out(member):
    User.objects.filter(pk=member.user_id).update(is_active=False)


def change_the_role(member):
    Membership.objects.filter(pk=member.pk).update(role=Role.ASSISTANT)


@pytest.mark.parametrize("go", [leave, give_up_the_place, be_shut_out, change_the_role])
def test_the_link_of_a_former_contact_ceases_to_open_and_no_other(
    go, opened, vera, client, district, lindenau, steinbach, sonnfeld
):
    places = (lindenau, steinbach, sonnfeld, None)
    before = {place: address_of(office_request(place)) for place in places}
    assert renew_links_of_former_contacts(district) == 0
    go(vera)
    assert (renew_links_of_former_contacts(district), renew_links_of_former_contacts(district)) == (1, 0)
    opens = {place: client.get(before[place]).status_code for place in places}
    assert opens == {lindenau: 404, steinbach: 200, sonnfeld: 200, None: 200}
    assert client.get(address_of(office_request(lindenau))).status_code == 200
    entry = AuditEntry.objects.get(action="collection_link_outdated")
    assert (entry.actor, entry.subject_kind) == (None, "collectionrequest")


def test_who_still_answers_for_the_place_gets_the_new_link(opened, vera, client, district, lindenau):
    later = make_member(district, "Nora Neu", Role.MUNICIPALITY_CONTACT, places=(lindenau,))
    leave(vera)
    renew_links_of_former_contacts(district)
    now = address_of(office_request(lindenau))
    assert [row.recipient for row in OutboxMail.objects.filter(path=now)] == [later]
    assert office_request(lindenau).asked_on == TODAY


def test_where_nobody_can_be_written_to_coordination_is_told(opened, vera, carla, district, lindenau):
    hint = "bitte den neuen Link weitergeben, der frühere öffnet sich nicht mehr"
    assert hint not in browser_of(carla).get(round_url()).content.decode()
    leave(vera)
    renew_links_of_former_contacts(district)
    assert browser_of(carla).get(round_url()).content.decode().count(hint) == 1
    assert office_request(lindenau).asked_on is None


def test_an_office_whose_address_came_later_gets_the_new_link(opened, vera, carla, district, lindenau):
    asked = office_request(lindenau)
    send_request(carla, asked=asked, version=asked.version, email="amt@lindenau.example")
    leave(vera)
    renew_links_of_former_contacts(district)
    now = address_of(office_request(lindenau))
    assert [row.address for row in OutboxMail.objects.filter(path=now)] == ["amt@lindenau.example"]


def test_who_has_answered_is_not_asked_again(opened, vera, client, district, lindenau):
    asked = office_request(lindenau)
    answer_request(None, asked=asked, given=Answer([], is_all=True))
    before, mails = address_of(asked), OutboxMail.objects.count()
    leave(vera)
    assert renew_links_of_former_contacts(district) == 1
    asked.refresh_from_db()
    assert asked.completed_at is not None
    assert OutboxMail.objects.count() == mails
    assert client.get(before).status_code == 404


def test_other_districts_and_ended_rounds_are_left_alone(opened, vera, other_district, district, lindenau):
    leave(vera)
    with district_scope(other_district):
        assert renew_links_of_former_contacts(other_district) == 0
    secret = office_request(lindenau).secret
    opened.closed_on = TODAY
    opened.save()
    assert renew_links_of_former_contacts(district) == 0
    assert CollectionRequest.objects.get(secret=secret).municipality == lindenau
