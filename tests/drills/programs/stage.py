"""What all programs of drills need: the task, the answer, the people."""

import json
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from kim.accounts.models import Membership
from kim.core.sealing import SealedTextField
from kim.core.tenancy import district_scope
from kim.districts.models import District


def answer_with(program: Callable[..., object]) -> None:
    """Run a program with the task of the command line and print its answer as the last line."""
    print(json.dumps(program(**json.loads(sys.argv[1]))))


def the_district() -> District:
    return District.objects.get(slug="probstadt")


@contextmanager
def on_duty(name: str = "anna"):
    """Open the district as one request would, and give the member who acts."""
    with district_scope(the_district()):
        members = Membership.objects.select_related("district", "user")
        yield members.get(user__email=f"{name}@probstadt.example")


def sealed_models() -> Iterator[tuple[type[Model], list[str]]]:
    """Yield every model that has sealed fields, with their names."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]
        if names:
            yield model, names


def rows_of_keys(model: Any, key_ids: Collection[UUID | str]) -> list[Any]:
    return list(model.objects.filter(key_id__in=key_ids).order_by("pk"))


def fields_of_keys(key_ids: Collection[UUID | str]) -> dict[str, int]:
    """Return every sealed field of the system with the number of rows under these keys that hold something in it."""
    return {
        f"{model.__name__}.{name}": sum(bool(row.__dict__[name]) for row in rows_of_keys(model, key_ids))
        for model, names in sealed_models()
        for name in names
    }
