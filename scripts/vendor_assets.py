"""Copies the front-end files the product serves from ``node_modules`` into the static folder, and the fonts of papers.

Run after ``npm ci``. The result is committed, so that neither Node nor a network is needed to run the
product. The content security policy allows our own origin only: pictures that KERN embeds as ``data:``
addresses become files, and fonts are declared anew with the few subsets that our languages need.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src" / "kim" / "core" / "static" / "vendor"
#: Fonts that printed papers are set in; nothing a browser asks for.
PAPER_FONTS = ROOT / "src" / "kim" / "core" / "fonts"

#: npm package -> (folder in the target, licence file in the package)
PACKAGES = {
    "@kern-ux/native": ("kern", "LICENSE.md"),
    "htmx.org": ("htmx", "LICENSE"),
    "@fontsource/fira-sans": ("fira-sans", "LICENSE"),
    "@fontsource/vazirmatn": ("vazirmatn", "LICENSE"),
}
#: (npm package, family name, subsets). Two weights do: the semi-bold file also serves 700.
FONTS = (
    ("@fontsource/fira-sans", "Fira Sans", ("latin", "latin-ext", "cyrillic", "cyrillic-ext")),
    ("@fontsource/vazirmatn", "Vazirmatn", ("arabic",)),
)
WEIGHTS = {"400": "400 500", "600": "600 700"}
#: npm package with whole fonts as TTF -> (folder in the target, files)
PRINTED = {
    "@expo-google-fonts/fira-sans": (
        "fira-sans",
        ("400Regular/FiraSans_400Regular.ttf", "600SemiBold/FiraSans_600SemiBold.ttf"),
    ),
    "@expo-google-fonts/vazirmatn": (
        "vazirmatn",
        ("400Regular/Vazirmatn_400Regular.ttf", "600SemiBold/Vazirmatn_600SemiBold.ttf"),
    ),
}
DATA_ADDRESS = re.compile(r'url\("data:image/svg\+xml,([^"]*)"\)')
SOURCE_MAP = re.compile(r"^\s*(//|/\*)[#@] sourceMappingURL=.*$\n?", re.MULTILINE)
FONT_FACE = """@font-face {{
  font-family: "{family}";
  font-style: normal;
  font-weight: {weight};
  font-display: swap;
  src: url("{file}") format("woff2");
  unicode-range: {ranges};
}}
"""


def metadata(package: str) -> dict[str, str]:
    """Name, version and licence of an installed package."""
    data = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))
    return {"name": data["name"], "version": data["version"], "licence": data["license"]}


def without_source_map(text: str) -> str:
    """Text without the lines that point to source maps: the hashing file storage fails on them."""
    return SOURCE_MAP.sub("", text)


def with_icon_files(css: str, folder: Path) -> str:
    """The style sheet with its embedded pictures written to ``icons/`` below the folder."""
    icons = folder / "icons"
    icons.mkdir(parents=True, exist_ok=True)

    def to_file(match: re.Match[str]) -> str:
        svg = unquote(match.group(1))
        name = hashlib.sha256(svg.encode()).hexdigest()[:12] + ".svg"
        (icons / name).write_text(svg, encoding="utf-8")
        return f'url("icons/{name}")'

    return DATA_ADDRESS.sub(to_file, css)


def vendor_kern() -> None:
    """KERN's style sheet, left-to-right and mirrored."""
    folder = TARGET / "kern"
    css = (MODULES / "@kern-ux/native/dist/kern.min.css").read_text(encoding="utf-8")
    plain = folder / "kern.min.css"
    plain.write_text(with_icon_files(without_source_map(css), folder), encoding="utf-8")
    rtlcss = MODULES / "rtlcss" / "bin" / "rtlcss.js"
    node = shutil.which("node") or sys.exit("node is needed to make the right-to-left style sheet")
    subprocess.run([node, rtlcss, "--silent", plain, folder / "kern.rtl.min.css"], check=True)


def vendor_htmx() -> None:
    """The minified script as released."""
    script = (MODULES / "htmx.org/dist/htmx.min.js").read_text(encoding="utf-8")
    (TARGET / "htmx" / "htmx.min.js").write_text(without_source_map(script), encoding="utf-8")


def vendor_font(package: str, family: str, subsets: tuple[str, ...]) -> None:
    """The wanted subsets of a family and one style sheet that declares them."""
    folder = TARGET / PACKAGES[package][0]
    ranges = json.loads((MODULES / package / "unicode.json").read_text(encoding="utf-8"))
    faces = []
    for weight, served in WEIGHTS.items():
        for subset in subsets:
            name = f"{folder.name}-{subset}-{weight}-normal.woff2"
            shutil.copyfile(MODULES / package / "files" / name, folder / name)
            faces.append(FONT_FACE.format(family=family, weight=served, file=name, ranges=ranges[subset]))
    (folder / f"{folder.name}.css").write_text("\n".join(faces), encoding="utf-8")


def vendor_printed_fonts() -> None:
    """The fonts of papers with their licence; the package's own licence covers only what is not copied."""
    shutil.rmtree(PAPER_FONTS, ignore_errors=True)
    for package, (name, files) in PRINTED.items():
        folder = PAPER_FONTS / name
        folder.mkdir(parents=True)
        shutil.copyfile(MODULES / package / "LICENSE_FONT", folder / "LICENSE")
        for file in files:
            shutil.copyfile(MODULES / package / file, folder / Path(file).name)


def write_manifest(target: Path, folders: dict[str, str]) -> int:
    """Write down every package with its licence and the checksums of the files taken from it; their size in bytes."""
    entries: list[dict[str, object]] = []
    for package, folder in folders.items():
        files = sorted(path for path in (target / folder).rglob("*") if path.is_file())
        checksums = {
            path.relative_to(target).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }
        entries.append({**metadata(package), "files": checksums})
    text = json.dumps({"packages": entries}, indent=2, ensure_ascii=False) + "\n"
    (target / "MANIFEST.json").write_text(text, encoding="utf-8")
    return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())


def main() -> None:
    """Write the folders anew and say what they hold."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for package, (folder, licence) in PACKAGES.items():
        (TARGET / folder).mkdir(parents=True)
        shutil.copyfile(MODULES / package / licence, TARGET / folder / "LICENSE")
    vendor_kern()
    vendor_htmx()
    for font in FONTS:
        vendor_font(*font)
    vendor_printed_fonts()
    size = write_manifest(TARGET, {package: folder for package, (folder, _) in PACKAGES.items()})
    size += write_manifest(PAPER_FONTS, {package: folder for package, (folder, _) in PRINTED.items()})
    sys.stdout.write(f"{len(PACKAGES) + len(PRINTED)} packages vendored, {size // 1024} KiB.\n")


if __name__ == "__main__":
    main()
