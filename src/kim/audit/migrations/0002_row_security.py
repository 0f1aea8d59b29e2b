"""The second wall: PostgreSQL itself shows only rows of the open district."""

from django.db import migrations

from kim.core.append_only import make_append_only
from kim.core.tenancy import enable_row_security


class Migration(migrations.Migration):
    """Row-level security and the triggers that keep the log."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        enable_row_security(
            "audit_auditentry",
            "audit_chainhead",
        ),
        make_append_only("audit_auditentry"),
    ]
