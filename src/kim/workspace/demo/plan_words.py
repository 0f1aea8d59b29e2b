"""Invented partners, offers and talks around the action concepts. The names say that nothing of the kind exists."""

INVENTED = "Erfunden für die Vorführung."

# Name, kind, address, minutes and next steps of a talk (without a talk nobody is on the map).
PARTNERS = (
    (
        "Verein Beispielbrücke e. V.",
        "association",
        "https://beispielbruecke.example",
        ("Der Verein begleitet Familien zu Ämtern und verweist an KIM.", "Flyer übergeben"),
    ),
    (
        "Sprachschule Probeklang",
        "language_courses",
        "https://probeklang.example",
        ("Kurse am Vormittag, auch mit Betreuung der Kinder.", "Kurszeiten im Januar austauschen"),
    ),
    (
        "Familienzentrum Musterstern",
        "day_care",
        "",
        ("Eltern fragen im Zentrum nach Hilfe mit Anträgen.", "Sprechstunde im Zentrum erproben"),
    ),
    (
        "Beispielwerk GmbH",
        "business",
        "https://beispielwerk.example",
        ("Der Betrieb stellt neu Zugewanderte ein und sucht Hilfe bei der Anerkennung.", ""),
    ),
    ("Wohnbau Vorlage eG", "housing", "", None),
)
WORKS_EVERYWHERE = 3
PARTNER_PEOPLE = (
    ("Ada Beispiel", "Vorstand"),
    ("Ole Probe", "Kursleitung"),
    ("Mina Muster", "Leitung"),
    ("Kai Vorlage", "Personal"),
    ("Eva Entwurf", "Vermietung"),
)

# Name, provider, target groups, languages, who pays, days until the funding ends, days since it was confirmed.
OFFERS = (
    (
        "Erstberatung im Beispielhaus",
        "Verein Beispielbrücke e. V.",
        ("asylum", "protected"),
        ("de", "ar", "uk"),
        "state",
        45,
        30,
    ),
    ("Sprachtreff Probeklang", "Sprachschule Probeklang", ("families",), ("de", "ro"), "own", 0, 400),
    (
        "Lotsen für Familien",
        "Familienzentrum Musterstern",
        ("families", "women"),
        ("de", "tr"),
        "foundation",
        400,
        90,
    ),
    ("Anerkennung und Arbeit", "Beispielwerk GmbH", ("workers",), ("de", "en"), "federal", 220, 20),
)

AGREEMENT_SCOPE = "Begleitung von Familien, Übergabe von Fällen"
AGREEMENT_TEXT = """Anlass und Ziel
KIM und der Verein beraten zum Teil dieselben Familien. Niemand soll doppelt oder gar nicht beraten werden.

Aufgaben und Abgrenzung
Der Verein begleitet zu Ämtern. KIM übernimmt Fälle, in denen mehrere Stellen beteiligt sind.

Übergabe von Fällen
Wer verweist, fragt die Person vorher. Die andere Seite meldet sich innerhalb von zehn Arbeitstagen."""
AGREEMENT_CHANGE = ("zehn Arbeitstagen", "fünf Arbeitstagen")

GROUP_NAME = "Arbeitsgruppe Beispiel: Anmeldung in der Schule"
GROUP_MANDATE = "Warum Kinder lange auf einen Schulplatz warten, und was dagegen hilft."
GROUP_RESULT = "Ein Merkblatt nennt, welche Unterlagen die Schule braucht; der Verein hilft beim Ausfüllen."

TALK_ANSWERS = (
    "Mehr Zuzug von Familien, eine Unterkunft ist geschlossen.",
    "Familien mit Schulkindern; weniger Alleinreisende.",
    "Schulplätze und Wohnraum.",
    "Es fehlt ein Sprachkurs am Abend.",
)
TALK_CONCLUSIONS = (
    "Die Arbeitsgruppe zur Anmeldung in der Schule wird fortgesetzt. Ein Abendkurs wird gesucht."
)
# What, who, days until (or since) it is due; the first is done.
TALK_STEPS = (
    ("Liste der Schulplätze anlegen", "Stadt", -200),
    ("Träger für einen Abendkurs ansprechen", "KIM-Koordination", -20),
    ("Willkommensschreiben prüfen", "Stadt und KIM", 60),
)
