"""District packs: what differs between districts, as a TOML file.

Each app names its sections in `settings.PACK_SECTIONS`, and in `settings.PACK_FIRST_LOADED` what it does when a
district is new; nothing here knows the apps above.
"""

from kim.districts.pack.content import SECTIONS
from kim.districts.pack.loading import Change, Loaded, load_pack
from kim.districts.pack.reading import PackRefused, Problem
from kim.districts.pack.writing import dump_pack

__all__ = ["SECTIONS", "Change", "Loaded", "PackRefused", "Problem", "dump_pack", "load_pack"]
