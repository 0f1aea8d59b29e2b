"""Which tests run on PostgreSQL, too: those that could have another result there."""

#: What these prove of printed papers, of the search in files and of SQLite's own settings is no matter of PostgreSQL.
ON_SQLITE_ONLY = {
    f"tests/{name}.py"
    for name in (
        "action_plans/test_export_command",
        "action_plans/test_papers",
        "action_plans/test_plausibility_of_source",
        "action_plans/test_source_facts",
        "action_plans/test_source_papers",
        "drills/test_scanner",
        "drills/test_sqlite_settings",
    )
}


def asks_postgresql(item):
    """Whether a test may have another result on PostgreSQL."""
    if item.get_closest_marker("once") or item.nodeid.split("::")[0] in ON_SQLITE_ONLY:
        return False
    return bool(item.get_closest_marker("django_db")) or item.nodeid.startswith("tests/drills/")
