"""District packs are compared, loaded and written back; what is wrong with one is told at its line."""

import io
import tomllib
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from kim.accounts.models import Membership, Post, Responsibility
from kim.action_plans.models import (
    FocusArea,
    Indicator,
    IndicatorValue,
    Milestone,
    PartRemark,
    PlanDuty,
    SourceOffice,
    TalkQuestion,
)
from kim.audit.models import AuditEntry
from kim.cases.actions.entries import set_need
from kim.cases.models import Case
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality, Organisation, ServiceArea
from kim.districts.pack import dump_pack, load_pack
from kim.districts.pack.sections import users_of
from kim.network.models import (
    AccessRoute,
    Agreement,
    NetworkMeeting,
    OfficeHours,
    OfficeHoursException,
    Partner,
    TextBlock,
)
from kim.steering.models import Group
from tests.cast import make_case, make_member
from tests.districts.small_pack import FOLDER, SLUGS, SMALL, problems

USED = (
    "Kommune Lindenau (05997001) fehlt in der Datei, wird aber noch gebraucht "
    "(1 × Zuständigkeit, 1 × Sprechzeit, 1 × Person, 1 × Fall, 1 × Abschnitt, 1 × Stand des Handlungskonzepts)"
)

pytestmark = pytest.mark.django_db


def output(command, *args, **options):
    out = io.StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("slug", SLUGS)
def test_pack_comes_back_as_it_was_loaded(slug, tmp_path):
    load_pack(FOLDER / f"{slug}.toml", apply=True)
    first = output("dump_district", slug)
    path = tmp_path / f"{slug}.toml"
    path.write_text(first)

    assert load_pack(path).changes == []
    assert load_pack(FOLDER / f"{slug}.toml").changes == []

    load_pack(path, apply=True)
    assert output("dump_district", slug) == first


@pytest.mark.parametrize("slug", SLUGS)
def test_dump_of_an_empty_database_filled_from_a_dump_is_the_same(slug, tmp_path):
    with transaction.atomic():
        load_pack(FOLDER / f"{slug}.toml", apply=True)
        text = dump_pack(District.objects.get(slug=slug))
        transaction.set_rollback(True)
    assert not District.objects.exists()
    path = tmp_path / "again.toml"
    path.write_text(text)

    load_pack(path, apply=True)

    assert dump_pack(District.objects.get(slug=slug)) == text


@pytest.mark.parametrize("slug", SLUGS)
def test_everything_in_the_file_is_in_the_tables(slug):
    data = tomllib.loads((FOLDER / f"{slug}.toml").read_text())
    load_pack(FOLDER / f"{slug}.toml", apply=True)
    district = District.objects.get(slug=slug)

    assert district.policy.to_data() == data["policy"]
    assert district.vocabulary == data["vocabulary"]
    with district_scope(district):
        for name, model in {
            "service_areas": ServiceArea,
            "municipalities": Municipality,
            "organisations": Organisation,
            "life_domains": LifeDomain,
            "posts": Post,
            "access_routes": AccessRoute,
            "office_hours": OfficeHours,
            "partners": Partner,
            "network_meetings": NetworkMeeting,
            "agreements": Agreement,
            "text_blocks": TextBlock,
            "groups": Group,
            "focus": FocusArea,
            "part_remarks": PartRemark,
            "milestones": Milestone,
            "source_offices": SourceOffice,
            "indicators": Indicator,
            "talk_questions": TalkQuestion,
            "plan_duties": PlanDuty,
        }.items():
            assert model.objects.count() == len(data.get(name, [])), name
        codes = {row["code"] for row in data["indicators"]}
        figures = [key for row in data["indicator_values"] for key in row if key in codes]
        assert IndicatorValue.objects.count() == len(figures)
        assert list(AccessRoute.objects.order_by("position").values_list("code", flat=True)) == [
            row["code"] for row in data["access_routes"]
        ]


def test_command_shows_the_difference_and_writes_nothing(tmp_path):
    path = tmp_path / "kreis.toml"
    path.write_text(SMALL)

    shown = output("load_district", str(path))

    assert "+ Kommune Lindenau (05997001)\n" in shown
    assert shown.endswith("Kreis Neustadt: 11 neu. Nichts geschrieben; --apply übernimmt es.\n")
    assert not District.objects.exists()


