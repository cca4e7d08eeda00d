# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases: templates with everything installed, and quick copies of them.

There are two layers of templates. The first has only what the addons need of Odoo's
own modules, and lasts until those change. The second has the addons as well, and lasts
until a file of theirs changes. A database is a copy of the second: seconds, not a
minute.
"""

import hashlib
import json
import os
import re
import shutil
import time

from . import addons, paths, postgres, proc, say, tree

CORE, READY = "tpl_core_", "tpl_ready_"
KEPT_TEMPLATES = 4
STEP_SERVER = "Use the PostgreSQL that the PG* variables name"
# Runs in Odoo's environment, for its PostgreSQL client: statements in, rows out.
CLIENT = """
import json, sys, psycopg2
database, statements = json.load(sys.stdin)
rows = []
try:
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    for statement, parameters in statements:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            rows = cursor.fetchall() if cursor.description else []
except psycopg2.Error as error:
    sys.exit(str(error))
print(json.dumps(rows, default=str))
"""


def run_sql(*statements, database="postgres"):
    """Run statements, each in its own transaction.

    :param statements: texts, or pairs of text and parameters
    :param database: where
    :return: the last one's rows
    """
    pairs = [item if isinstance(item, tuple) else (item, None) for item in statements]
    environment = {**os.environ, **postgres.connection()}
    text = proc.output(
        [paths.PYTHON, "-c", CLIENT],
        env=environment,
        input=json.dumps([database, pairs]),
    )
    return json.loads(text)


def check_server():
    """Refuse a server that Odoo 19 cannot work with, with a message for each reason."""
    asked = (
        "SELECT current_user, rolcreatedb OR rolsuper,"
        " current_setting('server_version_num')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    try:
        rows = run_sql(asked)
    except say.Stop as stop:
        # The first line is about our own client program, the rest is the server's word.
        told = stop.why.partition("\n")[2]
        raise say.Stop(
            "no connection to the PostgreSQL that the PG* variables name"
            f" ({_named()}):\n{told}",
            "Start that server, or put PGHOST, PGPORT, PGUSER and PGPASSWORD right, or"
            " unset them to have a private server made.",
            STEP_SERVER,
        ) from stop
    (role, may_create, version) = rows[0]
    if int(version) < postgres.MINIMUM * 10000:
        raise say.Stop(
            f"that PostgreSQL is {int(version) // 10000}, too old for Odoo 19",
            f"It needs {postgres.MINIMUM} or newer: name another server, or unset the"
            " variables to have a private one made.",
            STEP_SERVER,
        )
    if role == "postgres" or not may_create:
        raise say.Stop(
            f"Odoo cannot work as the database role {role!r}",
            "Name in PGUSER a role that may create databases and is not 'postgres'"
            " (CREATE ROLE odoo LOGIN CREATEDB).",
            STEP_SERVER,
        )


def _named():
    """:return: the variables that name the server, without the password."""
    given = {key: value for key, value in os.environ.items() if key.startswith("PG")}
    return " ".join(
        f"{key}={value}" for key, value in sorted(given.items()) if key != "PGPASSWORD"
    )


def exists(name):
    """:return: whether there is a database of that name."""
    return bool(run_sql(("SELECT 1 FROM pg_database WHERE datname = %s", [name])))


def is_whole(name):
    """:return: whether there is a database of that name, and its files as well."""
    return exists(name) and (paths.FILESTORE / name).is_dir()


def check_name(name):
    """Refuse names that are no good for a database, or are ours.

    :param name: the name
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,62}", name):
        raise say.Stop(
            f"{name!r} is no good as a database's name",
            "Begin with a letter and go on with letters, digits, '_', '-' or '.'.",
        )
    if name.startswith((CORE, READY, "template")) or name == "postgres":
        raise say.Stop(f"{name!r} is taken", "Choose another name for the database.")


def drop(name):
    """Remove a database and its files, whoever is connected.

    :param name: the database
    """
    run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)


