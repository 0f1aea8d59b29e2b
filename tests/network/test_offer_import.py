"""Offers from Integreat: what a healthy answer brings, and that a sick one changes nothing."""

import copy
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from kim.audit.models import AuditEntry
from kim.core import dates
from kim.core.tenancy import current_district_id, district_scope
from kim.network.models import IntegreatSource, Offer, OfferImport
from kim.network.offers import actions, importing, links, outside, reading
from kim.network.offers.importing import Fetched, import_nightly, import_offers
from tests.cast import TODAY
from tests.network.integreat.server import LOCATIONS, recorded

pytestmark = pytest.mark.usefixtures("clock")


def numbers(report):
    return report.created, report.changed, report.missing, report.unchanged


def offers():
    return {offer.external_key: offer for offer in Offer.objects.order_by("pk")}


@pytest.fixture
def known(source):
    """The four recorded offers, imported."""
    assert numbers(import_offers(None, source=source)) == (4, 0, 0, 0)
    return offers()


# --- a healthy answer


def test_new_ones_are_proposals_with_their_text_and_place(known, integreat):
    first = known["1"]
    assert (first.name, first.provider, first.listing) == (
        "Beratung für Zugewanderte",
        "Verein Beispiel e. V.",
        Offer.Listing.PROPOSED,
    )
    assert first.description == "Was wir tun\nWir beraten zu Wohnen & Arbeit.\n– kostenlos\n– auf Arabisch"
    assert first.address == "Musterweg 1, 09991 Lindenau"
    assert (first.url, first.external_url) == (
        "https://angebot-1.example",
        "https://integreat.example/probstadt/de/locations/ort-1/",
    )
    assert known["2"].url == "https://sprachcafe.example/kontakt"
    assert known["4"].description == "Wir kommen zu Ihnen."
    places = {key: str(offer.municipality or "") for key, offer in known.items()}
    assert places == {"1": "Lindenau", "2": "Steinbach", "3": "Steinbach", "4": ""}
    [(method, path, headers)] = integreat.questions
    assert (method, path, headers["X-Integreat-Development"]) == ("GET", LOCATIONS, "true")


def test_no_contact_person_is_taken_over(known):
    assert not [offer for offer in known.values() if "Muster" in f"{offer.description} {offer.provider}"]
    assert "muster" not in str([offer.external_data for offer in known.values()]).lower().replace(
        "musterweg", ""
    )


def test_the_same_answer_changes_nothing(known, source, integreat):
    assert numbers(import_offers(None, source=source)) == (0, 0, 0, 4)
    assert [offer.version for offer in offers().values()] == [0, 0, 0, 0]
    assert AuditEntry.objects.filter(action="offers_imported").count() == 1


def test_an_unchanged_answer_is_not_sent_twice(source, integreat):
    integreat.answers(recorded("locations"), ETag='"eins"', Last_Modified="Wed, 21 Oct 2026 07:28:00 GMT")
    import_offers(None, source=source)
    source.refresh_from_db()
    assert numbers(import_offers(None, source=source)) == (0, 0, 0, 4)
    headers = integreat.questions[1][2]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (
        '"eins"',
        "Wed, 21 Oct 2026 07:28:00 GMT",
    )


def test_marks_that_cannot_be_sent_back_are_dropped(source, integreat):
    integreat.answers(recorded("locations"), ETag="x" * 300)
    import_offers(None, source=source)
    source.refresh_from_db()
    assert source.etag == ""


def test_changes_follow_and_stand_in_the_report(known, source, integreat):
    body = recorded("locations")
    body[0]["title"] = "Beratung und Begleitung"
    integreat.answers(body)
    report = import_offers(None, source=source)
    assert numbers(report) == (0, 1, 0, 3)
    [line] = report.details
    assert (line["kind"], line["offer"]) == ("changed", known["1"].pk)
    assert line["changes"] == [
        {"label": "Name", "old": "Beratung für Zugewanderte", "new": "Beratung und Begleitung", "kept": False}
    ]
    changed = offers()["1"]
    assert (changed.name, changed.version) == ("Beratung und Begleitung", 1)


