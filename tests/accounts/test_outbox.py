"""Mail survives a dead server: nothing lost, nothing doubled."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction

from kim.accounts import outbox
from kim.accounts.models import OutboxMail
from kim.core import dates
from kim.core.tenancy import ScopeError, district_scope
from tests.cast import TODAY

REQUESTS = 1000
pytestmark = pytest.mark.usefixtures("clock", "anna")


class Server(BaseEmailBackend):
    """A mail server that can be switched off, refuse addresses, or die after taking a mail."""

    is_there = True
    refused: frozenset[str] = frozenset()
    dies_after_next = False
    taken: list = []

    def open(self):
        if not type(self).is_there:
            raise ConnectionRefusedError

    def send_messages(self, messages):
        for message in messages:
            if set(message.to) & self.refused:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
            self.taken.append(message)
            if type(self).dies_after_next:
                type(self).dies_after_next = False
                raise KeyboardInterrupt
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    settings.PUBLIC_URL = "https://kim.example"
    monkeypatch.setattr(Server, "taken", [])
    monkeypatch.setattr(Server, "is_there", True)
    return Server


def write(member, count=1, kind="request_new", place="Lindenau"):
    with district_scope(member.district):
        for number in range(count):
            outbox.enqueue(member, kind, f"/probstadt/anfragen/{number}/", place=place)


def rows(district):
    with district_scope(district):
        return list(OutboxMail.objects.order_by("pk"))


def message_ids(server):
    return [message.extra_headers["Message-ID"] for message in server.taken]


def test_a_mail_says_what_and_where_and_nothing_else(anna, district, server):
    write(anna)
    assert outbox.send_due(district) == outbox.Sent(sent=1)
    message = server.taken[0]
    assert message.to == ["anna@probstadt.example"]
    assert message.subject == "KIM: Neue Terminanfrage"
    assert message.body == (
        "Neue Terminanfrage für Lindenau. Bitte melden Sie sich an.\n\nhttps://kim.example/probstadt/anfragen/0/\n"
    )
    assert message.extra_headers["Message-ID"].endswith("@kim.example>")


@pytest.mark.parametrize(("kind", "place"), [(kind, place) for kind in outbox.TEXTS for place in ("", "Ort")])
def test_every_occasion_has_its_text(anna, district, server, kind, place):
    write(anna, kind=kind, place=place)
    outbox.send_due(district)
    assert ("Ort" in server.taken[0].body) == bool(place)
    assert "{" not in server.taken[0].body


def test_an_unknown_occasion_is_told_without_words(anna, district, server):
    write(anna, kind="something_later", place="")
    outbox.send_due(district)
    assert server.taken[0].body.startswith("Es gibt etwas Neues für Sie.")


def test_a_mail_belongs_to_the_change_that_causes_it(anna, district):
    with district_scope(district), transaction.atomic():
        outbox.enqueue(anna, "request_new", "/x/")
        transaction.set_rollback(True)
    assert rows(district) == []


def test_a_dead_server_for_three_days_loses_and_doubles_nothing(anna, district, server):
    server.is_there = False
    start = dates.now()
    write(anna, REQUESTS)
    for hour in range(72):
        with dates.moved_clock(start + timedelta(hours=hour)):
            assert outbox.send_due(district).sent == 0
    assert server.taken == []
    with dates.moved_clock(start + timedelta(hours=72)), district_scope(district):
        assert outbox.waiting_count() == REQUESTS
    server.is_there = True
    with dates.moved_clock(start + timedelta(hours=74)):
        outbox.send_due(district)
        outbox.send_due(district)
    assert len(server.taken) == REQUESTS
    assert len(set(message_ids(server))) == REQUESTS
    assert all(row.sent_at for row in rows(district))


def test_pauses_grow_to_an_hour():
    minutes = [outbox.pause_after(attempts) / timedelta(minutes=1) for attempts in range(1, 10)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert outbox.pause_after(32_767) == timedelta(hours=1)


def test_a_refused_address_does_not_stop_the_others(anna, ben, district, server, monkeypatch):
    monkeypatch.setattr(server, "refused", frozenset({"anna@probstadt.example"}))
    write(anna)
    write(ben)
    assert outbox.send_due(district) == outbox.Sent(sent=1, failed=1)
    first, second = rows(district)
    assert (first.sent_at, first.attempts, first.not_before) == (None, 1, dates.now() + timedelta(minutes=1))
    assert (second.sent_at, second.attempts) == (dates.now(), 1)


def test_a_run_that_died_after_sending_is_repeated_with_the_same_identifier(anna, district, server):
    write(anna)
    server.dies_after_next = True
    with pytest.raises(KeyboardInterrupt):
        outbox.send_due(district)
    # While another run may still be at it, nobody else touches the row.
    assert outbox.send_due(district) == outbox.Sent()
    with dates.moved_clock(dates.now() + outbox.LEASE):
        assert outbox.send_due(district) == outbox.Sent(sent=1)
        assert outbox.send_due(district) == outbox.Sent()
    assert len(server.taken) == 2
    assert len(set(message_ids(server))) == 1


def test_two_runs_at_once_take_different_rows(anna, district):
    write(anna, 2)
    with district_scope(district):
        taken = [outbox._claim(dates.now()) for _ in range(3)]
    assert len({row.pk for row in taken if row}) == 2
    assert taken[2] is None


def test_a_row_that_somebody_else_took_meanwhile_is_left_alone(anna, district, monkeypatch):
    write(anna)
    with district_scope(district):
        stale = OutboxMail.objects.select_related("recipient__user").get()
        assert outbox._claim(dates.now()).pk == stale.pk
        OutboxMail.objects.update(not_before=dates.now())
        OutboxMail.objects.filter(pk=stale.pk).update(attempts=5)
        assert outbox._claim(dates.now()).attempts == 6


def test_mail_of_one_district_is_not_sent_for_another(anna, xenia, district, other_district, server):
    write(anna)
    write(xenia)
    outbox.send_due(other_district)
    assert [message.to for message in server.taken] == [["xenia@fernheim.example"]]
    with pytest.raises(ScopeError):
        outbox.waiting_count()


def test_only_what_is_older_than_a_day_worries(anna, district):
    write(anna)
    with district_scope(district):
        assert outbox.waiting_count() == 0
        with dates.moved_clock(TODAY + timedelta(days=2)):
            assert outbox.waiting_count() == 1


def test_the_command_sends_for_all_districts_and_says_so(anna, xenia, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    write(anna)
    write(xenia)
    call_command("send_mail")
    assert capsys.readouterr().out == "2 Nachrichten verschickt, 0 nicht zustellbar.\n"
    assert len(mail.outbox) == 2
