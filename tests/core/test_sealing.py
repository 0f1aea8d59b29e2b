"""What is sealed stays sealed: at its place, under its key, and never by accident in the clear."""

import base64
import uuid

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kim.cases.models import Case, Client, Consultation
from kim.core import dates, sealing
from kim.core.models import DataKey
from kim.core.sealing import (
    KEYS_PER_QUERY,
    KeyDestroyed,
    StillSealed,
    destroy_keys,
    load_keys,
    new_key,
    open_column,
    open_sealed,
    open_value,
    rewrap_keys,
    seal_value,
)

pytestmark = pytest.mark.usefixtures("scoped", "clock")


@pytest.fixture
def make_client(district, lindenau):
    def make(**texts) -> Client:
        client = Client(
            district=district,
            key_id=texts.pop("key_id", None) or new_key(),
            municipality=lindenau,
            made_at=dates.now(),
            **texts,
        )
        client.save(force_insert=True)
        return client

    return make


def stored(client, column="family_name"):
    """The bytes in the table, past the model."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM cases_client WHERE id = %s",  # noqa: S608 - a column named in this file
            [Client._meta.pk.get_db_prep_value(client.pk, connection)],
        )
        return bytes(cursor.fetchone()[0])


def put(client, column, value):
    Client.objects.filter(pk=client.pk).update(**{column: value})


def opened(client):
    fresh = Client.objects.get(pk=client.pk)
    open_sealed([fresh])
    return fresh


def test_text_comes_back_as_it_was_and_is_not_in_the_table(make_client):
    client = make_client(given_name="Олена", family_name="Musterová 🌻")
    assert opened(client).full_name == "Олена Musterová 🌻"
    for trace in ("Muster", "Олена"):
        assert trace.encode() not in stored(client) + stored(client, "given_name")


def test_same_text_twice_is_different_ciphertext(make_client):
    key_id = new_key()
    one, two = (make_client(family_name="Musterova", key_id=key_id) for _ in range(2))
    assert stored(one) != stored(two)
    assert len(stored(one)) == 12 + len("Musterova") + 16


# --- bound to its place --------------------------------------------------------------------------


def test_ciphertext_copied_to_another_row_does_not_open(make_client):
    key_id = new_key()
    one, two = (make_client(family_name=name, key_id=key_id) for name in ("Musterova", "Probe"))
    put(two, "family_name", stored(one))
    with pytest.raises(InvalidTag):
        opened(two)


def test_ciphertext_copied_to_another_column_does_not_open(make_client):
    client = make_client(family_name="Musterova", given_name="Olena")
    put(client, "given_name", stored(client))
    with pytest.raises(InvalidTag):
        opened(client)


def test_ciphertext_of_another_table_does_not_open():
    key_id, pk = new_key(), uuid.uuid4()
    cipher = load_keys([key_id])[key_id]
    sealed = seal_value(Client(pk=pk, key_id=key_id), "note", "vertraulich")
    assert open_value(cipher, "cases_client", pk, "note", sealed) == "vertraulich"
    with pytest.raises(InvalidTag):
        open_value(cipher, Consultation._meta.db_table, pk, "note", sealed)


def test_ciphertext_under_another_key_does_not_open(make_client):
    client = make_client(family_name="Musterova")
    Client.objects.filter(pk=client.pk).update(key_id=new_key())
    with pytest.raises(InvalidTag):
        opened(client)


@given(place=st.integers(0, 36), bit=st.integers(0, 7))
def test_a_single_changed_bit_does_not_open(place, bit):
    key_id, pk = new_key(), uuid.uuid4()
    sealed = bytearray(seal_value(Client(pk=pk, key_id=key_id), "family_name", "Musterova"))
    sealed[place] ^= 1 << bit
    with pytest.raises(InvalidTag):
        open_value(load_keys([key_id])[key_id], "cases_client", pk, "family_name", bytes(sealed))


# --- closed until it is opened -------------------------------------------------------------------


def test_reading_before_opening_raises(make_client):
    client = Client.objects.get(pk=make_client(family_name="Musterova").pk)
    with pytest.raises(StillSealed, match=r"Client\.family_name"):
        _ = client.family_name
    assert str(client) == str(client.pk)


def test_deferred_field_comes_sealed_too(make_client):
    client = Client.objects.only("key_id").get(pk=make_client(family_name="Musterova").pk)
    with pytest.raises(StillSealed):
        _ = client.family_name


def test_empty_text_stays_empty_and_needs_no_opening(make_client):
    client = make_client(family_name="Musterova", phone="")
    assert stored(client, "phone") == b""
    assert Client.objects.get(pk=client.pk).phone == ""


def test_all_rows_of_several_tables_open_with_one_query(case, django_assert_num_queries):
    people = list(Client.objects.order_by("pk"))
    with django_assert_num_queries(1, using="keys"):
        open_sealed([case], people)
    assert [person.full_name for person in people] == ["Olena Musterova"]


def test_many_keys_are_fetched_in_parts(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sealing, "KEYS_PER_QUERY", 2)
    ids = [new_key() for _ in range(5)]
    with django_assert_num_queries(3, using="keys"):
        assert set(load_keys([*ids, ids[0]])) == set(ids)
    assert KEYS_PER_QUERY > 2


# --- saving --------------------------------------------------------------------------------------


def test_what_was_not_touched_is_stored_again_unchanged(make_client):
    client = make_client(given_name="Olena", family_name="Musterova")
    before = stored(client), stored(client, "given_name")
    unopened = Client.objects.get(pk=client.pk)
    unopened.save()
    assert (stored(client), stored(client, "given_name")) == before
    changed = opened(client)
    changed.given_name = "Olha"
    changed.save()
    assert stored(client) == before[0]
    assert stored(client, "given_name") != before[1]
    assert opened(client).full_name == "Olha Musterova"


def test_text_in_update_is_refused(make_client):
    client = make_client(family_name="Musterova")
    with pytest.raises(FieldError, match="sealed"), transaction.atomic():
        Client.objects.filter(pk=client.pk).update(family_name="Klartext")
    assert opened(client).family_name == "Musterova"


@pytest.mark.parametrize(
    "lookup", ["family_name", "family_name__contains", "family_name__in", "family_name__isnull"]
)
def test_looking_for_text_is_refused(lookup):
    with pytest.raises(FieldError):
        list(Client.objects.filter(**{lookup: "Musterova"}))


def test_a_copied_row_object_is_not_saved_under_a_borrowed_cipher(make_client):
    client = make_client(family_name="Musterova")
    client.key_id = new_key()
    client.family_name = "Probe"
    client.save()
    fresh = Client.objects.only("key_id", "family_name").get(pk=client.pk)
    assert fresh.key_id == client.key_id
    assert open_column(Client.objects.filter(pk=client.pk), ["family_name"]) == [(client.pk, ("Probe",))]


# --- keys ----------------------------------------------------------------------------------------


def test_destroyed_key_closes_for_good(make_client):
    gone, stays = make_client(family_name="Musterova"), make_client(family_name="Probe")
    assert destroy_keys([gone.key_id]) == 1
    with pytest.raises(KeyDestroyed):
        opened(gone)
    assert open_column(Client.objects.all(), ["family_name"]) == [(stays.pk, ("Probe",))]


def test_nothing_can_be_written_under_a_destroyed_key(make_client):
    client = make_client(family_name="Musterova")
    destroy_keys([client.key_id])
    fresh = Client.objects.get(pk=client.pk)
    fresh.family_name = "Probe"
    with pytest.raises(KeyDestroyed):
        fresh.save()


def test_deleted_case_leaves_no_key(case):
    from kim.cases.actions.lifecycle import erase_case

    erased = erase_case(None, case=case)
    assert len(erased.key_ids) == 2
    assert not DataKey.objects.exists()
    assert not Case.objects.exists()


def test_keys_are_kept_wrapped():
    key_id = new_key()
    row = DataKey.objects.get(pk=key_id)
    assert len(bytes(row.wrapped)) == 12 + 32 + 16
    assert bytes(row.wrapped).hex() not in str(row)


def test_wrapped_key_is_bound_to_its_identifier():
    one, two = new_key(), new_key()
    DataKey.objects.filter(pk=two).update(wrapped=DataKey.objects.get(pk=one).wrapped)
    with pytest.raises(KeyDestroyed):
        load_keys([two])


def test_keys_are_wrapped_again_with_a_new_key(make_client, settings):
    client = make_client(family_name="Musterova")
    old, new = settings.KEY_ENCRYPTION_KEY, bytes(range(100, 132))
    assert base64.b64encode(old) != base64.b64encode(new)

    settings.KEY_ENCRYPTION_KEY, settings.OLD_KEY_ENCRYPTION_KEYS = new, [old]
    assert opened(client).family_name == "Musterova"
    assert rewrap_keys() == DataKey.objects.count()

    settings.OLD_KEY_ENCRYPTION_KEYS = []
    assert opened(client).family_name == "Musterova"
    settings.KEY_ENCRYPTION_KEY = old
    with pytest.raises(KeyDestroyed, match="does not open"):
        opened(client)