def test_command_with_apply_prints_one_sentence(tmp_path):
    path = tmp_path / "kreis.toml"
    path.write_text(SMALL)

    assert output("load_district", str(path), apply=True) == "Kreis Neustadt: 11 neu. Übernommen.\n"
    assert output("load_district", str(path), apply=True) == "Kreis Neustadt: Keine Änderung.\n"
    assert output("load_district", str(path)) == "Kreis Neustadt: Keine Änderung.\n"


def test_command_refuses_in_words_and_not_with_a_stack_trace(tmp_path):
    path = tmp_path / "kreis.toml"
    path.write_text(SMALL.replace('kind = "town"', 'kind = "city"'))

    with pytest.raises(CommandError, match=r"kreis\.toml, Zeile 25: kind muss eines von town, municipality"):
        call_command("load_district", str(path))
    with pytest.raises(CommandError, match=r"fehlt\.toml: nicht lesbar"):
        call_command("load_district", str(tmp_path / "fehlt.toml"))
    with pytest.raises(CommandError, match="Den Kreis 'nirgends' gibt es nicht"):
        call_command("dump_district", "nirgends")


def test_loading_stands_in_the_log_once_and_only_when_something_changed(pack):
    pack(apply=False)
    pack()
    pack()

    with district_scope(District.objects.get()):
        entries = list(AuditEntry.objects.order_by("pk"))
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("district_loaded", None),
        ("plan_states_kept", None),
    ]


def test_changes_are_shown_with_before_and_after(pack):
    pack()

    loaded = pack(
        ("warning_days = 10", "warning_days = 12"),
        ('full_time_share = "0.50"', 'full_time_share = "0.75"'),
        ('rule = "FREQ=WEEKLY;BYDAY=MO"', 'rule = "FREQ=WEEKLY;BYDAY=TU"'),
    )

    assert [line for change in loaded.changes for line in change.lines()] == [
        "~ Regeln",
        "    warning_days: 10 → 12",
        "~ Stelle Case Management (cm)",
        "    full_time_share: 0.50 → 0.75",
        "+ Sprechzeit Rathaus # 1 (05997001, FREQ=WEEKLY;BYDAY=TU, 09:00)",
    ]
    assert loaded.sentence() == "Kreis Neustadt: 1 neu, 2 geändert. Übernommen."


def test_new_times_keep_the_exceptions_of_an_office_hour(pack):
    pack()
    with district_scope(District.objects.get()):
        hours = OfficeHours.objects.get()
        OfficeHoursException.objects.create(
            district=hours.district, office_hours=hours, on=date(2026, 12, 24)
        )

        pack(('ends = "12:00"', 'ends = "11:30"'))

        assert OfficeHours.objects.get().exceptions.count() == 1


def test_order_of_the_file_is_the_order_of_the_pages(pack):
    pack()
    rows = SMALL[SMALL.index("[[access_routes]]") : SMALL.index("[[office_hours]]")]
    first, second = rows.split("\n\n")[:2]

    loaded = pack((f"{first}\n\n{second}", f"{second}\n\n{first}"))

    assert [change.what for change in loaded.changes] == ["Zugangsweg: Reihenfolge"]
    with district_scope(District.objects.get()):
        assert [route.code for route in AccessRoute.objects.all()] == ["rathaus", "selbst"]


@pytest.fixture
def neustadt(pack, clock):
    """A district from the small pack with a case in Lindenau that came by itself."""
    pack()
    district = District.objects.get()
    with district_scope(district):
        lindenau = Municipality.objects.get(name="Lindenau")
    worker = make_member(district, "Nora Neu", "case_manager", places=(lindenau,))
    make_case(worker, lindenau)
    return district


HOUSING = (
    "life_domains = []\n\n[district]",
    '[[life_domains]]\ncode = "wohnen"\nlabel = "Wohnen"\n\n[district]',
)


def test_domain_in_use_is_retired_and_comes_back(pack, neustadt):
    pack(HOUSING)
    with district_scope(neustadt):
        worker = Membership.objects.get()
        set_need(worker, case=Case.objects.get(), life_domain=LifeDomain.objects.get())

    loaded = pack()

    assert loaded.sentence() == "Kreis Neustadt: 1 stillgelegt. Übernommen."
    with district_scope(neustadt):
        assert not LifeDomain.objects.get(code="wohnen").active
    assert pack().changes == []
    assert pack(HOUSING).sentence() == "Kreis Neustadt: 1 neu. Übernommen."
    with district_scope(neustadt):
        assert LifeDomain.objects.get(code="wohnen").active


