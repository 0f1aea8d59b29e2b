#!/usr/bin/env python3
"""Entry point for management commands."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command named on the command line."""
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kim.project.settings")
    from django.core.management import execute_from_command_line

    from kim.project.environment import SettingError

    try:
        execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(f"KIM cannot start: {error} See docs/operations.md.")


if __name__ == "__main__":
    main()
