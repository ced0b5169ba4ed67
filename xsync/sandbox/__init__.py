"""Both companies' interfaces on loopback, for the demo company."""

from xsync.sandbox.books import Books
from xsync.sandbox.faults import FAULTS
from xsync.sandbox.server import Sandbox

__all__ = ["FAULTS", "Books", "Sandbox"]
