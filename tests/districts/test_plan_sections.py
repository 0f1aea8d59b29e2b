"""What a pack says about action concepts: what people add stays, figures stand in a compact form."""

from datetime import date
from decimal import Decimal

import pytest

from kim.action_plans.models import Indicator, IndicatorValue, Milestone, PlanDuty, SourceOffice
from kim.core.tenancy import district_scope
from kim.districts.models import District, Municipality
from kim.districts.pack import PackRefused, dump_pack, load_pack
from kim.network.models import AccessRoute, Agreement, IntegreatSource, NetworkMeeting, Partner, TextBlock
from kim.steering.models import Group
from tests.districts.small_pack import SMALL, line_of, problems

pytestmark = pytest.mark.django_db

PLANS = (
    SMALL
    + """
[[partners]]
code = "jobcenter"
name = "Jobcenter"
kind = "jobcenter"
website = "https://jobcenter.example"

[[network_meetings]]
municipality = ""
name = "Netzwerk"
rhythm = "monthly"

[[network_meetings]]
municipality = "05997001"
name = "Runder Tisch"

[[agreements]]
municipality = "05997001"
kind = "interface"
title = "Schnittstellenkonzept"
state = "agreed"
partners = ["jobcenter"]
valid_from = 2026-01-01

[[text_blocks]]
code = "ziel"
kind = "interface"
heading = "Ziel"
body = \"""
Eine Zeile.
Noch eine.\"""

[[integreat]]
base_url = "https://cms.integreat-app.de"
region = "neustadt"

[[groups]]
municipality = ""
kind = "working"
name = "Wohnen"

[[focus]]
municipality = ""
kind = "topic"
title = "Arbeit"

[[part_remarks]]
municipality = "05997002"
part = "groups"
state = "none"

[[milestones]]
municipality = ""
year = 2026
title = "Clearingstelle"

[[source_offices]]
code = "amt"
name = "Meldeamt"
per_municipality = true

[[indicators]]
code = "population"
label = "Einwohnerzahl"
unit = "count"
office = "amt"

[[indicators]]
code = "foreign"
label = "Ausländische Staatsangehörige"
unit = "count"

[[indicators]]
code = "share"
label = "Ausländerquote"
unit = "percent"
share_of = "foreign"
whole = "population"

[[indicators]]
code = "largest"
label = "Größte Gruppen"
unit = "list"

[[indicator_values]]
municipality = ""
year = 2024
population = 1000
foreign = 105
share = 10.5
largest = {Ukraine = 60, "Türkei" = 45}

[[indicator_values]]
municipality = "05997001"
year = 2024
source = "Meldeamt"
as_of = 2024-06-30
population = 0
foreign = "not_recorded"
share = "not_available"

[[talk_questions]]
code = "neu"
text = "Was ist neu?"

[[plan_duties]]
code = "profil"
part = "profile"
task = "Zahlen abfragen"
roles = ["coordinator"]
rhythm = "yearly"
first_month = 7
last_month = 12
"""
)


@pytest.fixture
def scope(pack):
    """The district of the pack, opened."""
    pack(text=PLANS)
    district = District.objects.get()
    with district_scope(district):
        yield district


def dumped(district, tmp_path):
    """What loading a dump of the district would change."""
    path = tmp_path / "dump.toml"
    path.write_text(dump_pack(district), encoding="utf-8")
    return [change.what for change in load_pack(path).changes]


