"""Application `accounts`: people, roles, posts, responsibility and substitution."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """people, roles, posts, responsibility and substitution."""

    name = "kim.accounts"
    label = "accounts"
    verbose_name = "Team"
