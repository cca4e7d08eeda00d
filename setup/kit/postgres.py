# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The PostgreSQL we use: the one PG* variables name, else a private cluster.

The private cluster listens on a UNIX socket in the runtime folder and nowhere else.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

from . import cluster, debs, machine, paths, proc, say

MINIMUM = 13
PORT = 5432
ROLE = "odoo"
# Where root's cluster goes when the user who runs it cannot get to the runtime folder.
ELSEWHERE = Path("/var/lib")
# A UNIX socket's path has 107 bytes at most, and PostgreSQL adds a name to ours. Where
# that is too short, the socket's folder goes here; it is made again if it was removed.
LONGEST_SOCKET_FOLDER = 88
SOCKETS_ELSEWHERE = Path("/var/tmp")  # noqa: S108 (its owner is checked before use)


def is_external():
    """:return: whether PG* variables name a server (ours, passed down, is not one)."""
    if os.environ.get("PGHOST") == str(socket_folder()):
        return False
    return any(
        os.environ.get(f"PG{name}") for name in ("HOST", "HOSTADDR", "PORT", "SERVICE")
    )


def connection():
    """:return: dict of the PG* variables with which clients reach the server."""
    if is_external():
        return {key: value for key, value in os.environ.items() if key.startswith("PG")}
    return {"PGHOST": str(socket_folder()), "PGPORT": str(PORT), "PGUSER": ROLE}


def prepare():
    """Make sure the server runs and serves us."""
    if is_external():
        return
    _remove_leftover()
    if _answers():
        return
    if not _is_made():
        with say.step("Private PostgreSQL cluster") as step:
            _create(step)
    _start()


def cluster_folder():
    """:return: where the private cluster lies; elsewhere than usual where it must."""
    usual = paths.RUNTIME / "pg"
    if (usual / "data" / "PG_VERSION").is_file() or _may_enter(paths.RUNTIME):
        return usual
    return ELSEWHERE / _name_elsewhere()


def socket_folder():
    """:return: the folder of the private cluster's socket."""
    usual = cluster_folder() / "socket"
    if len(os.fsencode(usual)) <= LONGEST_SOCKET_FOLDER:
        return usual
    return SOCKETS_ELSEWHERE / _name_elsewhere()


def _name_elsewhere():
    """:return: a folder's name that no other checkout or user has."""
    mark = hashlib.sha256(os.fsencode(paths.ROOT)).hexdigest()[:12]
    return f"debt-collection-pg-{os.geteuid()}-{mark}"


def owner():
    """:return: login that runs the cluster, None for oneself (root must not)."""
    if not machine.is_root():
        return None
    return next(name for name in ("postgres", "nobody") if machine.has_user(name))


def _link():
    """:return: what ties a cluster that lies elsewhere to the runtime folder."""
    return paths.RUNTIME / "pg-elsewhere"


def _remove_leftover():
    """Remove a cluster whose runtime folder was removed: its files are gone."""
    home = cluster_folder()
    if home.parent == paths.RUNTIME or _link().is_symlink() or not home.is_dir():
        return
    say.note(f"  Removing {home}, left behind by a runtime folder that was removed.")
    _check_owner(home)
    if _answers():
        pid = (home / "data" / "postmaster.pid").read_text("utf-8").split("\n")[0]
        os.kill(int(pid), signal.SIGQUIT)  # its databases are not to be kept
        while _answers():
            time.sleep(0.1)
    shutil.rmtree(home)


def _may_enter(folder):
    """Tell whether the cluster's user can get to a folder."""
    if owner() is None:
        return True
    entered = subprocess.run(
        ["test", "-x", str(folder)], check=False, **machine.as_user(owner())
    )
    return entered.returncode == 0


def _is_made():
    """:return: whether the cluster was created."""
    return (cluster_folder() / "data" / "PG_VERSION").is_file()


def _answers():
    """:return: whether somebody listens on our socket."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(socket_folder() / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return True


def _programs():
    """Find the installed PostgreSQL servers.

    :return: dict of major version to the folder of its programs
    """
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *paths.PRIVATE_ROOT.glob("usr/lib/postgresql/*/bin"),
    ]
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).parent)
    found = {}
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            text = proc.output(
                [folder / "pg_ctl", "--version"], env=_environment(folder)
            )
            if match := re.search(r" (\d+)", text):
                found.setdefault(int(match.group(1)), folder)
    return found


def _environment(folder):
    """Give a program of the private root its libraries; leave the machine's alone."""
    environment = {key: value for key, value in os.environ.items() if key[:2] != "PG"}
    environment["LC_ALL"] = "C.UTF-8"
    if paths.PRIVATE_ROOT in folder.parents:
        environment["LD_LIBRARY_PATH"] = debs.library_path()
    return environment


