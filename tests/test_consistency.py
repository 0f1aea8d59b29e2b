"""The code base keeps its own rules. Each check is shown to fail in test_code_checks.py."""

import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

from tests import code_checks as check

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
CLOCK = SOURCE / "kim/core/dates.py"

# Log-in pages come from allauth, which guards them itself. A new version that adds one has to be read first.
VIEWS_OF_ALLAUTH = {
    "account_change_password",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}


def is_vendored(path):
    return "vendor" in path.relative_to(ROOT).parts


def is_migration(path):
    return path.parent.name == "migrations"


def files(pattern, *folders):
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob(pattern))
        if not is_vendored(path) and "__pycache__" not in path.parts
    ]


def modules(*names):
    """Modules of the apps with one of these names, whether they are a file or a package."""
    return [path for path in files("*.py", "src") if {path.stem, path.parent.name} & set(names)]


def complaints(paths, checking):
    return [f"{path.relative_to(ROOT)}: {found}" for path in paths for found in checking(path.read_text())]


PYTHON = [path for path in files("*.py", "src", "scripts", "tests") if not is_migration(path)]
TEMPLATES = files("*.html", "src")


def test_modules_are_short():
    assert complaints(PYTHON, lambda text: check.too_long(text, check.MODULE_LINES)) == []


def test_functions_are_short():
    assert complaints(PYTHON, check.long_functions) == []


def test_templates_are_short():
    assert complaints(TEMPLATES, lambda text: check.too_long(text, check.TEMPLATE_LINES)) == []


def test_views_and_forms_ask_no_manager():
    assert complaints(modules("views", "public_views", "forms"), check.uses_managers) == []


def test_rules_are_pure():
    assert complaints(modules("rules"), check.imports_django) == []


def test_there_are_no_signals():
    assert complaints(files("*.py", "src"), check.uses_signals) == []


def test_models_do_not_override_saving():
    assert complaints(modules("models"), check.overrides_saving) == []


def test_only_one_module_reads_the_clock():
    assert complaints([path for path in files("*.py", "src") if path != CLOCK], check.reads_clock) == []


def test_python_names_no_place_but_in_sources_of_rules():
    assert (
        complaints(files("*.py", "src"), lambda text: check.names_places(check.without_docstrings(text)))
        == []
    )


@pytest.mark.parametrize("pattern", ["*.html", "*.txt", "*.po", "*.css", "*.js", "*.typ"])
def test_other_files_name_no_place(pattern):
    assert complaints(files(pattern, "src"), check.names_places) == []


#: A file that people keep and send on; it is never served as a page, and nothing may be missing beside it.
KEPT_AS_A_FILE = "src/kim/action_plans/templates/action_plans/papers/standalone.html"


def test_pages_have_no_inline_code():
    found = complaints(TEMPLATES, check.inline_code)
    assert [each for each in found if each != f"{KEPT_AS_A_FILE}: style: <style>"] == []


def test_pages_load_nothing_from_elsewhere():
    assert complaints(TEMPLATES, check.foreign_addresses) == []


#: Whoever can forge a request to such a form has its secret link, and could fill it in; so it needs no cookie.
BEHIND_A_SECRET_LINK = {"src/kim/action_plans/templates/action_plans/profile/answer.html"}


def test_unescaped_text_has_a_reason():
    assert complaints(TEMPLATES, check.unescaped_without_reason) == []


def test_forms_carry_a_token():
    without = complaints(TEMPLATES, check.forms_without_token)
    assert [found for found in without if found.split(":")[0] not in BEHIND_A_SECRET_LINK] == []


def test_forms_name_their_address():
    assert complaints(TEMPLATES, check.forms_without_address) == []


def relations_between_tables():
    """Relations of our tables to our tables; import contracts do not see those named by a text."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete else None
            if target and all(part.__module__.startswith("kim.") for part in (model, target)):
                yield model._meta.app_label, str(field), target._meta.app_label


def test_tables_point_only_to_lower_apps():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")

    assert check.points_upwards(relations_between_tables(), check.level_of_apps(layers)) == []


def test_django_finds_nothing_wrong():
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_migrations_are_those_of_the_tables():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def all_views(resolver, prefix=""):
    """Address, name and view function of everything that can be reached."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.name, entry.callback
        else:
            yield from all_views(entry, address)


def is_of_allauth(view):
    return view.__module__.startswith("allauth.")


def test_every_view_of_ours_says_who_may_use_it():
    ours = [entry for entry in all_views(get_resolver()) if not is_of_allauth(entry[2])]

    assert check.views_without_mark(ours) == []


def test_anonymous_views_stand_together():
    assert check.anonymous_views_elsewhere(all_views(get_resolver())) == []


def test_views_of_allauth_are_the_ones_we_have_read():
    assert {name for _, name, view in all_views(get_resolver()) if is_of_allauth(view)} == VIEWS_OF_ALLAUTH


def test_every_app_can_be_imported_alone():
    for path in sorted((SOURCE / "kim").glob("*/apps.py")):
        assert import_module(f"kim.{path.parent.name}.apps")


def hashable(words):
    """A text with a plural comes as a list or as a tuple of forms."""
    return words if isinstance(words, str) else tuple(words)


def texts(catalogue):
    return {
        (message.context, hashable(message.id)): hashable(message.string)
        for message in catalogue
        if message.id
    }


def finished(catalogue):
    return [message for message in catalogue if message.string and not message.fuzzy]


def test_compiled_translations_are_those_of_the_source():
    for path in files("*.po", "src"):
        with path.open("rb") as source, path.with_suffix(".mo").open("rb") as compiled:
            assert texts(read_mo(compiled)) == texts(finished(read_po(source))), path


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.txt")))
def test_lock_files_have_hashes_and_no_address_of_a_package_index(lock):
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert all("--hash=" in entry for entry in text.split("\n\n") if "==" in entry)
    assert text.count("==") <= text.count("--hash=sha256:")


def test_product_needs_at_most_forty_packages():
    lines = (ROOT / "requirements.txt").read_text().splitlines()

    assert 0 < sum("==" in line for line in lines if not line.startswith((" ", "#"))) <= 40
