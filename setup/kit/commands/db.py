# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`setup/db NAME`: a new database with our addons, in seconds."""

import argparse

from .. import addons, database, say
from ..prepare import locked, prepare


def main(arguments):
    """Make the database, replacing one of that name.

    :param arguments: the command line
    :return: exit status
    """
    parser = argparse.ArgumentParser(
        prog="setup/db", description="Make a database with our addons installed."
    )
    parser.add_argument("name", metavar="NAME", help="replaced where it exists")
    parser.add_argument("--addons", metavar="A,B", help="our addons (default: all)")
    parser.add_argument("--demo", action="store_true", help="with Odoo's demo data")
    options = parser.parse_args(arguments)
    database.check_name(options.name)
    chosen = options.addons.split(",") if options.addons else addons.names()
    prepare()
    with locked("template"):
        database.create(options.name, chosen, options.demo)
    say.note(f"Database {options.name} is ready: setup/odoo -d {options.name}")
    return 0
