"""Pages of agreements: drafting, versions, steps, information, conflicts."""

import io
from datetime import date, timedelta

import pytest
from docx import Document

from kim.audit.models import AuditEntry
from kim.core import dates
from kim.network.agreements.queries import agreements_of, due_reviews
from kim.network.models import Agreement, AgreementEvent, AgreementVersion
from tests.cast import TODAY, browser_of
from tests.network.agreement_cast import (
    BASE,
    FIRST_TEXT,
    german,
    make_agreement,
    make_block,
    make_partner,
    send,
)

pytestmark = pytest.mark.usefixtures("clock", "scoped")


def fresh(agreement):
    return Agreement.objects.select_related("municipality").get(pk=agreement.pk)


def actions_logged():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


# --- drafting


def test_draft_is_composed_from_the_blocks_and_saved_as_version_1(anna, lindenau, partner, scoped):
    make_block(scoped)
    make_block(scoped, "Dauer", "Ein Jahr.", 1)
    make_block(scoped, "Geld", "Anderes.", kind="funding")
    browser = browser_of(anna)
    chosen = f"{BASE}neu/?kind=cooperation&place={lindenau.ags}&partners={partner.pk}"

    page = browser.get(chosen)
    text = page.context["form"]["text"].value()
    assert text == "# Ziel\n\nIn Lindenau mit Verein Brücke und {wem}.\n\n# Dauer\n\nEin Jahr."
    answer = browser.post(chosen, {"title": "Mit dem Verein", "scope": "", "text": text + "\n\nNeu."})

    [made] = Agreement.objects.all()
    assert answer.url == f"{BASE}{made.pk}/"
    assert (made.state, made.municipality, list(made.partners.all())) == ("draft", lindenau, [partner])
    [version] = AgreementVersion.objects.all()
    assert (version.number, version.text, version.made_by) == (1, text + "\n\nNeu.", anna)
    assert actions_logged() == ["agreement_drafted"]


def test_without_a_partner_the_placeholder_stays(anna, lindenau, scoped):
    make_block(scoped)
    page = browser_of(anna).get(f"{BASE}neu/?kind=cooperation&place={lindenau.ags}")
    assert "mit {partner} und" in page.context["form"]["text"].value()


def test_wrong_choices_and_empty_drafts_are_told(anna, lindenau):
    browser = browser_of(anna)
    assert browser.get(f"{BASE}neu/").status_code == 200
    assert browser.get(f"{BASE}neu/?kind=quatsch").status_code == 422
    answer = browser.post(f"{BASE}neu/?kind=funding&place={lindenau.ags}", {"title": "", "text": "Getippt"})
    assert answer.status_code == 422
    assert "Getippt" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_case_managers_draft_for_their_places_coordination_for_the_whole_district(
    anna, carla, dora, sonnfeld
):
    offered = {
        name: [
            code for code, _ in browser_of(member).get(f"{BASE}neu/").context["form"].fields["place"].choices
        ]
        for name, member in (("anna", anna), ("carla", carla), ("dora", dora))
    }
    assert offered == {
        "anna": ["05997000"],
        "carla": ["kreis", "05997000", "05997001"],
        "dora": ["kreis", "05997000", "05997002", "05997001"],
    }
    answer = browser_of(anna).post(
        f"{BASE}neu/?kind=funding&place={sonnfeld.ags}", {"title": "Fremd", "text": "Text"}
    )
    assert answer.status_code == 422
    assert not Agreement.objects.exists()


# --- versions


