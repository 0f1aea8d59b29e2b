"""The first fence: an address leads into a district only for its members."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from kim.accounts.middleware import DistrictMiddleware
from kim.accounts.models import Membership
from kim.core import dates
from kim.core.tenancy import ScopeError, current_district_id
from kim.districts.models import Municipality
from tests.cast import TODAY, browser_of, in_district

TEAM = "/{}/verwaltung/team/"

pytestmark = pytest.mark.usefixtures("clock")


def answer(member, slug="probstadt"):
    return browser_of(member).get(TEAM.format(slug)).status_code


def change(member, **values):
    with in_district(member.district):
        Membership.objects.filter(pk=member.pk).update(**values)


def test_member_reaches_the_own_district_only(anna, other_district):
    assert answer(anna) == 200
    assert answer(anna, other_district.slug) == 404
    assert answer(anna, "gibt-es-nicht") == 404


def test_refusal_is_the_answer_to_a_district_that_does_not_exist(anna, other_district):
    browser = browser_of(anna)

    assert browser.get(TEAM.format("fernheim")).content == browser.get(TEAM.format("nirgends")).content


def test_visitor_is_asked_to_sign_in_and_comes_back(client, district):
    response = client.get(TEAM.format("probstadt"))

    assert response.status_code == 302
    assert response.url == "/konto/anmelden/?next=/probstadt/verwaltung/team/"


@pytest.mark.parametrize(
    ("dates_of_membership", "status"),
    [
        ({"ends_on": TODAY}, 200),
        ({"ends_on": TODAY - timedelta(days=1)}, 404),
        ({"starts_on": TODAY}, 200),
        ({"starts_on": TODAY + timedelta(days=1)}, 404),
    ],
)
def test_membership_holds_from_its_first_to_its_last_day(anna, dates_of_membership, status):
    change(anna, **dates_of_membership)

    assert answer(anna) == status


def test_membership_ends_while_the_session_goes_on(anna):
    browser = browser_of(anna)
    change(anna, ends_on=TODAY)
    assert browser.get(TEAM.format("probstadt")).status_code == 200

    with dates.moved_clock(TODAY + timedelta(days=1)):
        assert browser.get(TEAM.format("probstadt")).status_code == 404


def test_locked_out_person_is_signed_out(anna):
    browser = browser_of(anna)
    anna.user.is_active = False
    anna.user.save()

    assert browser.get(TEAM.format("probstadt")).status_code in {302, 404}


def request_of(user=None):
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    return request


def test_view_runs_inside_the_scope_and_nothing_after_it(anna, district):
    seen = {}

    def view(request, district):
        seen["district"], seen["membership"] = current_district_id(), request.membership
        seen["places"] = Municipality.objects.count()
        return HttpResponse()

    middleware = DistrictMiddleware(lambda _: HttpResponse())
    middleware.process_view(request_of(anna.user), view, (), {"district": "probstadt"})

    assert seen == {"district": district.pk, "membership": anna, "places": 3}
    assert current_district_id() is None
    with pytest.raises(ScopeError):
        Municipality.objects.count()


def test_scope_is_closed_after_an_error(anna, district):
    def view(request, district):
        raise RuntimeError

    middleware = DistrictMiddleware(lambda _: HttpResponse())
    with pytest.raises(RuntimeError):
        middleware.process_view(request_of(anna.user), view, (), {"district": "probstadt"})
    assert current_district_id() is None


def test_visitor_has_a_district_and_no_membership(district):
    request = request_of()
    middleware = DistrictMiddleware(lambda _: HttpResponse())

    middleware(request)
    middleware.process_view(
        request, lambda _, district: HttpResponse(district), (), {"district": "probstadt"}
    )

    assert (request.district, request.membership) == (district, None)


def test_addresses_without_district_are_left_alone(db):
    middleware = DistrictMiddleware(lambda _: HttpResponse("ok"))
    request = request_of()

    assert middleware.process_view(request, lambda _: None, (), {}) is None
    assert middleware(request).content == b"ok"
    assert request.membership is None
    with pytest.raises(Http404):
        middleware.process_view(request, lambda _: None, (), {"district": "nirgends"})


def test_district_of_one_request_is_not_that_of_the_next(anna, xenia):
    first, second = browser_of(anna), browser_of(xenia)

    assert "Anna Anders" in first.get(TEAM.format("probstadt")).content.decode()
    text = second.get(TEAM.format("fernheim")).content.decode()
    assert "Xenia Xander" in text
    assert "Anna Anders" not in text
    with in_district(anna.district):
        assert Membership.objects.count() == 1