def test_what_people_typed_is_never_overwritten(known, source, integreat, anna, dora, wohnen, sonnfeld):
    offer = known["1"]
    actions.sort_offers(dora, choices=[(offer, sonnfeld)], listing="listed")
    offer.refresh_from_db()
    actions.change_offer(
        dora,
        offer=offer,
        version=offer.version,
        topics=[wohnen],
        name="Unser Name",
        url="https://eigene.example",
        target_groups=["women"],
        funding="eu",
        funding_ends_on=date(2027, 1, 1),
    )
    body = recorded("locations")
    body[0] |= {"title": "Anderer Name", "website": "https://neu.example", "content": "<p>Neuer Text</p>"}
    body[0]["location"]["town"] = "Steinbach"
    integreat.answers(body)
    report = import_offers(None, source=source)
    kept = {change["label"]: change["kept"] for change in report.details[0]["changes"]}
    assert kept == {"Name": True, "Internetseite": True, "Beschreibung": False, "Anschrift": False}
    offer = offers()["1"]
    assert (offer.name, offer.url, offer.description) == (
        "Unser Name",
        "https://eigene.example",
        "Neuer Text",
    )
    assert (offer.municipality, offer.listing, offer.target_groups) == (sonnfeld, "listed", ["women"])
    assert (offer.funding, list(offer.topics.order_by("pk"))) == ("eu", [wohnen])
    assert numbers(import_offers(None, source=source)) == (0, 0, 0, 4)


def test_a_place_that_becomes_clear_helps_only_a_proposal(known, source, integreat, dora):
    actions.sort_offers(dora, choices=[(known["3"], None)], listing="listed")
    body = recorded("locations")
    for entry in body:
        entry["location"]["town"] = "Lindenau-Ost"
    integreat.answers(body)
    import_offers(None, source=source)
    assert {key: str(offer.municipality or "") for key, offer in offers().items()} == {
        "1": "Lindenau",
        "2": "Lindenau",
        "3": "",
        "4": "Lindenau",
    }


def test_what_is_gone_is_marked_and_comes_back(known, source, integreat):
    body = recorded("locations")
    integreat.answers(body[1:])
    report = import_offers(None, source=source)
    assert numbers(report) == (0, 0, 1, 3)
    assert offers()["1"].missing_since == TODAY
    with dates.moved_clock(TODAY + timedelta(days=1)):
        assert numbers(import_offers(None, source=source)) == (0, 0, 0, 3)
    assert offers()["1"].missing_since == TODAY
    integreat.answers(body)
    report = import_offers(None, source=source)
    assert numbers(report) == (0, 1, 0, 3)
    assert report.details[0]["changes"][0]["new"] == "wieder da"
    assert offers()["1"].missing_since is None


def test_a_missing_translation_is_gone_from_the_list_not_from_here(known, source, integreat):
    integreat.answers(recorded("locations")[:2])
    import_offers(None, source=source)
    assert set(offers()) == {"1", "2", "3", "4"}


def test_own_entries_are_not_touched(scoped, source, anna, lindenau):
    own = actions.add_offer(anna, name="Eigenes", municipality=lindenau)
    import_offers(None, source=source)
    own.refresh_from_db()
    assert (own.missing_since, own.version, own.name) == (None, 0, "Eigenes")


def test_a_dry_run_writes_nothing(source, integreat):
    report = import_offers(None, source=source, apply=False)
    assert numbers(report) == (4, 0, 0, 0)
    assert not Offer.objects.exists()
    assert not OfferImport.objects.exists()
    assert not AuditEntry.objects.filter(action="offers_imported").exists()


