"""What annexes 1 to 14 of the concept of Kreis Warendorf say, read from them by hand and a second time.

`differences` compares an exported concept with it: the dict that `export_action_plan --format json` prints.
"""

import csv
from pathlib import Path

DISTRICT = "Kreis Warendorf"
FIGURES = Path(__file__).with_name("warendorf_indicators.csv")
HOMELESSNESS = "Runder Tisch Wohnungslosigkeit"

MEETINGS = {
    DISTRICT: [
        "Lenkungsgruppe KIM",
        "AG Integration",
        "Kreisflüchtlingsrat",
        "Quartalsgespräch KIM-Wohlfahrtsverbände",
        "Halbjahresgespräch KIM-Jobcenter",
        (
            "Netzwerktreffen – BAMF/MBE und JMD Beratungsstellen/Jobcenter Kreis Warendorf/"
            "KIM Kreis Warendorf/Ausländerbehörde Kreis Warendorf"
        ),
        (
            "Netzwerktreffen – BAMF/Integrationskursträger/Jobcenter Kreis Warendorf/KIM Kreis Warendorf/"
            "Ausländerbehörde Kreis Warendorf/Bundesagentur für Arbeit Münster-Warendorf"
        ),
    ],
    "Ahlen": [
        "EG-Interkultur",
        "Netzwerk Frühe Hilfen",
        "AG Flucht, Integration und Interkulturelles",
        HOMELESSNESS,
    ],
    "Beelen": ["Frühe Hilfen und Schutz/Runder Tisch", "AG Kindheit", "AG U3", HOMELESSNESS],
    "Drensteinfurt": [
        "Runden Tisch Asyl",
        HOMELESSNESS,
        "Runder Tisch Kinder, Jugendliche und Familien",
        "AG Kindheit",
        "AG U3",
    ],
    "Ennigerloh": ["Netzwerk Frühe Hilfen", HOMELESSNESS],
    "Oelde": [HOMELESSNESS],
    "Ostbevern": ["Frühe Hilfen und Schutz", HOMELESSNESS],
    "Sendenhorst": [
        "Regelmäßige Fallbesprechungen mit kommunalen Mitarbeitenden in Sendenhorst",
        HOMELESSNESS,
    ],
    "Telgte": ["Frühe Hilfen und Schutz", "AG U3", HOMELESSNESS],
    "Wadersloh": [HOMELESSNESS],
    "Warendorf": ["Frühe Hilfen und Schutz", "Inklusionsforum", HOMELESSNESS],
}
AGREEMENTS = {
    DISTRICT: [
        "Schnittstellenkonzept KIM – Ausländerbehörde des Kreises Warendorf",
        "Schnittstellenkonzept KIM – Staatsangehörigkeitsbehörde des Kreises Warendorf",
        "Schnittstellenkonzept KIM – Jobcenter Kreis Warendorf (aktivierende Leistungen)",
    ],
    "Ahlen": [
        (
            "Schnittstellenkonzept KIM-Case Management Ahlen mit der Migrationsberatung für erwachsene "
            "Zugewanderte der AWO RLE in Ahlen"
        )
    ],
    "Drensteinfurt": [
        "Schnittstellenkonzept Stadt Drensteinfurt und Jobcenter Kreis Warendorf zum Rechtskreiswechsel"
    ],
    "Warendorf": [
        "Schnittstellenkonzept Stadt Warendorf und Jobcenter Kreis Warendorf zum Rechtskreiswechsel"
    ],
}
# Name, and whether it has ended.
GROUPS = {
    DISTRICT: [
        ("Arbeitsgruppe Wohnen", True),
        ("Arbeitsgruppe Rechtskreiswechsel AsylbLG-SGB II", True),
        ("Projektgruppe „Hilfen für die Antragstellung auf Sozialleistungen bei der Familienkasse“", False),
        ("Projektgruppe Rechtskreiswechsel AsylbLG-SGB II", True),
        ("Projektgruppe Einführung der Integreat-App", True),
        ("Projektgruppe Pflege und inhaltlicher Ausbau der Integreat-App", False),
    ],
    "Drensteinfurt": [("Projektgruppe Rechtskreiswechsel AsylbLG-SGB II in Drensteinfurt", True)],
    "Warendorf": [("Projektgruppe Rechtskreiswechsel AsylbLG-SGB II in Warendorf", True)],
}
FOCUS = {
    DISTRICT: [
        "Menschen in Beschäftigungsverhältnissen",
        "Internationale Fachkräfte",
        "Häufige Rechtskreiswechsler",
        "Menschen mit Einbürgerungswunsch",
        "Menschen nach § 104c Aufenthaltsgesetz (Chancenaufenthaltsrecht)",
    ],
    "Drensteinfurt": [
        "Menschen mit einer Aufenthaltsgestattung oder Duldung mit multiplen Problemlagen",
        "In Einzelfällen Menschen mit einem anerkannten Aufenthaltstitel",
        "Menschen mit Einbürgerungswunsch",
        "Russische Schutzbedürftige",
        "Menschen mit Antragstellung Chancen-Aufenthaltsrecht",
    ],
}
# Place, rule, from, to: None where there are times that the source does not give, "" where there are none.
HOURS = {
    "Ahlen": [("Stadtverwaltung Ahlen", "FREQ=WEEKLY;BYDAY=MO", "10:00", "12:00")],
    "Beelen": [("Gemeindeverwaltung Beelen", "FREQ=WEEKLY;BYDAY=TU", "09:30", "12:30")],
    "Drensteinfurt": [
        ("Stadtverwaltung Drensteinfurt", "FREQ=WEEKLY;BYDAY=TU", "08:30", "12:00"),
        ("Stadtverwaltung Drensteinfurt", "FREQ=WEEKLY;BYDAY=TH", "09:00", "12:00"),
        (
            "Deutsch-Ausländischer Freundeskreis Drensteinfurt e. V. (DAF)",
            "FREQ=MONTHLY;BYDAY=-1TH",
            None,
            None,
        ),
    ],
    "Ennigerloh": [
        ("Stadtverwaltung Ennigerloh", "FREQ=WEEKLY;BYDAY=MO", "14:00", "17:00"),
        ("Stadtverwaltung Ennigerloh", "FREQ=WEEKLY;BYDAY=WE", "14:00", "17:00"),
    ],
    "Everswinkel": [("Everswinkel", "", None, None)],
    "Oelde": [("Kommunales Jobcenter in Oelde", "", "", "")],
    "Ostbevern": [("Gemeindeverwaltung Ostbevern", "FREQ=MONTHLY;BYDAY=3TU", "10:00", "12:00")],
    "Sendenhorst": [
        ("Stadtverwaltung Sendenhorst", "FREQ=WEEKLY;BYDAY=MO", "09:00", "11:00"),
        ("Stadtverwaltung Sendenhorst", "FREQ=WEEKLY;BYDAY=TU", "09:00", "11:00"),
    ],
    "Telgte": [("Kommunales Jobcenter in Telgte", "", "", "")],
    "Wadersloh": [("Gemeindeverwaltung Wadersloh", "", "", "")],
    "Warendorf": [
        ("Stadtverwaltung Warendorf", "FREQ=WEEKLY;BYDAY=MO", "10:00", "13:00"),
        ("Caritasverband im Kreisdekanat Warendorf e. V.", "FREQ=WEEKLY;BYDAY=MO", "13:00", "15:00"),
    ],
}
# "keine offenen Sprechstunden", besides appointments by arrangement.
NO_OPEN_HOURS = {"Oelde", "Telgte", "Wadersloh"}
CLEARING_POINTS = {"Ahlen", "Beelen", "Drensteinfurt", "Everswinkel", "Warendorf"}
# Annexes whose lists of what is agreed about access are complete and have none (ch. 5.2.8: it would stand there).
NO_CLEARING_POINT = {"Ennigerloh", "Oelde", "Ostbevern", "Sendenhorst", "Telgte", "Wadersloh"}
# Annex 1: how many ways it describes, and how many criteria it has for each.
CHANNELS = {
    "Selbst gemeldet": 0,
    "Terminanfrage im Internet": 0,
    "Flyer oder Willkommensschreiben": 0,
    "Arbeitgeber": 3,
    "Ausländerbehörde": 3,
    "Staatsangehörigkeitsbehörde": 3,
    "Jobcenter": 6,
}
# "Keine." per annex.
THREE = ("agreements", "groups", "focus")
NOTHING = {
    "Ahlen": ("groups", "focus"),
    "Beelen": THREE,
    "Ennigerloh": THREE,
    "Oelde": THREE,
    "Ostbevern": THREE,
    "Sendenhorst": THREE,
    "Telgte": THREE,
    "Wadersloh": THREE,
    "Warendorf": ("focus",),
}
# Ch. 6, the table for 2026, in its order.
MILESTONES = [
    (
        "Einrichtung von weiteren zentralen Erstanlaufstellen in den Kommunen als Clearingstelle (Wegweiser) "
        "für neu zugewanderte Ausländer"
    ),
    (
        "Einführung und Umsetzung eines Konzeptes für Menschen mit Einwanderungsgeschichte und Unternehmen "
        "im Kreis Warendorf zur Stabilisierung von Beschäftigungsverhältnissen"
    ),
    ("Durchführung von kommunalen und kreisweiten Arbeitsgruppen und Projektgruppen zu generativen Themen"),
    (
        "Abschluss von Schnittstellenkonzepten mit wesentlichen Partnerinnen und Partnern zur Zusammenarbeit, "
        "aber auch Abgrenzung der Dienstleistungen"
    ),
]
# Ch. 2 names offices for two towns; for the others ch. 5.2.2 has a rule.
CONTACT_OFFICES = {
    "Ahlen": "Integrationsbeauftragte der Stadt Ahlen",
    "Beckum": "Integrationsbeauftragte der Stadt Beckum",
}
MAP_IN_WORK = {DISTRICT, "Oelde", "Sendenhorst", "Wadersloh", "Warendorf"}
# Places of which pages were not available.
PAGES_MISSING = {"Beckum", "Sassenberg", "Everswinkel"}


