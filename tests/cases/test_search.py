"""Finding people: what is remembered changes how long a search takes, never what it finds."""

import random
import threading
import uuid

import pytest

from kim.cases import search
from kim.cases.actions.entries import change_client
from kim.cases.actions.lifecycle import erase_case
from kim.cases.actions.opening import Person
from kim.cases.models import Case, Client
from kim.cases.permissions import clients_visible_to, discoverable_clients
from kim.cases.search import NameMemory, Prepared, find_people, memory
from kim.core.models import DataKey
from kim.core.sealing import open_sealed
from kim.core.text import search_keys
from tests.cast import make_case
from tests.core.names import people

pytestmark = pytest.mark.usefixtures("scoped", "clock")


@pytest.fixture(autouse=True)
def empty_memory():
    memory.forget_all()
    yield
    memory.forget_all()


def names_found(query, clients, **options):
    found = [match.client_id for match in find_people(query, clients, **options)]
    by_id = {client.pk: client for client in Client.objects.filter(pk__in=found).order_by("pk")}
    open_sealed(list(by_id.values()))
    return [by_id[pk].full_name for pk in found]


def opened_client():
    client = Client.objects.order_by("pk").get()
    open_sealed([client])
    return client


def test_a_misspelt_or_transliterated_name_is_found(case):
    for query in ("Olena Musterova", "Musterowa", "Муcтерова Олена", "musterva"):
        assert names_found(query, Client.objects.all()) == ["Olena Musterova"]


def test_nothing_asked_nothing_found(case):
    assert find_people("", Client.objects.all()) == []
    assert find_people("  ", Client.objects.all()) == []


def test_other_names_count(anna, lindenau):
    case = make_case(anna, lindenau)
    client = Client.objects.get(case_members__case=case)
    open_sealed([client])
    change_client(anna, client=client, version=1, other_names="Schwarzwald")
    assert names_found("Schwarzwalt", Client.objects.all()) == ["Olena Musterova"]


def test_a_colleagues_people_are_not_found(anna, ben, lindenau):
    make_case(anna, lindenau, "Olena Musterova")
    make_case(ben, lindenau, "Olena Mustermann")
    for _ in range(2):
        assert names_found("Olena Muster", clients_visible_to(anna)) == ["Olena Musterova"]
        assert names_found("Olena Muster", clients_visible_to(ben)) == ["Olena Mustermann"]
        assert len(names_found("Olena Muster", discoverable_clients())) == 2


# --- remembering ---------------------------------------------------------------------------------


def test_second_search_asks_for_the_people_and_opens_those_found(case, django_assert_num_queries):
    find_people("Musterova", Client.objects.all())
    with django_assert_num_queries(2), django_assert_num_queries(1, using="keys"):
        assert find_people("Musterova", Client.objects.all())


def test_changed_name_is_found_at_once_and_the_old_one_no_more(case, anna):
    assert names_found("Musterova", Client.objects.all())
    change_client(anna, client=opened_client(), version=1, given_name="Ira", family_name="Schwarzwald")
    assert names_found("Schwarzwald", Client.objects.all()) == ["Ira Schwarzwald"]
    assert all(match.score < 0.5 for match in find_people("Musterova", Client.objects.all()))


def test_change_in_another_process_is_seen_at_the_next_search(case, anna, monkeypatch):
    assert names_found("Musterova", Client.objects.all())
    monkeypatch.setattr("kim.cases.actions.entries.forget_people", lambda _: None)
    change_client(anna, client=opened_client(), version=1, given_name="Ira", family_name="Schwarzwald")
    assert names_found("Schwarzwald", Client.objects.all()) == ["Ira Schwarzwald"]


def test_name_changed_past_the_version_is_not_given_out(case):
    assert names_found("Olena Musterova", Client.objects.all())
    client = opened_client()
    client.given_name, client.family_name = "Ira", "Schwarzwald"
    client.save()
    found = find_people("Olena Musterova", Client.objects.all())
    assert all(match.score < 0.5 for match in found)


def test_deleted_person_is_neither_found_nor_remembered(case):
    assert names_found("Musterova", Client.objects.all())
    assert memory.names
    erase_case(None, case=Case.objects.get())
    assert find_people("Musterova", Client.objects.all()) == []
    assert not memory.names


