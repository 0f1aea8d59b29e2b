"""District packs are compared, loaded and written back; what is wrong with one is told at its line."""

import io
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kim.accounts.models import Membership, Post, Responsibility
from kim.core.tenancy import district_scope
from kim.districts.models import District, LifeDomain, Municipality, Organisation, ServiceArea
from kim.districts.pack import PackRefused, dump_pack, load_pack
from kim.districts.pack.lines import Lines
from kim.districts.pack.sections import users_of
from kim.network.models import AccessRoute, OfficeHours, OfficeHoursException
from tests.cast import make_case, make_member

FOLDER = Path(__file__).resolve().parents[2] / "districts"
SLUGS = ("warendorf", "hoexter", "wesel")
SMALL = """\
schema = 1
life_domains = []

[district]
slug = "neustadt"
name = "Kreis Neustadt"
ags = "05997"
kind = "rural"
case_prefix = "N"
as_of = 2026-01-01

[vocabulary]
team_lead = "Leitung"

[policy]
warning_days = 10

[[service_areas]]
code = "nord"
name = "Nord"

[[municipalities]]
ags = "05997001"
name = "Lindenau"
kind = "town"
area = "nord"

[[municipalities]]
ags = "05997002"
name = "Steinbach"
kind = "municipality"

[[organisations]]
code = "kreis"
name = "Kreis Neustadt"
kind = "district"

[[posts]]
code = "cm"
title = "Case Management"
building_block = 2
role = "case_manager"
employer = "kreis"
full_time_share = "0.50"
state = "planned"
from = 2026-01-01

[[access_routes]]
code = "selbst"
label = "Selbst"

[[access_routes]]
code = "rathaus"
label = "Rathaus"
municipalities = [
    "05997002",  # the second one, [[not_a_table]]
    "05997001",
]

[[office_hours]]
municipality = "05997001"
place = "Rathaus # 1"
rule = "FREQ=WEEKLY;BYDAY=MO"
starts = "09:00"
ends = "12:00"
"""
SHARE = 'full_time_share muss ein Stellenanteil über 0 mit zwei Stellen sein, zum Beispiel "0.50"'
USED = (
    "Kommune Lindenau (05997001) fehlt in der Datei, wird aber noch gebraucht "
    "(1 × Zuständigkeit, 1 × Person, 1 × Fall, 1 × Abschnitt)"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(tmp_path):
    """Write a pack and load it; texts to replace are given in pairs."""

    def load(*replacements, text=SMALL, apply=True):
        for before, after in replacements:
            assert before in text, before
            text = text.replace(before, after)
        path = tmp_path / "kreis.toml"
        path.write_text(text, encoding="utf-8")
        return load_pack(path, apply=apply)

    return load


def problems(load, *replacements, text=SMALL):
    """What is wrong with a changed pack, as pairs of line and sentence."""
    with pytest.raises(PackRefused) as refused:
        load(*replacements, text=text)
    return [(problem.line, problem.text) for problem in refused.value.problems]


def line_of(words, text=SMALL):
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


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
    load_pack(FOLDER / f"{slug}.toml", apply=True)
    district = District.objects.get(slug=slug)
    text = dump_pack(district)
    with district_scope(district):
        for model in (OfficeHours, AccessRoute, Post, LifeDomain, Organisation, Municipality, ServiceArea):
            model.objects.all().delete()
    District.objects.all().delete()
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
        }.items():
            assert model.objects.count() == len(data[name]), name
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
        "- Sprechzeit Rathaus # 1 (05997001, FREQ=WEEKLY;BYDAY=MO, 09:00)",
    ]
    assert loaded.sentence() == "Kreis Neustadt: 1 neu, 2 geändert, 1 entfernt. Übernommen."


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