def _choose(step):
    """Choose the newest server that Odoo takes, installing one where there is none.

    :param step: the running say.Step
    :return: folder of its programs
    """
    found = _programs()
    if not found or max(found) < MINIMUM:
        if found:
            say.note(
                f"  PostgreSQL {max(found)} is here, Odoo 19 needs {MINIMUM} or newer:"
                " getting a newer one beside it."
            )
        _install(step)
        found = _programs()
    if not found or max(found) < MINIMUM:
        raise say.Stop(
            f"no PostgreSQL {MINIMUM} or newer was found or could be installed",
            f"Install PostgreSQL {MINIMUM} or newer, or set PGHOST, PGPORT, PGUSER and"
            " PGPASSWORD to use a server elsewhere.",
        )
    return found[max(found)]


def _install(step):
    """Get a server."""
    debs.install(["postgresql"], step)


def _create(step):
    """Make the cluster under another name first: a cluster that is there is whole."""
    programs, home = _choose(step), cluster_folder()
    if home.parent != paths.RUNTIME:
        say.note(
            f"  It goes to {home}: the user {owner()}, who runs it, may not enter"
            f" {paths.RUNTIME}."
        )
    part, data = home / "data.part", home / "data"
    if data.is_dir() and any(data.iterdir()):
        raise say.Stop(
            f"{data} is damaged: there is something in it, and no PG_VERSION",
            "Move the folder away, or remove it if its databases may go, and run the"
            " same command again.",
        )
    _make_folders(home)
    shutil.rmtree(part, ignore_errors=True)
    initdb = [programs / "initdb", "-D", part, "-U", ROLE, "-A", "trust"]
    proc.logged(
        [*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        "initdb",
        step,
        env=_environment(programs),
        cwd="/",
        **machine.as_user(owner()),
    )
    with (part / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(cluster.settings())
    part.rename(data)
    if home.parent != paths.RUNTIME:
        _link().unlink(missing_ok=True)
        _link().symlink_to(home)


def _make_folders(home):
    """Make the cluster's folders for its owner; accept nobody else's.

    :param home: the cluster's folder
    """
    wanted = _wanted_uid()
    for folder in (home, socket_folder()):
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        if found.st_uid == os.geteuid() != wanted and stat.S_ISDIR(found.st_mode):
            os.chown(folder, wanted, -1)
        _check_owner(folder)


def _wanted_uid():
    """:return: number of the user who runs the cluster."""
    return pwd.getpwnam(owner()).pw_uid if owner() else os.geteuid()


def _check_owner(folder):
    """Refuse a folder that is not the cluster's own.

    :param folder: the folder
    """
    found = folder.lstat()
    if found.st_uid != _wanted_uid() or not stat.S_ISDIR(found.st_mode):
        raise say.Stop(
            f"{folder} belongs to {machine.login_of(found.st_uid)}, and"
            f" {machine.login_of(_wanted_uid())} would have to run it",
            "Run the command as the user who made it, or remove that folder (the"
            " databases in it are lost) and run it again.",
            "Private PostgreSQL cluster",
        )


def _start():
    """Start the cluster; it goes on when the terminal closes."""
    home = cluster_folder()
    made_by = int((home / "data" / "PG_VERSION").read_text(encoding="utf-8"))
    programs = _programs().get(made_by)
    if programs is None:
        raise say.Stop(
            f"the cluster in {home} was made by PostgreSQL {made_by}, which is gone",
            f"Install PostgreSQL {made_by} again, or remove {home} to have a new one"
            " made (the databases in it are lost).",
        )
    _make_folders(home)
    socket_folder().chmod(0o700)
    start = [programs / "pg_ctl", "-D", home / "data", "-l", home / "log", "-w"]
    options = f"-c unix_socket_directories='{socket_folder()}' -c port={PORT}"
    proc.logged(
        [*start, "-o", options, "start"],
        "pg-start",
        env=_environment(programs),
        cwd="/",
        **machine.as_user(owner()),
    )