def test_every_change_of_the_text_is_a_new_version(anna, draft):
    answer = send(browser_of(anna), draft, "text", text="Zweiter Text", change="Alles kürzer")

    assert answer.status_code == 302
    rows = AgreementVersion.objects.order_by("number").values_list("number", "text", "change")
    assert list(rows) == [(1, FIRST_TEXT, "Erster Entwurf"), (2, "Zweiter Text", "Alles kürzer")]
    page = browser_of(anna).get(f"{BASE}{draft.pk}/").content.decode()
    assert "Alles kürzer" in page
    assert "?alt=1&amp;neu=2" in page
    assert FIRST_TEXT.split()[-1] in browser_of(anna).get(f"{BASE}{draft.pk}/fassungen/1/").content.decode()
    assert browser_of(anna).get(f"{BASE}{draft.pk}/fassungen/3/").status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": FIRST_TEXT, "change": "Nichts"}, "Der Text ist noch derselbe"),
        ({"text": "Neu", "change": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"text": "x" * 40_001, "change": "Lang"}, "höchstens"),
    ],
)
def test_a_text_that_is_no_change_is_told(anna, draft, data, sentence):
    answer = send(browser_of(anna), draft, "text", **data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert AgreementVersion.objects.count() == 1


def test_second_of_two_sees_both_texts_and_loses_none(anna, ben, draft):
    shown = draft.version
    assert send(browser_of(ben), draft, "text", text="Text von Ben", change="Bens").status_code == 302

    answer = send(browser_of(anna), draft, "text", version=shown, text="Text von Anna", change="Annas")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Text von Ben" in page
    assert "von Ben Beispiel" in page
    assert answer.context["form"]["text"].value() == "Text von Anna"
    again = browser_of(anna).post(
        f"{BASE}{draft.pk}/text/",
        {"version": answer.context["version"], "text": "Text von beiden", "change": "Beides"},
    )
    assert again.status_code == 302
    assert AgreementVersion.objects.count() == 3


def test_a_mistake_in_an_outdated_text_still_shows_the_other_text(anna, ben, draft):
    shown = draft.version
    send(browser_of(ben), draft, "text", text="Text von Ben", change="Bens")
    answer = send(browser_of(anna), draft, "text", version=shown, text="Text von Anna", change="")
    assert answer.status_code == 422
    assert "Jetzt gespeichert: Fassung 2" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "-1", "x", "99", "9" * 30])
def test_a_version_that_nobody_was_shown_is_a_conflict(anna, draft, version):
    assert send(browser_of(anna), draft, "text", version=version, text="Neu", change="Neu").status_code == 409


def test_differences_are_marked_by_words_too(anna, draft):
    send(browser_of(anna), draft, "text", text=FIRST_TEXT.replace("einmal", "zweimal"), change="Öfter")
    page = browser_of(anna).get(f"{BASE}{draft.pk}/unterschiede/").content.decode()

    assert "gestrichen: </span>einmal" in page
    assert "eingefügt: </span>zweimal" in page
    assert "Geändert" in page
    same = browser_of(anna).get(f"{BASE}{draft.pk}/unterschiede/?alt=2&neu=2").content.decode()
    assert "Die beiden Texte sind gleich." in same
    assert browser_of(anna).get(f"{BASE}{draft.pk}/unterschiede/?alt=x&neu=99").status_code == 200


# --- details


def test_details_change_and_keep_what_another_saved(anna, carla, draft, scoped):
    other = make_partner(scoped, "Jobcenter")
    data = {"title": "Neuer Titel", "scope": "Neu", "partners": [other.pk], "valid_from": "1.12.2026"}
    shown = draft.version
    assert send(browser_of(anna), draft, "angaben", **data).status_code == 302
    changed = fresh(draft)
    assert (changed.title, list(changed.partners.all()), changed.valid_from) == (
        "Neuer Titel",
        [other],
        date(2026, 12, 1),
    )
    late = send(browser_of(carla), draft, "angaben", version=shown, title="Carlas Titel", scope="")
    assert late.status_code == 409
    assert "Neuer Titel" in late.content.decode()
    assert late.context["form"]["title"].value() == "Carlas Titel"


def test_dates_run_forward_and_partners_out_of_use_stay(anna, draft, partner):
    partner.active = False
    partner.save(update_fields=["active"])
    data = {"title": "T", "partners": [partner.pk], "valid_from": "2.12.2026", "valid_until": "1.12.2026"}
    answer = send(browser_of(anna), draft, "angaben", **data)
    assert answer.status_code == 422
    assert "Der letzte Tag liegt vor dem ersten." in answer.content.decode()
    assert send(browser_of(anna), draft, "angaben", **data | {"valid_until": ""}).status_code == 302
    assert list(fresh(draft).partners.all()) == [partner]


# --- steps


def walk(browser, agreement, *targets, **more):
    for target in targets:
        answer = send(browser, agreement, "stand", target=target, on=german(), **more)
        assert answer.status_code == 302, answer.context["form"].errors


