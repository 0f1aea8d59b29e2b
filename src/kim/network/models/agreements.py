"""Agreements: interface concepts, cooperation agreements, funding contracts, with their versions and text blocks."""

from django.db import models
from django.db.models import F, Q

from kim.accounts.models import Membership
from kim.districts.models import DistrictOwned, Placed
from kim.network.models.partners import Partner


class AgreementKind(models.TextChoices):
    """What is agreed (ch. 5.2.5 and 3.5)."""

    INTERFACE = "interface", "Schnittstellenkonzept"
    COOPERATION = "cooperation", "Kooperationsvereinbarung"
    FUNDING = "funding", "Weiterleitungsvertrag"


class Agreement(Placed):
    """A written agreement with partners."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "Entwurf"
        AGREED = "agreed", "abgestimmt"
        SIGNED = "signed", "unterzeichnet"
        IN_FORCE = "in_force", "in Kraft"
        UNDER_REVIEW = "under_review", "wird überprüft"
        ENDED = "ended", "beendet"

    kind = models.CharField("Art", max_length=12, choices=AgreementKind.choices)
    title = models.CharField("Titel", max_length=250)
    partners = models.ManyToManyField(Partner, blank=True, related_name="agreements", verbose_name="Partner")
    scope = models.TextField("Gegenstand", blank=True)
    state = models.CharField("Stand", max_length=12, choices=State.choices)
    valid_from = models.DateField("gilt ab", null=True, blank=True)
    valid_until = models.DateField("gilt bis", null=True, blank=True)
    review_on = models.DateField("Überprüfung am", null=True, blank=True)
    informed_on = models.DateField("Kommune informiert am", null=True, blank=True)
    informed_about = models.TextField("Worüber informiert wurde", blank=True)

    class Meta:
        """In the order of the concept; dates run forward."""

        ordering = ["position", "title", "pk"]
        verbose_name = "Vereinbarung"
        verbose_name_plural = "Vereinbarungen"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="agreement_dates",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class AgreementVersion(DistrictOwned):
    """The text of an agreement at one time; versions are added, never changed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("Fassung")
    text = models.TextField("Text")
    change = models.CharField("Was sich ändert", max_length=300, blank=True)
    made_at = models.DateTimeField("am")
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """Newest first; a number once."""

        ordering = ["-number"]
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once")]

    def __str__(self) -> str:
        """Return the number."""
        return f"Fassung {self.number}"


class AgreementEvent(DistrictOwned):
    """What happened to an agreement on a day: a step to a state, or without one that the municipality was informed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="events")
    state = models.CharField("Stand", max_length=12, choices=Agreement.State.choices, blank=True)
    on = models.DateField("am")
    note = models.TextField("Hinweis", blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ["-made_at", "-pk"]
        verbose_name = "Schritt"
        verbose_name_plural = "Schritte"

    def __str__(self) -> str:
        """Return what happened."""
        return str(self.get_state_display()) if self.state else "Kommune informiert"


class TextBlock(DistrictOwned):
    """A paragraph with a heading from which drafts of a kind of agreement are made.

    `{partner}`, `{ort}` and `{kreis}` in the body are filled in.
    """

    code = models.SlugField("Kürzel")
    kind = models.CharField("Art", max_length=12, choices=AgreementKind.choices)
    heading = models.CharField("Überschrift", max_length=200)
    body = models.TextField("Text")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    active = models.BooleanField("in Gebrauch", default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """In the order of the paper."""

        ordering = ["kind", "position", "pk"]
        verbose_name = "Textbaustein"
        verbose_name_plural = "Textbausteine"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="text_block_once")]

    def __str__(self) -> str:
        """Return the heading."""
        return self.heading


class AgreementTemplate(DistrictOwned):
    """The office's own Word template for a kind of agreement; without one the template that is shipped is used."""

    kind = models.CharField("Art", max_length=12, choices=AgreementKind.choices)
    name = models.CharField("Datei", max_length=150)
    content = models.BinaryField("Inhalt")
    uploaded_at = models.DateTimeField("am")
    uploaded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """One for each kind."""

        ordering = ["kind"]
        verbose_name = "Word-Vorlage"
        verbose_name_plural = "Word-Vorlagen"
        constraints = [models.UniqueConstraint(fields=["district", "kind"], name="agreement_template_once")]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name
