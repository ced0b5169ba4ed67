"""``python -m xsync`` is the command line."""

from xsync.cli import main

main()