def test_figures_are_stored_with_their_state_and_day(scope):
    rows = IndicatorValue.objects.select_related("indicator", "municipality").order_by("pk")
    found = {(row.municipality and row.municipality.name, row.indicator.code): row for row in rows}

    assert found[None, "share"].number == Decimal("10.5")
    assert found[None, "share"].as_of == date(2024, 12, 31)
    assert found[None, "largest"].items == [{"name": "Ukraine", "count": 60}, {"name": "Türkei", "count": 45}]
    lindenau = found["Lindenau", "population"]
    assert (lindenau.state, lindenau.number, lindenau.source) == ("value", 0, "Meldeamt")
    assert lindenau.as_of == date(2024, 6, 30)
    assert (found["Lindenau", "foreign"].state, found["Lindenau", "foreign"].number) == ("not_recorded", None)
    assert found["Lindenau", "share"].state == "not_available"
    assert ("Lindenau", "largest") not in found, "what a file leaves out nobody has said"
    assert Indicator.objects.get(code="share").whole.code == "population"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            "population = 1000",
            "inhabitants = 1000",
            "indicator: Kennzahl 'inhabitants' gibt es in indicators nicht",
        ),
        ("population = 1000", "population = 10.5", "value: zu population gehört eine ganze Zahl"),
        ("population = 1000", "population = {Ukraine = 1}", "value: zu population gehört eine ganze Zahl"),
        ("population = 1000", "population = -1", "value muss eine Zahl ab 0"),
        ("population = 1000", 'population = ""', "value muss eine Zahl ab 0"),
        ("population = 1000", 'population = "unknown"', "value muss eine Zahl ab 0"),
        ("population = 1000", "population = true", "value muss eine Zahl ab 0"),
        ("share = 10.5", "share = 10.555", "value muss eine Zahl ab 0"),
        ("share = 10.5", "share = nan", "value muss eine Zahl ab 0"),
        ("share = 10.5", "share = {Ukraine = 1}", "value: zu share gehört eine Zahl in Prozent"),
        ('largest = {Ukraine = 60, "Türkei" = 45}', "largest = 5", "value: zu largest gehört eine Liste"),
        ('largest = {Ukraine = 60, "Türkei" = 45}', "largest = {}", "value muss eine Zahl ab 0"),
        ('largest = {Ukraine = 60, "Türkei" = 45}', "largest = {Ukraine = 1.5}", "value muss eine Zahl ab 0"),
        (
            'municipality = "05997001"\nyear = 2024',
            'municipality = "05997009"\nyear = 2024',
            "municipality: Kommune '05997009' gibt es in municipalities nicht",
        ),
        ("as_of = 2024-06-30", 'as_of = "June"', "as_of muss ein Tag"),
        ('whole = "population"', 'whole = "largest"', "whole: die Kennzahl 'largest' muss davor stehen"),
        ('whole = "population"', "", "share_of: ein Anteil braucht beides, share_of und whole"),
        (
            'partners = ["jobcenter"]',
            'partners = ["amt"]',
            "partners: Partner 'amt' gibt es in partners nicht",
        ),
        (
            "valid_from = 2026-01-01",
            "valid_from = 2026-01-01\nvalid_until = 2025-01-01",
            "valid_until: die Vereinbarung endet vor ihrem Beginn",
        ),
        ("https://jobcenter.example", "jobcenter.example", "website muss eine Adresse"),
        (
            'name = "Wohnen"',
            'name = "Wohnen"\nended_on = 2026-01-01',
            "ended_on: nur eine beendete Gruppe hat",
        ),
        (
            'name = "Wohnen"',
            'name = "Wohnen"\nstate = "ended"\nstarted_on = 2026-02-01\nended_on = 2026-01-01',
            "ended_on: die Gruppe endet vor ihrem Beginn",
        ),
        ('part = "groups"', 'part = "gruppen"', "part muss eines von profile"),
        ("year = 2026", "year = 26", "year muss ein Jahr sein"),
        ('roles = ["coordinator"]', 'roles = ["boss"]', "roles nennt boss; möglich: team_lead"),
        ('roles = ["coordinator"]', 'roles = "coordinator"', "roles muss eine Liste von Texten sein"),
        ("first_month = 7\n", "", "rhythm: eine jährliche Aufgabe braucht first_month und last_month"),
        ("last_month = 12", "last_month = 6", "last_month: liegt vor first_month"),
        ("last_month = 12", "last_month = 13", "last_month muss eines von 1, 2"),
        ('text = "Was ist neu?"', 'text = " "', "text darf nicht leer sein"),
        ("Eine Zeile.", "Eine \\u0000 Zeile.", "body darf keine Steuerzeichen enthalten"),
        (
            'label = "Selbst"',
            'label = "Selbst"\ncriteria = "alle"',
            "criteria muss eine Liste von Texten sein",
        ),
    ],
)
def test_wrong_values_are_told_at_their_line(pack, before, after, sentence):
    changed = PLANS.replace(before, after, 1)
    lines = zip(PLANS.splitlines(), changed.splitlines(), strict=False)
    different = next(number for number, (old, new) in enumerate(lines, 1) if old != new)

    found = [problem for problem in problems(pack, text=changed) if problem[1].startswith(sentence)]

    assert len(found) == 1
    assert abs(found[0][0] - different) <= 5, "at the key, or at the head of its table"


