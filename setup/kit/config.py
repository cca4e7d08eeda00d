# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's configuration file."""

import configparser
import secrets

from . import paths, postgres

PORT = 8069


def prepare():
    """Write the file where it is missing or no longer fits."""
    wanted = _text(_master_password())
    if not paths.CONF.is_file() or paths.CONF.read_text(encoding="utf-8") != wanted:
        part = paths.CONF.with_suffix(".part")
        part.write_text(wanted, encoding="utf-8")
        part.chmod(0o600)
        part.rename(paths.CONF)


def _master_password():
    """:return: the database manager's password: the one in force, else a new one."""
    parser = configparser.RawConfigParser()
    parser.read(paths.CONF)
    fallback = secrets.token_urlsafe(16)
    return parser.get("options", "admin_passwd", fallback=fallback)


def _text(master_password):
    """:return: the file's content; passwords of servers stay in the environment."""
    server = postgres.connection()
    values = {
        "addons_path": paths.ADDONS,
        "data_dir": paths.DATA,
        "db_host": server.get("PGHOST", False),
        "db_port": server.get("PGPORT", False),
        "db_user": server.get("PGUSER", False),
        "admin_passwd": master_password,
        "http_interface": "127.0.0.1",
        "http_port": PORT,
        "max_cron_threads": 1,
        "list_db": True,
    }
    lines = [f"{key} = {value}" for key, value in values.items() if value is not False]
    return "\n".join(["[options]", *lines, ""])