def test_route_in_use_is_retired_and_comes_back(pack, neustadt):
    without = SMALL.replace('[[access_routes]]\ncode = "selbst"\nlabel = "Selbst"\n\n', "")

    loaded = pack(text=without)

    assert loaded.sentence() == "Kreis Neustadt: 1 stillgelegt. Übernommen."
    with district_scope(neustadt):
        assert not AccessRoute.objects.get(code="selbst").active
    assert pack(text=without).changes == []
    assert pack().sentence() == "Kreis Neustadt: 1 neu. Übernommen."
    with district_scope(neustadt):
        assert AccessRoute.objects.get(code="selbst").active


def test_route_out_of_use_is_deleted(pack):
    pack()
    start, end = SMALL.index('[[access_routes]]\ncode = "rathaus"'), SMALL.index("[[office_hours]]")

    assert pack(text=SMALL[:start] + SMALL[end:]).sentence() == "Kreis Neustadt: 1 entfernt. Übernommen."
    with district_scope(District.objects.get()):
        assert AccessRoute.objects.count() == 1


LINDENAU = SMALL[SMALL.index("[[municipalities]]") : SMALL.index('[[municipalities]]\nags = "05997002"')]
HOURS = SMALL[SMALL.index("[[office_hours]]") :]
NO_HOURS = (("life_domains = []", "life_domains = []\noffice_hours = []"), (HOURS, ""))


def test_municipality_in_use_stays(pack, neustadt):
    found = problems(pack, (LINDENAU, ""), ('    "05997001",\n', ""), *NO_HOURS)

    assert found == [(0, USED)]
    with district_scope(neustadt):
        assert OfficeHours.objects.count() == 1, "nothing of a refused pack is stored"


def test_municipality_of_a_route_is_told_as_that(pack):
    pack()

    with district_scope(District.objects.get()):
        used = users_of(Municipality.objects.get(name="Lindenau"))
    assert used == ["1 × Zugangsweg", "1 × Sprechzeit"]


def test_municipality_out_of_use_goes_with_all_that_hung_on_it(pack):
    pack()

    loaded = pack((LINDENAU, ""), ('    "05997001",\n', ""), *NO_HOURS)

    assert loaded.sentence() == "Kreis Neustadt: 1 geändert, 2 entfernt. Übernommen."


