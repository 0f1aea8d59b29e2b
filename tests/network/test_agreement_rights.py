"""Who reads, drafts and decides about agreements; and text blocks and Word templates with those who keep them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kim.accounts.models import Role
from kim.audit.models import AuditEntry
from kim.network.models import AgreementTemplate, AgreementVersion, TextBlock
from tests.cast import browser_of, in_district, make_member
from tests.network.agreement_cast import BASE, BLOCKS, german, make_agreement, make_block, send
from tests.network.agreement_papers import GOOD, HOSTILE

pytestmark = pytest.mark.usefixtures("clock", "scoped")

STATES = ("draft", "agreed", "signed", "in_force", "under_review", "ended")
SECRET = "Geheimer Absatz"
TEAM = {"team_lead", "coordinator", "case_manager", "assistant"}


@pytest.fixture
def everywhere(dora, lindenau, sonnfeld):
    """One agreement in each state at two places and for all."""
    return {
        (name, state): make_agreement(dora, place, title=f"{name}-{state}", state=state, text=SECRET)
        for name, place in (("A", lindenau), ("B", sonnfeld), ("alle", None))
        for state in STATES
    }


def test_contacts_see_their_own_place_and_the_district_without_drafts(lea, sven, everywhere):
    for contact, own in ((lea, "A"), (sven, "B")):
        browser = browser_of(contact)
        nothing = browser.get("/probstadt/netzwerk/vereinbarungen/999999/").content
        seen = {row.agreement.title for row in browser.get(BASE).context["rows"]}
        assert seen == {f"{name}-{state}" for name in (own, "alle") for state in STATES[1:]}
        for (name, state), agreement in everywhere.items():
            answer = browser.get(f"{BASE}{agreement.pk}/")
            visible = name != ("B" if own == "A" else "A") and state != "draft"
            assert (answer.status_code == 200) is visible
            if not visible:
                assert answer.content == nothing
            reads = visible and state in {"signed", "in_force"}
            assert (SECRET in answer.content.decode()) is reads
            paper = browser.get(f"{BASE}{agreement.pk}/vereinbarung.docx")
            assert paper.status_code == (200 if reads else 404)
            for page in ("text", "angaben", "stand", "information", "unterschiede", "fassungen/1"):
                assert browser.get(f"{BASE}{agreement.pk}/{page}/").status_code == 404


def test_contacts_see_no_work_of_the_team(lea, carla, everywhere):
    made = everywhere["A", "agreed"]
    send(browser_of(carla), made, "stand", target="draft", on=german(), reason="Interner Grund")
    send(browser_of(carla), made, "stand", target="agreed", on=german())
    page = browser_of(lea).get(f"{BASE}{made.pk}/").content.decode()
    for word in ("Interner Grund", "Carla Clar", "Fassungen", "Verlauf", "noch nicht informiert"):
        assert word not in page
    assert "nicht informiert" not in browser_of(lea).get(BASE).content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_agreements_are_for_the_team_and_contacts(scoped, everywhere, role):
    browser = browser_of(make_member(scoped, "Rolle Rollenträger", role))
    listed = browser.get(BASE)
    if role in TEAM:
        assert len(listed.context["rows"]) == 18
        assert browser.get(f"{BASE}{everywhere['B', 'draft'].pk}/").status_code == 200
    elif role == "administrator":
        assert len(listed.context["rows"]) == 15
        assert browser.get(f"{BASE}{everywhere['B', 'draft'].pk}/").status_code == 404
    elif role == "municipality_contact":
        assert {row.place for row in listed.context["rows"]} == {"ganzer Kreis"}
    else:
        assert listed.status_code == 404
        assert browser.get(f"{BASE}{everywhere['A', 'in_force'].pk}/").status_code == 404


def reachable(member, agreement):
    browser = browser_of(member)
    pages = ("text", "angaben", "stand", "information")
    return {page for page in pages if browser.get(f"{BASE}{agreement.pk}/{page}/").status_code == 200}


def test_case_managers_change_drafts_of_their_place_coordination_decides(anna, carla, dora, everywhere):
    decides = {"text", "angaben", "stand", "information"}
    assert reachable(anna, everywhere["A", "draft"]) == {"text", "angaben"}
    assert reachable(anna, everywhere["A", "agreed"]) == set()
    assert reachable(anna, everywhere["B", "draft"]) == set()
    assert reachable(anna, everywhere["alle", "draft"]) == set()
    assert reachable(carla, everywhere["A", "draft"]) == decides
    assert reachable(carla, everywhere["B", "draft"]) == set()
    assert reachable(carla, everywhere["alle", "draft"]) == decides - {"information"}
    assert reachable(dora, everywhere["B", "agreed"]) == decides
    assert reachable(dora, everywhere["B", "in_force"]) == decides - {"text"}
    assert reachable(dora, everywhere["B", "ended"]) == {"stand", "information"}


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.ADMINISTRATOR])
def test_others_of_the_team_only_read(scoped, everywhere, role):
    member = make_member(scoped, "Alex Amt", role)
    assert reachable(member, everywhere["A", "draft"]) == set()
    assert "Vereinbarung entwerfen" not in browser_of(member).get(BASE).content.decode()


def test_agreements_of_another_district_do_not_exist(xenia, dora, other_district, draft):
    with in_district(other_district):
        foreign = make_agreement(xenia, None)
    assert browser_of(dora).get(f"{BASE}{foreign.pk}/").status_code == 404
    assert browser_of(xenia).get(f"{BASE}{draft.pk}/").status_code == 404


# --- text blocks


def codes():
    return list(TextBlock.objects.order_by("kind", "position", "pk").values_list("code", flat=True))


def test_blocks_are_written_changed_ordered_and_retired(carla, scoped, lindenau):
    browser = browser_of(carla)
    for heading in ("Ziel", "Ziel", "Straße & Öffnung"):
        answer = browser.post(
            f"{BLOCKS}neu/", {"kind": "cooperation", "heading": heading, "body": "In {ort}."}
        )
        assert answer.status_code == 302
    assert codes() == ["ziel", "ziel-2", "strae-offnung"]
    last = TextBlock.objects.get(code="strae-offnung")

    def arrange(act, version):
        return browser.post(f"{BLOCKS}{last.pk}/ordnen/", {"act": act, "version": version}, follow=True)

    arrange("up", 0)
    assert codes() == ["ziel", "strae-offnung", "ziel-2"]
    arrange("down", 1)
    arrange("down", 2)
    arrange("quatsch", 2)
    assert codes() == ["ziel", "ziel-2", "strae-offnung"]
    arrange("retire", 2)
    assert "nicht in Gebrauch" in browser.get(BLOCKS).content.decode()
    drafted = browser.get(f"{BASE}neu/?kind=cooperation&place={lindenau.ags}").context["form"]["text"].value()
    assert "Straße" not in drafted
    arrange("restore", 3)
    assert TextBlock.objects.get(pk=last.pk).active

    edited = browser.post(
        f"{BLOCKS}{last.pk}/", {"version": 4, "kind": "funding", "heading": "Geld", "body": "Neu"}
    )
    assert edited.status_code == 302
    late = browser.post(
        f"{BLOCKS}{last.pk}/", {"version": 4, "kind": "funding", "heading": "Alt", "body": "Alt"}
    )
    assert late.status_code == 409
    assert "Geld" in late.content.decode()
    logged = AuditEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(dict.fromkeys(logged)) == ["text_block_added", "text_block_arranged", "text_block_changed"]


TOLD = "inzwischen von jemand anderem geändert"


def test_who_arranges_blocks_has_seen_their_order(carla, scoped):
    first, second, third = (make_block(scoped, position=number) for number in range(3))
    browser = browser_of(carla)

    def arrange(block, act):
        return browser.post(
            f"{BLOCKS}{block.pk}/ordnen/", {"act": act, "version": 0}, follow=True
        ).content.decode()

    assert "weiter oben" in arrange(third, "up")
    assert codes() == ["b0-cooperation", "b2-cooperation", "b1-cooperation"]
    # A second press, and somebody who saw the order before: neither moves anything.
    for late in (third, second):
        assert TOLD in arrange(late, "up")
    assert TOLD in arrange(third, "retire")
    assert codes() == ["b0-cooperation", "b2-cooperation", "b1-cooperation"]
    assert arrange(first, "retire").count('name="version" value="1"') == 3
    assert TOLD not in arrange(first, "retire")
    assert AuditEntry.objects.filter(action="text_block_arranged").count() == 2
    assert TOLD in arrange(first, "restore")
    assert not TextBlock.objects.get(pk=first.pk).active


def test_blocks_and_templates_are_kept_by_lead_and_coordination(anna, carla, dora, lea, scoped):
    block = make_block(scoped)
    for path in (
        BLOCKS,
        f"{BLOCKS}neu/",
        f"{BLOCKS}{block.pk}/",
        f"{BASE}vorlagen/",
        f"{BASE}vorlagen/funding.docx",
    ):
        assert [browser_of(each).get(path).status_code for each in (anna, lea, carla, dora)] == [
            404,
            404,
            200,
            200,
        ]
    assert browser_of(anna).post(f"{BLOCKS}{block.pk}/ordnen/", {"act": "retire"}).status_code == 404
    assert "Noch keine Textbausteine" in browser_of(dora).get(BLOCKS).content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_blocks_need_the_same_queries_for_one_and_for_three(dora, scoped, more, django_assert_num_queries):
    for number in range(more + 1):
        make_block(scoped, position=number)
    browser = browser_of(dora)
    browser.get(BLOCKS)
    with django_assert_num_queries(BLOCK_QUERIES):
        browser.get(BLOCKS)
    with django_assert_num_queries(BLOCK_QUERIES):
        browser.get(f"{BASE}vorlagen/")


BLOCK_QUERIES = 6


# --- Word templates


def upload(browser, content, name="vorlage.docx"):
    file = SimpleUploadedFile(name, content)
    return browser.post(f"{BASE}vorlagen/", {"kind": "cooperation", "file": file})


def test_own_template_is_used_and_taken_back(carla, draft):
    browser = browser_of(carla)
    shipped = browser.get(f"{BASE}vorlagen/cooperation.docx").content
    assert upload(browser, GOOD, "Unsere Vorlage.docx").status_code == 302
    assert upload(browser, GOOD, "Neue Vorlage.docx").status_code == 302

    assert AgreementTemplate.objects.get().name == "Neue Vorlage.docx"
    assert (
        "Neue Vorlage.docx, seit 20.11.2026 von Carla Clar"
        in browser.get(f"{BASE}vorlagen/").content.decode()
    )
    assert browser.get(f"{BASE}vorlagen/cooperation.docx").content == GOOD
    assert browser.get(f"{BASE}{draft.pk}/vereinbarung.docx").status_code == 200
    assert browser.post(f"{BASE}vorlagen/cooperation/zuruecknehmen/").status_code == 302
    assert browser.post(f"{BASE}vorlagen/cooperation/zuruecknehmen/").status_code == 404
    assert browser.get(f"{BASE}vorlagen/cooperation.docx").content == shipped
    assert browser.get(f"{BASE}vorlagen/quatsch.docx").status_code == 404
    logged = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert logged[1:] == ["agreement_template_kept"] * 2 + ["agreement_template_dropped"]


@pytest.mark.parametrize("name", ["attribute", "loop", "macros", "no archive", "nothing", "too large"])
def test_wrong_templates_are_told_and_not_kept(dora, name):
    answer = upload(browser_of(dora), HOSTILE[name][0])
    assert answer.status_code == 422
    assert not AgreementTemplate.objects.exists()


def test_a_template_that_got_into_the_table_otherwise_is_refused(carla, draft, scoped):
    AgreementTemplate.objects.create(
        district=scoped,
        kind="cooperation",
        name="x",
        content=HOSTILE["loop"][0],
        uploaded_at=draft.versions.get().made_at,
    )
    answer = browser_of(carla).get(f"{BASE}{draft.pk}/vereinbarung.docx")
    assert answer.status_code == 409
    assert "Schleifen" in answer.content.decode()
    assert AgreementVersion.objects.count() == 1
