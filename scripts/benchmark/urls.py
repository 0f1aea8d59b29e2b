"""The addresses of the product and two empty pages to compare with."""

import functools

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from kim.accounts.permissions import is_member
from kim.core.access import signed_in, staff
from kim.core.requests import StaffRequest
from kim.project.urls import urlpatterns as pages

PLAIN = """<!doctype html><html lang="de"><head><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ request.user.name }}</p></body></html>"""
FRAMED = """{% extends "staff.html" %}{% block title %}{{ title }}{% endblock %}
{% block heading %}{{ title }}{% endblock %}"""


@functools.cache
def _template(source: str) -> Template:
    return Template(source)


@signed_in
def plain(request: HttpRequest) -> HttpResponse:
    """F0: a page of the framework for somebody who is signed in."""
    return HttpResponse(_template(PLAIN).render(RequestContext(request, {"title": "Leer"})))


@staff(may=is_member)
def framed(request: StaffRequest, district: str) -> HttpResponse:
    """The frame of the product's pages around nothing."""
    return HttpResponse(_template(FRAMED).render(RequestContext(request, {"title": "Leer"})))


urlpatterns = [path("leer/", plain), path("<slug:district>/leer/", framed), *pages]
