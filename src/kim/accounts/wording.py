"""The district's rules as sentences."""

from dataclasses import dataclass

from kim.districts.models import District


@dataclass(frozen=True)
class Topic:
    """A heading with the sentences below it."""

    title: str
    sentences: tuple[str, ...]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _months(number: int) -> str:
    return _counted(number, "Monat", "Monaten")


def _days(number: int) -> str:
    return _counted(number, "Tag", "Tagen")


def rules_in_words(district: District) -> list[Topic]:
    """Return what a district has set, in plain German."""
    policy = district.policy
    brief = district.term("brief_advice", "Kurzberatung")
    management = district.term("case_management", "Case Management")
    answer = _counted(policy.request_answer_days, "Arbeitstag", "Arbeitstagen")
    deleted_after = policy.deletion_days - policy.key_backup_days
    return [
        Topic(
            "Fristen im Fall",
            (
                f"{brief} schließt nach {_months(policy.brief_advice_months)} ohne Beratung.",
                f"{management} schließt nach {_months(policy.case_management_months)} ohne Beratung.",
                f"Gewarnt wird {_counted(policy.warning_days, 'Tag', 'Tage')} vorher.",
                f"Ein geschlossener Fall wird nach {_days(policy.archive_days)} archiviert.",
            ),
        ),
        Topic(
            "Löschung",
            (
                f"Ein archivierter Fall wird nach {_days(deleted_after)} gelöscht.",
                (
                    f"Sicherungen der Schlüssel verfallen nach {_days(policy.key_backup_days)}: Spätestens nach "
                    f"{_days(policy.deletion_days)} ist keine Kopie mehr lesbar."
                ),
                (
                    f"Ein Lauf löscht höchstens {_counted(policy.max_deletions_per_run, 'Fall', 'Fälle')}. Springt die "
                    f"Uhr um mehr als {_counted(policy.max_clock_jump_days, 'Tag', 'Tage')}, hält er an und fragt."
                ),
            ),
        ),
        Topic(
            f"Mindeststandard der {brief}",
            (
                (
                    f"Mindestens {_counted(policy.brief_advice_consultations, 'Beratung', 'Beratungen')}, in der Regel "
                    f"höchstens {_counted(policy.brief_advice_needs, 'Bedarf', 'Bedarfe')}."
                ),
                "Das Programm weist darauf hin und sperrt nichts.",
            ),
        ),
        Topic(
            "Terminanfragen",
            (
                f"Eine Anfrage ohne Antwort ist nach {answer} überfällig.",
                f"Anfragen werden nach {_days(policy.request_keep_days)} gelöscht.",
            ),
        ),
        Topic(
            "Zahlen",
            (f"Zahlen unter {policy.smallest_cell} verlassen das Team nicht.",),
        ),
    ]
