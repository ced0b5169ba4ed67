"""Who a session of JupyterHub belongs to, as the Hub itself says.

The Hub gives each server a token of its own and answers ``GET /user`` with whose it is; see the page on the
REST API in JupyterHub's documentation. The variable with the user's name is not looked at, for whoever runs
code in the session can set it.
"""

from __future__ import annotations

import json
import os
import ssl
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Final

from xsync.errors import AccessRefused

if TYPE_CHECKING:
    from email.message import Message
    from typing import IO

ADDRESS_VARIABLE: Final = "JUPYTERHUB_API_URL"
TOKEN_VARIABLE: Final = "JUPYTERHUB_API_TOKEN"  # noqa: S105 - its name
_KEY_VARIABLE: Final = "JUPYTERHUB_SSL_KEYFILE"
_CERTIFICATE_VARIABLE: Final = "JUPYTERHUB_SSL_CERTFILE"
_AUTHORITY_VARIABLE: Final = "JUPYTERHUB_SSL_CLIENT_CA"

_SECONDS: Final = 10
_MOST_BYTES: Final = 1 << 20


def is_under_a_hub() -> bool:
    """Whether this process is part of a session of JupyterHub."""
    return ADDRESS_VARIABLE in os.environ or TOKEN_VARIABLE in os.environ


def user_by_the_hub() -> tuple[str, frozenset[str]]:
    """Return the name and the groups of the user whose session this is.

    Raises
    ------
    AccessRefused
        If the Hub does not say: nobody else's word counts.
    """
    address, token = os.environ.get(ADDRESS_VARIABLE, ""), os.environ.get(TOKEN_VARIABLE, "")
    if not address.startswith(("http://", "https://")) or not token.isascii() or not token.isprintable():
        raise _unknown(f"{ADDRESS_VARIABLE} and {TOKEN_VARIABLE} do not name it and a token")
    request = urllib.request.Request(  # noqa: S310 - its scheme was looked at
        f"{address.rstrip('/')}/user", headers={"Authorization": f"token {token}"}
    )
    try:
        with _opener(address).open(request, timeout=_SECONDS) as answer:
            told = json.loads(answer.read(_MOST_BYTES))
    except urllib.error.HTTPError as refused:
        with refused:
            raise _unknown(f"it answered {refused.code}") from None
    except (OSError, ValueError):
        raise _unknown("it could not be reached, or answered nothing readable") from None
    return _named(told)


def _named(told: Any) -> tuple[str, frozenset[str]]:  # noqa: ANN401 - whatever a server answers
    name = told.get("name") if isinstance(told, dict) and told.get("kind", "user") == "user" else None
    if not isinstance(name, str) or not name:
        raise _unknown("its answer names no user")
    groups = told.get("groups")
    named = groups if isinstance(groups, list) else []
    return name, frozenset(each for each in named if isinstance(each, str))


def _unknown(reason: str) -> AccessRefused:
    return AccessRefused(
        f"JupyterHub does not say who is asking: {reason}. Nothing was opened. Stop and start your server in "
        "the Hub's control panel, or ask the Hub's administrator."
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the Hub and nowhere else."""

    def redirect_request(  # noqa: PLR0917 - as urllib calls it
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Follow none."""


def _opener(address: str) -> urllib.request.OpenerDirector:
    """Return what asks the Hub directly, with this server's own certificate where the Hub gave it one."""
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({}), _NoRedirect()]
    if address.startswith("https://"):
        context = ssl.create_default_context(cafile=os.environ.get(_AUTHORITY_VARIABLE) or None)
        if certificate := os.environ.get(_CERTIFICATE_VARIABLE):
            context.load_cert_chain(certificate, os.environ.get(_KEY_VARIABLE) or None)
        handlers.append(urllib.request.HTTPSHandler(context=context))
    return urllib.request.build_opener(*handlers)
