"""The links by which offices answer without a log-in: signed, so that they can be shown again and not be guessed."""

from django.core import signing
from django.urls import reverse

from kim.action_plans.models import CollectionRequest
from kim.districts.models import District


def _signer(district: District) -> signing.Signer:
    # 256 bits; a link of another district or of another purpose has another signature.
    return signing.Signer(salt=f"kim.collection:{district.slug}", sep=".")


def token_of(district: District, asked: CollectionRequest) -> str:
    """Return what proves that somebody was asked: the same each time."""
    return _signer(district).sign(str(asked.pk))


def path_of(district: District, asked: CollectionRequest) -> str:
    """Return the address of the form without the host."""
    return reverse("figures:answer", kwargs={"district": district.slug, "token": token_of(district, asked)})


def request_of(district: District, token: str) -> CollectionRequest | None:
    """Return the request behind a token as long as its round is open; None for any other text."""
    try:
        number = _signer(district).unsign(token)
    except signing.BadSignature:
        return None
    found: CollectionRequest | None = (
        CollectionRequest.objects.select_related("round", "office", "municipality")
        .filter(pk=int(number), round__closed_on=None)
        .first()
    )
    return found