def test_posts_go_even_when_somebody_holds_them(pack, neustadt):
    with district_scope(neustadt):
        Post.objects.update(holder=Membership.objects.get())
    start, end = SMALL.index("[[posts]]"), SMALL.index("[[access_routes]]")
    text = (SMALL[:start] + SMALL[end:]).replace("schema = 1", "schema = 1\nposts = []")

    assert pack(text=text).sentence() == "Kreis Neustadt: 1 entfernt. Übernommen."
    with district_scope(neustadt):
        assert Responsibility.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('name = "Kreis Neustadt"\nags', 'nam = "Kreis Neustadt"\nags', "unbekannte Angabe 'nam'"),
        ("warning_days = 10", "warnings = 10", "unbekannte Angabe 'warnings'"),
        ('team_lead = "Leitung"', 'boss = "Leitung"', "unbekannte Angabe 'boss'"),
        ('team_lead = "Leitung"', "team_lead = 7", "team_lead muss ein Text in Anführungszeichen sein"),
        (
            'ags = "05997001"',
            'ags = "5997001"',
            "ags muss ein Schlüssel aus acht Ziffern sein, nicht '5997001'",
        ),
        ('ags = "05997001"', "ags = 5997001", "ags muss ein Schlüssel aus acht Ziffern sein, nicht 5997001"),
        (
            'ags = "05997001"\nname',
            'ags = "05770001"\nname',
            "ags: der Schlüssel 05770001 beginnt nicht mit dem des Kreises (05997)",
        ),
        ('area = "nord"', 'area = "süd"', "area: Bezirk 'süd' gibt es in service_areas nicht"),
        (
            'employer = "kreis"',
            'employer = "keins"',
            "employer: Träger 'keins' gibt es in organisations nicht",
        ),
        (
            '    "05997001",\n]',
            '    "05997009",\n]',
            "municipalities: Kommune '05997009' gibt es in municipalities nicht",
        ),
        (
            'municipality = "05997001"',
            'municipality = "05997009"',
            "municipality: Kommune '05997009' gibt es in municipalities nicht",
        ),
        (
            '"0.50"',
            "0.5",
            f"{SHARE}, nicht 0.5",
        ),
        (
            '"0.50"',
            '"0.00"',
            f"{SHARE}, nicht '0.00'",
        ),
        (
            "from = 2026-01-01",
            'from = "2026"',
            "from muss ein Tag ohne Anführungszeichen sein, zum Beispiel 2026-01-31, nicht '2026'",
        ),
        ("from = 2026-01-01", "from = 2026-01-01\nto = 2025-12-31", "to: die Stelle endet vor ihrem Beginn"),
        ("building_block = 2", "building_block = 4", "building_block muss eines von 1, 2, 3 sein, nicht 4"),
        ('role = "case_manager"', 'role = "team_lead"', "role: in Baustein 2 gibt es case_manager"),
        (
            'starts = "09:00"',
            'starts = "9 Uhr"',
            "starts muss eine Uhrzeit sein, zum Beispiel \"09:30\", nicht '9 Uhr'",
        ),
        (
            'starts = "09:00"',
            'starts = "25:00"',
            "starts muss eine Uhrzeit sein, zum Beispiel \"09:30\", nicht '25:00'",
        ),
        (
            'starts = "09:00"',
            'starts = "13:00"',
            "starts: zu einem Rhythmus gehören Beginn und Ende, der Beginn vor dem Ende",
        ),
        ('rule = "FREQ=WEEKLY;BYDAY=MO"', 'rule = ""', "starts: Zeiten brauchen einen Rhythmus (rule)"),
        ("warning_days = 10", "warning_days = 0", "warning_days muss eine ganze Zahl ab 1 sein, nicht 0"),
        (
            "warning_days = 10",
            "warning_days = true",
            "warning_days muss eine ganze Zahl ab 1 sein, nicht True",
        ),
        ("warning_days = 10", "warning_days = 90", "warning_days: die Warnung käme vor der Beratung"),
        (
            "warning_days = 10",
            "deletion_days = 361",
            "deletion_days: die Löschung darf früher kommen, aber nicht später als nach 360 Tagen",
        ),
        (
            "warning_days = 10",
            "key_backup_days = 15",
            "key_backup_days: Sicherungen der Schlüssel dürfen höchstens 14 Tage bleiben",
        ),
        (
            "warning_days = 10",
            'request_languages = ["ar"]',
            'request_languages muss "de" enthalten',
        ),
        (
            'code = "nord"',
            'code = "Der Norden"',
            "code muss ein Kürzel aus Kleinbuchstaben, Ziffern, - und _ sein, nicht 'Der Norden'",
        ),
        ('slug = "neustadt"', 'slug = "konto"', "slug: 'konto' ist für Seiten des Programms vergeben"),
        ('label = "Rathaus"', 'label = ""', "label darf nicht leer sein"),
        ('label = "Rathaus"', f'label = "{"x" * 151}"', "label ist länger als 150 Zeichen"),
        (
            'label = "Rathaus"',
            'label = "Rat\\u0000haus"',
            "label darf keine Steuerzeichen oder Zeilenumbrüche enthalten",
        ),
    ],
)
def test_wrong_values_are_told_at_their_line(pack, before, after, sentence):
    changed = SMALL.replace(before, after, 1)
    different = next(
        number
        for number, (old, new) in enumerate(zip(SMALL.splitlines(), changed.splitlines(), strict=False), 1)
        if old != new
    )
    found = problems(pack, text=changed)
    # A list over several lines and a missing line are told where they begin.
    assert sentence in [text for _, text in found]
    line = next(line for line, text in found if text == sentence)
    assert abs(line - different) <= 2
    assert not District.objects.exists()


