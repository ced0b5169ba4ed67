"""Delivery over real loopback servers: what arrives, what is recorded, and that no secret is told."""

from __future__ import annotations

import base64
import logging
import socket

import pytest

from tests.run.receivers import body_of, hook, mail_server
from xsync.run import deliver as delivering
from xsync.run.deliver import Message, deliver, without_secrets
from xsync.run.delivery_settings import read_deliveries

SECRET = "T0psecret-token"  # noqa: S105 - planted, to be searched for
HOSTILE = "<script>alert(1)</script> {{ title }} :smile: \\n & Söhne"


@pytest.fixture
def message(tmp_path):
    page = tmp_path / "report.html"
    page.write_text("<!DOCTYPE html><p>the page</p>", encoding="utf-8")
    return Message(
        "Acme: 3 failed",
        "3 items failed.",
        is_alarm=True,
        page=page,
        place="Acme/own/1/report.html",
        file_name="acme.html",
    )


def sent_to(monkeypatch, address, message, **settings):
    monkeypatch.setenv("XSYNC_DELIVER_TEST", address)
    return deliver(message, read_deliveries({"to": "XSYNC_DELIVER_TEST", **settings}))


def test_a_web_hook_gets_the_summary_and_the_page(monkeypatch, message):
    with hook() as web:
        [sent] = sent_to(monkeypatch, web.address(SECRET), message)
    assert sent.to_dict() == {
        "to": "XSYNC_DELIVER_TEST",
        "service": "JSON",
        "outcome": "delivered",
        "attached": True,
    }
    [got] = web.got
    assert got["title"] == "Acme: 3 failed"
    assert got["type"] == "warning"
    assert got["message"].splitlines() == ["3 items failed.", "", f"Page: {message.page}"]
    [attached] = got["attachments"]
    assert (attached["filename"], base64.b64decode(attached["base64"])) == (
        "acme.html",
        message.page.read_bytes(),
    )


def test_a_mail_server_gets_them_as_a_mail(monkeypatch, message):
    with mail_server() as post:
        [sent] = sent_to(monkeypatch, post.address(), message)
    assert (sent.outcome, sent.service, sent.attached) == ("delivered", "E-Mail", True)
    [mail] = post.mails
    assert mail["Subject"] == "Acme: 3 failed"
    assert "finance@example.org" in mail["To"]
    assert "3 items failed." in body_of(mail).get_content()
    [page] = mail.iter_attachments()
    assert page.get_filename() == "acme.html"
    content = page.get_content()
    assert "the page" in (content if isinstance(content, str) else content.decode())


def test_what_stands_in_the_data_stays_text(monkeypatch, message):
    hostile = Message(f"Acme {HOSTILE}", HOSTILE, is_alarm=True, page=message.page, file_name="acme.html")
    with mail_server() as post, hook() as web:
        for address in (post.address(), f"{post.address()}&format=html", web.address()):
            assert [each.outcome for each in sent_to(monkeypatch, address, hostile)] == ["delivered"]
    plain, marked_up = map(body_of, post.mails)
    assert plain.get_content_type() == "text/plain"
    assert plain.get_content().splitlines()[0] == HOSTILE
    assert marked_up.get_content_type() == "text/html"
    assert "<script>" not in marked_up.get_content()
    assert "&lt;script&gt;" in marked_up.get_content()
    [got] = web.got
    assert got["message"].startswith(HOSTILE)
    assert got["title"] == f"Acme {HOSTILE}"


def test_a_page_too_large_is_told_of_and_not_attached(monkeypatch, message):
    monkeypatch.setattr(delivering, "LARGEST_ATTACHMENT", 10)
    with hook() as web:
        [sent] = sent_to(monkeypatch, web.address(), message)
    assert (sent.outcome, sent.attached) == ("delivered", False)
    [got] = web.got
    assert got["attachments"] == []
    assert f"Page: {message.page}" in got["message"]
    assert "too large to be attached" in got["message"]


