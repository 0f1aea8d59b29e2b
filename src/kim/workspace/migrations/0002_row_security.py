"""The second wall: PostgreSQL itself shows only rows of the open district."""

from django.db import migrations

from kim.core.tenancy import enable_row_security


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = [("workspace", "0001_initial")]
    operations = [enable_row_security("workspace_nightlyjob")]
