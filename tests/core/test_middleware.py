"""What no request may contain."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.mark.parametrize("address", ["/konto/anmelden/", "/probstadt/de/", "/gibt-es-nicht/"])
def test_a_body_larger_than_any_form_is_refused_before_it_is_read(client, district, settings, address):
    settings.LARGEST_UPLOAD = 5000
    small = {"file": SimpleUploadedFile("a.txt", b"x" * 2000)}
    large = {"file": SimpleUploadedFile("a.txt", b"x" * 5000)}
    assert client.post(address, small).status_code != 400
    assert client.post(address, large).status_code == 400


def test_a_form_without_a_file_may_not_be_as_large_as_one_with_a_file(client, district, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
    assert client.post("/konto/anmelden/", {"login": "x" * 4000}).status_code != 400
    typed = "application/x-www-form-urlencoded"
    assert client.post("/konto/anmelden/", b"login=" + b"x" * 5000, content_type=typed).status_code == 400
