import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "src" / "kim" / "core" / "static"
VENDOR = STATIC / "vendor"
PAPER_FONTS = Path(settings.BASE_DIR) / "src" / "kim" / "core" / "fonts"
STYLES = sorted(STATIC.rglob("*.css"))
ADDRESS = re.compile(r"""url\(["']?([^"')]+)""")


def packages_in(folder):
    return json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))["packages"]


@pytest.mark.parametrize("folder", [VENDOR, PAPER_FONTS], ids=lambda path: path.name)
def test_every_vendored_file_is_in_the_manifest_unchanged(folder):
    written = {name: digest for package in packages_in(folder) for name, digest in package["files"].items()}
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }
    assert written == found


@pytest.mark.parametrize("folder", [VENDOR, PAPER_FONTS], ids=lambda path: path.name)
def test_every_package_has_the_locked_version_and_its_licence(folder):
    lock = json.loads((Path(settings.BASE_DIR) / "package-lock.json").read_text(encoding="utf-8"))
    for package in packages_in(folder):
        assert package["version"] == lock["packages"][f"node_modules/{package['name']}"]["version"]
        assert package["licence"]
        assert any(name.endswith("/LICENSE") for name in package["files"])


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_style_sheets_load_only_files_that_lie_beside_them(path):
    for address in ADDRESS.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / address).is_file(), address


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.[cj]s*")), ids=lambda path: path.name)
def test_nothing_points_to_a_source_map(path):
    assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_own_styles_know_no_left_and_right():
    own = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "kim").glob("*.css"))
    assert (
        re.findall(
            r"(?:margin|padding|border)-(?:left|right)|\b(?:left|right):|text-align: (?:left|right)", own
        )
        == []
    )
