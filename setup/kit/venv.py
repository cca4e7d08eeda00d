# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The virtual environments: Odoo's own, and a second one for the linters."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from . import debs, paths, proc, say, tree

STAMP = ".requirements"
PATH_FILE = "odoo-tree.pth"


def prepare():
    """Make sure that Odoo's environment has what requirements.txt locks."""
    _prepare(paths.VENV, paths.REQUIREMENTS, "Python packages for Odoo")
    library = _site_packages()
    path_file, wanted = library / PATH_FILE, f"{tree.folder()}\n"
    if not path_file.is_file() or path_file.read_text(encoding="utf-8") != wanted:
        path_file.write_text(wanted, encoding="utf-8")


def prepare_lint():
    """Make sure that the linters are there, apart from what Odoo runs with."""
    _prepare(paths.LINT_VENV, paths.REQUIREMENTS_LINT, "Linters")


def install_peers(requirements):
    """Put addons of others where only the bench looks for them.

    :param requirements: list such as ["odoo-addon-account_credit_control==19.0.*"]
    :return: the folder to add to the addons path
    """
    folder = paths.PEERS / "odoo" / "addons"
    stamp = paths.PEERS / STAMP
    wanted = "\n".join(requirements) + "\n"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        with say.step("Addons to compare with") as step:
            options = ["--no-deps", "--upgrade", "--target", paths.PEERS]
            pip = [*_pip_install(paths.VENV), *options, *requirements]
            proc.logged(pip, "pip-peers", step)
            stamp.write_text(wanted, encoding="utf-8")
    return folder


def _prepare(folder, requirements, title):
    """Make an environment and install a locked list in it.

    :param folder: the environment
    :param requirements: the list's file
    :param title: name of the step
    """
    stamp = folder / STAMP
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    wanted = f"{digest} {sys.version_info[0]}.{sys.version_info[1]}\n"
    if _runs(folder) and stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return
    with say.step(title) as step:
        # Without a stamp the last installation did not end. What it left half-written
        # pip may take for whole, so it begins anew; pip has the downloads in its cache.
        if not (stamp.is_file() and _runs(folder, "-m", "pip", "--version")):
            _create(folder, step)
        stamp.unlink(missing_ok=True)
        pip = [*_pip_install(folder), "--no-input", "-r", requirements]
        proc.logged(pip, f"pip-{folder.name}", step)
        stamp.write_text(wanted, encoding="utf-8")


def _pip_install(folder):
    """Give the start of a command that installs packages.

    :param folder: the environment to install into
    :return: list of words
    """
    command = [folder / "bin" / "python", "-m", "pip", "install"]
    command += ["--progress-bar", "off"]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    while not home.exists():
        home = home.parent
    # pip fails where it thinks that it may write its cache and then may not.
    return command if os.access(home, os.W_OK) else [*command, "--no-cache-dir"]


def _runs(folder, *arguments):
    """Tell whether the environment's Python is there, of our version, and works.

    :param folder: the environment
    :param arguments: what to have it do
    """
    python = folder / "bin" / "python"
    wanted = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    if not python.exists() or not (folder / "lib" / wanted).is_dir():
        return False
    arguments = arguments or ("-c", "")
    done = subprocess.run(
        [python, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def _create(folder, step):
    """Make the environment, with pip from Debian where Python came without it."""
    make = [sys.executable, "-m", "venv", "--clear"]
    if importlib.util.find_spec("ensurepip"):
        proc.logged([*make, folder], "venv", step)
        return
    proc.logged([*make, "--without-pip", folder], "venv", step)
    wheels = paths.RUNTIME / "wheels"
    debs.unpack(debs.fetch(["python3-pip-whl"], step), wheels, step)
    wheel = next(wheels.glob("usr/share/python-wheels/pip-*.whl"))
    bootstrap = [folder / "bin" / "python", "-m", "pip", "install", "--no-index", wheel]
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    proc.logged(bootstrap, "pip-bootstrap", step, env=environment)


def _site_packages():
    """:return: the folder of Odoo's environment that pip installs into."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return paths.VENV / "lib" / name / "site-packages"