def test_old_reports_go(known, source):
    OfferImport.objects.update(ran_at=dates.now() - timedelta(days=200))
    import_offers(None, source=source)
    assert OfferImport.objects.count() == 1


def test_another_server_has_other_numbers(known, source, dora, integreat):
    actions.set_source(
        dora, version=0, base_url="https://anders.example", region="x", language="de", active=True
    )
    assert [offer.external_key.rpartition("@")[0] for offer in Offer.objects.order_by("pk")] == list("1234")
    IntegreatSource.objects.update(base_url=integreat.url, region="probstadt")
    source.refresh_from_db()
    assert numbers(import_offers(None, source=source)) == (4, 0, 0, 0)


# --- a sick answer


SICK = [
    (b"<!doctype html><title>Wartung</title>", 200, "kein JSON"),
    ({"error": "x"}, 200, "keine Liste"),
    (b"[" * 100_000, 200, "kein JSON"),
    (b"", 200, "kein JSON"),
    (b"\xff\xfe", 200, "kein JSON"),
    ([], 200, "leer"),
    ({"error": "Language not found"}, 404, "Region oder Sprache"),
    (b"", 403, "403"),
    (b"", 500, "500"),
    (b"x" * 300_000, 200, "größer"),
]


@pytest.mark.parametrize(("body", "status", "said"), SICK)
def test_an_answer_that_cannot_be_used_changes_nothing(known, source, integreat, body, status, said):
    before = list(Offer.objects.order_by("pk").values())
    integreat.answers(body, status)
    report = import_offers(None, source=source)
    assert (report.succeeded, numbers(report)) == (False, (0, 0, 0, 0))
    assert said in report.problem
    assert OfferImport.objects.order_by("-pk").first() == report
    assert list(Offer.objects.order_by("pk").values()) == before


def test_a_truncated_answer_is_noticed(known, source, integreat):
    integreat.promised = 1_000_000
    integreat.answers(b"[]")
    assert "bricht ab" in import_offers(None, source=source).problem


def test_a_slow_answer_is_not_waited_for(known, source, integreat):
    integreat.pause = 1.5
    assert "zu langsam" in import_offers(None, source=source, at_once=True).problem


def test_a_server_that_is_off_is_said_so(known, source):
    source.base_url = "http://127.0.0.1:9"
    assert "nicht erreichbar" in import_offers(None, source=source).problem


def test_after_a_short_trouble_it_is_tried_again(source, integreat):
    integreat.failures = 2
    assert numbers(import_offers(None, source=source)) == (4, 0, 0, 0)
    assert len(integreat.questions) == 3


def test_at_a_page_it_is_tried_once(source, integreat):
    integreat.failures = 1
    assert "503" in import_offers(None, source=source, at_once=True).problem


def test_wrong_types_are_left_out_and_nothing_counts_as_gone(known, source, integreat):
    integreat.answers(recorded("wrong_types"))
    report = import_offers(None, source=source)
    assert numbers(report) == (1, 0, 0, 0)
    assert [line["kind"] for line in report.details].count("left_out") == 11
    made = offers()["8"]
    assert (made.name, made.description, made.url, made.external_url) == ("Alles falsch", "", "", "")
    assert not Offer.objects.exclude(missing_since=None).exists()


def test_the_first_of_two_with_one_number_counts(source, integreat):
    body = recorded("locations")
    body.append(copy.deepcopy(body[0]) | {"title": "Doppelt"})
    integreat.answers(body)
    report = import_offers(None, source=source)
    assert offers()["1"].name == "Beratung für Zugewanderte"
    assert "hat die Nummer eines anderen" in report.details[-1]["name"]


def test_malicious_mark_up_becomes_harmless_text(source, integreat):
    integreat.answers(recorded("malicious"))
    import_offers(None, source=source)
    [offer] = offers().values()
    assert offer.name == "Beratung fett"
    assert offer.description == "Text hier\n<script>bleibt Text</script>\nEnde"
    assert (offer.url, offer.external_url) == ("", "")


