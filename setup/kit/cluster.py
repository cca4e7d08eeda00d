# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The settings of the private PostgreSQL cluster."""

from . import machine

# The least and the most megabytes of memory for the cluster's pages.
BUFFERS = (128, 2048)
# fsync and its companions are off because this cluster holds test and demo data only:
# a machine that loses power may lose it, and building it again takes a minute.
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
shared_buffers = {buffers}MB
max_connections = 200
"""


def settings():
    """:return: what is added to a new cluster's configuration. Its pages get a quarter
    of the machine's memory, as PostgreSQL's manual has it, within bounds: a cluster for
    tests and demos does not get better by more."""
    least, most = BUFFERS
    buffers = max(least, min(machine.memory() // 4, most))
    return SETTINGS.format(buffers=buffers)
