"""Small files of a store on object storage, beside its tables."""

from __future__ import annotations

from xsync.store.object_storage import cause_of
from xsync.store.tables import StoreUnreachable


def text_in_bucket(location: str, name: str) -> str | None:
    """Return a small text file of a store, or nothing where there is none.

    Raises
    ------
    StoreUnreachable
        If the bucket cannot be read.
    """
    from deltalake.exceptions import DeltaError
    from deltalake.fs import DeltaStorageHandler
    from pyarrow.fs import FileSelector, PyFileSystem

    try:
        remote = PyFileSystem(DeltaStorageHandler(location))
        # To ask for the list first costs nothing where there is no such file, and tells why it is refused.
        listed = remote.get_file_info(FileSelector("", allow_not_found=True))
        if not any(each.base_name == name and each.is_file for each in listed):
            return None
        with remote.open_input_file(name) as source:
            return bytes(source.read()).decode("utf-8", errors="replace")
    except (DeltaError, OSError) as error:
        raise StoreUnreachable(f"The store {location} could not be read: {cause_of(error)}.") from error


def write_in_bucket(location: str, name: str, data: bytes) -> bool:
    """Write a small file of a store; say whether that was permitted."""
    from deltalake._internal import DeltaFileSystemHandler
    from deltalake.exceptions import DeltaError

    try:
        # Not as a file of PyArrow, whose buffers delta-rs 1.6 does not take for bytes.
        target = DeltaFileSystemHandler(location).open_output_stream(name)
        target.write(data)
        target.close()  # type: ignore[attr-defined] # its stubs leave it out
    except (DeltaError, OSError):
        return False
    return True
