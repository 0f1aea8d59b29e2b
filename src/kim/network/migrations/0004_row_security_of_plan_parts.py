"""The second wall: PostgreSQL itself shows only rows of the open district."""

from django.db import migrations

from kim.core.tenancy import enable_row_security


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = [("network", "0003_action_plan_parts")]
    operations = [
        enable_row_security(
            "network_agreement",
            "network_agreementversion",
            "network_cooperationtalk",
            "network_integreatsource",
            "network_networkmeeting",
            "network_offer",
            "network_offerimport",
            "network_partner",
            "network_partnercontact",
            "network_textblock",
            links={
                "network_agreement_partners": ("network_agreement", "agreement_id"),
                "network_offer_topics": ("network_offer", "offer_id"),
                "network_partner_municipalities": ("network_partner", "partner_id"),
            },
        ),
    ]
