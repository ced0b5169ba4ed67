"""Real HTTP on this machine alone: the standard library's server, a thread for each caller."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from xsync.sandbox.answers import Answer, Request

if TYPE_CHECKING:
    from collections.abc import Callable

HOST: Final = "127.0.0.1"
_LOOKS_EVERY: Final = 0.05
"""Seconds between two looks at whether to stop."""


class LoopbackServer(ThreadingHTTPServer):
    """Hands every call to a function, for as long as its context lasts.

    Parameters
    ----------
    port
        Where to listen; 0 takes any that is free.
    answer_to
        Answers a call; called from several threads at once.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, answer_to: Callable[[Request], Answer]) -> None:
        super().__init__((HOST, port), _handler_for(answer_to))
        self._thread = Thread(target=self.serve_forever, args=(_LOOKS_EVERY,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    @property
    def address(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the library has it
        """Let a caller hang up without a word; anything else is a fault of the sandbox."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler_for(answer_to: Callable[[Request], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "xsync-sandbox"
        sys_version = ""
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        do_PUT = do_DELETE = do_PATCH = do_POST  # noqa: N815 - as the library calls them

        def log_message(self, *_: object) -> None:
            """Say nothing: the command line tells what there is to tell."""

        def _answer(self) -> None:
            target = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
            request = Request(
                self.command,
                target.path,
                dict(parse_qsl(target.query)),
                {name.lower(): value for name, value in self.headers.items()},
                dict(parse_qsl(body)),
            )
            self._send(answer_to(request))

        def _send(self, answer: Answer) -> None:
            if answer.cut and not answer.body:
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
            self.wfile.flush()
            self.close_connection = self.close_connection or answer.cut

    return Handler
