# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`setup/odoo ARGS…`: Odoo's own command line, with our configuration."""

import os

from .. import paths
from ..prepare import environment, prepare

# Subcommands that take no configuration file.
WITHOUT_CONF = {
    "help",
    "scaffold",
    "upgrade_code",
    "deploy",
    "cloc",
    "start",
    "genproxytoken",
}


def main(arguments):
    """Become Odoo.

    :param arguments: what Odoo is to do
    """
    prepare()
    command = []
    if arguments and not arguments[0].startswith("-"):
        command, arguments = [arguments[0]], arguments[1:]
    given = any(part.startswith(("-c", "--config")) for part in arguments)
    if not given and not WITHOUT_CONF.intersection(command):
        arguments = _with_conf(command, arguments)
    argv = [str(paths.PYTHON), str(paths.LAUNCHER), *command, *arguments]
    os.execve(argv[0], argv, environment())


def _with_conf(command, arguments):
    """Name our configuration file where the subcommand reads it.

    :param command: list with the subcommand, or empty
    :param arguments: its arguments
    :return: list of arguments
    """
    conf = ["-c", str(paths.CONF)]
    if command == ["i18n"] and arguments:
        # This one takes its options after its own subcommand.
        return [arguments[0], *conf, *arguments[1:]]
    return [*conf, *arguments]