def test_broken_rhythm_is_told_in_the_words_of_the_rule(pack):
    [(line, text)] = problems(pack, ("BYDAY=MO", "BYDAY=XX"))

    assert line == line_of("rule =")
    assert text.startswith("rule: ")


def test_rhythm_of_several_weeks_needs_its_first_day(pack):
    every_third = ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO")

    assert problems(pack, every_third) == [
        (line_of("rule ="), "rule: ein Rhythmus mit INTERVAL braucht den ersten Tag (first_on)")
    ]
    assert pack(every_third, ('ends = "12:00"', 'ends = "12:00"\nfirst_on = 2026-01-05')).changes


def test_all_problems_come_at_once_and_in_the_order_of_the_file(pack):
    found = problems(
        pack,
        ('kind = "rural"', 'kind = "county"'),
        ("warning_days = 10", "warning_days = 10\ncolour = 1"),
        ('area = "nord"', 'area = "west"'),
        ('ends = "12:00"', 'ends = "12:00"\nplaces = 3'),
    )

    assert [text.split()[0] for _, text in found] == ["kind", "unbekannte", "area:", "unbekannte"]
    assert [line for line, _ in found] == sorted(line for line, _ in found)


def test_the_same_thing_twice_is_refused(pack):
    assert problems(pack, ('ags = "05997002"', 'ags = "05997001"'), ('    "05997002",', "    "))[0] == (
        line_of('ags = "05997002"') - 1,
        "Kommune Steinbach (05997001) steht doppelt",
    )


def test_unknown_and_missing_sections_are_refused(pack):
    assert problems(pack, ("[vocabulary]", "[words]")) == [
        (1, "der Abschnitt 'vocabulary' fehlt (leer heißt: vocabulary = [])"),
        (line_of("[vocabulary]"), "unbekannter Abschnitt 'words'"),
    ]
    assert problems(pack, ("schema = 1", "schema = 2")) == [(1, "schema = 1 fehlt oder ist ein anderes")]
    assert problems(pack, ("life_domains = []", "life_domains = 5")) == [
        (2, "'life_domains' muss aus [[life_domains]] bestehen")
    ]


def test_broken_toml_is_told_with_its_line(pack):
    assert problems(pack, ('name = "Nord"', "name = Nord"))[0][0] == line_of('name = "Nord"')
    assert problems(pack, text="schema = [1,\n\n")[0][0] in {1, 2, 3}


def test_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "kreis.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PackRefused, match="kein Text in UTF-8"):
        load_pack(path)


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


LINES = """\
one = [
  "[not_a_table]", # ] a bracket in a comment
  "a \\" ] b",
]
[table] # with a comment
"quoted key" = 1
long = \"\"\"
key = 2
[[rows]]
\"\"\"
after = {a = 1, b = [
  1]}
[[rows]]
x = 1
[[rows]]
x = 2
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("one",), 1),
        (("table",), 5),
        (("table", "quoted key"), 6),
        (("table", "long"), 7),
        (("table", "after"), 11),
        (("table", "key"), 5),
        (("rows",), 13),
        (("rows", 0), 13),
        (("rows", 0, "x"), 14),
        (("rows", 1), 15),
        (("rows", 1, "x"), 16),
        (("rows", 1, "missing"), 15),
        (("nowhere",), 1),
    ],
)
def test_lines_are_found_without_a_parser(place, line):
    assert tomllib.loads(LINES)["rows"] == [{"x": 1}, {"x": 2}]
    assert Lines(LINES).of(place) == line


@pytest.mark.parametrize("slug", SLUGS)
def test_every_key_of_the_packs_has_its_line(slug):
    text = (FOLDER / f"{slug}.toml").read_text()
    lines, numbered = Lines(text), text.splitlines()
    for table, rows in tomllib.loads(text).items():
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            for key in row:
                assert numbered[lines.of((table, number, key)) - 1].startswith(f"{key} = "), (
                    table,
                    number,
                    key,
                )
