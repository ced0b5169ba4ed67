"""An object store on loopback (moto's), which checks signatures and rights as Amazon's does.

It is a process of its own: delta-rs holds the interpreter while it waits for an answer, so that a server in
the same one could never give it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET = "books"
REGION = "us-east-1"
RIGHTS = {"writer": ["s3:*"], "reader": ["s3:Get*", "s3:List*"]}
"""By account, what it may do."""


@contextmanager
def s3_server() -> Iterator[dict[str, dict[str, str]]]:
    """Run the server; give, for each account, the environment in which delta-rs finds and enters it."""
    with subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        yield {
            account: {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{told['port']}",
                "AWS_ALLOW_HTTP": "true",
                "NO_PROXY": "127.0.0.1",
                "AWS_REGION": REGION,
                "AWS_ACCESS_KEY_ID": key,
                "AWS_SECRET_ACCESS_KEY": secret,
            }
            for account, (key, secret) in told["keys"].items()
        }


def serve() -> None:
    """Serve until nobody listens any more; the port and the accounts' keys are the first line printed."""
    from moto import settings
    from moto.backends import get_backend
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    iam = get_backend("iam")[DEFAULT_ACCOUNT_ID]["aws"]
    keys = {}
    for account, rights in RIGHTS.items():
        iam.create_user(REGION, account)
        statement = {"Effect": "Allow", "Action": rights, "Resource": "*"}
        iam.put_user_policy(
            account, "rights", json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        )
        key = iam.create_access_key(account)
        keys[account] = (key.access_key_id, key.secret_access_key)
    get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"].create_bucket(BUCKET, REGION)
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0  # from now on every request is checked

    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, server_class=InTurn, handler_class=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps({"port": server.server_port, "keys": keys}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


class InTurn(WSGIServer):
    """Answers one request after the other: what Amazon checks and writes in one step, moto does in two."""

    request_queue_size = 128


class Quiet(WSGIRequestHandler):
    """Answers without a line on the terminal for each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    serve()
