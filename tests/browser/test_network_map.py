"""The network map on the screen: by keyboard, and with the letters that the browser really draws."""

import itertools

import pytest
from django.conf import settings
from django.test import Client

from kim.core.tenancy import district_scope
from kim.network.models import CooperationTalk, Partner
from tests.cast import TODAY, make_district, make_member

WORDS = "Migrationsberatung für erwachsene Zugewanderte Jobcenter Wohlfahrtsverband Ä WWW Mitmach-Café e.V.".split()
MANY = 40
#: Where every line of text is, in the units of the picture.
BOXES = """() => [...document.querySelectorAll(".network-map svg text")].map(text => {
  const box = text.getBBox();
  return [box.x, box.x + box.width, box.y + box.height * 0.12, box.y + box.height * 0.9];
})"""
FOCUSED = """() => {
  const link = document.activeElement.closest(".network-map a");
  return link && {to: link.getAttribute("href"), outline: getComputedStyle(link).outlineStyle};
}"""


@pytest.fixture
def lead(transactional_db):
    """The team lead of a district with as many partners as a map is made for."""
    district = make_district("probstadt", "Kreis Probstadt", "05997", "P")
    member = make_member(district, "Dora Dorn", "team_lead")
    with district_scope(district):
        for number in range(MANY):
            name = " ".join(WORDS[(number * 3 + step) % len(WORDS)] for step in range(1 + number % 6))
            kind = Partner.Kind.values[number % 9]
            # Without the verbs: what they write into the log cannot be taken out again after the test.
            partner = Partner.objects.create(
                district=district, code=f"partner-{number}", name=f"{name} {number}", kind=kind
            )
            CooperationTalk.objects.create(
                district=district, partner=partner, held_on=TODAY, minutes="Wir arbeiten zusammen."
            )
    return member


@pytest.fixture
def map_page(open_page, live_server, lead):
    page = open_page(viewport={"width": 1280, "height": 900})
    client = Client()
    client.force_login(lead.user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto("/probstadt/netzwerk/karte/")
    return page


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def test_drawn_letters_do_not_overlap_and_stay_inside(map_page):
    map_page.evaluate("document.fonts.ready")
    boxes = map_page.evaluate(BOXES)
    view = map_page.evaluate(
        "() => { const v = document.querySelector('.network-map svg').viewBox.baseVal; return [v.width, v.height] }"
    )

    assert len(boxes) > MANY
    assert not [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)]
    assert all(box[0] >= 0 and box[1] <= view[0] and box[2] >= 0 and box[3] <= view[1] for box in boxes)


def test_every_partner_is_reached_by_keyboard_and_opened(map_page):
    reached = []
    for _ in range(MANY * 3):
        map_page.keyboard.press("Tab")
        if focused := map_page.evaluate(FOCUSED):
            assert focused["outline"] != "none"
            reached.append(focused["to"])
        elif reached:
            break
    assert len(set(reached)) == MANY

    map_page.locator(f'.network-map a[href="{reached[0]}"]').focus()
    with map_page.expect_navigation():
        map_page.keyboard.press("Enter")
    assert map_page.url.endswith(reached[0])
