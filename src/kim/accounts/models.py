"""People, their roles in a district, posts, responsibility and substitution."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from kim.districts.models import DistrictOwned, Municipality, Organisation, ServiceArea


class UserManager(BaseUserManager["User"]):
    """Makes people."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person who can sign in by e-mail address; without a password nobody can until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What the person may do is said by memberships, never here."""

    email = models.EmailField("E-Mail", unique=True)
    name = models.CharField("Name", max_length=150)
    phone = models.CharField("Diensttelefon", max_length=50, blank=True)
    is_active = models.BooleanField("aktiv", default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """Order and names for people."""

        ordering = ["name", "pk"]
        verbose_name = "Person im Team"
        verbose_name_plural = "Personen im Team"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Role(models.TextChoices):
    """What a person is in a district (domain.md § 8.19)."""

    TEAM_LEAD = "team_lead", "Teamleitung"
    COORDINATOR = "coordinator", "Koordination"
    CASE_MANAGER = "case_manager", "Case Management"
    ASSISTANT = "assistant", "Verwaltungskraft"
    AUTHORITY_OFFICER = "authority_officer", "Fachkraft ABH/StAB"
    MUNICIPALITY_CONTACT = "municipality_contact", "Ansprechperson der Kommune"
    PARTNER = "partner", "Partner"
    BOARD_MEMBER = "board_member", "Gremienmitglied"
    AUDITOR = "auditor", "Datenschutz"
    ADMINISTRATOR = "administrator", "Administration"


class Membership(DistrictOwned):
    """A person's role in a district, with employer and dates."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("Rolle", max_length=25, choices=Role.choices)
    employer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        """A person has one membership per district."""

        ordering = ["user__name", "pk"]
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        constraints = [
            models.UniqueConstraint(fields=["district", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_dates"
            ),
        ]

    def __str__(self) -> str:
        """Return the person's name."""
        return self.user.name


class Post(DistrictOwned):
    """A funded post (Stelle) of one of the three building blocks."""

    class State(models.TextChoices):
        """Whether somebody holds it."""

        PLANNED = "planned", "geplant"
        FILLED = "filled", "besetzt"

    code = models.SlugField("Kürzel")
    title = models.CharField("Bezeichnung", max_length=200)
    building_block = models.PositiveSmallIntegerField("Baustein", choices=[(1, "1"), (2, "2"), (3, "3")])
    role = models.CharField("Rolle", max_length=25, choices=Role.choices)
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    full_time_share = models.DecimalField("Stellenanteil", max_digits=5, decimal_places=2)
    upper_bound = models.BooleanField("bis zu", default=False)
    state = models.CharField("Stand", max_length=10, choices=State.choices)
    holder = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        """One code once per district."""

        ordering = ["building_block", "title", "code"]
        verbose_name = "Stelle"
        verbose_name_plural = "Stellen"
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="post_once"),
            models.CheckConstraint(condition=Q(full_time_share__gt=0), name="post_share_positive"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Responsibility(DistrictOwned):
    """Who is responsible for which municipality, from when to when."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="responsibilities")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="responsibilities")
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis", null=True, blank=True)

    class Meta:
        """The same responsibility starts once."""

        ordering = ["municipality__name", "starts_on", "pk"]
        verbose_name = "Zuständigkeit"
        verbose_name_plural = "Zuständigkeiten"
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "municipality", "starts_on"], name="responsibility_once"
            ),
        ]

    def __str__(self) -> str:
        """Return person and place."""
        return f"{self.membership} · {self.municipality}"


class Substitution(DistrictOwned):
    """A dated stand-in: during these days the substitute sees and does what the absent person could."""

    absent = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="substitutions")
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis")

    class Meta:
        """Nobody stands in for themselves, and every substitution ends."""

        ordering = ["-starts_on", "pk"]
        verbose_name = "Vertretung"
        verbose_name_plural = "Vertretungen"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="substitution_dates"),
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="substitution_other_person"),
        ]

    def __str__(self) -> str:
        """Return who stands in for whom."""
        return f"{self.substitute} für {self.absent}"


class OutboxMail(DistrictOwned):
    """A mail that has to be sent: written with the change that causes it, sent later, kept until it went out.

    It holds no content of a case; `place` is at most the name of a municipality. The address of the member is
    looked up when it is sent; an office that is no member has its `address` here.
    """

    recipient = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.EmailField("Adresse", blank=True)
    kind = models.SlugField("Anlass")
    path = models.CharField("Seite", max_length=200)
    place = models.CharField("Ort", max_length=100, blank=True)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ["made_at", "pk"]
        verbose_name = "Nachricht"
        verbose_name_plural = "Nachrichten"
        indexes = [models.Index(fields=["sent_at", "not_before"], name="outbox_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, address="")
                | models.Q(recipient__isnull=True) & ~models.Q(address=""),
                name="outbox_goes_to_somebody",
            )
        ]

    def __str__(self) -> str:
        """Return the occasion."""
        return f"{self.kind} an {self.recipient or self.address}"
