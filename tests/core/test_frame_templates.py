import re
from io import StringIO
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.core.paginator import Paginator
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from kim import core as core_app

ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_context(name):
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert 'href="/"' in html


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_have_nothing_inline(name):
    html = render_to_string(name)
    assert "style=" not in html
    assert "<style" not in html
    assert re.findall(r"<script(?! src=)", html) == []


@pytest.mark.parametrize(("code", "direction"), [("de", "ltr"), ("uk", "ltr"), ("ar", "rtl"), ("fa", "rtl")])
def test_a_page_says_its_language_and_direction(code, direction):
    with translation.override(code):
        html = render_to_string("404.html")
    assert f'<html lang="{code}" dir="{direction}"' in html
    assert ("kern.rtl" in html) is (direction == "rtl")


def test_a_public_page_follows_the_language_of_its_address():
    language = {"code": "ar", "native_name": "العربية", "dir": "rtl", "url": "/x/ar/"}
    german = {"code": "de", "native_name": "Deutsch", "dir": "ltr", "url": "/x/de/"}
    context = {"district": {"name": "Kreis"}, "language": language, "languages": [german, language]}
    html = render_to_string("public.html", context)
    assert '<html lang="ar" dir="rtl"' in html
    assert 'hreflang="ar" aria-current="true"' in html
    assert 'hreflang="de">' in html


def test_a_staff_page_shows_numbers_and_the_place_in_the_menu():
    entry = {"label": "Anfragen", "url": "/a/", "count": 2, "current": True, "urgent": True}
    quiet = {"label": "Kalender", "url": "/k/", "count": 0, "current": False, "urgent": False}
    context = {"navigation": [{"label": "Arbeit", "entries": [entry, quiet]}], "search_url": "/suche/"}
    html = render_to_string("staff.html", context, request=RequestFactory().get("/"))
    assert html.count('aria-current="page"') == 1
    assert html.count('class="count') == 1
    assert 'action="/suche/" method="post" role="search"' in html


def test_pages_keep_the_filter():
    page = Paginator(range(200), 25).page(3)
    request = RequestFactory().get("/", {"q": "Beckum", "page": "3"})
    html = get_template("core/_pagination.html").render({"page_obj": page}, request)
    assert "Seite 3 von 8" in html
    assert "Einträge 51 bis 75 von 200" in html
    assert 'href="?q=Beckum&amp;page=4"' in html


def test_a_single_page_has_no_page_links():
    page = Paginator(range(3), 25).page(1)
    html = get_template("core/_pagination.html").render({"page_obj": page}, RequestFactory().get("/"))
    assert html.strip() == ""


def test_a_breadcrumb_takes_a_list_or_one_parent():
    crumbs = [{"label": "Fälle", "url": "/f/"}, {"label": "W-26-0001", "url": ""}]
    from_list = render_to_string("core/_breadcrumb.html", {"crumbs": crumbs})
    parent = {"parent_label": "Fälle", "parent_url": "/f/", "current_label": "W-26-0001"}
    from_parent = render_to_string("core/_breadcrumb.html", parent)
    assert "".join(from_list.split()) == "".join(from_parent.split())


def test_an_empty_page_says_how_to_start():
    context = {"title": "Noch nichts", "text": "Legen Sie los.", "action_url": "/neu/", "action_label": "Neu"}
    html = render_to_string("core/_empty.html", context)
    assert 'href="/neu/"' in html
    assert "<a " not in render_to_string("core/_empty.html", {"title": "Leer", "text": "Gut so."})


def test_texts_of_the_log_in_library_address_people_formally():
    own = (Path(core_app.__file__).parent / "locale/de/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    library = (Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    ours = {message.id: message.string for message in read_po(StringIO(own)) if message.id}
    theirs = {message.id: message.string for message in read_po(StringIO(library)) if message.id}
    assert ours.keys() <= theirs.keys()
    assert [text for text in ours.values() if re.search(r"\b[Dd](u|ein\w*|ich|ir)\b", text)] == []


def test_a_form_that_was_open_too_long_says_so():
    answer = Client(enforce_csrf_checks=True).post("/konto/anmelden/")

    assert answer.status_code == 403
    assert "Die Seite war zu lange offen" in answer.content.decode()