def test_an_agreement_goes_its_way_and_each_step_is_dated_and_logged(carla, draft):
    browser = browser_of(carla)
    walk(browser, draft, "agreed", "signed")
    walk(browser, draft, "in_force", valid_from="1.12.2026")
    assert (fresh(draft).valid_from, fresh(draft).review_on) == (date(2026, 12, 1), date(2027, 12, 1))
    walk(browser, draft, "under_review")
    walk(browser, draft, "in_force", valid_from="1.12.2026")
    assert fresh(draft).review_on == TODAY.replace(year=2027)
    walk(browser, draft, "ended")
    walk(browser, draft, "under_review", reason="Doch weiter")

    steps = AgreementEvent.objects.order_by("pk").values_list("state", "on", "made_by")
    assert [state for state, _, _ in steps] == (
        "draft agreed signed in_force under_review in_force ended under_review".split()
    )
    assert {(on, by) for _, on, by in steps[1:]} == {(TODAY, carla.pk)}
    assert actions_logged() == ["agreement_drafted", *["agreement_step_taken"] * 7]
    assert "Doch weiter" in browser.get(f"{BASE}{draft.pk}/").content.decode()


@pytest.mark.parametrize(
    ("state", "data", "sentence"),
    [
        ("draft", {"target": "in_force"}, "keine gültige Auswahl"),
        ("draft", {"target": "agreed", "on": "21.11.2026"}, "in der Zukunft"),
        ("agreed", {"target": "draft"}, "Bitte sagen Sie, warum."),
        ("ended", {"target": "under_review"}, "Bitte sagen Sie, warum."),
        ("signed", {"target": "in_force"}, "ab wann die Vereinbarung gilt"),
        ("signed", {"target": "in_force", "valid_from": "1.1.2031"}, "nur bis zum 31.12.2030"),
    ],
)
def test_steps_that_cannot_be_taken_are_told(carla, anna, lindenau, state, data, sentence):
    made = make_agreement(anna, lindenau, state=state, valid_until=date(2030, 12, 31))
    answer = send(browser_of(carla), made, "stand", **{"on": german()} | data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert fresh(made).state == state


def test_two_steps_at_once_are_one(carla, dora, draft):
    shown = draft.version
    walk(browser_of(carla), draft, "agreed")
    late = send(browser_of(dora), draft, "stand", version=shown, target="signed", on=german())
    assert late.status_code == 409
    assert fresh(draft).state == "agreed"


def test_signed_text_stays_until_a_review(carla, draft):
    browser = browser_of(carla)
    walk(browser, draft, "agreed", "signed")
    assert send(browser, draft, "text", text="Neu", change="Neu").status_code == 404
    assert "Text ändern" not in browser.get(f"{BASE}{draft.pk}/").content.decode()
    walk(browser, draft, "in_force", valid_from=german())
    walk(browser, draft, "under_review")
    assert send(browser, draft, "text", text="Neu", change="Neu").status_code == 302


# --- information


def test_municipality_is_informed_and_the_hint_goes(carla, anna, lindenau):
    made = make_agreement(anna, lindenau, state="agreed")
    browser = browser_of(carla)
    assert (
        "wurde über diese Vereinbarung noch nicht informiert"
        in browser.get(f"{BASE}{made.pk}/").content.decode()
    )
    assert "Kommune nicht informiert" in browser.get(BASE).content.decode()

    assert (
        send(browser, made, "information", on=german(), about="Ablauf und Zuständigkeit").status_code == 302
    )

    page = browser.get(f"{BASE}{made.pk}/").content.decode()
    assert "noch nicht informiert" not in page
    assert "Ablauf und Zuständigkeit" in page
    assert (fresh(made).informed_on, actions_logged()[-1]) == (TODAY, "municipality_informed")
    late = send(browser, made, "information", on="21.11.2026", about="x")
    assert late.status_code == 422


def test_district_wide_agreements_inform_nobody(dora):
    made = make_agreement(dora, None, state="agreed")
    assert "informiert" not in browser_of(dora).get(f"{BASE}{made.pk}/").content.decode()
    assert send(browser_of(dora), made, "information", on=german(), about="x").status_code == 404


# --- due and expired


@pytest.fixture
def due(anna, dora, lindenau, sonnfeld):
    """One due in the north, one in the south, one for all; one later, one under review."""
    day = TODAY - timedelta(days=3)
    return {
        "north": make_agreement(anna, lindenau, title="Nord", state="in_force", review_on=day),
        "south": make_agreement(dora, sonnfeld, title="Süd", state="in_force", review_on=TODAY),
        "all": make_agreement(dora, None, title="Alle", state="signed", review_on=day),
        "later": make_agreement(
            dora, None, title="Später", state="in_force", review_on=TODAY + timedelta(days=1)
        ),
        "reviewed": make_agreement(dora, None, title="Läuft", state="under_review", review_on=day),
    }


def test_due_reviews_are_for_who_decides(anna, carla, dora, due):
    assert [each.title for each in due_reviews(carla)] == ["Alle", "Nord"]
    assert [each.title for each in due_reviews(dora)] == ["Alle", "Nord", "Süd"]
    assert list(due_reviews(anna)) == []
    assert [each.title for each in agreements_of(None)] == ["Alle", "Läuft", "Später"]
    assert [each.title for each in agreements_of(due["north"].municipality)] == ["Nord"]


def test_due_reviews_stand_on_list_page_and_start(carla, due):
    browser = browser_of(carla)
    sentence = "Überprüfung fällig seit 17.11.2026"
    assert browser.get(BASE).content.decode().count(sentence) == 2
    assert (
        "Überprüfung ist fällig seit 17.11.2026" in browser.get(f"{BASE}{due['north'].pk}/").content.decode()
    )
    start = browser.get("/probstadt/").content.decode()
    assert "fällig seit 17.11.2026" in start
    assert "Nord" in start
    assert "Süd" not in start


def test_expired_is_shown(carla, anna, lindenau):
    made = make_agreement(anna, lindenau, state="in_force", valid_until=TODAY - timedelta(days=1))
    assert "abgelaufen am 19.11.2026" in browser_of(carla).get(BASE).content.decode()
    assert "am 19.11.2026 abgelaufen" in browser_of(carla).get(f"{BASE}{made.pk}/").content.decode()


# --- list


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Nord", "Süd", "Alle", "Später", "Läuft"}),
        ("?due=on", {"Nord", "Süd", "Alle"}),
        ("?state=signed", {"Alle"}),
        ("?place=kreis", {"Alle", "Später", "Läuft"}),
        ("?place=05997000&kind=cooperation", {"Nord"}),
        ("?kind=funding", set()),
        ("?kind=quatsch&page=99", {"Nord", "Süd", "Alle", "Später", "Läuft"}),
    ],
)
def test_list_is_narrowed(dora, due, query, titles):
    page = browser_of(dora).get(BASE + query)
    assert {row.agreement.title for row in page.context["rows"]} == titles