def test_line_of_a_figure_is_its_own(pack):
    [(line, _)] = problems(pack, ("share = 10.5", "share = 10.555"), text=PLANS)
    assert line == line_of("share = 10.5", PLANS)
    [(line, _)] = problems(
        pack, ('municipality = "05997001"\nyear = 2024', 'municipality = "x"\nyear = 2024'), text=PLANS
    )
    assert line == line_of('source = "Meldeamt"', PLANS) - 2, "what a table says once is told once"


def test_a_figure_said_twice_is_refused(pack):
    [(line, text)] = problems(
        pack, ('municipality = "05997001"\nyear = 2024', 'municipality = ""\nyear = 2024'),
        ('foreign = "not_recorded"\nshare = "not_available"\n', ""), text=PLANS,
    )  # fmt: skip
    assert (line, text) == (line_of("population = 0", PLANS), "Wert population (2024) steht doppelt")


def test_what_is_missing_in_a_table_of_figures_is_told_once(pack):
    assert problems(pack, ("year = 2024\npopulation = 1000", "population = 1000"), text=PLANS) == [
        (line_of("year = 2024", PLANS) - 2, "die Angabe 'year' fehlt")
    ]


def test_pack_without_concepts_is_no_problem(pack):
    assert pack().changes
    assert pack(text=PLANS).changes
    assert pack().changes == [], "what is not in the file stays"


def test_what_people_add_stays_and_is_no_difference(pack, scope, tmp_path):
    place = Municipality.objects.get(name="Lindenau")
    NetworkMeeting.objects.create(district=scope, name="Neu", municipality=place, position=7)
    Partner.objects.create(district=scope, code="verein", name="Verein", kind="association", active=False)
    Agreement.objects.create(
        district=scope, kind="funding", title="Vertrag", state="draft", scope="Erste Zeile\r\nzweite"
    ).partners.set(Partner.objects.all())
    value = IndicatorValue.objects.get(indicator__code="population", municipality=place)
    value.pk, value.year = None, 2025
    value.save()

    assert pack(text=PLANS).changes == []
    assert NetworkMeeting.objects.count() == 3
    assert IndicatorValue.objects.filter(year=2025).count() == 1
    assert dumped(scope, tmp_path) == []


def test_what_people_write_twice_comes_back_once(scope, tmp_path):
    for rhythm in ("weekly", "yearly"):
        NetworkMeeting.objects.create(district=scope, name="Netzwerk", rhythm=rhythm, position=9)

    assert dump_pack(scope).count('name = "Netzwerk"') == 1
    assert dumped(scope, tmp_path) == []
    assert NetworkMeeting.objects.count() == 4


