"""What is wrong with a district pack is told at its line, everything at once."""

import tomllib

import pytest

from kim.districts.models import District
from kim.districts.pack import PackRefused, load_pack
from kim.districts.pack.lines import Lines
from tests.districts.small_pack import FOLDER, SLUGS, SMALL, line_of, problems

SHARE = 'full_time_share muss ein Stellenanteil über 0 mit zwei Stellen sein, zum Beispiel "0.50"'

pytestmark = pytest.mark.django_db


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
            "starts: zu einer Sprechzeit gehören Beginn und Ende, der Beginn vor dem Ende, oder keines von beiden",
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
