"""A store on object storage: the addresses it may have, and its failures in words that help.

delta-rs, which reads and writes there, takes addresses, credentials and settings as they come: it stops in
a panic of its own where a server's address is malformed, and what it says of a failure is a chain of causes
whose first says nothing and whose others may quote a signed address.
"""

from __future__ import annotations

import os
import re
from textwrap import shorten
from typing import Final

from xsync.errors import UsageError, did_you_mean

_S3_SCHEMES: Final = ("s3", "s3a")
_SCHEMES: Final = (*_S3_SCHEMES, "abfss", "abfs", "az", "gs")
_CONTAINER_BEFORE_AT: Final = ("abfss", "abfs")
"""In ``abfss://container@account.dfs.core.windows.net/folder`` the name before the @ is no person's."""

_S3_SERVER: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT", "AWS_S3_ENDPOINT")
_LONGEST_CAUSE: Final = 160

_SIGNS: Final = (
    (
        r"URL scheme is not allowed",
        "its server's address begins with http://; set AWS_ALLOW_HTTP=true if no encryption is meant",
    ),
    (
        r"NoSuchBucket|ContainerNotFound|The specified bucket does not exist",
        "there is no such bucket; check its name",
    ),
    (
        r"/latest/api/token|/latest/meta-data/|/metadata/identity/|/computeMetadata/|Missing \w*Key",
        "the environment holds no complete credentials for it",
    ),
    (
        r"SignatureDoesNotMatch|InvalidAccessKeyId|InvalidToken|ExpiredToken|AuthenticationFailed|401 Unauth",
        "its server does not know the credentials in the environment, or they have run out",
    ),
    (
        r"AccessDenied|AuthorizationPermissionMismatch|403 Forbidden|lacked the necessary privileges",
        "the credentials in the environment do not permit it",
    ),
    (
        r"PermanentRedirect|AuthorizationHeaderMalformed|incorrectly configured region",
        "it lies in another region than AWS_REGION says",
    ),
    (r"error sending request", "its server cannot be reached"),
)
"""What a chain of causes holds, and what that means; the first that is found counts."""


def checked_location(location: str) -> str:
    """Return a store's location as it is, if it may be one.

    Raises
    ------
    UsageError
        If it is the address of no known kind of object storage, names no bucket, or holds what is no
        address but a secret; or if the environment names an S3 server by no address.
    """
    scheme, is_address, path = location.partition("://")
    if not is_address or scheme == "file":
        return location
    if scheme not in _SCHEMES:
        raise UsageError(f"The store cannot lie under {scheme}://: {did_you_mean(scheme, _SCHEMES)}")
    bucket = path.partition("/")[0]
    has_account = "@" in bucket and scheme not in _CONTAINER_BEFORE_AT
    if has_account or ":" in bucket or re.search("[?#]", path):
        raise UsageError(
            f"The store's address ({scheme}://…) holds more than bucket and folder. It is kept with every "
            "run: credentials belong in the environment."
        )
    if not bucket:
        raise UsageError(f"The store's address {location} names no bucket; write {scheme}://bucket/folder.")
    for variable in _S3_SERVER if scheme in _S3_SCHEMES else ():
        if variable in os.environ and not re.fullmatch(r"https?://[^\s/]\S*", os.environ[variable]):
            raise UsageError(
                f"{variable} names no server; write its whole address, such as https://s3.example.com."
            )
    return location


def cause_of(error: Exception) -> str:
    """Return what a failure of delta-rs on object storage means, without the addresses it quotes."""
    chain = [re.sub(r"\x1b\[\d*m|↳", "", line).strip() for line in str(error).splitlines()]
    meaning = next((words for sign, words in _SIGNS if re.search(sign, "\n".join(chain))), None)
    last = next((line for line in reversed(chain) if line), type(error).__name__)
    innermost = re.sub(r"\S+://\S*|\(os error \d+\)|<.*", "", last).strip(" .")
    innermost = shorten(innermost, _LONGEST_CAUSE, placeholder=" …")
    if meaning is None:
        return innermost or type(error).__name__
    cannot_connect = meaning == _SIGNS[-1][1]
    return f"{meaning} ({innermost})" if cannot_connect and innermost else meaning
