"""What contact persons of a municipality keep of the access to their place, and of nobody else's."""

from datetime import time, timedelta

import pytest

from kim.accounts.models import Role, Substitution, User
from kim.audit.models import AuditEntry
from kim.network.access import actions
from kim.network.models import AccessRoute, OfficeHours
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock")
BASE = "/probstadt/netzwerk/"


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Kerstin Kontakt", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


def make_hours(place):
    return OfficeHours.objects.create(
        district=place.district,
        municipality=place,
        place="Rathaus",
        rule="FREQ=WEEKLY;BYDAY=MO",
        starts=time(9),
        ends=time(12),
    )


def test_contact_persons_keep_what_holds_at_their_place_alone(scoped, contact, dora, lindenau, sonnfeld):
    browser = browser_of(contact)
    new = f"{BASE}zugangswege/neu/"
    typed = {"label": "Rathaus", "active": "on"}
    # Neither everywhere nor at somebody else's place, alone or beside one's own.
    for places in ([], [sonnfeld.pk], [lindenau.pk, sonnfeld.pk]):
        assert browser.post(new, typed | {"municipalities": places}).status_code == 422
    assert browser.post(new, typed | {"municipalities": [lindenau.pk]}).status_code == 302
    assert AuditEntry.objects.get(action="access_route_added").actor == contact

    both = actions.add_route(dora, municipalities=[lindenau, sonnfeld], label="Beide")
    there = actions.add_route(dora, municipalities=[sonnfeld], label="Nur dort")
    shown = {
        each["row"].label: each["may_keep"] for each in browser.get(f"{BASE}zugangswege/").context["routes"]
    }
    assert shown == {"Selbst": False, "Online-Terminanfrage": False, "Beide": False, "Rathaus": True}
    for route in (both, there, AccessRoute.objects.get(label="Selbst")):
        address = f"{BASE}zugangswege/{route.pk}/"
        sent = typed | {"municipalities": [lindenau.pk], "version": "0"}
        assert (browser.get(address).status_code, browser.post(address, sent).status_code) == (404, 404)


def test_contact_persons_say_on_which_days_their_office_is_closed(scoped, contact, lindenau, sonnfeld):
    here, there = make_hours(lindenau), make_hours(sonnfeld)
    browser = browser_of(contact)
    day = {"on": "23.11.2026", "reason": "Betriebsausflug"}
    assert browser.post(f"{BASE}sprechzeiten/{there.pk}/ausfall/", day).status_code == 404
    assert browser.post(f"{BASE}sprechzeiten/{here.pk}/ausfall/", day).status_code == 302
    entry = AuditEntry.objects.get(action="hours_cancelled")
    assert entry.actor == contact
    assert not there.exceptions.exists()


def test_contact_persons_see_the_hours_of_their_own_place_only(scoped, contact, lindenau, sonnfeld):
    here, there = make_hours(lindenau), make_hours(sonnfeld)
    browser = browser_of(contact)
    for page in ("", "sprechzeiten.ics", "sprechzeiten/neu/", "zugang/"):
        assert browser.get(f"{BASE}{lindenau.ags}/{page}").status_code == 200
        assert browser.get(f"{BASE}{sonnfeld.ags}/{page}").status_code == 404
    # The hours of a neighbour are not found at one's own place, either.
    for place in (lindenau, sonnfeld):
        assert browser.get(f"{BASE}{place.ags}/sprechzeiten/{there.pk}/").status_code == 404
    assert browser.get(f"{BASE}{lindenau.ags}/sprechzeiten/{here.pk}/").status_code == 200
    assert browser.get(BASE).status_code == 404


def test_the_page_offers_the_calendar_that_programs_read_without_signing_in(
    scoped, contact, lindenau, client, settings
):
    browser = browser_of(contact)
    page = f"{BASE}{lindenau.ags}/"
    address = f"/probstadt/de/sprechzeiten/{lindenau.ags}.ics"
    assert address not in browser.get(page).content.decode()
    make_hours(lindenau)
    settings.PUBLIC_URL = "https://kim.probstadt.example"
    assert f"https://kim.probstadt.example{address}" in browser.get(page).content.decode()
    assert client.get(address).status_code == 200


def test_contact_persons_read_of_case_managers_what_everybody_may(scoped, contact, anna, lindenau):
    """Who is there today and the number; not for whom somebody stands in, nor an address."""
    petra = make_member(scoped, "Petra Platz", Role.CASE_MANAGER)
    Substitution.objects.create(
        district=scoped,
        absent=anna,
        substitute=petra,
        starts_on=TODAY - timedelta(days=1),
        ends_on=TODAY + timedelta(days=1),
    )
    User.objects.filter(pk=petra.user_id).update(phone="02581 53-1234")
    pages = [
        f"{BASE}{lindenau.ags}/",
        f"/probstadt/kommunen/{lindenau.ags}/",
        "/probstadt/kommunen/kreis/",
        "/probstadt/",
    ]
    texts = [browser_of(contact).get(page).content.decode() for page in pages]
    assert petra.user.name in texts[0]
    assert "02581 53-1234" in texts[0]
    # That she counsels there stands in the concept; that she is away today stands nowhere.
    assert anna.user.name not in texts[0]
    for secret in (anna.user.email, petra.user.email, "vertritt"):
        assert secret not in "".join(texts)
    of_the_team = browser_of(petra).get(pages[0]).content.decode()
    assert f"vertritt {anna.user.name}" in of_the_team
    assert petra.user.email in of_the_team
