"""The pages that need no data: what everybody meets first, and what stands where nothing has been set up yet."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kim.accounts.models import Membership, User
from kim.core.tenancy import district_scope
from tests.browser.auditing import sideways
from tests.cast import PASSWORD, make_district

widths = pytest.mark.parametrize("width", [320, 1280])


def look_at(page, barriers, path):
    answer = page.goto(path)

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert barriers(page) == []
    assert sideways(page) == 0


@widths
def test_log_in_page_has_no_barriers_and_fits(open_page, barriers, width):
    look_at(open_page(viewport={"width": width, "height": 800}), barriers, reverse("account_login"))


@widths
def test_an_installation_without_a_district_says_what_to_do(open_page, barriers, width):
    page = open_page(viewport={"width": width, "height": 800})
    look_at(page, barriers, "/")

    assert page.get_by_text("Noch kein Kreis eingerichtet").is_visible()


def signed_in(page, user):
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.context.base_url}]
    )
    return page


@pytest.mark.parametrize(
    ("districts", "says"), [(0, "Ihr Konto gehört zu keinem Kreis"), (2, "Wo arbeiten Sie heute?")]
)
def test_somebody_of_no_or_of_two_districts_is_asked(open_page, live_server, barriers, districts, says):
    user = User.objects.create_user(email="anna@demo.example", password=PASSWORD, name="Anna Anders")
    for number in range(districts):
        district = make_district(f"kreis-{number}", f"Kreis Nummer {number}", f"0599{number}", "PF"[number])
        with district_scope(district):
            Membership.objects.create(
                district=district, user=user, role="administrator", starts_on="2020-01-01"
            )
    page = open_page(viewport={"width": 320, "height": 800})
    page.context.base_url = live_server.url
    look_at(signed_in(page, user), barriers, "/start/")

    assert page.get_by_text(says).is_visible()
