"""Searching by number or name, within what a member may read."""

import pytest

from kim.audit.models import AuditEntry
from kim.core.tenancy import district_scope
from tests.cast import browser_of, make_case

pytestmark = pytest.mark.usefixtures("clock")


def search(member, words):
    return browser_of(member).post("/probstadt/suche/", {"q": words})


@pytest.mark.parametrize("words", ["P-26-0001", "p 26 1", " P-26-0001 "])
def test_a_number_leads_to_the_case(case, anna, words):
    answer = search(anna, words)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/probstadt/faelle/P-26-0001/")


@pytest.mark.parametrize("words", ["Olena Musterova", "Musterowa", "Мустерова Олена", "musterova olenna"])
def test_a_name_is_found_in_other_spellings(case, anna, words):
    assert "Olena Musterova" in search(anna, words).content.decode()


def test_nobody_finds_a_case_of_somebody_else(case, ben):
    for words in ("Olena Musterova", "P-26-0001"):
        answer = search(ben, words)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Niemand gefunden" in page
        assert "faelle/P-26-0001" not in page


def test_the_words_are_neither_in_the_address_nor_in_the_log(case, anna, district):
    search(anna, "Musterova")
    with district_scope(district):
        entry = AuditEntry.objects.order_by("-number").first()
        assert (entry.action, entry.subject_id, entry.detail) == ("search_made", None, "")


def test_a_search_by_address_is_no_search(case, anna):
    page = browser_of(anna).get("/probstadt/suche/", {"q": "Musterova"}).content.decode()
    assert "Olena Musterova" not in page


def test_an_empty_search_says_what_to_do(anna):
    answer = search(anna, "  ")
    assert answer.status_code == 422
    assert "Geben Sie einen Namen oder eine Fallnummer ein." in answer.content.decode()


def test_coordination_has_no_search(carla):
    assert search(carla, "Musterova").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(number, anna, lindenau, django_assert_num_queries):
    for index in range(number):
        make_case(anna, lindenau, f"Olena Musterov{'a' * index}")
    browser = browser_of(anna)
    browser.post("/probstadt/suche/", {"q": "Musterova"})
    with django_assert_num_queries(SEARCH_QUERIES):
        assert browser.post("/probstadt/suche/", {"q": "Musterova"}).status_code == 200


SEARCH_QUERIES = 14
