"""Nobody changes, removes or puts in an entry unnoticed."""

import io
import random
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from kim.audit.actions import record
from kim.audit.chain import verify_chain
from kim.audit.models import AuditEntry, ChainHead
from tests.cast import in_district, make_case

ENTRIES = 24
MANIPULATIONS = 1000


@pytest.fixture
def chain(case, anna, scoped):
    """Entries of all kinds: by a person, by the system, with and without subject and detail."""
    for number in range(ENTRIES - AuditEntry.objects.count()):
        actor = None if number % 5 == 0 else anna
        if number % 3:
            record(actor, "case_read", subject=case, detail=f"Einzelheit {number}" if number % 2 else "")
        else:
            record(actor, "case_list_read")
    return list(AuditEntry.objects.order_by("number"))


@pytest.fixture
def without_triggers(db):
    """Take away the first lock, as somebody with all rights on the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER audit_auditentry_no_UPDATE")
            cursor.execute("DROP TRIGGER audit_auditentry_no_DELETE")
    return True


def test_untouched_chain_is_intact(chain):
    state = verify_chain()

    assert state.intact
    assert (state.first, state.last) == (1, ENTRIES)
    assert state.fingerprint == bytes(chain[-1].digest).hex()


def test_newest_entries_can_be_checked_alone(chain):
    state = verify_chain(newest=5)

    assert state.intact
    assert (state.first, state.last) == (ENTRIES - 4, ENTRIES)


def test_empty_log_is_intact(scoped):
    assert verify_chain().intact


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditentry SET action = 'x'", "DELETE FROM audit_auditentry"]
)
def test_database_refuses_to_change_or_remove_an_entry(chain, statement):
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_chain().intact


def changed_value(entry, field, dice):
    """Another value of a field than the entry has."""
    if field == "at":
        return entry.at + timedelta(microseconds=dice.randrange(1, 10**9))
    if field == "actor_id":
        return None if entry.actor_id else dice.choice(PEOPLE)
    if field in {"action", "subject_kind"}:
        return f"{getattr(entry, field)}x"
    return dice.randbytes(32) if field == "digest" else uuid.UUID(int=dice.getrandbits(128))


FIELDS = ("at", "actor_id", "action", "subject_kind", "subject_id", "key_id", "digest")
PEOPLE: list[int] = []


def rows(**found):
    """The rows as the database has them, whatever the open district."""
    return AuditEntry._base_manager.filter(**found)


def change_field(chain, dice):
    entry, field = dice.choice(chain), dice.choice(FIELDS)
    rows(pk=entry.pk).update(**{field: changed_value(entry, field, dice)})
    return entry.number


def change_detail(chain, dice):
    entry = dice.choice(chain)
    with connection.cursor() as cursor:
        pk = entry.pk if connection.vendor == "postgresql" else entry.pk.hex
        cursor.execute("UPDATE audit_auditentry SET detail = %s WHERE id = %s", [dice.randbytes(40), pk])
    return entry.number


def delete(chain, dice):
    entry = dice.choice(chain)
    rows(pk=entry.pk).delete()
    return entry.number


def swap(chain, dice):
    first, second = sorted(dice.sample(chain, 2), key=lambda entry: entry.number)
    rows(pk=first.pk).update(number=10**6)
    rows(pk=second.pk).update(number=first.number)
    rows(pk=first.pk).update(number=second.number)
    return first.number


def insert(chain, dice):
    copied = rows(pk=dice.choice(chain).pk).get()
    place = dice.randrange(1, len(chain) + 2)
    for entry in reversed(chain[place - 1 :]):
        rows(pk=entry.pk).update(number=entry.number + 1)
    copied.pk, copied.number = uuid.UUID(int=dice.getrandbits(128)), place
    copied.save(force_insert=True)
    return place


def cut_tail(chain, dice):
    """Remove the newest entries and set the end back to match, as well as it can be done without the key."""
    kept = dice.randrange(len(chain))
    rows(number__gt=kept).delete()
    last = chain[kept - 1] if kept else None
    ChainHead.objects.update(number=kept, digest=last.digest if last else bytes(32))
    if dice.random() < 0.3:
        ChainHead.objects.update(seal=b"" if dice.random() < 0.5 else dice.randbytes(32))
    return kept + 1


def cut_tail_only(chain, dice):
    kept = dice.randrange(len(chain))
    rows(number__gt=kept).delete()
    return kept + 1


def wrong_end(chain, dice):
    ChainHead.objects.update(
        **dice.choice(
            [
                {"number": dice.randrange(len(chain))},
                {"digest": dice.randbytes(32)},
                {"seal": dice.randbytes(32)},
            ]
        )
    )
    return len(chain) + 1


WAYS = (change_field, change_detail, delete, swap, insert, cut_tail, cut_tail_only, wrong_end)


@pytest.mark.slow
def test_a_thousand_manipulations_are_a_thousand_found(chain, without_triggers, anna, ben):
    PEOPLE[:] = [anna.pk, ben.pk]
    dice = random.Random(20261120)
    missed = []
    for number in range(MANIPULATIONS):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            expected = way(chain, dice)
            state = verify_chain()
            transaction.set_rollback(True)
        if state.broken_at != expected:
            missed.append((way.__name__, expected, state))
    assert missed == []
    assert verify_chain().intact


def test_whole_log_set_back_is_found_with_a_kept_fingerprint(chain, without_triggers, anna):
    before = ChainHead.objects.values("number", "digest", "seal").get()
    record(anna, "case_list_read")
    kept = verify_chain()
    rows(number__gt=before["number"]).delete()
    ChainHead.objects.update(**before)

    assert verify_chain().intact
    assert verify_chain(anchor=(kept.last, kept.fingerprint)).broken_at == kept.last
    assert verify_chain(anchor=(before["number"], "00")).broken_at == before["number"]


def verified(**options):
    out = io.StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def test_command_says_how_far_it_checked(chain, district):
    fingerprint = bytes(chain[-1].digest).hex()
    sentence = f"Protokoll unversehrt bis Nr. {ENTRIES}, Fingerabdruck {ENTRIES}:{fingerprint}\n"

    assert verified() == f"{district.name}: {sentence}"
    assert verified(district=district.slug, anchor=f"{ENTRIES}:{fingerprint}").endswith(sentence)


def test_command_ends_with_status_1_and_the_first_broken_number(chain, district, without_triggers):
    rows(number=7).delete()

    with pytest.raises(CommandError, match=r"Eintrag Nr\. 7 fehlt") as refused:
        verified()
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    "options", [{"district": "nirgends"}, {"anchor": "3:ab"}, {"anchor": "x", "district": "probstadt"}]
)
def test_command_tells_wrong_options(district, options):
    with pytest.raises(CommandError):
        verified(**options)


def test_each_district_has_a_chain_of_its_own(chain, district, xenia, other_district):
    with in_district(other_district):
        place = xenia.responsibilities.get().municipality
    make_case(xenia, place)

    with in_district(other_district):
        state = verify_chain()
    assert state.intact
    assert state.first == 1
    assert verified().count("unversehrt") == 2
