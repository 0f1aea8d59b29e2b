"""Read the settings of both connections back from the database itself."""

from django.db import connections, transaction

from tests.drills.programs.stage import answer_with

PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")

CARELESS = "PRAGMA journal_mode=DELETE;" + ";".join(f"PRAGMA {name}=OFF" for name in PRAGMAS[1:])


def takes_the_lock_at_once(alias: str) -> bool:
    """Whether a transaction that has only begun already keeps others from writing."""
    with transaction.atomic(using=alias):
        connections[alias].cursor().execute("SELECT 1")
        rival = connections[alias].copy()
        rival.settings_dict["OPTIONS"] |= {"timeout": 0}
        try:
            rival.cursor().execute("BEGIN IMMEDIATE")
        except Exception as error:  # noqa: BLE001 - the kind of error is the answer
            return "locked" in str(error)
        finally:
            rival.close()
    return False


def read_back(*, careless: bool = False) -> dict[str, dict[str, object]]:
    answer = {}
    for alias in ("default", "keys"):
        if careless:
            connections[alias].settings_dict["OPTIONS"] = {"init_command": CARELESS}
        with connections[alias].cursor() as cursor:
            values = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        answer[alias] = values | {"immediate": takes_the_lock_at_once(alias)}
    return answer


if __name__ == "__main__":
    answer_with(read_back)