def copy(template, name):
    """Make a database like another one, replacing one of that name.

    :param template: the database to copy
    :param name: the new one
    """
    drop(name)
    source = paths.FILESTORE / template
    if source.is_dir():
        # Odoo never changes a stored file, so the copies can share the disk's blocks.
        shutil.copytree(source, paths.FILESTORE / name, copy_function=_link)
    run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _link(source, target):
    """Give a file a second name; copy it where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def create(name, chosen, demo=False):
    """Make a database with addons of ours installed, replacing one of that name.

    :param name: the database
    :param chosen: list of our addons; those they need come too
    :param demo: with Odoo's demo data
    """
    addons.check(chosen)
    chosen = addons.with_needed(chosen)
    with say.step(f"Database {name} with {', '.join(chosen)}"):
        copy(ready_template(chosen, demo), name)


def ready_template(chosen, demo=False):
    """Find or build the template with the addons in their present state.

    :param chosen: list of our addons, with those they need
    :param demo: with Odoo's demo data
    :return: its name
    """
    core = core_template(_base_dependencies(), demo)
    if more := set(addons.outside_dependencies(chosen)) - set(_base_dependencies()):
        core = core_template(sorted(more), demo, below=core)
    name = READY + _hash(core, *chosen, addons.fingerprint(chosen))
    if not is_whole(name):
        _build(name, chosen, f"Install {', '.join(chosen)}", template=core)
    _remember(name)
    return name


def _base_dependencies():
    """:return: what our base needs of Odoo: every database of ours has that."""
    return addons.outside_dependencies([addons.BASE])


def core_template(modules, demo=False, below=None):
    """Find or build a template with modules of Odoo's own.

    :param modules: list of modules
    :param demo: with Odoo's demo data
    :param below: the template to build it on, for those that have more
    :return: its name
    """
    # A server elsewhere may serve other checkouts, whose files are not here.
    where = [str(paths.FILESTORE)] if postgres.is_external() else []
    name = CORE + _hash(tree.version(), *modules, str(demo), below or "", *where)
    if not is_whole(name):
        title = f"Install Odoo's {', '.join(modules)}"
        _build(name, modules, title, below, ["--with-demo"] if demo else [])
    return name


def _hash(*parts):
    """:return: a short digest of texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _build(name, modules, title, template=None, more=()):
    """Install modules in a new database that gets its name when it is whole."""
    part = f"{name}_part"
    with say.step(title) as step:
        copy(template, part) if template else drop(part)
        install(part, modules, f"install-{name}", step, more)
        shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)
        if (paths.FILESTORE / part).is_dir():
            (paths.FILESTORE / part).rename(paths.FILESTORE / name)
        run_sql(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'ALTER DATABASE "{part}" RENAME TO "{name}"',
        )


def install(name, modules, log_name, step, more=(), option="-i"):
    """Have Odoo install or upgrade modules, and make sure that it did.

    :param name: the database
    :param modules: list of modules
    :param log_name: name of the log
    :param step: the running say.Step
    :param more: further options for Odoo
    :param option: -i to install, -u to upgrade
    """
    odoo = [paths.PYTHON, paths.LAUNCHER, "-c", paths.CONF, "-d", name]
    what = [option, ",".join(modules), "--stop-after-init", "--no-http", *more]
    environment = {**os.environ, **postgres.connection()}
    log = proc.logged([*odoo, *what], log_name, step, _progress, env=environment)
    states = run_sql(
        ("SELECT name FROM ir_module_module WHERE state = 'installed'", None),
        database=name,
    )
    if missing := sorted(set(modules) - {row[0] for row in states}):
        raise proc.failure(
            ["odoo"], 0, f"not installed: {', '.join(missing)}\n" + proc.tail(log), log
        )


def write_mark(name, mark):
    """Note on a database what state of the addons it has.

    :param name: the database
    :param mark: a hexadecimal digest
    """
    run_sql(f"COMMENT ON DATABASE \"{name}\" IS '{mark}'")


def read_mark(name):
    """:return: what `write_mark` noted on a database, or None."""
    statement = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = %s"
    )
    rows = run_sql((statement, [name]))
    return rows[0][0] if rows else None


def _progress(text):
    """:return: how many modules Odoo has loaded, from its log."""
    found = re.findall(r"Loading module (\S+) \((\d+)/(\d+)\)", text)
    return "{1}/{2} modules, now {0}".format(*found[-1]) if found else "starting"


def _remember(name):
    """Note that a template was used, and drop those that were not for the longest."""
    write_mark(name, f"{time.time():.0f}")
    rows = run_sql(
        "SELECT datname FROM pg_database WHERE datname LIKE 'tpl\\_ready\\_%'"
        " AND datname NOT LIKE '%\\_part'"
        " ORDER BY coalesce(shobj_description(oid, 'pg_database'), '0') DESC"
    )
    for (old,) in rows[KEPT_TEMPLATES:]:
        drop(old)
