"""What is counted, how it is called and how it is explained under the tables."""

from enum import StrEnum
from typing import Final

VERSION: Final = "2026-1"


class Measure(StrEnum):
    """A count per month and territory. The values stand in frozen rows and in addresses; they never change."""

    NEW = "neu"
    REACTIVATED = "wieder"
    CLOSED = "abgeschlossen"
    ACTIVE_END = "bestand"
    ACTIVE_IN = "aktiv"
    PERSONS = "personen"
    CONSULTATIONS = "beratungen"
    OTHER_CONTACTS = "kontakte"
    MOVED_IN = "zugezogen"
    MOVED_OUT = "weggezogen"


LABELS: Final[dict[str, str]] = {
    Measure.NEW: "neu",
    Measure.REACTIVATED: "wieder aufgenommen",
    Measure.CLOSED: "abgeschlossen",
    Measure.ACTIVE_END: "Bestand",
    Measure.ACTIVE_IN: "im Monat aktiv",
    Measure.PERSONS: "Personen",
    Measure.CONSULTATIONS: "Beratungen",
    Measure.OTHER_CONTACTS: "andere Kontakte",
    Measure.MOVED_IN: "zugezogen",
    Measure.MOVED_OUT: "weggezogen",
}

EXPLAINED: Final[dict[str, str]] = {
    Measure.NEW: "Fälle, die im Monat eröffnet wurden.",
    Measure.REACTIVATED: "Wiederaufnahmen abgeschlossener Fälle im Monat; jede zählt.",
    Measure.CLOSED: "Abschlüsse im Monat; der Tag des Abschlusses entscheidet, jeder zählt.",
    Measure.ACTIVE_END: "Fälle, die am Ende des letzten Tages aktiv waren.",
    Measure.ACTIVE_IN: "Fälle, die im Monat an mindestens einem Tag aktiv waren; jeder Fall einmal je Gebiet.",
    Measure.PERSONS: (
        "Menschen in Fällen, die im Monat aktiv waren; jeder Mensch einmal je Gebiet. Wer in zwei Kommunen "
        "begleitet wurde, zählt in beiden und im Kreis einmal: Die Summe der Kommunen kann größer sein."
    ),
    Measure.CONSULTATIONS: "Dokumentierte Beratungsgespräche ohne zurückgenommene Einträge.",
    Measure.OTHER_CONTACTS: (
        "Kurzkontakte, Begleitungen, Hausbesuche, Anrufe, Versuche und Gespräche mit anderen Stellen; "
        "interne Notizen zählen nicht."
    ),
    Measure.MOVED_IN: "Aktive Fälle, deren Menschen aus einem anderen Gebiet des Kreises hierher zogen.",
    Measure.MOVED_OUT: "Aktive Fälle, deren Menschen in ein anderes Gebiet des Kreises zogen.",
}

COMMON_RULES: Final = (
    "Ein Fall gehört zu der Kommune, in der die Menschen zu dieser Zeit wohnten; ein Umzug teilt ihn auf.",
    "Die Konstellation eines Falls ist die am letzten Tag des Monats oder, wenn er vorher endete, die letzte.",
    "Bei Abschlüssen, Beratungen und Kontakten zählt die Konstellation des Tages.",
    "Doppelt erfasste Fälle zählen nicht.",
    "Zahlen vergangener Monate sind festgeschrieben und bleiben, auch wenn Fälle gelöscht werden.",
    "Spätere Nachträge und Berichtigungen ändern festgeschriebene Zahlen nicht.",
)
STOCK_RULE: Final = (
    "Bestand am Monatsende = Bestand am Ende des Vormonats + neu + wieder aufgenommen − abgeschlossen "
    "+ zugezogen − weggezogen."
)
SUPPRESSION_SIGN: Final = "–*"


def suppression_rule(limit: int) -> str:
    """Return the sentence about cells that are not shown; `limit` is the smallest count that is."""
    return (
        f"{SUPPRESSION_SIGN} Zahlen von 1 bis {limit - 1} werden nicht gezeigt, damit niemand erkannt wird; "
        "ebenso die Zahlen, aus denen man sie errechnen könnte."
    )
