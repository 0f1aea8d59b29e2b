"""The yearly talk: agreed, prepared, answered by the place itself, concluded with steps."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kim.accounts.models import Role
from kim.action_plans.models import PlanState, TalkAnswer, TalkQuestion, TalkStep, YearlyTalk
from kim.action_plans.papers.content import content_of
from kim.action_plans.plans.actions import parts, talks
from kim.action_plans.plans.queries.steps import waiting_steps
from kim.audit.models import AuditEntry
from kim.core import dates
from kim.districts.territory import Territory
from tests.action_plans.paper_texts import docx_text, pdf_text
from tests.action_plans.things import make_indicators, make_value
from tests.cast import TODAY, browser_of, make_member

pytestmark = pytest.mark.usefixtures("clock", "scoped")


def address(name, territory="05997000", year=2026, **more):
    parts_of_it = {"district": "probstadt", "territory": territory, **more}
    if name not in {"talk_list", "plan_detail"}:
        parts_of_it["year"] = year
    return reverse(f"action_plans:{name}", kwargs=parts_of_it)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def contact(district, lindenau):
    return make_member(district, "Mia Muster", Role.MUNICIPALITY_CONTACT, places=(lindenau,))


@pytest.fixture
def questions(scoped):
    return [
        TalkQuestion.objects.create(district=scoped, code=f"q{number}", text=text, position=number)
        for number, text in enumerate(("Was hat sich verändert?", "Was fehlt?"))
    ]


@pytest.fixture
def talk(carla, lindenau):
    return talks.plan_talk(carla, place=lindenau, year=2026, version=0, planned_on=date(2026, 12, 3))


def test_coordination_agrees_on_a_day_of_the_year(carla, lindenau):
    browser = browser_of(carla)
    assert "Das Gespräch für 2026 fehlt" in text_of(browser.get(address("talk_list")))
    assert browser.post(address("talk_plan"), {"planned_on": "03.12.2027"}).status_code == 422
    assert browser.post(address("talk_plan"), {"planned_on": "03.12.2026"}).status_code == 302

    talk = YearlyTalk.objects.get()
    assert (talk.municipality, talk.year, talk.planned_on) == (lindenau, 2026, date(2026, 12, 3))
    assert "vereinbart für den 03.12.2026" in text_of(browser.get(address("talk_list")))
    assert "fehlt" not in text_of(browser.get(address("talk_list"))).split("<main")[1]
    late = browser.post(address("talk_plan"), {"planned_on": "04.12.2026", "version": "0"})
    assert late.status_code == 409
    assert ("Tag des Gesprächs", "03.12.2026") in late.context["theirs"]
    with dates.moved_clock(date(2026, 12, 4)):
        assert "Das Gespräch für 2026 fehlt" in text_of(browser.get(address("talk_list")))


def test_the_sheet_tells_figures_changes_and_open_points(carla, anna, contact, district, lindenau, questions):
    population = make_indicators(district)[0]
    make_value(population, lindenau, 2023, 1000)
    make_value(population, lindenau, 2024, 1100)
    before = talks.conclude_talk(
        carla,
        place=lindenau,
        year=2025,
        version=0,
        held_on=date(2025, 11, 1),
        participants="Bürgermeisterin",
        conclusions="Mehr Sprachkurse.",
    )
    talks.add_step(carla, talk=before, text="Kursraum suchen", due_on=date(2026, 2, 1))
    territory = Territory(district, lindenau)
    PlanState.objects.create(
        district=district,
        municipality=lindenau,
        as_of=date(2025, 10, 30),
        written_at=dates.at(date(2025, 10, 30)),
        content=content_of(territory, date(2025, 10, 30)),
        digest="0" * 64,
    )
    parts.add_focus(carla, municipality=lindenau, kind="topic", title="Wohnen")

    for member in (carla, anna, contact):
        text = text_of(browser_of(member).get(address("talk_detail")))
        for words in (
            "1.100",
            "Verglichen mit dem Stand vom 30.10.2025",
            "Wohnen",
            "Kursraum suchen",
            "überfällig",
            "Mehr Sprachkurse.",
            "Was fehlt?",
            "Netzwerkkarte: noch nichts eingetragen",
        ):
            assert words in text, words


def test_without_anything_the_sheet_says_so(anna):
    text = text_of(browser_of(anna).get(address("talk_detail")))

    assert "Von früher ist kein Stand festgehalten" in text
    assert "Die Fragen kommen mit der Kreis-Datei" in text


def test_the_place_answers_before_the_talk_and_not_after(contact, carla, lindenau, questions):
    browser = browser_of(contact)
    names = [f"answer_{question.pk}" for question in questions]
    sent = {names[0]: "Mehr Zuzug", names[1]: ""}
    assert browser.post(address("talk_answers"), sent).status_code == 302
    assert list(TalkAnswer.objects.order_by("pk").values_list("text", flat=True)) == ["Mehr Zuzug"]
    assert "Mehr Zuzug" in text_of(browser_of(carla).get(address("talk_detail")))

    late = browser.post(address("talk_answers"), {names[0]: "Wenig Zuzug", "version": "0"})
    assert late.status_code == 409
    assert late.context["theirs"] == [("Was hat sich verändert?", "Mehr Zuzug")]
    assert browser.post(address("talk_answers"), {"version": "1"}).status_code == 302
    assert not TalkAnswer.objects.exists()

    talks.conclude_talk(
        carla, place=lindenau, year=2026, version=2, held_on=TODAY, participants="", conclusions=""
    )
    assert browser.get(address("talk_answers")).status_code == 404
    assert browser_of(carla).get(address("talk_answers")).status_code == 200


def test_answers_to_former_questions_stay(carla, lindenau, talk, questions):
    talks.answer_questions(
        carla, place=lindenau, year=2026, version=1, answers={questions[0]: "Viel", questions[1]: "Nichts"}
    )
    TalkQuestion.objects.filter(pk=questions[0].pk).update(active=False)

    assert "Viel" in text_of(browser_of(carla).get(address("talk_detail")))


def test_the_talk_is_concluded_and_steps_follow(carla, talk):
    browser = browser_of(carla)
    assert browser.get(address("talk_conclude")).context["form"].initial["held_on"] == date(2026, 12, 3)
    sent = {"held_on": "21.11.2026", "participants": "Amt", "conclusions": "Gut", "version": "1"}
    assert browser.post(address("talk_conclude"), sent).status_code == 422
    assert browser.post(address("talk_conclude"), sent | {"held_on": "20.11.2026"}).status_code == 302
    talk.refresh_from_db()
    assert (talk.held_on, talk.participants) == (TODAY, "Amt")

    browser.post(address("step_new"), {"text": "Raum suchen", "who": "Amt", "due_on": "19.11.2026"})
    step = TalkStep.objects.get()
    assert waiting_steps(YearlyTalk.objects.order_by("pk"), TODAY) == [step]
    assert "chip--danger" in text_of(browser.get(address("talk_detail")))
    # Two people who say the same say it once; nobody takes back by chance what another has said.
    for wanted, day, noted in (
        ("erledigt", TODAY, "yearly_step_done"),
        ("offen", None, "yearly_step_reopened"),
    ):
        assert f'name="stand" value="{wanted}"' in text_of(browser.get(address("talk_detail")))
        for _ in range(2):
            browser.post(address("step_done", step=step.pk), {"stand": wanted})
            assert TalkStep.objects.get().done_on == day
        assert AuditEntry.objects.filter(action=noted).count() == 1
    browser.post(address("step_delete", step=step.pk))
    assert not TalkStep.objects.exists()


@pytest.mark.parametrize("name", ["talk_plan", "talk_conclude", "step_new"])
def test_only_coordination_of_the_place_plans_and_concludes(anna, carla, contact, talk, sonnfeld, name):
    assert browser_of(carla).get(address(name)).status_code == 200
    for member in (anna, contact):
        assert browser_of(member).get(address(name)).status_code == 404
    assert browser_of(carla).get(address(name, sonnfeld.ags)).status_code == 404


def test_what_does_not_exist(carla, contact, talk, sonnfeld):
    browser = browser_of(carla)
    for url in (
        address("talk_detail", "kreis"),
        address("talk_detail", year=1999),
        address("talk_detail", year=2028),
        address("step_new", year=2027),
    ):
        assert browser.get(url).status_code == 404
    assert browser.post(address("step_done", step=999)).status_code == 404
    assert browser.post(address("step_done", year=2027, step=999)).status_code == 404
    assert browser_of(contact).get(address("talk_detail", sonnfeld.ags)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_sheet_ask_the_same(carla, lindenau, count, django_assert_num_queries, questions):
    for year in range(2024, 2024 + count):
        talk = talks.plan_talk(carla, place=lindenau, year=year, version=0, planned_on=None)
        talks.add_step(carla, talk=talk, text="Schritt", due_on=TODAY - timedelta(days=year))
    browser = browser_of(carla)
    with django_assert_num_queries(7):
        browser.get(address("talk_list"))
    with django_assert_num_queries(35):
        browser.get(address("talk_detail", year=2024))


def test_the_sheet_is_taken_along_as_a_paper(carla, contact, district, lindenau, sonnfeld, talk, questions):
    population, *_ = make_indicators(district)
    make_value(population, lindenau, 2024, 52_666)
    talks.answer_questions(
        contact, place=lindenau, year=2026, version=1, answers={questions[0]: "Viel.\nUnd mehr."}
    )
    talks.add_step(carla, talk=talk, text="Raum suchen", who="Rathaus", due_on=TODAY - timedelta(days=1))
    for form, text_of_file in (("pdf", pdf_text), ("docx", docx_text)):
        file = browser_of(contact).get(address(f"talk_{form}"))
        assert f"Lindenau.{form}" in file["Content-Disposition"]
        text = " ".join(text_of_file(file.content).split())
        for words in (
            "Jahresgespräch 2026",
            "Vereinbart für den 03.12.2026",
            "Raum suchen",
            "Rathaus, bis 19.11.2026, überfällig",
            "52.666",
            "Von früher ist kein Stand festgehalten.",
            "Und mehr.",
            "noch keine Antwort",
        ):
            assert words in text
        assert browser_of(contact).get(address(f"talk_{form}", sonnfeld.ags)).status_code == 404
        assert browser_of(carla).get(address(f"talk_{form}", "kreis")).status_code == 404


def test_the_sheet_says_which_state_is_compared(carla, district, lindenau):
    browser, territory = browser_of(carla), Territory(district, lindenau)

    def keep(day, **more):
        content = content_of(territory, day)
        PlanState.objects.create(
            district=district,
            municipality=lindenau,
            as_of=day,
            written_at=dates.at(day),
            content=content,
            digest="0" * 64,
            **more,
        )

    def told():
        return text_of(browser.get(address("talk_detail")))

    assert "Von früher ist kein Stand festgehalten." in told()
    keep(date(2026, 9, 22), is_release=True)
    released = "Verglichen mit der zuletzt freigegebenen Fassung vom 22.09.2026."
    assert f"Ein früheres Gespräch ist nicht eingetragen. {released}" in told()
    talks.conclude_talk(
        carla,
        place=lindenau,
        year=2025,
        version=0,
        held_on=date(2025, 11, 16),
        participants="",
        conclusions="",
    )
    assert f"Vom Gespräch am 16.11.2025 ist kein Stand festgehalten. {released}" in told()
    keep(date(2025, 11, 6))
    assert "Verglichen mit dem Stand vom 06.11.2025, der beim Gespräch am 16.11.2025 galt." in told()
