"""How people find the counselling: access routes and office hours."""

from django.db import models
from django.db.models import Q

from kim.districts.models import DistrictOwned, Municipality


class AccessRoute(DistrictOwned):
    """A way into counselling (Zugangsweg), for some municipalities or, without any, for all.

    `description` and `criteria` (one to a line) say how it works and for whom; they stand in the action concept.
    """

    code = models.SlugField("Kürzel")
    label = models.CharField("Bezeichnung", max_length=150)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    municipalities = models.ManyToManyField(Municipality, blank=True, related_name="access_routes")
    active = models.BooleanField("in Gebrauch", default=True)
    description = models.TextField("So läuft es", blank=True)
    criteria = models.TextField("Kriterien", blank=True)
    in_plan = models.BooleanField("im Handlungskonzept", default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """In the district's order; one code once."""

        ordering = ["position", "label"]
        verbose_name = "Zugangsweg"
        verbose_name_plural = "Zugangswege"
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="access_route_once")]

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class OfficeHours(DistrictOwned):
    """Open hours at a place: a recurrence rule (RFC 5545) with local times, or by arrangement only, or none.

    That there are none is said, not left out: without a row nobody has told. Then `place` is where people go instead,
    or, with `by_arrangement`, where they are met. A rule may stand without times: the days are known, the clock is not.
    With `times_unknown` there are open hours, and neither days nor times are known.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="office_hours")
    place = models.CharField("Ort", max_length=200, blank=True)
    address = models.CharField("Anschrift", max_length=200, blank=True)
    rule = models.CharField("Rhythmus", max_length=200, blank=True)
    starts = models.TimeField("von", null=True, blank=True)
    ends = models.TimeField("bis", null=True, blank=True)
    first_on = models.DateField("erstmals am", null=True, blank=True)
    by_arrangement = models.BooleanField("nach Vereinbarung", default=False)
    none = models.BooleanField("keine offene Sprechzeit", default=False)
    times_unknown = models.BooleanField("Zeiten nicht bekannt", default=False)
    note = models.CharField("Hinweis", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """By place; a rule has both times or neither; without one, hours are by arrangement, not known, or none."""

        ordering = ["municipality__name", "position", "pk"]
        verbose_name = "Sprechzeit"
        verbose_name_plural = "Sprechzeiten"
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="", by_arrangement=True)
                | Q(rule="", none=True)
                | Q(rule="", times_unknown=True)
                | (~Q(rule="") & Q(none=False, times_unknown=False)),
                name="office_hours_say_when",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(starts__isnull=False, ends__isnull=False),
                name="office_hours_have_both_times_or_neither",
            ),
            models.CheckConstraint(
                condition=Q(none=False) | Q(times_unknown=False), name="office_hours_none_or_unknown"
            ),
            models.CheckConstraint(condition=Q(none=True) | ~Q(place=""), name="office_hours_have_a_place"),
        ]

    def __str__(self) -> str:
        """Return the place."""
        return self.place


class OfficeHoursException(DistrictOwned):
    """A day on which an office hour does not take place."""

    office_hours = models.ForeignKey(OfficeHours, on_delete=models.CASCADE, related_name="exceptions")
    on = models.DateField("Tag")
    reason = models.CharField("Grund", max_length=200, blank=True)

    class Meta:
        """A day once."""

        ordering = ["on"]
        verbose_name = "Ausfall"
        verbose_name_plural = "Ausfälle"
        constraints = [
            models.UniqueConstraint(fields=["office_hours", "on"], name="office_hours_exception_once")
        ]

    def __str__(self) -> str:
        """Return the day."""
        return self.on.strftime("%d.%m.%Y")