def test_person_deleted_by_another_process_is_not_found(case, monkeypatch):
    assert names_found("Musterova", Client.objects.all())
    monkeypatch.setattr("kim.cases.actions.lifecycle.forget_people", lambda _: None)
    erase_case(None, case=Case.objects.get())
    assert find_people("Musterova", Client.objects.all()) == []


def test_destroyed_key_is_enough_not_to_be_found(anna, lindenau):
    make_case(anna, lindenau, "Olena Musterova")
    make_case(anna, lindenau, "Petro Musterov")
    assert len(names_found("Musterova", Client.objects.all())) == 2
    olena = find_people("Olena Musterova", Client.objects.all())[0].client_id
    DataKey.objects.filter(pk=Client.objects.get(pk=olena).key_id).delete()
    assert names_found("Olena Musterova", Client.objects.all()) == ["Petro Musterov"]
    assert not any(row in memory.names for row in (olena.hex, str(olena)))


def test_visibility_is_asked_at_every_search(case, anna, ben):
    assert names_found("Musterova", clients_visible_to(anna)) == ["Olena Musterova"]
    assert find_people("Musterova", clients_visible_to(ben)) == []
    Case.objects.filter(pk=case.pk).update(lead=ben)
    assert find_people("Musterova", clients_visible_to(anna)) == []
    assert names_found("Musterova", clients_visible_to(ben)) == ["Olena Musterova"]


# --- the memory itself ---------------------------------------------------------------------------


def remembered(number):
    return {str(place): Prepared(1, search_keys("Olena Musterova")) for place in range(number)}


def test_memory_is_empty_after_its_time_without_another_search():
    short = NameMemory(seconds=0.05, people=10)
    short.keep(remembered(3))
    assert len(short.names) == 3
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer) and thread.interval == 0.05:
            thread.join(5)
    assert short.names == {}


def test_time_runs_from_the_first_name_kept(monkeypatch):
    started = []
    monkeypatch.setattr(threading.Timer, "start", lambda timer: started.append(timer.interval))
    kept = NameMemory(seconds=600, people=10)
    kept.keep({})
    kept.keep(remembered(1))
    kept.keep(remembered(3))
    assert started == [600]


def test_memory_holds_no_more_than_its_room(anna, lindenau, monkeypatch):
    small = NameMemory(seconds=600, people=1)
    monkeypatch.setattr(search, "memory", small)
    for name in ("Olena Musterova", "Olena Mustermann", "Olena Musterfrau"):
        make_case(anna, lindenau, name)
    for _ in range(2):
        assert len(names_found("Olena Muster", Client.objects.all())) == 3
        assert len(small.names) == 1


def test_forgetting_takes_both_ways_of_writing_an_identifier():
    one, two = Client(pk=uuid.uuid4()), Client(pk=uuid.uuid4())
    memory.names = {one.pk.hex: None, str(two.pk): None, "other": None}
    search.forget_people([one, two])
    assert list(memory.names) == ["other"]


# --- the same with and without memory --------------------------------------------------------------


def test_remembered_search_finds_exactly_what_a_fresh_one_finds(anna, lindenau):
    dice = random.Random(11)
    names = [name for name, _, _ in dice.sample(people(), 60)]
    case = make_case(
        anna,
        lindenau,
        people=[Person(given_name=name.split()[0], family_name=name.split()[1]) for name in names],
    )
    everybody = list(Client.objects.filter(case_members__case=case).order_by("pk"))
    open_sealed(everybody)
    for step in range(120):
        query = dice.choice(names)[dice.randrange(3) :]
        some = [client.pk for client in dice.sample(everybody, dice.randint(0, len(everybody)))]
        visible = Client.objects.filter(pk__in=some)
        if step % 7 == 0:
            chosen = dice.choice(everybody)
            change_client(anna, client=chosen, version=chosen.version, family_name=dice.choice(names))
        limit = dice.choice((1, 5, 10))
        warm = find_people(query, visible, limit=limit)
        memory.forget_all()
        assert warm == find_people(query, visible, limit=limit)
        if dice.random() < 0.9:
            find_people(query, Client.objects.all())
