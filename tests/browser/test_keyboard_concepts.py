"""The work on the concepts of municipalities by keyboard alone: figures, offers, partners, agreements, groups, papers.

At every stop the focus is in sight, marked and named; nobody is caught anywhere. What most people do most often is
also done on a phone's width and without scripts.
"""

from datetime import timedelta

import pytest

from tests.browser.installation import Installation
from tests.browser.keyboard import sign_in
from tests.browser.places import WARENDORF

PHONE = {"viewport": {"width": 320, "height": 560}}
WAYS = {"screen": {}, "phone": PHONE, "phone without scripts": PHONE | {"java_script_enabled": False}}
WHO = """
from kim.accounts.models import Membership, Responsibility
from kim.districts.models import Municipality
email = lambda role: Membership.objects.filter(role=role).order_by('pk').first().user.email
count = lambda area: Municipality.objects.filter(area=area).count()
coordinators = Membership.objects.filter(role='coordinator').select_related('area', 'user').order_by('pk')
coordinator = next(row for row in coordinators if row.area and count(row.area) >= 3)
places = Municipality.objects.filter(area=coordinator.area).order_by('name').values_list('name', flat=True)
contact = Responsibility.objects.filter(membership__role='municipality_contact').first()
answer = {
    'lead': email('team_lead'), 'coordinator': coordinator.user.email, 'places': list(places),
    'key': Municipality.objects.order_by('name').first().ags,
    'contact': contact.membership.user.email, 'own place': contact.municipality.name,
}
"""
#: A task that is done by hand, as a district may have one.
DUTY = """
from kim.action_plans.models import PlanDuty
answer = PlanDuty.objects.create(
    district=district, code='adressen', part='groups', task='Fiktive Adressen prüfen', roles=['team_lead'],
    rhythm='yearly', first_month=1, last_month=12, per_municipality=False,
).pk
"""
#: Pages of all kinds, to be gone through from the first stop to the last.
PAGES = """
kommunen/ kommunen/{place}/ kommunen/{place}/ortsprofil/ kommunen/{place}/papier/ kommunen/{place}/fassungen/
kommunen/abfrage/ kommunen/kennzahlen/import/ kommunen/kennzahlen/pruefung/ netzwerk/ netzwerk/{place}/
netzwerk/treffen/ netzwerk/karte/ netzwerk/vereinbarungen/neu/ netzwerk/textbausteine/neu/
netzwerk/{place}/sprechzeiten/neu/ netzwerk/zugangswege/ netzwerk/angebote/matrix/ gruppen/
"""
IN_ERRORS = "document.activeElement.matches('.error-summary')"
SCROLLED = "document.activeElement.scrollLeft > 0"
HREF = "document.activeElement.getAttribute('href')"
ON_MAP = "document.activeElement.closest('.network-map a') !== null"

