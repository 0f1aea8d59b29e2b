"""A small district pack, and what is said about changed ones."""

from pathlib import Path

import pytest

from kim.districts.pack import PackRefused

FOLDER = Path(__file__).resolve().parents[2] / "districts"
SLUGS = ("warendorf", "hoexter", "wesel")
SMALL = """\
schema = 1
life_domains = []

[district]
slug = "neustadt"
name = "Kreis Neustadt"
ags = "05997"
kind = "rural"
case_prefix = "N"
as_of = 2026-01-01

[vocabulary]
team_lead = "Leitung"

[policy]
warning_days = 10

[[service_areas]]
code = "nord"
name = "Nord"

[[municipalities]]
ags = "05997001"
name = "Lindenau"
kind = "town"
area = "nord"

[[municipalities]]
ags = "05997002"
name = "Steinbach"
kind = "municipality"

[[organisations]]
code = "kreis"
name = "Kreis Neustadt"
kind = "district"

[[posts]]
code = "cm"
title = "Case Management"
building_block = 2
role = "case_manager"
employer = "kreis"
full_time_share = "0.50"
state = "planned"
from = 2026-01-01

[[access_routes]]
code = "selbst"
label = "Selbst"

[[access_routes]]
code = "rathaus"
label = "Rathaus"
municipalities = [
    "05997002",  # the second one, [[not_a_table]]
    "05997001",
]

[[office_hours]]
municipality = "05997001"
place = "Rathaus # 1"
rule = "FREQ=WEEKLY;BYDAY=MO"
starts = "09:00"
ends = "12:00"
"""


def problems(load, *replacements, text=SMALL):
    """What is wrong with a changed pack, as pairs of line and sentence."""
    with pytest.raises(PackRefused) as refused:
        load(*replacements, text=text)
    return [(problem.line, problem.text) for problem in refused.value.problems]


def line_of(words, text=SMALL):
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)
