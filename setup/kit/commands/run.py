# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`setup/run`: Odoo 19 with our addons and a demo ledger, up and serving."""

import argparse
import os
import socket
import subprocess

from .. import addons, config, database, machine, paths, say
from ..prepare import environment, locked, prepare

DEMO = paths.SETUP / "demo" / "build.py"
HOST = "127.0.0.1"
LAST_PORT = 65535
LOGIN = "admin"  # its password is the same: a demo on this machine only


def main(arguments):
    """Bring everything up and serve it.

    :param arguments: the command line
    :return: exit status
    """
    options = _parse(arguments)
    database.check_name(options.db)
    if options.serve:
        _check_port(options.port)
    version = prepare()
    machine.prepare_comforts()
    say.note(f"Odoo {version}")
    with locked("template"):
        _bring_up_database(options.db)
    _build_ledger(options.db)
    if not options.serve:
        return 0
    _check_port(options.port)
    return _serve(options.db, options.port)


def _parse(arguments):
    """:return: the command line's options."""
    parser = argparse.ArgumentParser(
        prog="setup/run",
        description="Bring up Odoo 19 with a demo ledger and serve it.",
    )
    parser.add_argument(
        "--no-serve", dest="serve", action="store_false", help="end after the table"
    )
    parser.add_argument("--port", type=_port, default=config.PORT, help="default: 8069")
    parser.add_argument("--db", default="collection_demo", help="the demo database")
    return parser.parse_args(arguments)


def _port(text):
    """Read the number of a port.

    :param text: what was typed
    :return: the number
    """
    # The last of all is left out: the one after a port that is in use is proposed.
    if not (text.isdecimal() and 0 < int(text) < LAST_PORT):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no port; choose a number from 1024 to {LAST_PORT - 1}"
        )
    return int(text)


def _check_port(port):
    """Refuse a port that somebody else listens on.

    :param port: the number
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise say.Stop(
                f"port {port} at {HOST} is kept for root",
                f"Choose one above 1023: setup/run --port {config.PORT}",
                "Serve Odoo",
            ) from error
        except OSError as error:
            raise say.Stop(
                f"port {port} at {HOST} cannot be used: {error.strerror}",
                "Stop what listens there (it may be an Odoo started before), or choose"
                f" another: setup/run --port {port + 1}",
                "Serve Odoo",
            ) from error


def _bring_up_database(name):
    """Make the demo database, or bring an older one up to the addons' present state.

    :param name: the database
    """
    ours = addons.names()
    mark = addons.fingerprint(ours)
    if not database.exists(name):
        database.create(name, ours)
    elif not database.is_whole(name):
        raise say.Stop(
            f"there is a database {name} without its files (no folder"
            f" {paths.FILESTORE / name}); it may be another checkout's",
            f"Choose another name: setup/run --db {name}_2\n"
            f"To remove that database: setup/odoo db drop {name}",
            "Demo database",
        )
    elif database.read_mark(name) != mark:
        with say.step(f"Bring {name} up to date") as step:
            options = ("-i", ",".join(ours))
            database.install(name, ours, f"update-{name}", step, options, "-u")
    database.write_mark(name, mark)


def _build_ledger(name):
    """Build the demo ledger where it is missing, run a collection, print its table.

    :param name: the database
    """
    shell = [str(paths.PYTHON), str(paths.LAUNCHER), "shell", "-c", str(paths.CONF)]
    with (
        locked("demo") as lock,
        say.step("Demo ledger and collection run"),
        DEMO.open("rb") as script,
    ):
        done = subprocess.run(
            [*shell, "-d", name, "--no-http", "--log-level=warn"],
            stdin=script,
            env=environment(),
            check=False,
            # If we are killed it goes on for a while: the next one waits for its end.
            pass_fds=[lock.fileno()],
        )
        if done.returncode:
            raise say.Stop(
                f"{DEMO.relative_to(paths.ROOT)} ended with status {done.returncode}"
                " (its own message stands above)",
                "Run the same command again. Where a file or package is missing,"
                f" remove {paths.RUNTIME.name}/venv and {paths.RUNTIME.name}/odoo"
                " first: they are made anew. If it fails again, begin with a new"
                f" database: setup/run --db {name}_2",
            )


def _serve(name, port):
    """Become an Odoo that serves the database.

    :param name: the database
    :param port: where to listen
    """
    say.note()
    print(f"  Address:   http://{HOST}:{port}/odoo", flush=True)
    print(f"  Login:     {LOGIN}", flush=True)
    print(f"  Password:  {LOGIN}", flush=True)
    say.note("  Press Ctrl+C to stop.\n")
    argv = [str(paths.PYTHON), str(paths.LAUNCHER), "-c", str(paths.CONF)]
    argv += ["-d", name, f"--http-port={port}", "--log-level=warn"]
    argv += [f"--http-interface={HOST}", f"--db-filter=^{name}$"]
    os.execve(argv[0], argv, environment())