each_way = pytest.mark.parametrize("way", ["screen", "phone without scripts"])


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A district with its team and its concepts, served."""
    made = Installation(tmp_path_factory.mktemp("concepts"), WARENDORF)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def who(installation):
    """Return the addresses of people, and the places they work for."""
    return installation.ask(WHO)


@pytest.fixture(scope="module")
def sessions():
    """Keep what browsers know of those who have signed in once."""
    return {}


@pytest.fixture
def at_work(keyboard, who, sessions):
    """Let somebody sit down at a window of their own; the first time they sign in."""

    def sit_down(person, way="screen"):
        keys = keyboard(storage_state=sessions.get(person), **WAYS[way])
        if person not in sessions:
            sign_in(keys, who[person])
            sessions[person] = keys.page.context.storage_state()
        keys.page.goto("/start/")
        return keys

    return sit_down


def place_for(who, way):
    """Return another place for each way of working, so that nobody meets what was entered before."""
    return who["places"][list(WAYS).index(way)]


def open_place(keys, place):
    keys.open_menu("Kommunen")
    keys.follow(place)


def shown(keys, text):
    return keys.page.locator("main").get_by_text(text).first.is_visible()


def mend(keys, field, text):
    """Go from the list of errors to the field that is wrong, and type what is right; what was typed is still there."""
    assert keys.page.evaluate(IN_ERRORS)
    wrong = keys.page.locator(".error-summary").inner_text()
    keys.press("Tab")
    seen = keys.press("Enter")
    assert seen["name"].startswith(field), (seen, wrong)
    keys.type(text)
    return seen["value"]


def stand_by(keys, button, says=""):
    """Send a figure far from that of last year: it is asked back, and meant as it was typed."""
    keys.to(button)
    assert keys.leave_by("Enter").status == 422
    keys.tick("Die Angabe stimmt so")
    keys.send(button, says)


@each_way
def test_figures_of_a_year_are_entered(at_work, who, way):
    keys, place = at_work("coordinator", way), place_for(who, way)
    open_place(keys, place)
    keys.follow("Ortsprofil mit Zeitreihen")
    keys.follow("Zahlen 2")
    keys.skip()
    keys.write("Einwohnerzahl", "12.44")
    keys.to("Wenn leer: Einwohnerzahl")
    keys.write("Quelle", "Einwohnermelderegister")
    keys.to("Speichern")
    assert keys.leave_by("Enter").status == 422
    assert mend(keys, "Einwohnerzahl", "12.440") == "12.44"
    stand_by(keys, "Speichern", "gespeichert")
    assert shown(keys, "12.440")
    keys.skip()
    keys.to("Zahlen aller Jahre")
    if way != "screen":
        assert any(keys.press("ArrowRight") and keys.page.evaluate(SCROLLED) for _ in range(30))


def test_offices_are_asked_and_answer_by_their_link(at_work, who, keyboard):
    keys = at_work("coordinator")
    open_place(keys, who["places"][0])
    keys.follow("Ortsprofil mit Zeitreihen")
    keys.follow("Stellen abfragen")
    keys.to("Zahlen zum 31.12.")
    keys.send("Abfrage beginnen")
    keys.skip()
    keys.to("Link und Adresse für")
    keys.press("Enter")
    link = keys.press("Tab")
    assert link["name"].startswith("http")

    office = keyboard(**PHONE)
    office.page.goto(link["name"])
    office.skip()
    field = office.to("", tag="input")
    office.type("1.234")
    office.write("Wer antwortet?", "Amt für Beispiele")
    stand_by(office, "Zahlen senden")
    assert shown(office, "Vielen Dank.")
    assert office.page.locator(f"[name='{field['group']}']").input_value() == "1.234"


@each_way
def test_an_offer_is_entered_confirmed_and_found_in_the_matrix(at_work, who, way):
    keys, name = at_work("lead", way), f"Lotsen für Familien ({way})"
    keys.open_menu("Netzwerk")
    keys.follow("Angebote")
    keys.follow("Angebot eintragen")
    keys.skip()
    keys.to("Speichern")
    assert keys.leave_by("Enter").status == 422
    mend(keys, "Name des Angebots", name)
    keys.to("Wo?")
    keys.press("ArrowDown", 2)
    for pill in ("Wohnen", "Familien"):
        keys.tick(pill)
    keys.send("Speichern", "Das Angebot ist eingetragen.")
    keys.follow(name)
    keys.skip()
    keys.send("Stimmt noch", f"„{name}“ ist bestätigt.")
    keys.follow("Angebote")
    keys.follow("Lücken zeigen")
    keys.skip()
    keys.to("Angebote nach Thema und Kommune")
    keys.until(lambda cell: "Angebote, Wohnen, " in cell["name"])
    keys.leave_by("Enter")
    assert shown(keys, name)


def test_a_partner_is_entered_comes_onto_the_map_and_is_opened_there(at_work, who):
    keys, place, name = at_work("lead"), who["places"][0], "Fiktive Begegnungsstätte"
    keys.open_menu("Netzwerk")
    keys.follow("Partner")
    keys.follow("Partner eintragen")
    keys.skip()
    keys.write("Name", name)
    keys.to("Art")
    keys.press("ArrowDown")
    keys.tick(place)
    keys.send("Speichern", "Der Partner ist eingetragen.")
    keys.skip()
    keys.to("Ort")
    keys.press("ArrowDown")
    keys.write("Ergebnis", "Wir treffen uns jeden Monat.")
    keys.leave_by("Control+Enter")
    assert shown(keys, "Das Gespräch ist eingetragen.")
    keys.follow(place)
    keys.skip()
    keys.to("Netzwerkkarte", tag="div")
    drawn = []
    while keys.press("Tab")["tag"] == "a":
        assert keys.page.evaluate(ON_MAP)
        drawn.append(keys.page.evaluate(HREF))
    assert keys.stop()["name"] == "Partner auf der Karte"
    listed = [keys.page.evaluate(HREF) for _ in drawn if keys.press("Tab")]
    assert listed == drawn
    keys.until(lambda seen: seen["name"].startswith(name) and keys.page.evaluate(ON_MAP), key="Shift+Tab")
    keys.leave_by("Enter")
    assert keys.page.locator("h1").inner_text() == name


def test_an_agreement_is_drafted_changed_compared_and_agreed(at_work, who):
    keys = at_work("lead")
    keys.open_menu("Netzwerk")
    keys.follow("Vereinbarungen")
    keys.follow("Textbausteine")
    keys.follow("Textbaustein")
    keys.skip()
    keys.write("Überschrift", "Fiktive Absprache")
    keys.write("Text", "Beide Seiten rufen einander zurück.")
    keys.send("Speichern")
    keys.follow("Vereinbarungen")
    keys.follow("Vereinbarung entwerfen")
    keys.skip()
    keys.to("", group="kind")
    keys.press("Space")
    keys.to("Ort")
    keys.press("ArrowDown")
    keys.to("", group="partners")
    keys.press("Space")
    keys.to("Entwurf zusammenstellen")
    keys.leave_by("Enter")
    keys.skip()
    keys.write("Titel", "Beispielabsprache")
    assert "Beide Seiten rufen einander zurück." in keys.to("Text")["value"]
    keys.send("Entwurf speichern", "Der Entwurf ist gespeichert.")
    keys.follow("Text ändern")
    keys.skip()
    keys.to("Text")
    keys.press("Control+End")
    keys.page.keyboard.type(" Auch im Urlaub.")
    keys.write("Was sich ändert", "Vertretung")
    keys.send("Als neue Fassung speichern", "Die neue Fassung ist gespeichert.")
    keys.follow("Unterschiede zu Fassung 1")
    assert keys.page.locator("ins").get_by_text("Auch im Urlaub").is_visible()
    keys.skip()
    assert keys.to("Von", tag="select")["value"] == "1"
    assert keys.to("Zu", tag="select")["value"] == "2"
    keys.to("Beispielabsprache", key="Shift+Tab")
    keys.leave_by("Enter")
    keys.follow("abgestimmt")
    keys.skip()
    keys.send("Stand eintragen", "Der neue Stand ist eingetragen.")
    assert shown(keys, "abgestimmt")


def test_a_group_a_focus_and_a_milestone_are_kept(at_work, who):
    keys, place = at_work("lead"), who["places"][1]
    keys.open_menu("Gruppen")
    keys.follow("Gruppe eintragen")
    keys.skip()
    keys.to("Ort")
    keys.press("ArrowDown")
    keys.write("Name", "AG Beispiel")
    keys.send("Speichern")
    keys.follow("AG Beispiel")
    keys.follow("Ergebnis eintragen")
    keys.skip()
    keys.write("Ergebnis", "Ein Leitfaden für alle.")
    keys.send("Speichern")
    assert shown(keys, "Ein Leitfaden für alle.")

    open_place(keys, place)
    keys.follow("Schwerpunkt oder Zielgruppe eintragen")
    keys.skip()
    keys.write("Bezeichnung", "Fiktiver Schwerpunkt")
    keys.send("Speichern")
    keys.skip()
    keys.send("Überprüft: Fiktiver Schwerpunkt", "Als überprüft eingetragen.")

    keys.follow("Meilensteine")
    keys.follow("Meilenstein eintragen")
    keys.skip()
    keys.write("Meilenstein", "Fiktiver Meilenstein", tag="input")
    keys.to("Stand")
    keys.press("ArrowDown")
    keys.send("Speichern")
    keys.skip()
    assert keys.to("Als Liste")["tag"] == "summary"
    keys.press("Enter")
    assert not shown(keys, "Bearbeiten")
    keys.press("Enter")
    keys.to("Bearbeiten: Fiktiver Meilenstein")


def test_a_task_of_the_year_is_done(at_work, installation):
    installation.ask(DUTY)
    keys = at_work("lead")
    keys.open_menu("Kommunen")
    keys.follow("Aufgaben")
    keys.skip()
    keys.to("Erledigt: Fiktive Adressen prüfen")
    keys.send_here("Die Aufgabe ist erledigt.")
    keys.skip()
    keys.to("Doch offen: Fiktive Adressen prüfen")


@each_way
def test_office_hours_on_the_third_tuesday_and_an_exception(at_work, who, way):
    keys, place = at_work("lead", way), place_for(who, way)
    keys.open_menu("Netzwerk")
    keys.follow(place)
    keys.follow("Sprechzeit eintragen")
    keys.skip()
    assert keys.to("", group="rhythm")["value"] == "weekly"
    keys.until(lambda choice: choice["value"] == "month", key="ArrowDown")
    keys.until(lambda pill: (pill["group"], pill["value"]) == ("ordinals", "3"))
    keys.press("Space")
    keys.tick("Dienstag")
    keys.write("Von", "10:00")
    keys.write("Bis", "9:00")
    keys.write("Ort", "Bürgerhaus")
    keys.to("Vorschau")
    assert keys.leave_by("Enter").status == 422
    assert mend(keys, "Bis", "12:00") == "9:00"
    keys.to("Vorschau")
    keys.leave_by("Enter")
    assert shown(keys, "Die nächsten Termine:")
    keys.skip()
    keys.send("Speichern")
    assert shown(keys, "Bürgerhaus")
    keys.skip()
    keys.to("Bürgerhaus")
    keys.to("Fällt aus am")
    keys.leave_by("Enter")
    keys.skip()
    keys.write("Grund", "Fortbildung")
    keys.send("Ausfall eintragen", "fällt aus.")
    assert shown(keys, "Fortbildung")
    keys.skip()
    keys.send("Findet doch statt am", "findet statt.")


def test_a_yearly_talk_is_planned_held_and_concluded(at_work, who, installation):
    keys, today = at_work("coordinator"), installation.today()
    open_place(keys, who["places"][3])
    keys.follow("Jahresgespräche")
    keys.follow("Gespräch ")
    keys.skip()
    keys.to("Kennzahlen mit dem Wert davor")
    keys.to("Termin vereinbaren", key="Shift+Tab")
    keys.leave_by("Enter")
    keys.skip()
    keys.write("Tag des Gesprächs", f"{today + timedelta(days=9):%d.%m.%Y}")
    keys.send("Speichern")
    keys.follow("Fragen beantworten")
    keys.skip()
    keys.to("", tag="textarea")
    keys.type("Die Kurse sind voll.")
    keys.send("Speichern")
    assert shown(keys, "Die Kurse sind voll.")
    keys.follow("Ergebnis eintragen")
    keys.skip()
    keys.write("geführt am", f"{today:%d.%m.%Y}")
    keys.write("Schlüsse", "Mehr Räume suchen.")
    keys.send("Speichern")
    keys.follow("Nächsten Schritt eintragen")
    keys.skip()
    keys.write("Schritt", "Hausmeister fragen")
    keys.send("Speichern")
    keys.skip()
    keys.send("Erledigt: Hausmeister fragen", "Der Schritt ist erledigt.")
    assert shown(keys, "Mehr Räume suchen.")


def test_a_concept_is_released_compared_and_downloaded(at_work, who):
    keys = at_work("coordinator")
    open_place(keys, who["places"][1])
    keys.follow("Fassung freigeben")
    keys.skip()
    keys.write("Anlass", "Jahresgespräch")
    keys.send("Freigeben")
    open_place(keys, who["places"][1])
    keys.skip()
    keys.to("Angabe zum Baustein ändern: ")
    keys.press("Enter")
    keys.write("Text", "Wird gerade aufgebaut.")
    keys.to("Angabe speichern")
    keys.leave_by("Enter")
    keys.follow("Was hat sich geändert?")
    assert shown(keys, "Wird gerade aufgebaut.")
    keys.follow("Fassungen")
    keys.skip()
    keys.to("PDF vom")
    with keys.page.expect_download() as begun:
        keys.page.keyboard.press("Enter")
    assert begun.value.suggested_filename.endswith(".pdf")
    assert keys.stop()["name"].startswith("PDF vom")
    keys.to("Vergleichen mit dem Stand vom")
    keys.leave_by("Enter")
    keys.skip()
    keys.to("Von")
    keys.to("Bis")
    keys.to("Vergleichen")
    keys.leave_by("Enter")
    assert shown(keys, "Wird gerade aufgebaut.")


def test_a_contact_of_a_municipality_keeps_their_own_part(at_work, who):
    keys = at_work("contact", "phone")
    keys.open_menu("Kommunen")
    assert keys.page.locator("h1").inner_text() == who["own place"]
    assert not shown(keys, "Fassung freigeben")
    keys.follow("Ortsprofil mit Zeitreihen")
    keys.follow("Zahlen 2")
    keys.skip()
    keys.write("Einwohnerzahl", "36.789")
    keys.send("Speichern", "gespeichert")
    keys.follow(f"Stadt {who['own place']}")
    keys.follow("Jahresgespräche")
    keys.follow("Gespräch ")
    keys.follow("Fragen beantworten")
    keys.skip()
    keys.to("", tag="textarea")
    keys.type("Aus Sicht der Stadt: mehr Kurse.")
    keys.send("Speichern")
    assert shown(keys, "Aus Sicht der Stadt: mehr Kurse.")


def test_nobody_is_caught_on_any_page_and_every_stop_can_be_seen(at_work, who):
    keys = at_work("lead", "phone")
    for path in PAGES.format(place=who["key"]).split():
        assert keys.page.goto(f"/warendorf/{path}").status == 200
        keys.walk()
