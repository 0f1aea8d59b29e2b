"""Invented names and notes. Family names say that nobody of that name exists."""

STAFF_GIVEN = (
    "Mira",
    "Clara",
    "Cem",
    "Jonas",
    "Alina",
    "Peter",
    "Rana",
    "Luise",
    "Tarek",
    "Greta",
    "Ilja",
    "Hanna",
    "Deniz",
    "Paula",
    "Marek",
    "Selin",
    "Oskar",
    "Nadia",
    "Felix",
    "Yara",
    "Theo",
    "Amira",
    "Bruno",
    "Lena",
    "Kian",
    "Ronja",
)
STAFF_FAMILY = ("Probe", "Beispiel", "Muster", "Vorlage", "Entwurf", "Exempel", "Modell", "Platzhalter")

CLIENT_GIVEN = (
    ("Olena", "female", "uk"),
    ("Marko", "male", "uk"),
    ("Yusuf", "male", "tr"),
    ("Elif", "female", "tr"),
    ("Amina", "female", "ar"),
    ("Mohammad", "male", "ar"),
    ("Layla", "female", "ar"),
    ("Parisa", "female", "fa"),
    ("Reza", "male", "fa"),
    ("Ioana", "female", "ro"),
    ("Andrei", "male", "ro"),
    ("Desislava", "female", "bg"),
    ("Georgi", "male", "bg"),
    ("Fatou", "female", "fr"),
    ("Issa", "male", "fr"),
    ("Svetlana", "female", "ru"),
    ("Timur", "male", "ru"),
    ("Lucía", "female", "es"),
    ("Blessing", "female", "en"),
    ("Daniel", "male", "en"),
)
CLIENT_FAMILY = (
    "Musterova",
    "Beispielenko",
    "Probeoğlu",
    "Demirkaya-Beispiel",
    "Testescu",
    "Mustermani",
    "Al-Beispiel",
    "Exemplari",
    "Vorlagiev",
    "Modellow",
    "Musterpour",
    "Probediallo",
    "Platzhalterov",
    "Specimen",
    "Fiktivan",
    "Al-Muster",
    "Beispielyan",
    "Probenko",
    "Erfundeni",
    "Musterzade",
)

NOTES = {
    "wohnen": (
        "Die Wohnung ist zu klein, der Vermieter antwortet nicht. Schreiben gemeinsam aufgesetzt.",
        "Wohnberechtigungsschein beantragt, Liste mit Genossenschaften mitgegeben.",
    ),
    "sprache": (
        "Berechtigung für den Integrationskurs liegt vor, Kurs mit Kinderbetreuung gesucht.",
        "Prüfung B1 ist bestanden. Freude. Nächster Schritt Berufssprachkurs.",
    ),
    "beruf": (
        "Unterlagen für die Anerkennung sortiert, Übersetzung fehlt noch.",
        "Praktikum in einem Pflegebetrieb verabredet, Beginn nächsten Monat.",
    ),
    "lebensunterhalt": (
        "Antrag bei der Familienkasse ergänzt, Nachweise der Schule nachgereicht.",
        "Wechsel der Leistungsstelle angekündigt, Termin beim Jobcenter vorbereitet.",
    ),
    "familie": (
        "Kitaplatz angefragt, Warteliste an zwei Orten.",
        "Großmutter zieht ein, Aufgaben neu verteilt.",
    ),
    "gesundheit": ("Termin beim Facharzt vereinbart, Dolmetschen organisiert.",),
    "migration": ("Verlängerung des Aufenthaltstitels rechtzeitig beantragt, Bestätigung liegt vor.",),
}
OTHER_NOTE = "Anliegen besprochen, nächste Schritte aufgeschrieben."
VIEWS = (
    "Möchte zuerst den Schulweg der Kinder klären.",
    "Wünscht sich, die Briefe selbst zu verstehen.",
    "Ist zufrieden mit dem Weg und will es allein versuchen.",
    "Möchte bald arbeiten, am liebsten im alten Beruf.",
    "",
)
TRACK_REASONS = (
    "Es kamen mehrere Bedarfe hinzu, verschiedene Stellen sind beteiligt.",
    "Die Lage ist geklärt, es bleibt eine einzelne Frage.",
)
HANDOVER_NOTE = "Schulanmeldung läuft, Termin am kommenden Mittwoch. Bitte an die Übersetzung denken."
