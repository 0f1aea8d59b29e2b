"""Cases of people who have left: seen as numbers by the team lead, and given to a colleague."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kim.accounts.models import Membership, OutboxMail, Role
from kim.audit.models import AuditEntry
from kim.cases.actions.sharing import assign_cases, offer_handover
from kim.cases.models import Case, Handover
from kim.cases.permissions import cases_visible_to
from kim.cases.queries.assigning import bundles_without_lead
from kim.core import dates
from tests.cast import browser_of, make_case

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def left(scoped, case, anna, clock):
    """Anna left yesterday; her case stays behind."""
    Membership.objects.filter(pk=anna.pk).update(ends_on=dates.today() - timedelta(days=1))
    return case


def address(district):
    return reverse("cases:cases_assign", kwargs={"district": district.slug})


@pytest.mark.parametrize("change", [{"role": Role.ASSISTANT}, {"ends_on": "yesterday"}])
def test_who_cannot_lead_any_more_leaves_cases_behind(scoped, case, anna, ben, lindenau, change):
    make_case(ben, lindenau, "Ben Klient")
    assert bundles_without_lead() == []
    change = {"ends_on": dates.today() - timedelta(days=1)} if "ends_on" in change else change
    Membership.objects.filter(pk=anna.pk).update(**change)
    assert [(bundle.lead, bundle.municipality, bundle.count) for bundle in bundles_without_lead()] == [
        (anna, lindenau, 1)
    ]


def test_the_colleague_gets_the_cases_and_a_mail_without_content(left, anna, ben, dora, lindenau):
    offer = offer_handover(anna, case=left, receiver=ben, note="Kaution offen")
    number = assign_cases(dora, lead=anna, municipality=lindenau, receiver=ben)
    assert number == 1
    assert Case.objects.get(pk=left.pk).lead == ben
    assert left in cases_visible_to(ben)
    returned = Handover.objects.get(pk=offer.pk)
    assert (returned.state, returned.answered_on) == (Handover.State.RETURNED, dates.today())
    # The log of the case says that the offer to the colleague is over, then who leads now.
    noted = AuditEntry.objects.filter(subject_id=left.pk, actor=dora).order_by("number")
    assert list(noted.values_list("action", flat=True)) == ["handover_returned", "case_assigned"]
    assert AuditEntry.objects.filter(action="case_assigned", subject_id=left.pk).count() == 1
    mail = OutboxMail.objects.get(kind="cases_assigned")
    assert (mail.recipient, mail.place) == (ben, "Lindenau")
    assert left.number not in mail.path


def test_the_lead_assigns_by_number_and_reads_no_name(left, district, dora, ben, lindenau):
    browser = browser_of(dora)
    page = browser.get(address(district)).content.decode()
    assert "Anna" in page
    assert "Musterova" not in page
    start = browser.get(reverse("workspace:start", kwargs={"district": district.slug})).content.decode()
    assert "Fall ohne Fallführung" in start
    bundle = bundles_without_lead()[0].key
    answer = browser.post(address(district), {"bundle": bundle, "receiver": str(ben.pk)}, follow=True)
    assert "1 Fall führt jetzt" in answer.content.decode()
    assert "Jeder Fall hat eine Fallführung" in answer.content.decode()
    assert Case.objects.get(pk=left.pk).lead == ben


@pytest.mark.parametrize("data", [{}, {"bundle": "0-0", "receiver": "1"}, {"bundle": "x", "receiver": "x"}])
def test_what_is_not_offered_is_said_at_the_field(left, district, dora, data):
    answer = browser_of(dora).post(address(district), data)
    assert answer.status_code == 422
    assert "kern-error" in answer.content.decode()


def test_cases_of_somebody_who_is_there_cannot_be_taken(scoped, case, district, anna, ben, dora, lindenau):
    data = {"bundle": f"{anna.pk}-{lindenau.pk}", "receiver": str(ben.pk)}
    browser_of(dora).post(address(district), data)
    assert Case.objects.get(pk=case.pk).lead == anna


@pytest.mark.parametrize("number", [1, 3])
def test_three_bundles_cost_what_one_costs(
    left, anna, dora, district, steinbach, sonnfeld, number, django_assert_num_queries
):
    for place in (steinbach, sonnfeld)[: number - 1]:
        make_case(anna, place, "Kunde Probe")
    browser = browser_of(dora)
    browser.get(address(district))
    with django_assert_num_queries(9):
        browser.get(address(district))
