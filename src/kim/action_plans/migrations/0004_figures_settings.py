"""Who gives the district's own figures, of which year a figure speaks, and whether an answer is complete."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def take_answers_for_complete(apps: Any, schema_editor: Any) -> None:
    """Until now an answer ended a request, and the day of a request was noted whether or not it reached somebody.

    The address says whether a mail went to the office; of all others nobody knows whether they were reached.
    """
    database = schema_editor.connection
    requests = apps.get_model("action_plans", "CollectionRequest")._base_manager
    for district in apps.get_model("districts", "District")._base_manager.order_by("pk"):
        if database.vendor == "postgresql":
            # The second wall holds for migrations too: it shows the rows of one district at a time.
            with database.cursor() as cursor:
                cursor.execute("SELECT set_config('kim.district', %s, true)", [str(district.pk)])
        own = requests.filter(district_id=district.pk)
        own.filter(answered_at__isnull=False).update(completed_at=F("answered_at"))
        own.filter(asked_on__isnull=False).exclude(email="").update(asked_by="mail")
        own.filter(email="", municipality=None, answered_at=None).update(asked_on=None)
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT set_config('kim.district', '', true)")


class Migration(migrations.Migration):
    """Columns, and what stands in them."""

    dependencies = [
        ("action_plans", "0003_request_secret"),
    ]

    operations = [
        migrations.AddField(
            model_name="collectionrequest",
            name="asked_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mail", "E-Mail an die Stelle"),
                    ("contacts", "E-Mail an die Ansprechpersonen der Kommune"),
                    ("hand", "Link weitergegeben"),
                ],
                max_length=10,
                verbose_name="gefragt durch",
            ),
        ),
        migrations.AddField(
            model_name="collectionrequest",
            name="completed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="vollständig beantwortet am"),
        ),
        migrations.AddField(
            model_name="findingnote",
            name="said_by",
            field=models.CharField(blank=True, max_length=250, verbose_name="gesagt von"),
        ),
        migrations.AddField(
            model_name="indicator",
            name="district_office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="district_indicators",
                to="action_plans.sourceoffice",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="district_only",
            field=models.BooleanField(default=False, verbose_name="nur für den ganzen Kreis"),
        ),
        migrations.AddField(
            model_name="indicator",
            name="edited_on",
            field=models.DateField(blank=True, null=True, verbose_name="hier geändert am"),
        ),
        migrations.AddField(
            model_name="indicator",
            name="refers_to",
            field=models.CharField(
                choices=[("same_year", "das Jahr des Stichtags"), ("previous_year", "das Jahr davor")],
                default="same_year",
                max_length=15,
                verbose_name="Bezugsjahr",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="sourceoffice",
            name="edited_on",
            field=models.DateField(blank=True, null=True, verbose_name="hier geändert am"),
        ),
        migrations.AddField(
            model_name="sourceoffice",
            name="note",
            field=models.TextField(blank=True, verbose_name="Anmerkung"),
        ),
        migrations.AddField(
            model_name="sourceoffice",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="findingnote",
            name="text",
            field=models.TextField(blank=True, verbose_name="Erklärung"),
        ),
        migrations.RunPython(take_answers_for_complete, migrations.RunPython.noop),
    ]