def test_domain_out_of_use_is_deleted(pack):
    pack(HOUSING)

    assert pack().sentence() == "Kreis Neustadt: 1 entfernt. Übernommen."
    with district_scope(District.objects.get()):
        assert LifeDomain.objects.count() == 0


def test_route_that_people_describe_or_add_stays(pack, neustadt):
    with district_scope(neustadt):
        AccessRoute.objects.update(description="Am Tresen.", in_plan=True)
        AccessRoute.objects.create(district=neustadt, code="neu", label="Neuer Weg", position=9)

    assert pack().changes == []
    assert pack(('label = "Selbst"', 'label = "Selbst gemeldet"')).changes
    with district_scope(neustadt):
        assert AccessRoute.objects.count() == 3
        assert AccessRoute.objects.get(code="selbst").description == "Am Tresen."
        pack(('label = "Selbst"', 'label = "Selbst"\nactive = false'))
        assert not AccessRoute.objects.get(code="selbst").active


LINDENAU = SMALL[SMALL.index("[[municipalities]]") : SMALL.index('[[municipalities]]\nags = "05997002"')]
HOURS = SMALL[SMALL.index("[[office_hours]]") :]
NO_HOURS = (("life_domains = []", "life_domains = []\noffice_hours = []"), (HOURS, ""))
NO_DAY = ("as_of = 2026-01-01\n", "")


def test_municipality_in_use_stays(pack, neustadt):
    found = problems(pack, (LINDENAU, ""), ('    "05997001",\n', ""), *NO_HOURS)

    assert found == [(0, USED)]
    with district_scope(neustadt):
        assert OfficeHours.objects.count() == 1, "nothing of a refused pack is stored"


def test_municipality_of_a_route_is_told_as_that(pack):
    pack()

    with district_scope(District.objects.get()):
        used = users_of(Municipality.objects.get(name="Lindenau"))
    assert used == ["1 × Zugangsweg", "1 × Sprechzeit", "1 × Stand des Handlungskonzepts"]


def test_municipality_out_of_use_goes(pack):
    # Without a day no concept of the source is kept; a kept one never goes.
    pack(*NO_HOURS, NO_DAY)

    loaded = pack((LINDENAU, ""), ('    "05997001",\n', ""), *NO_HOURS, NO_DAY)

    assert loaded.sentence() == "Kreis Neustadt: 1 geändert, 1 entfernt. Übernommen."


def test_posts_go_even_when_somebody_holds_them(pack, neustadt):
    with district_scope(neustadt):
        Post.objects.update(holder=Membership.objects.get())
    start, end = SMALL.index("[[posts]]"), SMALL.index("[[access_routes]]")
    text = (SMALL[:start] + SMALL[end:]).replace("schema = 1", "schema = 1\nposts = []")

    assert pack(text=text).sentence() == "Kreis Neustadt: 1 entfernt. Übernommen."
    with district_scope(neustadt):
        assert Responsibility.objects.count() == 1


def test_second_district_needs_postgresql(pack):
    pack()
    second = SMALL.replace("neustadt", "altstadt").replace("Kreis Neustadt", "Kreis Altstadt")
    second = second.replace("05997", "05996").replace('"N"', '"A"')

    if connection.vendor == "postgresql":
        assert pack(text=second).changes
        assert problems(pack, ('ags = "05997"', 'ags = "05996"')) != []
        return
    [(_, text)] = problems(pack, text=second)
    assert "SQLite trägt nur einen Kreis, und Kreis Neustadt ist schon da" in text


def test_what_people_say_about_a_place_stays_where_the_file_says_nothing(pack):
    pack()
    district = District.objects.get()
    typed = {
        "clearing_point": False,
        "contact_office": "Sozialamt",
        "integreat_url": "https://integreat.app/x/",
    }
    with district_scope(district):
        Municipality.objects.filter(ags="05997001").update(**typed)

    assert pack().changes == []
    with district_scope(district):
        assert Municipality.objects.filter(ags="05997001", **typed).exists()

    pack(('name = "Lindenau"\n', 'name = "Lindenau"\nclearing_point = true\n'))
    with district_scope(district):
        place = Municipality.objects.get(ags="05997001")
    assert (place.clearing_point, place.contact_office) == (True, "Sozialamt")
