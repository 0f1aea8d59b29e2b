"""Pages of offers: who sees and changes what, conflicts, sorting proposals, matrix, reports."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest

from kim.accounts.models import Role
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.districts.models import LifeDomain
from kim.network.models import IntegreatSource, Offer, OfferImport
from kim.network.offers.importing import import_offers
from kim.network.offers.permissions import offers_kept_by
from kim.network.offers.queries import listed_offers, reminders
from kim.network.permissions import may_contribute
from tests.cast import TODAY, browser_of, in_district, make_member
from tests.network.offer_fixtures import make_offer

pytestmark = pytest.mark.usefixtures("clock")
BASE = "/probstadt/netzwerk/angebote/"
DAY = timedelta(days=1)
LIST_QUERIES, REVIEW_QUERIES, MATRIX_QUERIES, REPORT_QUERIES = 12, 10, 11, 7


@pytest.fixture
def contact(district, lindenau):
    """The contact person of Lindenau."""
    return make_member(district, "Lea Linde", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def offers(scoped, lindenau, steinbach):
    """One here, one next door, one for all."""
    return {
        "here": make_offer(scoped, lindenau, "Hier", topics=["wohnen"]),
        "there": make_offer(scoped, steinbach, "Drüben", topics=["wohnen"], target_groups=["women"]),
        "wide": make_offer(scoped, None, "Überall", topics=["sprache"]),
    }


def names(response):
    return [row["offer"].name for row in response.context["rows"]]


def entered(**changes):
    return {"name": "Neues Angebot", "municipality": "05997000", "version": "0"} | changes


# --- reading


def test_the_list_narrows_by_place_topic_group_and_state(offers, anna, scoped):
    make_offer(scoped, None, "Vorschlag", listing="proposed", external_key="1")
    make_offer(scoped, None, "Aus", ended_on=TODAY - DAY)
    make_offer(scoped, None, "Läuft aus", funding_ends_on=TODAY + DAY)
    browser = browser_of(anna)

    def shown(query):
        return names(browser.get(f"{BASE}?{query}"))

    assert shown("") == ["Drüben", "Hier", "Läuft aus", "Überall"]
    assert shown("ort=05997000") == ["Hier", "Läuft aus", "Überall"]
    assert shown("ort=kreis") == ["Läuft aus", "Überall"]
    assert shown("thema=wohnen") == ["Drüben", "Hier"]
    assert shown("thema=ohne") == ["Läuft aus"]
    assert shown("thema=wohnen&zielgruppe=youth") == ["Hier"]
    assert shown("stand=zu-pruefen") == ["Vorschlag"]
    assert shown("stand=foerderung") == ["Läuft aus"]
    assert shown("stand=beendet") == ["Aus"]
    assert shown("stand=quatsch&ort=x") == ["Drüben", "Hier", "Läuft aus", "Überall"]


def test_a_contact_sees_and_changes_only_the_own_place_and_reads_what_holds_for_all(offers, contact):
    browser = browser_of(contact)
    assert names(browser.get(BASE)) == ["Hier", "Überall"]
    there, wide, here = (f"{BASE}{offers[key].pk}/" for key in ("there", "wide", "here"))
    assert [browser.get(url).status_code for url in (there, wide, here)] == [404, 200, 200]
    assert [browser.get(f"{url}bearbeiten/").status_code for url in (there, wide, here)] == [404, 404, 200]
    assert browser.post(f"{wide}bestaetigen/").status_code == 404
    refused = browser.post(f"{BASE}neu/", entered(municipality="05997001"))
    assert refused.status_code == 422
    assert browser.post(f"{BASE}neu/", entered(municipality="kreis")).status_code == 422
    assert browser.post(f"{BASE}neu/", entered()).status_code == 302


def test_lists_of_what_one_keeps_agree_with_the_single_question(
    offers, anna, carla, dora, contact, auditor, scoped
):
    for member in (anna, carla, dora, contact, auditor):
        kept = set(offers_kept_by(member).order_by("pk"))
        assert kept == {offer for offer in offers.values() if may_contribute(member, offer.municipality)}


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.PARTNER, Role.AUDITOR, Role.AUTHORITY_OFFICER])
def test_nobody_else_sees_offers(district, role):
    browser = browser_of(make_member(district, "Fred Fremd", role))
    assert [browser.get(f"{BASE}{path}").status_code for path in ("", "neu/", "matrix/", "integreat/")] == (
        [404] * 4
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(number, scoped, anna, dora, lindenau, django_assert_num_queries):
    for each in range(number):
        make_offer(scoped, lindenau, f"Nr. {each}", topics=["wohnen"], confirmed_on=None)
        make_offer(scoped, lindenau, f"V {each}", listing="proposed", external_key=str(each + 1))
    report = OfferImport.objects.create(
        district=scoped,
        ran_at="2026-11-20T02:00Z",
        succeeded=True,
        details=[
            {"kind": "missing", "offer": pk, "name": "x", "changes": []}
            for pk in Offer.objects.order_by("pk").values_list("pk", flat=True)
        ],
    )
    pages = (
        (anna, "", LIST_QUERIES),
        (anna, "pruefen/", REVIEW_QUERIES),
        (anna, "matrix/", MATRIX_QUERIES),
        (dora, f"integreat/{report.pk}/", REPORT_QUERIES),
    )
    for member, path, expected in pages:
        browser = browser_of(member)
        browser.get(BASE + path)
        with django_assert_num_queries(expected):
            assert browser.get(BASE + path).status_code == 200


# --- entering and changing


def test_an_offer_is_entered_with_everything(anna, scoped, lindenau, wohnen):
    typed = entered(
        provider="Verein Beispiel",
        topics=["wohnen"],
        target_groups=["women", "families"],
        languages=["ar", "de"],
        url="www.beispiel.example",
        funding="eu",
        funding_line="AMIF",
        funding_ends_on="31.12.2027",
        description="Worum\u202e es geht",
    )
    assert browser_of(anna).post(f"{BASE}neu/", typed).status_code == 302
    offer = Offer.objects.get()
    assert (offer.municipality, list(offer.topics.order_by("pk"))) == (lindenau, [wohnen])
    assert (offer.url, offer.description) == ("https://www.beispiel.example", "Worum es geht")
    assert (offer.target_group_labels, offer.language_labels) == (
        ["Frauen", "Familien"],
        ["Deutsch", "Arabisch"],
    )
    assert (offer.confirmed_on, offer.confirmed_by, offer.listing) == (TODAY, anna, "listed")
    assert AuditEntry.objects.filter(action="offer_added", actor=anna).count() == 1
    page = browser_of(anna).get(f"{BASE}{offer.pk}/").content.decode()
    assert "AMIF, bis 31.12.2027" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"municipality": ""},
        {"url": "javascript:alert(1)"},
        {"url": "ohnepunkt"},
        {"funding_ends_on": "31.12.0027"},
        {"topics": ["gibtsnicht"]},
        {"target_groups": ["gibtsnicht"]},
        {"name": "x" * 251},
    ],
)
def test_mistakes_keep_what_was_typed(anna, wrong):
    answer = browser_of(anna).post(f"{BASE}neu/", entered(provider="Bleibt") | wrong)
    assert answer.status_code == 422
    assert "Bleibt" in answer.content.decode()


def test_the_second_of_two_who_change_an_offer_is_told(offers, anna, ben):
    url = f"{BASE}{offers['here'].pk}/bearbeiten/"
    assert browser_of(anna).post(url, entered(name="Erste", topics=["beruf"])).status_code == 302
    answer = browser_of(ben).post(url, entered(name="Zweite"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Erste" in page
    assert "Zweite" in page
    offer = Offer.objects.get(pk=offers["here"].pk)
    assert (offer.name, [topic.code for topic in offer.topics.order_by("pk")]) == ("Erste", ["beruf"])


def test_one_click_confirms_and_leads_back(scoped, anna, lindenau):
    offer = make_offer(scoped, lindenau, confirmed_on=TODAY - 400 * DAY)
    browser = browser_of(anna)
    assert "Stimmt noch" in browser.get(BASE).content.decode()
    url = f"{BASE}{offer.pk}/bestaetigen/"
    for page in (BASE, f"{BASE}{offer.pk}/"):
        form = browser.get(page).content.decode().split(f'action="{url}"')[1].split("</form>")[0]
        assert 'name="version" value="0"' in form
    sent = {"back": f"{BASE}?stand=erinnerung", "version": "0"}
    assert browser.post(url, sent).url == f"{BASE}?stand=erinnerung"
    offer.refresh_from_db()
    assert (offer.confirmed_on, offer.confirmed_by) == (TODAY, anna)
    for outside in ("https://boese.example", "//boese.example", "javascript:x"):
        assert browser.post(url, {"back": outside, "version": "0"}).url == f"{BASE}{offer.pk}/"
    again = browser.post(url, {"version": "0"}, follow=True).content.decode()
    assert "inzwischen" not in again
    assert "ist bestätigt." in again
    assert AuditEntry.objects.filter(action="offer_confirmed").count() == 1


def test_what_has_changed_since_is_not_confirmed(scoped, anna, carla, lindenau):
    long_ago = TODAY - 400 * DAY
    offer = make_offer(scoped, lindenau, confirmed_on=long_ago)
    url = f"{BASE}{offer.pk}/"
    changed = entered(name="Jetzt anders")
    assert browser_of(carla).post(f"{url}bearbeiten/", changed).status_code == 302
    Offer.objects.update(confirmed_on=long_ago)

    late = browser_of(anna).post(f"{url}bestaetigen/", {"version": "0"}, follow=True)
    assert "inzwischen von jemand anderem geändert" in late.content.decode()
    offer.refresh_from_db()
    assert (offer.name, offer.confirmed_on) == ("Jetzt anders", long_ago)
    assert not AuditEntry.objects.filter(action="offer_confirmed").exists()


def test_an_offer_ends_and_goes_on(offers, anna):
    offer, browser = offers["here"], browser_of(anna)
    url = f"{BASE}{offer.pk}/ende/"
    assert browser.post(url, {"ended_on": "", "version": "0"}).status_code == 422
    assert browser.post(url, {"ended_on": "19.11.2026", "version": "0"}).status_code == 302
    assert "Hier" not in names(browser.get(BASE))
    assert browser.post(f"{BASE}{offer.pk}/bestaetigen/").status_code == 404
    assert browser.post(url, {"ended_on": "", "version": "0"}).status_code == 409
    assert browser.post(url, {"ended_on": "", "version": "1"}).status_code == 302
    assert "Hier" in names(browser.get(BASE))


def test_a_mistaken_entry_goes_but_nothing_from_integreat(offers, scoped, anna, lindenau):
    proposed = make_offer(scoped, lindenau, external_key="7")
    browser = browser_of(anna)
    assert browser.get(f"{BASE}{proposed.pk}/entfernen/").status_code == 404
    url = f"{BASE}{offers['here'].pk}/entfernen/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"version": "5"}).status_code == 409
    assert browser.post(url, {"version": "0"}).status_code == 302
    assert not Offer.objects.filter(pk=offers["here"].pk).exists()


# --- proposals


@pytest.fixture
def proposed(source):
    """Four proposals: Lindenau, two in Steinbach, one of unclear place."""
    import_offers(None, source=source)
    return {offer.external_key: offer for offer in Offer.objects.order_by("pk")}


def test_many_proposals_are_sorted_at_once(proposed, carla, lindenau):
    browser = browser_of(carla)
    page = browser.get(f"{BASE}pruefen/")
    assert [row["place"] for row in page.context["rows"]] == ["05997000", "", "05997001", "05997001"]
    ticked = [proposed[key].pk for key in "14"]
    unclear = {"antwort": "aufnehmen", "angebot": ticked, f"ort-{ticked[0]}": "05997000"}
    assert browser.post(f"{BASE}pruefen/", unclear).status_code == 422
    assert browser.post(f"{BASE}pruefen/", unclear | {f"ort-{ticked[1]}": "kreis"}).status_code == 302
    refused = {"antwort": "gehoert-nicht-dazu", "angebot": [proposed["2"].pk, "x", "9" * 30]}
    assert browser.post(f"{BASE}pruefen/", refused).status_code == 302
    assert {key: (o.listing, o.municipality) for key, o in _fresh().items() if key in "124"} == {
        "1": ("listed", lindenau),
        "2": ("ignored", proposed["2"].municipality),
        "4": ("listed", None),
    }
    assert AuditEntry.objects.filter(action="offers_sorted", subject_id__isnull=False).count() == 3
    assert browser.post(f"{BASE}pruefen/", {"antwort": "aufnehmen"}).status_code == 422
    assert browser.post(f"{BASE}pruefen/", {"angebot": "1"}).status_code == 422


def _fresh():
    found = Offer.objects.select_related("municipality").order_by("pk")
    return {offer.external_key: offer for offer in found}


def test_nobody_sorts_the_proposals_of_others_or_gives_them_away(proposed, contact):
    browser = browser_of(contact)
    assert names(browser.get(f"{BASE}pruefen/")) == ["Beratung für Zugewanderte"]
    there, here = proposed["2"].pk, proposed["1"].pk
    for choices in (
        {"angebot": [there], f"ort-{there}": "05997000"},
        {"angebot": [here], f"ort-{here}": "05997001"},
        {"angebot": [here], f"ort-{here}": "kreis"},
    ):
        browser.post(f"{BASE}pruefen/", {"antwort": "aufnehmen"} | choices)
    assert {offer.listing for offer in Offer.objects.order_by("pk")} == {"proposed"}


def test_one_can_change_ones_mind(proposed, dora):
    browser, offer = browser_of(dora), proposed["1"]
    for listing in ("ignored", "listed"):
        assert browser.post(f"{BASE}{offer.pk}/aufnahme/", {"listing": listing}).status_code == 302
        offer.refresh_from_db()
        assert offer.listing == listing
    browser.post(f"{BASE}{offer.pk}/aufnahme/", {"listing": "proposed"})
    assert Offer.objects.get(pk=offer.pk).listing == "listed"


# --- what others ask


def test_current_offers_of_a_place_and_of_the_district(offers, scoped, lindenau):
    make_offer(scoped, lindenau, "Letzter Tag", ended_on=TODAY)
    make_offer(scoped, lindenau, "Vorbei", ended_on=TODAY - DAY)
    make_offer(scoped, lindenau, "Vorschlag", listing="proposed", external_key="1")
    assert [offer.name for offer in listed_offers(lindenau)] == ["Hier", "Letzter Tag"]
    assert [offer.name for offer in listed_offers(None)] == ["Überall"]


def test_reminders_come_to_those_who_keep_the_offer_most_urgent_first(
    scoped, anna, carla, lindenau, sonnfeld
):
    make_offer(scoped, lindenau, "A", confirmed_on=None)
    make_offer(scoped, lindenau, "B", funding_ends_on=TODAY - DAY)
    make_offer(scoped, sonnfeld, "C", link_problem="Fehler 500.")
    assert [row.offer.name for row in reminders(anna)] == ["B", "A"]
    start = browser_of(carla).get("/probstadt/").content.decode()
    assert "Die Förderung endete am 19.11.2026." in start
    assert start.index(">B<") < start.index(">A<")
    assert ">C<" not in start


# --- matrix


def test_the_matrix_counts_and_its_numbers_lead_to_as_many_offers(offers, dora, scoped, lindenau):
    for number in range(2):
        make_offer(scoped, lindenau, f"Noch {number}", topics=["wohnen"])
    browser = browser_of(dora)
    page = browser.get(f"{BASE}matrix/")
    text = page.content.decode()
    rows = page.context["matrix"].rows
    numbers = {row.topic.code: [cell.offers for _, cell in row.cells] for row in rows}
    assert numbers == {"wohnen": [3, 0, 1], "sprache": [1, 1, 1], "beruf": [0, 0, 0]}
    assert "Am meisten fehlt bei „Beruf“ (überall), „Wohnen“ (Sonnfeld)." in text
    assert text.count("0 Lücke") == 4
    assert text.count("nur kreisweit") == 3
    assert "mehrfach" in text
    for group in ("", "youth", "women"):
        found = browser.get(f"{BASE}matrix/?zielgruppe={group}").context["matrix"]
        for row in found.rows:
            for place, cell in row.cells:
                query = f"?ort={place.ags}&thema={row.topic.code}&zielgruppe={group}"
                assert len(names(browser.get(BASE + query))) == cell.offers


def test_a_contact_sees_the_column_of_the_own_place(offers, contact):
    matrix = browser_of(contact).get(f"{BASE}matrix/").context["matrix"]
    assert [place.name for place in matrix.places] == ["Lindenau"]


def test_before_the_first_import_nothing_is_called_a_gap(offers, dora, scoped):
    browser = browser_of(dora)
    assert "Lücke</span>" in browser.get(f"{BASE}matrix/").content.decode()
    source = IntegreatSource.objects.create(
        district=scoped, base_url="https://integreat.example", region="probstadt", active=False
    )
    page = browser.get(f"{BASE}matrix/").content.decode()
    assert "Noch kein Abruf aus Integreat, daher unvollständig" in page
    assert "Lücke</span>" not in page
    assert "unvollständig" in browser.get(f"{BASE}matrix.csv").content.decode("utf-8-sig")
    told = browser.get(f"{BASE}integreat/").content.decode()
    assert "Der nächtliche Abruf ist ausgeschaltet." in told
    assert "Jede Nacht" not in told
    assert "heute Nacht" not in told
    IntegreatSource.objects.filter(pk=source.pk).update(active=True)
    assert "Der erste kommt heute Nacht." in browser.get(f"{BASE}integreat/").content.decode()

    # An import that failed has brought nothing.
    report = OfferImport.objects.create(district=scoped, ran_at=dates.now(), succeeded=False, problem="Aus.")
    assert "daher unvollständig" in browser.get(f"{BASE}matrix/").content.decode()
    OfferImport.objects.filter(pk=report.pk).update(succeeded=True)
    assert "Lücke</span>" in browser.get(f"{BASE}matrix/").content.decode()


def test_the_matrix_as_a_file_has_no_formulas(offers, dora, scoped):
    LifeDomain.objects.filter(code="beruf").update(label="=cmd|' /C calc'!A0")
    browser = browser_of(dora)
    text = browser.get(f"{BASE}matrix.csv?zielgruppe=women").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][2] == "Zielgruppe: Frauen"
    assert rows[2] == ["Wohnen", "1", "0", "1", "0", "1", "0"]
    assert rows[4][0] == "'=cmd|' /C calc'!A0"
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{BASE}matrix.xlsx").content))
    cells = list(book.active.values)
    assert cells[2][:4] == ("Wohnen", 1, 0, 1)
    assert cells[4][0].startswith("'=")
    assert browser.get(f"{BASE}matrix.pdf").status_code == 404


# --- source and reports


def test_the_source_is_set_by_coordination_and_lead_alone(scoped, anna, dora):
    typed = {"base_url": "cms.beispiel.example/", "region": "probstadt", "language": "de", "active": "on"}
    assert browser_of(anna).post(f"{BASE}integreat/quelle/", typed).status_code == 404
    browser = browser_of(dora)
    assert browser.post(f"{BASE}integreat/quelle/", typed).status_code == 302
    source = IntegreatSource.objects.get()
    assert (source.base_url, source.active) == ("https://cms.beispiel.example", True)
    assert browser.post(f"{BASE}integreat/quelle/", typed | {"version": "7"}).status_code == 409
    for wrong in ({"base_url": "ftp://x.example"}, {"region": "a/b"}, {"base_url": "https://a.example/?x"}):
        assert browser.post(f"{BASE}integreat/quelle/", typed | wrong | {"version": "0"}).status_code == 422


def test_a_report_shows_old_and_new(proposed, source, integreat, dora):
    body = [dict(integreat.body[0], title="<b>Neu</b> benannt"), *integreat.body[1:3]]
    integreat.answers(body)
    browser = browser_of(dora)
    answer = browser.post(f"{BASE}integreat/abrufen/", follow=True)
    text = answer.content.decode()
    assert "0 neu, 1 geändert, 1 entfallen, 2 unverändert" in text
    assert "Neu benannt" in text
    assert "Beratung für Zugewanderte" in text


def test_an_outage_never_breaks_a_page(proposed, integreat, dora):
    integreat.answers(b"<html>", 502)
    browser = browser_of(dora)
    answer = browser.post(f"{BASE}integreat/abrufen/", follow=True)
    assert answer.status_code == 200
    assert "502" in answer.content.decode()
    assert "Die Angebote sind auf dem Stand davor." in answer.content.decode()
    assert browser.get(BASE).status_code == 200


def test_without_a_source_nothing_is_fetched(dora):
    browser = browser_of(dora)
    assert browser.get(f"{BASE}integreat/").status_code == 200
    assert browser.post(f"{BASE}integreat/abrufen/").status_code == 404


def test_the_other_district_does_not_exist(offers, xenia, other_district):
    browser = browser_of(xenia)
    assert browser.get(f"/fernheim/netzwerk/angebote/{offers['here'].pk}/").status_code == 404
    with in_district(other_district):
        assert not Offer.objects.exists()