def figures():
    """Rows of (territory, indicator, year, value as the source writes it without thousands points, "" for none)."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return [
            (row["territory"], row["indicator"], row["year"], row["value"]) for row in csv.DictReader(file)
        ]


def expected_figure(indicator, written):
    """A figure of the list as the export has it."""
    if not written:
        return {"state": "not_recorded", "value": None}
    if indicator == "largest_nationalities":
        pairs = [pair.rsplit(" ", 1) for pair in written.split(", ")]
        items = [{"name": name, "count": int(count.replace(".", ""))} for name, count in pairs]
        return {"state": "value", "value": written, "items": items}
    return {"state": "value", "value": float(written) if indicator.endswith("_percent") else int(written)}


def territories(exported):
    """The concepts of an export by the name of their territory."""
    return {concept["name"]: concept for concept in (exported["district"], *exported["municipalities"])}


def clearing_point(name):
    """Whether a place has one; None where the source does not say, and for the district."""
    return True if name in CLEARING_POINTS else False if name in NO_CLEARING_POINT else None


def differences(exported, *, more_is_fine=False):
    """What an exported concept has otherwise than the source; an installation in use may have more of its own."""
    found = []
    concepts = territories(exported)

    def compare(what, expected, actual):
        missing = [each for each in expected if each not in actual]
        extra = [] if more_is_fine else [each for each in actual if each not in expected]
        found.extend(f"{what}: {each} fehlt" for each in missing)
        found.extend(f"{what}: {each} steht nicht in der Quelle" for each in extra)

    for territory, indicator, year, written in figures():
        actual = concepts[territory]["indicators"].get(indicator, {}).get(year)
        if actual != expected_figure(indicator, written):
            found.append(f"{territory}, {indicator} {year}: {actual} statt {written or 'noch nicht erfasst'}")
    for name, concept in concepts.items():
        meetings = [each["name"] for each in concept["network_meetings"]]
        compare(f"{name}, Treffen", MEETINGS.get(name, []), meetings)
        agreements = [each["title"] for each in concept["agreements"]]
        compare(f"{name}, Vereinbarung", AGREEMENTS.get(name, []), agreements)
        groups = [(each["name"], each["state"] == "beendet") for each in concept["groups"]]
        compare(f"{name}, Gruppe", GROUPS.get(name, []), groups)
        compare(f"{name}, Schwerpunkt", FOCUS.get(name, []), [each["title"] for each in concept["focus"]])
        access = concept["access"]
        hours = [
            (each["place"], each["rule"], each["starts"], each["ends"]) for each in access["office_hours"]
        ]
        compare(f"{name}, Sprechzeit", HOURS.get(name, []), hours)
        none = any(each["none"] for each in access["office_hours"])
        compare(f"{name}, keine offene Sprechzeit", [name in NO_OPEN_HOURS], [none])
        compare(f"{name}, Clearingstelle", [clearing_point(name)], [access["clearing_point"]])
        planned = [(each["year"], each["title"]) for each in concept["milestones"]]
        compare(f"{name}, Meilenstein", [(2026, each) for each in MILESTONES if name == DISTRICT], planned)
        office = concept["contact_office"] or "AG Integration" * ("AG Integration" in concept["contact_rule"])
        expected = "" if name == DISTRICT else CONTACT_OFFICES.get(name, "AG Integration")
        compare(f"{name}, Ansprechstelle", [expected], [office])
        nothing = [part for part, remark in concept["remarks"].items() if remark["state"] == "none"]
        compare(f"{name}, keine", NOTHING.get(name, ()), nothing)
        in_work = concept["remarks"]["network_map"]["state"] == "in_progress"
        compare(f"{name}, Karte in Bearbeitung", [name in MAP_IN_WORK], [in_work])
    channels = {each["label"]: len(each["criteria"]) for each in exported["district"]["access"]["channels"]}
    compare("Zugangsweg", CHANNELS.items(), channels.items())
    return found


DAYS = {
    "MO": "Montag",
    "TU": "Dienstag",
    "WE": "Mittwoch",
    "TH": "Donnerstag",
    "3TU": "dritten Dienstag",
    "-1TH": "letzten Donnerstag im Monat",
}


def german(indicator, written):
    """A figure of the list as the source prints it: 53.003, 17,58 %, noch nicht erfasst."""
    if not written or indicator == "largest_nationalities":
        return written or "noch nicht erfasst"
    if indicator.endswith("_percent"):
        return f"{written.replace('.', ',')} %"
    return f"{int(written):,}".replace(",", ".")


def words_of(territory):
    """What a reader must find in the paper of a territory."""
    yield from (german(code, written) for name, code, _, written in figures() if name == territory)
    for facts in (MEETINGS, AGREEMENTS, FOCUS):
        yield from facts.get(territory, [])
    for group, has_ended in GROUPS.get(territory, []):
        yield f"{group} (beendet)" if has_ended else group
    yield from words_of_access(territory)
    if territory == DISTRICT:
        yield from MILESTONES
    else:
        yield CONTACT_OFFICES.get(territory, "AG Integration")
    if territory in MAP_IN_WORK:
        yield "In Bearbeitung."


def words_of_access(territory):
    """What a reader must find about hours and clearing point."""
    for place, rule, starts, ends in HOURS.get(territory, []):
        yield place
        if rule:
            yield DAYS[rule.partition("BYDAY=")[2]]
        if starts:
            yield f"{starts.removeprefix('0')}–{ends.removeprefix('0')} Uhr"
        elif starts is None:
            yield "Uhrzeit bitte erfragen" if rule else "Zeiten nicht bekannt"
        else:
            yield "nach Vereinbarung"
    if territory == "Ostbevern":
        # The annex contradicts itself.
        yield "Drei-Wochen-Rhythmus"
    if territory in NO_OPEN_HOURS:
        yield "keine offene Sprechzeit"
    if territory != DISTRICT:
        words = {True: "eingerichtet", False: "nicht eingerichtet", None: "nicht bekannt"}
        yield f"Zentrale Clearingstelle: {words[clearing_point(territory)]}"