def test_key_that_the_file_leaves_out_keeps_what_people_entered(pack, scope):
    SourceOffice.objects.update(email="amt@lindenau.example")
    Milestone.objects.update(state="done", done_on=date(2026, 5, 1))
    Group.objects.update(state="ended", ended_on=date(2026, 5, 1))

    assert pack(text=PLANS).changes == []
    pack(('name = "Meldeamt"', 'name = "Bürgeramt"'), text=PLANS)

    office = SourceOffice.objects.get()
    assert (office.name, office.email) == ("Bürgeramt", "amt@lindenau.example")
    assert Milestone.objects.get().state == "done"


def test_file_that_contradicts_what_people_entered_is_refused(pack, scope):
    Group.objects.update(state="ended", ended_on=date(2026, 5, 1))

    with pytest.raises(PackRefused) as refused:
        pack(('name = "Wohnen"', 'name = "Wohnen"\nstate = "running"'), text=PLANS)

    assert refused.value.lines() == [
        "kreis.toml: Gruppe Wohnen: ended_on: nur eine beendete Gruppe hat ein Ende."
    ]


def test_changed_rows_rise_in_version_and_others_do_not(pack, scope):
    before = dict(NetworkMeeting.objects.order_by("pk").values_list("name", "version"))

    loaded = pack(('rhythm = "monthly"', 'rhythm = "quarterly"'), text=PLANS)

    assert [line for change in loaded.changes for line in change.lines()] == [
        "~ Netzwerktreffen Netzwerk",
        "    rhythm: monthly → quarterly",
    ]
    after = dict(NetworkMeeting.objects.order_by("pk").values_list("name", "version"))
    assert after == before | {"Netzwerk": before["Netzwerk"] + 1}


def test_what_is_out_of_use_comes_back_as_that(pack, scope, tmp_path):
    TextBlock.objects.update(active=False)

    assert "active = false" in dump_pack(scope)
    assert dumped(scope, tmp_path) == []
    assert pack(text=PLANS).changes == []


def test_changed_figure_is_shown_by_itself(pack, scope):
    loaded = pack(("population = 1000", "population = 1001"), ("Ukraine = 60", "Ukraine = 61"), text=PLANS)

    assert [line for change in loaded.changes for line in change.lines()] == [
        "~ Wert population (2024)",
        "    value: 1000 → 1001",
        "~ Wert largest (2024)",
        "    value: Ukraine 60, Türkei 45 → Ukraine 61, Türkei 45",
    ]


def test_order_of_the_file_leaves_what_people_added(pack, scope):
    first, second = PLANS.split("[[network_meetings]]\n")[1:3]
    second = second.split("\n\n")[0] + "\n\n"

    loaded = pack(
        (f"[[network_meetings]]\n{first}[[network_meetings]]\n{second}",
         f"[[network_meetings]]\n{second}[[network_meetings]]\n{first}"), text=PLANS,
    )  # fmt: skip

    assert [change.what for change in loaded.changes] == ["Netzwerktreffen: Reihenfolge"]
    assert [row.name for row in NetworkMeeting.objects.order_by("position")] == ["Runder Tisch", "Netzwerk"]


def test_everything_of_the_file_is_stored(scope):
    assert AccessRoute.objects.get(code="selbst").in_plan is False
    assert Agreement.objects.get().partners.get().code == "jobcenter"
    assert TextBlock.objects.get().body == "Eine Zeile.\nNoch eine."
    assert IntegreatSource.objects.get().language == "de"
    duty = PlanDuty.objects.get()
    assert (duty.roles, duty.first_month, duty.per_municipality) == (["coordinator"], 7, True)


def test_ways_of_access_keep_their_criteria(pack):
    pack(
        (
            'label = "Selbst"',
            'label = "Selbst"\ndescription = "So."\ncriteria = ["eins", " zwei "]\nin_plan = true',
        )
    )

    district = District.objects.get()
    with district_scope(district):
        route = AccessRoute.objects.get(code="selbst")
    assert (route.description, route.criteria, route.in_plan) == ("So.", "eins\nzwei", True)
    assert 'criteria = ["eins", "zwei"]' in dump_pack(district)
