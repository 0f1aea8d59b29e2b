"""What the log calls each action; a test finds every action that the code records here."""

LABELS = {
    # cases
    "access_ended": "Lesezugriff beendet",
    "access_granted": "Lesezugriff gewährt",
    "archiving_undone": "Archivierung zurückgenommen",
    "case_archived": "Fall archiviert",
    "case_closed": "Fall geschlossen",
    "case_deleted": "Fall gelöscht",
    "case_list_read": "Fallliste gelesen",
    "case_log_read": "Protokoll des Falls gelesen",
    "case_moved": "Fall in andere Kommune verlegt",
    "case_opened": "Fall eröffnet",
    "case_prolonged": "Frist verlängert",
    "case_reactivated": "Fall wieder aufgenommen",
    "case_read": "Fall gelesen",
    "client_changed": "Angaben zur Person geändert",
    "client_registered": "Person aufgenommen",
    "closing_undone": "Schließung zurückgenommen",
    "consultation_corrected": "Beratung berichtigt",
    "consultation_recorded": "Beratung eingetragen",
    "entry_withdrawn": "Eintrag zurückgenommen",
    "handover_accepted": "Übergabe angenommen",
    "handover_offered": "Übergabe angeboten",
    "handover_returned": "Übergabe zurückgegeben",
    "intake_recorded": "Erstgespräch eingetragen",
    "need_set": "Bedarf gesetzt",
    "known_person_shown": "Hinweis auf eine bekannte Person gezeigt",
    "note_recorded": "Notiz eingetragen",
    "person_added": "Person zum Fall hinzugefügt",
    "search_made": "Nach Namen gesucht",
    "start_read": "Startseite mit Namen gelesen",
    "track_changed": "Konstellation geändert",
    "worker_added": "Mitarbeit im Fall begonnen",
    "worker_removed": "Mitarbeit im Fall beendet",
    # requests
    "request_accepted": "Terminvorschlag angenommen",
    "request_asked_again": "Anderer Termin gewünscht",
    "request_confirmed": "Termin bestätigt",
    "request_declined": "Terminanfrage abgelehnt",
    "request_deleted": "Terminanfrage gelöscht",
    "request_done": "Terminanfrage erledigt",
    "request_handed_on": "Terminanfrage weitergegeben",
    "request_list_read": "Liste der Terminanfragen gelesen",
    "request_proposed": "Termin vorgeschlagen",
    "request_read": "Terminanfrage gelesen",
    "request_received": "Terminanfrage eingegangen",
    "request_taken_up": "Terminanfrage in einen Fall übernommen",
    "request_withdrawn": "Terminanfrage zurückgezogen",
    # deletion
    "deletions_released": "Löschung freigegeben",
    "deletions_replayed": "Löschungen nach Wiederherstellung wiederholt",
    "run_undone": "Lauf zurückgenommen",
    # figures
    "figure_cases_listed": "Fälle zu einer Zahl angezeigt",
    "month_frozen": "Monat festgeschrieben",
    # team and access
    "hours_cancelled": "Sprechzeit abgesagt",
    "hours_restored": "Absage einer Sprechzeit zurückgenommen",
    "member_added": "Person ins Team aufgenommen",
    "member_changed": "Angaben zum Teammitglied geändert",
    "member_ended": "Zugang eines Teammitglieds beendet",
    "member_invited": "Einladung ausgestellt",
    "invitation_accepted": "Einladung angenommen",
    "responsibility_added": "Zuständigkeit eingetragen",
    "responsibility_ended": "Zuständigkeit beendet",
    "substitution_ended": "Vertretung beendet",
    "substitution_started": "Vertretung eingetragen",
    # the log itself
    "log_broken": "Protokoll geprüft: Kette unterbrochen",
    "log_exported": "Protokoll ausgegeben",
    "log_verified": "Protokoll geprüft: Kette unversehrt",
}


def label_of(action: str) -> str:
    """Return the German name of an action; one of a later version is shown as it is."""
    return LABELS.get(action, action)
