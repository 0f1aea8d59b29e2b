"""Code lists of casework (domain.md § 8)."""

from django.db.models import TextChoices


class Track(TextChoices):
    """What kind of help a case is (Konstellation)."""

    BRIEF_ADVICE = "brief_advice", "Kurzberatung"
    CASE_MANAGEMENT = "case_management", "Case Management"
    REFERRAL_ONLY = "referral_only", "Verweisberatung"
    INFORMATION_ONLY = "information_only", "Nur Information"


class CaseStatus(TextChoices):
    """Where a case stands; a deleted case has no row."""

    ACTIVE = "active", "aktiv"
    CLOSED = "closed", "abgeschlossen"
    ARCHIVED = "archived", "archiviert"


class ClosingReason(TextChoices):
    """Why a case was closed."""

    SILENCE_BRIEF_ADVICE = "silence_brief_advice", "ohne Beratung seit der Kurzberatung"
    SILENCE_CASE_MANAGEMENT = "silence_case_management", "ohne Beratung im Case Management"
    GOALS_REACHED = "goals_reached", "Ziele erreicht"
    GOALS_PARTLY = "goals_partly", "Ziele teilweise erreicht"
    HANDED_OVER = "handed_over", "an andere Stelle übergeleitet"
    MOVED_AWAY = "moved_away", "weggezogen"
    ENDED_BY_CLIENT = "ended_by_client", "von der Klientin oder dem Klienten beendet"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Einwilligung widerrufen"
    NOT_RESPONSIBLE = "not_responsible", "nicht zuständig"
    LEFT_COUNTRY = "left_country", "ausgereist"
    DIED = "died", "verstorben"
    RECORDED_TWICE = "recorded_twice", "doppelt erfasst"
    OTHER = "other", "sonstiger Grund"


class Channel(TextChoices):
    """How a consultation took place."""

    OFFICE = "office", "persönlich, Büro"
    OFFICE_HOURS = "office_hours", "persönlich, Sprechstunde"
    OUTREACH = "outreach", "aufsuchend"
    PHONE = "phone", "Telefon"
    VIDEO = "video", "Video"
    EMAIL = "email", "E-Mail"
    MESSENGER = "messenger", "Messenger (dienstlich)"
    LETTER = "letter", "Brief"


class NoteKind(TextChoices):
    """Contacts that are no consultation and do not move the deadline."""

    SHORT_CONTACT = "short_contact", "Kurzkontakt"
    ACCOMPANIMENT = "accompaniment", "Begleitung"
    HOME_VISIT = "home_visit", "Hausbesuch"
    CALL = "call", "Anruf"
    THIRD_PARTY = "third_party", "Gespräch mit anderer Stelle"
    ATTEMPT = "attempt", "Versuch, nicht erreicht"
    INTERNAL = "internal", "Notiz"


class NeedState(TextChoices):
    """What became of a need."""

    OPEN = "open", "offen"
    IN_WORK = "in_work", "in Arbeit"
    MET = "met", "gelöst"
    NOT_SOLVABLE = "not_solvable", "hier nicht lösbar"


class Outcome(TextChoices):
    """What came of the first contact."""

    INFORMATION = "information", "nur Information, Kontakte mitgegeben"
    SOLVED = "solved", "direkt gelöst"
    PASSED_ON = "passed_on", "im Ort weitergeleitet"
    BRIEF_ADVICE = "brief_advice", "Kurzberatung"
    CASE_MANAGEMENT = "case_management", "Case Management"
    REFERRAL = "referral", "Verweisberatung"


class PersonRole(TextChoices):
    """Role of a person in the household."""

    APPLICANT = "applicant", "Ratsuchende Person"
    PARTNER = "partner", "Partnerin oder Partner"
    CHILD = "child", "Kind"
    PARENT = "parent", "Elternteil"
    RELATIVE = "relative", "weitere Angehörige"
    GUARDIAN = "guardian", "Vormundschaft oder Betreuung"


class Gender(TextChoices):
    """Gender; not asked is a value."""

    FEMALE = "female", "weiblich"
    MALE = "male", "männlich"
    DIVERSE = "diverse", "divers"
    NOT_STATED = "not_stated", "keine Angabe"