def test_the_page_can_stay_where_it_is_behind_a_link(monkeypatch, message):
    with hook() as web:
        sent_to(monkeypatch, web.address(), message, attach="no", link="https://reports.example.org/xsync/")
    [got] = web.got
    assert got["attachments"] == []
    assert "Page: https://reports.example.org/xsync/Acme/own/1/report.html" in got["message"]


def test_several_addresses_in_one_variable_are_each_told_of(monkeypatch, message):
    with hook() as good, hook(status=500) as bad:
        sent = sent_to(monkeypatch, f"{good.address()}\n{bad.address(SECRET)}", message)
    assert [each.outcome for each in sent] == ["delivered", "failed"]
    assert "error=500" in sent[1].reason
    assert len(good.got) == len(bad.got) == 1


def test_a_redirect_is_not_followed(monkeypatch, message):
    with hook(status=307) as web:
        [sent] = sent_to(monkeypatch, web.address(SECRET), message)
    assert sent.outcome == "failed"
    assert web.paths == [f"/{SECRET}"]


@pytest.mark.parametrize(("is_alarm", "outcome"), [(True, "delivered"), (False, "not due")])
def test_when_crossed_means_only_then(monkeypatch, message, is_alarm, outcome):
    quiet = Message(message.title, message.body, is_alarm, message.page)
    with hook() as web:
        [sent] = sent_to(monkeypatch, web.address(), quiet, when="crossed")
    assert sent.outcome == outcome
    assert len(web.got) == int(is_alarm)


def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    "address",
    [
        f"json://user:{SECRET}@127.0.0.1:{{port}}/{SECRET}",
        f"mailto://user:{SECRET}@127.0.0.1:{{port}}/?smtp=127.0.0.1&mode=insecure&from=a@b.org&to=c@d.org",
        f"nonsense://{SECRET}",
        f"slack://{SECRET}",
        f"json://127.0.0.1:{{port}}/{SECRET}?+X-Key={SECRET}",
        SECRET,
    ],
)
def test_a_failure_names_the_variable_and_never_the_address(monkeypatch, message, address, caplog, capfd):
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    caplog.set_level(logging.NOTSET)
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    [sent] = sent_to(monkeypatch, address.format(port=unused_port()), message)
    assert sent.outcome == "failed"
    assert sent.reason
    assert sent.sentence.startswith("Not delivered to XSYNC_DELIVER_TEST")
    everything = [sent.sentence, str(sent), *caplog.messages, *capfd.readouterr()]
    assert [text for text in everything if SECRET.casefold() in text.casefold()] == []
    assert logging.getLogger("apprise").level == logging.DEBUG


def test_a_variable_that_is_not_set_is_a_failure_that_says_so(monkeypatch, message):
    monkeypatch.delenv("XSYNC_DELIVER_TEST", raising=False)
    [sent] = deliver(message, read_deliveries("XSYNC_DELIVER_TEST"))
    assert sent.sentence == (
        "Not delivered to XSYNC_DELIVER_TEST: this environment variable is not set; "
        "it should hold an Apprise URL"
    )


def test_whatever_a_service_does_nothing_is_raised(monkeypatch, message):
    gone = Message(message.title, message.body, is_alarm=True, page=message.page.with_name("gone.html"))
    with hook() as web:
        [sent] = sent_to(monkeypatch, web.address(SECRET), gone)
    assert sent.outcome == "failed"
    assert "No such file" in sent.reason
    assert web.got == []


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("POST /hooks/abc%20def?key=k1234 failed", "POST /***/***?*** failed"),
        ("no host HOOKS.example.org", "no host ***"),
        ("decoded: abc def", "decoded: ***"),
        ("a service of json went away", "a service of json went away"),
    ],
)
def test_every_part_of_an_address_is_a_secret(said, left):
    assert without_secrets(said, "json://hooks.example.org/hooks/abc%20def?key=k1234") in {
        left,
        left.replace("?***", "?***=***"),
    }