# --- night and command


def test_the_night_imports_what_is_switched_on(source, settings):
    IntegreatSource.objects.update(active=False)
    import_nightly(source.district)
    IntegreatSource.objects.update(active=True)
    settings.MODE = "demo"
    import_nightly(source.district)
    assert not OfferImport.objects.exists()
    settings.MODE = "test"
    import_nightly(source.district)
    assert Offer.objects.count() == 4


def command(*words):
    out = StringIO()
    call_command("import_offers", "--district", "probstadt", *words, stdout=out)
    return out.getvalue()


def test_the_command_is_dry_by_default(source, integreat):
    assert "Nichts gespeichert" in command()
    assert not Offer.objects.exists()
    assert command("--apply").endswith("4 neu, 0 geändert, 0 entfallen, 0 unverändert.\n")
    body = recorded("locations")
    body[1]["title"] = "Sprachcafé"
    integreat.answers(body)
    assert "  Name: 'Sprachcafé Weltweit' → 'Sprachcafé'" in command()
    integreat.answers(b"", 500)
    with pytest.raises(CommandError, match="500"):
        command("--apply")


def test_the_command_needs_a_district_with_a_source(scoped):
    with pytest.raises(CommandError, match="keine Quelle"):
        command()
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("import_offers", "--district", "nirgends")


@pytest.mark.parametrize("target", ["http://[", "//[x]/", "http://[::1"])
def test_a_redirect_to_no_address_at_all_is_said(target):
    limits = outside.Limits()
    with pytest.raises(outside.OutsideError):
        outside._parts(target, limits, "https://example.org/")


@pytest.mark.parametrize(
    "address", ["64:ff9b::a00:1", "::a00:1", "fec0::1", "::ffff:10.0.0.1", "2002:a00:1::"]
)
def test_addresses_that_lead_inside_in_disguise_are_not_public(address):
    assert not outside.is_public(address)


def test_half_a_letter_does_not_stop_an_import():
    assert "Beratung" in reading.plain_text("Beratung \ud800")


def test_a_page_that_breaks_the_library_leaves_the_others(monkeypatch):
    def broken(url):
        if "eins" in url:
            raise RuntimeError(url)
        return ""

    monkeypatch.setattr(links, "problem_of", broken)
    assert [said for _, said in links._looked_at(["https://eins.example", "https://zwei.example"])] == [
        "Die Seite lässt sich nicht abrufen.",
        "",
    ]


def test_known_offers_are_locked_while_they_are_compared(known, source, monkeypatch):
    locked, lock = [], QuerySet.select_for_update

    def noted(rows, **options):
        locked.append((rows.model, options.get("of")))
        return lock(rows, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", noted)
    import_offers(None, source=source)
    assert (Offer, ("self",)) in locked


def test_no_district_is_open_while_integreat_is_asked(district, clock, monkeypatch):
    with district_scope(district):
        IntegreatSource.objects.create(
            district=district, base_url="https://i.example", region="probstadt", active=True
        )
    seen = []

    def asked(source):
        seen.append(current_district_id())
        return Fetched(None, problem="Der Server ist nicht erreichbar.")

    monkeypatch.setattr(importing, "fetch", asked)
    import_nightly(district)
    with district_scope(district):
        assert (seen, OfferImport.objects.get().problem) == ([None], "Der Server ist nicht erreichbar.")


@pytest.mark.parametrize(
    "change", [{"active": False}, {"base_url": "https://anders.example"}, {"region": "anders"}]
)
def test_an_answer_of_a_source_that_was_changed_meanwhile_is_not_used(source, change):
    fetched = importing.fetch(source)
    IntegreatSource.objects.update(**change)
    report = import_offers(None, source=source, fetched=fetched)
    assert (report.succeeded, Offer.objects.count()) == (False, 0)
    assert "geändert" in report.problem
    assert IntegreatSource.objects.get().etag == ""
