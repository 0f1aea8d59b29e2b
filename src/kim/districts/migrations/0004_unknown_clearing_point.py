"""Whether there is a clearing point may be unknown: until now a box that nobody had ticked meant no."""

from typing import Any

from django.db import migrations, models


def forget_what_nobody_said(apps: Any, schema_editor: Any) -> None:
    """Take every no for unknown; who knows better says so, and loading the pack brings back what its source says."""
    database = schema_editor.connection
    places = apps.get_model("districts", "Municipality")._base_manager
    for district in apps.get_model("districts", "District")._base_manager.order_by("pk"):
        if database.vendor == "postgresql":
            # The second wall holds for migrations too: it shows the rows of one district at a time.
            with database.cursor() as cursor:
                cursor.execute("SELECT set_config('kim.district', %s, true)", [str(district.pk)])
        places.filter(district_id=district.pk, clearing_point=False).update(clearing_point=None)
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT set_config('kim.district', '', true)")


class Migration(migrations.Migration):
    """Columns, and what no longer stands in one of them."""

    dependencies = [("districts", "0003_municipality_version")]

    operations = [
        migrations.AddField(
            model_name="district",
            name="contact_rule",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="Ansprechstelle, wenn keine genannt ist"
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="integreat_url",
            field=models.URLField(blank=True, verbose_name="Seite in Integreat"),
        ),
        migrations.AlterField(
            model_name="municipality",
            name="clearing_point",
            field=models.BooleanField(blank=True, null=True, verbose_name="Clearingstelle"),
        ),
        migrations.RunPython(forget_what_nobody_said, migrations.RunPython.noop),
    ]
