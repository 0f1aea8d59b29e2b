"""Application `steering`: groups and what comes out of them."""

from django.apps import AppConfig


class SteeringConfig(AppConfig):
    """groups and what comes out of them."""

    name = "kim.steering"
    label = "steering"
    verbose_name = "Steuerung"