@pytest.mark.parametrize("more", [0, 2])
def test_list_and_page_need_the_same_queries_for_one_and_for_three(
    auditor, anna, lindenau, partner, scoped, more, django_assert_num_queries
):
    made = make_agreement(anna, lindenau, partners=[partner])
    for number in range(more):
        other = make_partner(scoped, f"Partner {number}")
        make_agreement(anna, lindenau, title=f"V{number}", partners=[partner, other])
        made.partners.add(other)
        send(browser_of(anna), made, "text", text=f"Text {number}", change="Neu")
    browser = browser_of(anna)
    browser.get(BASE)

    with django_assert_num_queries(LIST_QUERIES):
        browser.get(BASE)
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get(f"{BASE}{made.pk}/")
    with django_assert_num_queries(DIFFERENCE_QUERIES):
        browser.get(f"{BASE}{made.pk}/unterschiede/")


LIST_QUERIES, PAGE_QUERIES, DIFFERENCE_QUERIES = 10, 12, 8


# --- Word


def test_agreement_as_word_file(carla, draft):
    answer = browser_of(carla).get(f"{BASE}{draft.pk}/vereinbarung.docx")
    assert answer["Content-Disposition"] == f'attachment; filename="vereinbarung-{draft.pk}-fassung-1.docx"'
    document = Document(io.BytesIO(answer.content))
    assert next(each.text for each in document.paragraphs if each.style.name == "Heading 2") == "Ziel"
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert cells[:4] == ["Partner", "Verein Brücke", "Ort", "Lindenau"]
    assert "unbefristet" in cells
    with dates.moved_clock(TODAY):
        AgreementVersion.objects.all().delete()
    assert browser_of(carla).get(f"{BASE}{draft.pk}/vereinbarung.docx").status_code == 404
