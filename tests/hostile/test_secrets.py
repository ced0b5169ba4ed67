"""Secrets planted wherever they may stand, and looked for in everything that is left or said."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.hostile.company import told, written_export
from tests.run.surroundings import AS_OF, run_xsync, write_notebook
from tests.sources.pulls.ledgers import order, sale
from tests.sources.pulls.scripted import Said

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = {
    "XSYNC_CIN7_APPLICATION_KEY": "planted-cin7-key/+1",
    "XSYNC_XERO_CLIENT_SECRET": "planted-xero-secret/+2",
    "XSYNC_XERO_REFRESH_TOKEN": "planted-refresh-token/+3",
    "XSYNC_DELIVER_OFFICE": "json://planted-user:planted-password-4@127.0.0.1:9/planted-path-5?+X-Key=planted-6",
    "AWS_SECRET_ACCESS_KEY": "planted-bucket-secret/+7",
    "SLACK_WEBHOOK": "slack://planted-slack-8/planted-slack-9/planted-slack-10",
}
PLAIN = (
    *(SECRETS[name] for name in SECRETS if "://" not in SECRETS[name]),
    *("planted-password-4", "planted-path-5", "planted-6", "planted-slack", "planted-access-token"),
)
REFRESH = SECRETS["XSYNC_XERO_REFRESH_TOKEN"]
"""Rotates: the newest is kept in the folder of state, for the owner alone, and nowhere else."""
FORMS = {
    form
    for secret in PLAIN
    for form in (secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("="))
}


@pytest.fixture
def working(tmp_path, monkeypatch):
    """A folder to work in, with every secret in the environment, and a company's items in its store."""
    for name, value in {**SECRETS, "XSYNC_XERO_TENANT_ID": "tenant", "XSYNC_DEBUG": "1"}.items():
        monkeypatch.setenv(name, value)
    for name in ("XSYNC_STORE", "XSYNC_STATE"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("XSYNC_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XSYNC_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "work"
    folder.mkdir()
    told("load", written_export(folder, ".csv"), "--organisation", "Acme", folder=folder)
    return folder


def assert_untold(said: str, folder: Path) -> None:
    """No form of a secret was said, or lies in a file that is not there to keep it."""
    assert {form for form in FORMS if form in said} == set()
    found = {
        (path.relative_to(folder).as_posix(), form)
        for path in folder.rglob("*")
        if path.is_file()
        for form in FORMS
        if form.encode() in path.read_bytes()
        and not (form == REFRESH and path.is_relative_to(folder / "state"))
    }
    assert found == set()


def echoing(ledgers, asked):
    """Answer as a server that fails in every way, and repeats what it was sent."""
    sent = f"{asked.headers} {asked.form} {asked.query}"
    echoed = {"Exception": sent, "error": sent, "Detail": sent, "error_description": sent}
    if asked.path == "token":
        return Said({"access_token": "planted-access-token", "expires_in": 1800, "token_type": "Bearer"})
    answers = {
        "cin7/customer": Said(echoed, 401),
        "cin7/product": Said(f"<html>{sent}</html>"),
        "cin7/journal": Said("", cut=True),
        "xero/Invoices": Said(echoed, 403),
        "xero/Payments": Said({"Elements": [echoed], **echoed}, 400),
    }
    return answers.get(asked.path) or ledgers.say(asked)


def test_a_pull_that_fails_in_every_way_tells_none(working, server, ledgers, tmp_path):
    ledgers.cin7["saleList"], ledgers.details["sale?sale-1"] = [order(1)], sale(1)
    server.say = lambda asked: echoing(ledgers, asked)
    done = told("pull", "all", "--organisation", "Acme", folder=working)
    assert done.returncode == 6, done.stderr
    server.say = lambda asked: Said({"error": str(asked.form)}, 400)
    refused = told("pull", "xero", "--organisation", "Acme", "--json", folder=working)
    assert refused.returncode == 6, refused.stderr
    assert any("planted" in str(each) for each in server.asked)
    assert_untold(done.stdout + done.stderr + refused.stdout + refused.stderr, tmp_path)


def test_runs_deliveries_publishing_and_the_doctor_tell_none(working, tmp_path):
    (working / "weekly.yaml").write_text(
        f"period: all_time\nas_of: '{AS_OF}'\ndeliver: {{to: [XSYNC_DELIVER_OFFICE, SLACK_WEBHOOK_UNSET]}}\n",
        encoding="utf-8",
    )
    write_notebook(working / "failing.ipynb", "raise ValueError('no such thing')")
    said = []
    for arguments, exit_code in (
        (("report", "weekly.yaml"), 6),
        (("report", "weekly.yaml", "-p", "notebook=failing.ipynb"), 1),
        (("report", "weekly.yaml", "-p", f"deliver={SECRETS['SLACK_WEBHOOK']}"), 2),
        (("report", "weekly.yaml", "-p", "store=s3://user:planted-bucket-secret/+7@bucket/x"), 2),
        (("doctor",), None),  # whose machine it is, is not the matter here
        (("doctor", "--json"), None),
    ):
        done = _done(*arguments, folder=working)
        assert exit_code in {None, done.returncode}, (arguments, done.stdout, done.stderr)
        said.append(done.stdout + done.stderr)
    run = next((working / "reports").glob("*/sync_report/*/result.json")).parent
    for arguments in (("publish", run.name), ("verify", run.name)):
        done = _done(*arguments, folder=working)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout + done.stderr)
    assert_untold("\n".join(said), tmp_path)


def _done(*arguments, folder):
    return run_xsync(*arguments, folder=folder, XSYNC_PARAMS=str(folder / "params"))
