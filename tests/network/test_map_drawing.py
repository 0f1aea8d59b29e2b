"""The picture of the network: nothing overlaps, nothing is outside, nothing typed becomes code."""

import itertools
import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kim.network.models import Partner
from kim.network.partners.drawing import LETTERS, ROOM, MapPartner, alternative_text, draw_map
from kim.network.partners.lettering import ELLIPSIS, set_in_lines, width_of

SVG = "{http://www.w3.org/2000/svg}"
KINDS = list(Partner.Kind.choices)
NAMES = st.one_of(
    st.text(min_size=1, max_size=200),
    st.lists(
        st.sampled_from("Stadt Ahlen Migrationsberatung für e.V. AWO WWWWWWW Ж漢字".split()), min_size=1
    ).map(" ".join),
)


def partner(name, kind=KINDS[0], *, is_district_wide=False, pk=1):
    return MapPartner(pk, name, kind[0], kind[1], date(2026, 1, 5), is_district_wide)


@st.composite
def partner_lists(draw):
    """From 1 to 40 partners, those of a kind together as on every map."""
    row = st.tuples(st.integers(0, len(KINDS) - 1), NAMES, st.booleans())
    rows = sorted(draw(st.lists(row, min_size=1, max_size=40)), key=lambda each: each[0])
    return [
        partner(name, KINDS[kind], is_district_wide=wide, pk=number)
        for number, (kind, name, wide) in enumerate(rows)
    ]


def read(svg):
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    _, _, width, height = map(float, root.get("viewBox").split())
    return root, width, height


def boxes(root):
    """Return left, right, top and bottom of every text in the picture."""
    found = []
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size", LETTERS))
        x, y = float(text.get("x")), float(text.get("y"))
        width = width_of(text.text or "", size)
        left = x - {"end": width, "middle": width / 2}.get(text.get("text-anchor"), 0)
        found.append((left, left + width, y - 0.8 * size, y + 0.22 * size))
    return found


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


@given(partner_lists(), NAMES)
def test_labels_neither_overlap_nor_leave_the_picture(partners, place):
    root, width, height = read(draw_map(place, partners))
    found = boxes(root)

    assert all(box[0] >= 0 and box[1] <= width and box[2] >= 0 and box[3] <= height for box in found)
    assert not [pair for pair in itertools.combinations(found, 2) if overlap(*pair)]


@given(partner_lists())
def test_signs_stand_inside_and_clear_of_all_words(partners):
    root, width, height = read(draw_map("Ahlen", partners))
    words = boxes(root)
    ends = [(float(line.get("x2")), float(line.get("y2"))) for line in root.iter(f"{SVG}line")]

    assert len(ends) == len(partners)
    assert all(7 <= x <= width - 7 and 7 <= y <= height - 7 for x, y in ends)
    assert not [
        end for end in ends for box in words if overlap((end[0] - 7, end[0] + 7, end[1], end[1]), box)
    ]


@given(partner_lists())
def test_each_partner_is_drawn_once_under_its_kind(partners):
    root, _, _ = read(draw_map("Ahlen", partners, link_of=lambda each: f"/partner/{each.pk}/"))

    links = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert sorted(links) == sorted(f"/partner/{each.pk}/" for each in partners)
    headings = " ".join(text.text for text in root.iter(f"{SVG}text") if text.get("font-weight"))
    for label in {each.kind_label for each in partners}:
        assert " ".join(set_in_lines(label, LETTERS, ROOM, 3)) in headings


@given(st.text(max_size=80))
def test_names_are_never_code(name):
    root, _, _ = read(draw_map(name, [partner(name)], link_of=lambda each: f"/x/?{each.name}"))

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "g", "a", "text", "line", "polygon", "circle", "ellipse", "rect",
    }  # fmt: skip


def test_script_in_a_name_stays_text():
    svg = draw_map("<b>Ahlen", [partner('<script>alert("x")</script>')])

    assert "<script" not in svg
    assert "<b>" not in svg
    assert "&lt;script&gt;" in svg


def test_picture_has_no_style_and_no_class():
    svg = draw_map(
        "Ahlen", [partner("AWO"), partner("Caritas", is_district_wide=True)], link_of=lambda _: "/x/"
    )

    assert not re.search(r"\s(style|class|on\w+)\s*=", svg)


def test_image_says_everything_and_links_are_no_image():
    partners = [partner("AWO", ("welfare", "Wohlfahrtsverband")), partner("Kreis", is_district_wide=True)]
    image, _, _ = read(draw_map("Ahlen", partners))
    page, _, _ = read(draw_map("Ahlen", partners, link_of=lambda _: "/x/"))

    assert image.get("role") == "img"
    assert image.get("aria-label") == (
        "Netzwerkkarte Ahlen, 2 Partner. Wohlfahrtsverband: AWO. Amt des Kreises: Kreis (kreisweit)."
    )
    assert page.get("role") == "group"


def test_empty_map_says_so():
    assert alternative_text("Ahlen", []).endswith(
        "noch kein Partner mit dokumentiertem Kooperationsgespräch."
    )
    root, _, _ = read(draw_map("Ahlen", []))
    assert [text.text for text in root.iter(f"{SVG}text")] == ["KIM", "Ahlen"]


def test_district_wide_is_told_by_words_and_by_form():
    local, _, _ = read(draw_map("Ahlen", [partner("AWO", ("welfare", "Verband"))]))
    wide, _, _ = read(draw_map("Ahlen", [partner("AWO", ("welfare", "Verband"), is_district_wide=True)]))

    assert [circle.get("fill") for circle in local.iter(f"{SVG}circle")] == ["#131525"]
    assert {circle.get("fill") for circle in wide.iter(f"{SVG}circle")} == {"#ffffff"}
    assert "AWO (kreisweit)" in {text.text for text in wide.iter(f"{SVG}text")}


@pytest.mark.parametrize("count", [1, 12, 40])
def test_sides_are_about_equally_long(count):
    names = [partner("Beratungsstelle", KINDS[number % 5], pk=number) for number in range(count)]
    root, _, height = read(draw_map("Ahlen", names))

    sides = [text.get("text-anchor") for text in root.iter(f"{SVG}text")]
    assert abs(sides.count("start") - sides.count("end")) <= 6
    assert height < 300 + count * 17


@given(st.text(max_size=300), st.floats(30, 400), st.integers(1, 4))
def test_lines_keep_to_their_room(text, room, most):
    lines = set_in_lines(text, 13, room, most)

    assert len(lines) <= most
    assert all(width_of(line, 13) <= room for line in lines)
    if not lines or not lines[-1].endswith(ELLIPSIS):
        assert "".join(lines).replace(" ", "") == "".join(text.split())
