"""Who is asking, whatever the environment claims."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys

import pytest

from tests.store.hub_server import hub_server
from xsync.errors import AccessRefused
from xsync.store.caller import account_name, who_asks

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="numbers of accounts are POSIX's")


@ON_POSIX
def test_outside_a_hub_it_is_the_account_this_process_works_as(monkeypatch):
    import grp
    import pwd

    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME", "JUPYTERHUB_USER"):
        monkeypatch.setenv(variable, "somebody-else")
    caller = who_asks()
    assert caller.name == caller.account == pwd.getpwuid(os.geteuid()).pw_name == account_name()
    assert grp.getgrgid(os.getegid()).gr_name in caller.groups
    assert not caller.is_by_hub
    assert caller.is_the_account


@ON_POSIX
def test_an_account_without_a_name_is_its_number(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    monkeypatch.setattr(os, "getgroups", lambda: [54322])
    caller = who_asks()
    assert caller.name == "54321"
    assert "54322" in caller.groups


def test_within_a_hub_it_is_whom_the_hub_names(hub, monkeypatch):
    hub.session_of("ben", monkeypatch)
    monkeypatch.setenv("JUPYTERHUB_USER", "anna")
    caller = who_asks()
    assert (caller.name, sorted(caller.groups)) == ("ben", ["auditors", "visitors"])
    assert caller.is_by_hub
    assert not caller.is_the_account
    assert account_name() == "ben"
    hub.session_of("anna", monkeypatch)
    assert who_asks().name == "anna", "another token is another session"


def test_the_hub_is_asked_once_in_a_while_and_not_each_time(hub, monkeypatch):
    hub.session_of("carol", monkeypatch)
    who_asks(oldest=-1)
    before = len(hub.asked)
    assert {who_asks().name for _ in range(50)} == {"carol"}
    assert len(hub.asked) == before
    who_asks(oldest=-1)
    assert len(hub.asked) == before + 1


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("stranger-token", "it answered 403"),
        ("elsewhere-token", "it answered 302"),
        ("service-token", "its answer names no user"),
        ("page-token", "answered nothing readable"),
        ("no\ntoken", "do not name it and a token"),
    ],
)
def test_a_hub_that_does_not_say_lets_nobody_in_and_no_token_is_shown(hub, monkeypatch, token, reason):
    hub.session_of("anna", monkeypatch)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", token)
    before = len(hub.asked)
    with pytest.raises(AccessRefused, match=reason) as refused:
        who_asks()
    assert token not in str(refused.value)
    assert "/stolen" not in hub.asked[before:], "a redirect is not followed with the token"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/hub/api", "file:///etc", "", None])
def test_a_hub_out_of_reach_is_no_reason_to_take_the_account_instead(hub, monkeypatch, address):
    hub.session_of("anna", monkeypatch)
    if address is None:
        monkeypatch.delenv("JUPYTERHUB_API_URL")
    else:
        monkeypatch.setenv("JUPYTERHUB_API_URL", address)
    with pytest.raises(AccessRefused, match="JupyterHub does not say who is asking"):
        who_asks()


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl, to make certificates")
def test_a_hub_with_certificates_of_its_own_is_asked_with_them(tmp_path, monkeypatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    named = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run(["openssl", *made, *named], check=True, capture_output=True)
    both_sides = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificate)
    both_sides.verify_mode = ssl.CERT_REQUIRED
    both_sides.load_cert_chain(certificate, key)
    with hub_server(both_sides) as secured:
        secured.session_of("anna", monkeypatch)
        with pytest.raises(AccessRefused, match="could not be reached"):
            who_asks()
        monkeypatch.setenv("JUPYTERHUB_SSL_KEYFILE", str(key))
        monkeypatch.setenv("JUPYTERHUB_SSL_CERTFILE", str(certificate))
        monkeypatch.setenv("JUPYTERHUB_SSL_CLIENT_CA", str(certificate))
        assert who_asks().name == "anna"
