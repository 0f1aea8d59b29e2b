"""What is said about the access of a place: its clearing point, its office, its page in Integreat."""

import pytest

from tests.cast import browser_of
from tests.network.test_access import BASE, url

pytestmark = pytest.mark.usefixtures("clock")


def test_clearing_point_and_office_are_changed_once(scoped, anna, carla, lindenau):
    address = url(lindenau, "zugang/")
    typed = {"clearing_point": "ja", "contact_office": "Fachdienst Soziales", "version": "0"}

    assert browser_of(anna).post(address, typed).status_code == 302
    assert browser_of(carla).post(address, typed | {"contact_office": "Bürgerbüro"}).status_code == 409
    lindenau.refresh_from_db()
    assert (lindenau.clearing_point, lindenau.contact_office, lindenau.version) == (
        True,
        "Fachdienst Soziales",
        1,
    )


@pytest.mark.parametrize(
    ("typed", "said", "words"),
    [
        ("ja", True, "<dt>Clearingstelle</dt><dd>ja</dd>"),
        ("nein", False, "<dt>Clearingstelle</dt><dd>nein</dd>"),
        ("", None, "<dt>Clearingstelle</dt><dd>nicht bekannt</dd>"),
    ],
)
def test_clearing_point_is_there_or_not_or_not_known(scoped, anna, lindenau, typed, said, words):
    browser, address = browser_of(anna), url(lindenau, "zugang/")
    assert browser.post(address, {"clearing_point": typed, "version": "0"}).status_code == 302

    lindenau.refresh_from_db()
    assert lindenau.clearing_point is said
    assert words in browser.get(url(lindenau, "")).content.decode()
    assert browser.get(address).context["form"]["clearing_point"].value() == typed
    overview = browser.get(BASE).content.decode()
    own = overview[overview.index(f"/{lindenau.ags}/") :].partition("</tr>")[0]
    assert {True: "ja</span>", False: "nein</span>", None: "nicht bekannt</span>"}[said] in own


def test_page_in_integreat_is_an_address(scoped, anna, lindenau):
    browser, address = browser_of(anna), url(lindenau, "zugang/")
    typed = {"clearing_point": "vielleicht", "integreat_url": "javascript:alert(1)", "version": "0"}
    refused = browser.post(address, typed)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"clearing_point", "integreat_url"}

    typed = {"integreat_url": "https://integreat.app/probstadt/de/", "version": "0"}
    assert browser.post(address, typed).status_code == 302
    lindenau.refresh_from_db()
    assert lindenau.integreat_url == typed["integreat_url"]
