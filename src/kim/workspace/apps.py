"""Application `workspace`: start page, search and the demo."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """start page, search and the demo."""

    name = "kim.workspace"
    label = "workspace"
    verbose_name = "Start"
