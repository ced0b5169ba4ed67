"""Settings of every Python kernel in the environment that xsync is installed into.

From version 7 on, ipykernel warns at each start that it speaks TCP without encryption. Within one machine
it does so with signed messages, as it always did, and whoever runs a notebook under papermill or in
JupyterLab can do nothing about it: a paragraph of noise per run. Beyond this machine the warning is worth
its place and stays, and so does everything else that a kernel says.
"""

import logging

from ipykernel.kernelapp import IPKernelApp

WITHIN_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
NOISE = "Kernel is running over TCP without encryption."


def worth_reading(record: logging.LogRecord) -> bool:
    """Tell whether a kernel's message says something to whoever started it."""
    return not (record.getMessage().startswith(NOISE) and IPKernelApp.instance().ip in WITHIN_THIS_MACHINE)


logging.getLogger(IPKernelApp.__name__).addFilter(worth_reading)
