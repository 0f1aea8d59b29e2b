"""The pages that need no data: what everybody meets first."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize("width", [320, 1280])
def test_log_in_page_has_no_barriers_and_fits(open_page, barriers, width):
    page = open_page(viewport={"width": width, "height": 800})
    answer = page.goto(reverse("account_login"))

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
