"""Advice for the target group: own entries and what comes from Integreat."""

from django.db import models
from django.db.models import Q

from kim.accounts.models import Membership
from kim.districts.models import DistrictOwned, LifeDomain, Placed

#: Languages of counselling by code (BCP 47).
LANGUAGES = (
    ("de", "Deutsch"),
    ("sq", "Albanisch"),
    ("ar", "Arabisch"),
    ("hy", "Armenisch"),
    ("bg", "Bulgarisch"),
    ("prs", "Dari"),
    ("en", "Englisch"),
    ("fa", "Farsi"),
    ("fr", "Französisch"),
    ("el", "Griechisch"),
    ("it", "Italienisch"),
    ("ku", "Kurdisch"),
    ("ps", "Paschtu"),
    ("pl", "Polnisch"),
    ("pt", "Portugiesisch"),
    ("rom", "Romanes"),
    ("ro", "Rumänisch"),
    ("ru", "Russisch"),
    ("sr", "Serbisch"),
    ("so", "Somali"),
    ("es", "Spanisch"),
    ("ti", "Tigrinya"),
    ("tr", "Türkisch"),
    ("uk", "Ukrainisch"),
    ("ur", "Urdu"),
    ("vi", "Vietnamesisch"),
)


class Offer(Placed):
    """An offer of advice that is meant for people who immigrated (ch. 5.2.2); other offers are not collected.

    What comes from Integreat is proposed first: a person says whether it belongs here. `external_key` is the
    Integreat location's own number (not that of a translation), `external_data` what was taken over from there last:
    a field that differs from it was changed by a person and is left alone.
    """

    class Listing(models.TextChoices):
        """Whether it belongs to the infrastructure of the concept."""

        PROPOSED = "proposed", "zu prüfen"
        LISTED = "listed", "aufgenommen"
        IGNORED = "ignored", "gehört nicht dazu"

    class Funding(models.TextChoices):
        """Who pays for it."""

        EU = "eu", "Europäische Union"
        FEDERAL = "federal", "Bund"
        STATE = "state", "Land"
        DISTRICT = "district", "Kreis"
        MUNICIPALITY = "municipality", "Stadt oder Gemeinde"
        OWN = "own", "Eigenmittel des Trägers"
        FOUNDATION = "foundation", "Stiftung"
        OTHER = "other", "Sonstige"

    class TargetGroup(models.TextChoices):
        """Whom it is for; several may hold, none means all who immigrated."""

        ASYLUM = "asylum", "Menschen im Asylverfahren oder mit Duldung"
        PROTECTED = "protected", "Menschen mit Schutzstatus"
        EU_CITIZENS = "eu_citizens", "Menschen aus der EU"
        WORKERS = "workers", "Menschen in Beschäftigung, Fachkräfte"
        NATURALISATION = "naturalisation", "Menschen mit Einbürgerungswunsch"
        YOUTH = "youth", "Kinder und Jugendliche"
        WOMEN = "women", "Frauen"
        FAMILIES = "families", "Familien"

    name = models.CharField("Name", max_length=250)
    provider = models.CharField("Träger", max_length=200, blank=True)
    description = models.TextField("Beschreibung", blank=True)
    address = models.CharField("Anschrift", max_length=250, blank=True)
    url = models.URLField("Internetseite", max_length=500, blank=True)
    topics = models.ManyToManyField(LifeDomain, blank=True, related_name="+", verbose_name="Themen")
    target_groups = models.JSONField("Zielgruppen", default=list, blank=True)
    languages = models.JSONField("Sprachen", default=list, blank=True)
    funding = models.CharField("Förderung", max_length=12, choices=Funding.choices, blank=True)
    funding_line = models.CharField("Förderlinie", max_length=200, blank=True)
    funding_ends_on = models.DateField("Förderung endet am", null=True, blank=True)
    ended_on = models.DateField("beendet am", null=True, blank=True)
    listing = models.CharField("Aufnahme", max_length=10, choices=Listing.choices, default=Listing.LISTED)
    confirmed_on = models.DateField("zuletzt bestätigt am", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The version that the last confirmation made: whoever presses twice says it once.
    confirmed_version = models.PositiveIntegerField(null=True, blank=True)
    external_key = models.CharField("Schlüssel in Integreat", max_length=200, blank=True)
    external_url = models.URLField("Seite in Integreat", max_length=500, blank=True)
    external_data = models.JSONField(default=dict, blank=True)
    missing_since = models.DateField("fehlt in Integreat seit", null=True, blank=True)
    link_checked_at = models.DateTimeField(null=True, blank=True)
    link_failures = models.PositiveSmallIntegerField("Nächte mit Störung", default=0)
    link_problem = models.CharField("Störung der Internetseite", max_length=200, blank=True)

    class Meta:
        """By name; one entry of Integreat once."""

        ordering = ["name", "pk"]
        verbose_name = "Angebot"
        verbose_name_plural = "Angebote"
        constraints = [
            models.UniqueConstraint(
                fields=["district", "external_key"], condition=~Q(external_key=""), name="offer_external_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def target_group_labels(self) -> list[str]:
        """Whom it is for, in words; empty means all who immigrated."""
        return [label for code, label in self.TargetGroup.choices if code in self.target_groups]

    @property
    def language_labels(self) -> list[str]:
        """The languages in which people advise, in words."""
        return [label for code, label in LANGUAGES if code in self.languages]


class IntegreatSource(DistrictOwned):
    """From which Integreat the district's offers come."""

    base_url = models.URLField("Adresse", max_length=300)
    region = models.SlugField("Region", max_length=100)
    language = models.CharField("Sprache", max_length=10, default="de")
    active = models.BooleanField("eingeschaltet", default=True)
    version = models.PositiveIntegerField(default=0)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)

    class Meta:
        """One per district."""

        verbose_name = "Quelle Integreat"
        verbose_name_plural = "Quellen Integreat"
        constraints = [models.UniqueConstraint(fields=["district"], name="integreat_source_once")]

    def __str__(self) -> str:
        """Return the region."""
        return self.region

    @property
    def server(self) -> str:
        """The address as people read it: https goes without saying."""
        return str(self.base_url).removeprefix("https://")


class OfferImport(DistrictOwned):
    """The report of one import: what was new, changed or gone, or why nothing came."""

    ran_at = models.DateTimeField("gelaufen am")
    succeeded = models.BooleanField("gelungen")
    problem = models.CharField("Störung", max_length=300, blank=True)
    created = models.PositiveIntegerField("neu", default=0)
    changed = models.PositiveIntegerField("geändert", default=0)
    missing = models.PositiveIntegerField("entfallen", default=0)
    unchanged = models.PositiveIntegerField("unverändert", default=0)
    details = models.JSONField(default=list)

    class Meta:
        """Newest first."""

        ordering = ["-ran_at", "-pk"]
        verbose_name = "Abruf"
        verbose_name_plural = "Abrufe"

    def __str__(self) -> str:
        """Return the day."""
        return f"Abruf vom {self.ran_at:%d.%m.%Y}"
