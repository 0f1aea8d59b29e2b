"""Each request gets a secret of its own: links given out before no longer open."""

from typing import Any

from django.db import migrations, models

import kim.action_plans.models.collection
from kim.action_plans.models.collection import new_secret


def give_secrets(apps: Any, schema_editor: Any) -> None:
    """Give every request another secret; adding the column gave all of them the same."""
    database = schema_editor.connection
    requests = apps.get_model("action_plans", "CollectionRequest")._base_manager
    for district in apps.get_model("districts", "District")._base_manager.order_by("pk"):
        if database.vendor == "postgresql":
            # The second wall holds for migrations too: it shows the rows of one district at a time.
            with database.cursor() as cursor:
                cursor.execute("SELECT set_config('kim.district', %s, true)", [str(district.pk)])
        for number in list(requests.filter(district_id=district.pk).values_list("pk", flat=True)):
            requests.filter(pk=number).update(secret=new_secret())
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT set_config('kim.district', '', true)")


class Migration(migrations.Migration):
    """A column, and what stands in it."""

    dependencies = [
        ("action_plans", "0002_row_security"),
        ("districts", "0003_municipality_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="collectionrequest",
            name="secret",
            field=models.CharField(
                default=kim.action_plans.models.collection.new_secret, editable=False, max_length=43
            ),
        ),
        migrations.RunPython(give_secrets, migrations.RunPython.noop),
    ]
