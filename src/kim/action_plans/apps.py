"""Application `action_plans`: concepts, figures, talks, tasks and papers."""

from django.apps import AppConfig


class ActionPlansConfig(AppConfig):
    """concepts, figures, talks, tasks and papers."""

    name = "kim.action_plans"
    label = "action_plans"
    verbose_name = "Handlungskonzepte"
