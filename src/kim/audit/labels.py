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
    # figures
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
