"""The demo's concepts: everything has something to show, and what the source says stays as it is."""

from datetime import timedelta

import pytest

from kim.accounts.models import Membership, Role
from kim.accounts.queries.places import places_of
from kim.action_plans.models import CollectionRequest, PlanState, TalkStep, YearlyTalk
from kim.action_plans.papers.content import contents_of
from kim.core import dates
from kim.core.tenancy import district_scope
from kim.districts.models import District
from kim.districts.pack import load_pack
from kim.network.models import Agreement, AgreementVersion, CooperationTalk, Offer, Partner, PartnerContact
from kim.workspace.demo.plans import make_plans
from kim.workspace.demo.team import make_team, place_of_contact
from tests.action_plans import source_facts
from tests.cast import TODAY
from tests.districts.small_pack import FOLDER, SLUGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(request, clock):
    """A district of the demo with its team and its concepts, but without cases."""
    load_pack(FOLDER / f"{getattr(request, 'param', 'warendorf')}.toml", apply=True)
    district = District.objects.get()
    with district_scope(district):
        with dates.moved_clock(TODAY - timedelta(days=730)):
            make_team(district, dates.today())
        make_plans(district, TODAY)
        yield district


def test_contact_person_answers_for_one_place(demo):
    contact = Membership.objects.get(role=Role.MUNICIPALITY_CONTACT)

    assert place_of_contact().name == "Beckum"
    assert places_of(contact) == {place_of_contact().pk}


def test_every_page_has_something_to_show(demo):
    place = place_of_contact()

    assert Partner.objects.filter(note__contains="Erfunden").count() == 5
    assert PartnerContact.objects.exclude(email__endswith=".example").count() == 0
    assert CooperationTalk.objects.count() == 4
    assert CooperationTalk.objects.filter(municipality=None).count() == 1
    agreement = Agreement.objects.get(municipality=place)
    assert (agreement.state, AgreementVersion.objects.filter(agreement=agreement).count()) == ("in_force", 2)
    soon = Offer.objects.filter(funding_ends_on__range=(TODAY, TODAY + timedelta(days=60)))
    assert (Offer.objects.count(), soon.count()) == (4, 1)
    held, planned = YearlyTalk.objects.order_by("year")
    assert held.held_on is not None
    assert (planned.held_on, planned.planned_on > TODAY) == (None, True)
    steps = TalkStep.objects.order_by("due_on")
    assert [step.done_on is not None for step in steps] == [True, False, False]
    asked = CollectionRequest.objects.filter(answered_at=None)
    assert {each.round.year for each in asked} == {TODAY.year - 1}
    releases = PlanState.objects.filter(is_release=True).exclude(released_by=None).order_by("pk")
    assert [release.municipality for release in releases] == [None, place]


def test_concept_of_the_demo_still_says_what_the_source_says(demo):
    assert source_facts.differences(contents_of(demo, TODAY), more_is_fine=True) == []


@pytest.mark.parametrize("demo", [slug for slug in SLUGS if slug != "warendorf"], indirect=True)
def test_other_districts_have_a_demo_too(demo):
    assert YearlyTalk.objects.count() == 2
    assert Agreement.objects.filter(municipality=place_of_contact()).count() == 1
