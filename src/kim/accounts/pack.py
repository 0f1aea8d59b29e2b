"""The section of a district pack that this app keeps: posts."""

from kim.accounts.models import Post, Role
from kim.districts.pack.content import AREA, EMPLOYER, PLACE
from kim.districts.pack.keys import Code, Day, Key, OneOf, Share, Text, YesNo
from kim.districts.pack.sections import Complaints, Entry, Pack, Removal, Rows, Section

ROLES_OF_BLOCK = {
    1: (Role.TEAM_LEAD, Role.COORDINATOR, Role.ASSISTANT),
    2: (Role.CASE_MANAGER,),
    3: (Role.AUTHORITY_OFFICER,),
}


def _check_post(entry: Entry, pack: Pack) -> Complaints:
    if entry["role"] not in ROLES_OF_BLOCK[entry["building_block"]]:
        allowed = ", ".join(ROLES_OF_BLOCK[entry["building_block"]])
        yield "role", f"in Baustein {entry['building_block']} gibt es {allowed}"
    if entry["to"] is not None and entry["to"] < entry["from"]:
        yield "to", "die Stelle endet vor ihrem Beginn"
    place = pack["municipalities"].get((entry["municipality"],))
    if place is not None and place["area"] != entry["area"]:
        yield "area", f"{place['name']} liegt in {place['area'] or 'keinem Bezirk'}"


SECTIONS: list[Section] = [
    Rows(
        "posts",
        "Stelle",
        Post,
        (
            Key("code", Code()),
            Key("title", Text(200)),
            Key("building_block", OneOf((1, 2, 3))),
            Key("role", OneOf(tuple(Role.values))),
            Key("employer", EMPLOYER),
            Key("area", AREA, ""),
            Key("municipality", PLACE, ""),
            Key("full_time_share", Share()),
            Key("state", OneOf(tuple(Post.State.values))),
            Key("upper_bound", YesNo(), default=False),
            Key("from", Day(), column="starts_on"),
            Key("to", Day(), None, column="ends_on"),
        ),
        label="title",
        removal=Removal.DELETE,
        check=_check_post,
    ),
]
