"""Where the interfaces are and with what they are opened: found, checked, never shown."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from xsync.errors import UsageError
from xsync.parameters import organisation_settings
from xsync.sources.ledger_settings import read_ledger_settings

KEYS = {"XSYNC_CIN7_ACCOUNT_ID": "account", "XSYNC_CIN7_APPLICATION_KEY": "hidden-key"}


@pytest.fixture
def environment(monkeypatch):
    def put(**values):
        for name, value in {**KEYS, **values}.items():
            monkeypatch.setenv(name, value)

    return put


@pytest.fixture
def in_file(tmp_path):
    def write(*lines):
        folder = tmp_path / "params" / "organisations"
        folder.mkdir(parents=True)
        (folder / "acme.yaml").write_text("\n".join(["name: Acme", *lines]), encoding="utf-8")

    return write


def cin7():
    (settings,) = read_ledger_settings("Acme", ["cin7"])
    return settings


def test_the_interfaces_of_the_internet_and_their_limits_are_meant_unless_others_are_named(environment):
    environment()
    settings = cin7()
    assert settings["base_url"] == "https://inventory.dearsystems.com/ExternalApi/v2"
    assert (settings.calls, settings.minute, settings.is_on_loopback) == (60, 60.0, False)


def test_what_is_no_secret_may_stand_in_the_organisations_file_and_the_environment_goes_before_it(
    environment, in_file
):
    in_file("cin7_account_id: from-file", "cin7_calls_per_minute: 30", "time_zone: Europe/London")
    environment()
    assert (cin7()["account_id"], cin7().calls) == ("account", 30)
    assert organisation_settings("Acme") == {"time_zone": "Europe/London"}


def test_a_secret_in_a_file_is_refused(environment, in_file):
    in_file("cin7_application_key: secret")
    environment()
    with pytest.raises(UsageError, match="cin7_application_key: no such parameter"):
        cin7()


def test_a_secret_may_lie_in_the_keyring(monkeypatch):
    monkeypatch.setenv("XSYNC_CIN7_ACCOUNT_ID", "account")
    secrets = {("xsync Acme", "cin7_application_key"): "from-keyring"}
    keyring = SimpleNamespace(get_password=lambda service, name: secrets.get((service, name)))
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert cin7()["application_key"] == "from-keyring"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("XSYNC_CIN7_BASE_URL", "http://example.com/v2", "must begin with https"),
        ("XSYNC_CIN7_BASE_URL", "http://127.0.0.1.example.com/v2", "must begin with https"),
        ("XSYNC_CIN7_BASE_URL", "https://me:secret@example.com", "no web address"),
        ("XSYNC_CIN7_BASE_URL", "inventory", "no web address"),
        ("XSYNC_CIN7_BASE_URL", "https://[", "no web address"),
        ("XSYNC_CIN7_CALLS_PER_MINUTE", "many", "write a whole number"),
        ("XSYNC_CIN7_APPLICATION_KEY", "a\nb", "holds characters"),
        ("XSYNC_MINUTE", "1", "for a sandbox on this machine only"),
        ("XSYNC_MINUTE", "long", "write seconds"),
    ],
)
def test_what_cannot_be_right_is_told_and_secrets_are_not(environment, name, value, words):
    environment(**{name: value})
    with pytest.raises(UsageError, match=words) as wrong:
        cin7()
    assert "hidden-key" not in str(wrong.value)
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_plain_http_will_do_on_this_machine(environment, host):
    environment(XSYNC_CIN7_BASE_URL=f"http://{host}/v2", XSYNC_MINUTE="0.5")
    assert (cin7().is_on_loopback, cin7().minute) == (True, 0.5)


def test_everything_missing_is_named_at_once_and_a_refresh_token_wants_its_tenant(monkeypatch):
    monkeypatch.setenv("XSYNC_XERO_REFRESH_TOKEN", "token")
    with pytest.raises(UsageError) as missing:
        read_ledger_settings("Acme", ["cin7", "xero"])
    for name in (*KEYS, "XSYNC_XERO_CLIENT_ID", "XSYNC_XERO_CLIENT_SECRET", "XSYNC_XERO_TENANT_ID"):
        assert f"{name} is not set" in str(missing.value)


def test_no_secret_shows_where_settings_are_printed(environment):
    environment()
    assert "hidden-key" not in repr(cin7())
