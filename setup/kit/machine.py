# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What this machine is: user, free space, Debian packages installed on it."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from . import paths, proc, say

NEEDED_BYTES = 3 * 1024**3
# What reports look better with: (package, a file that shows it is there).
COMFORTS = (
    ("fonts-noto-cjk", Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")),
    ("wkhtmltopdf", Path("/usr/bin/wkhtmltopdf")),
)


def is_root():
    """:return: whether we run as root."""
    return os.geteuid() == 0


def memory():
    """:return: the machine's memory in megabytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2


def has_user(name):
    """Tell whether the machine has a user.

    :param name: login
    :return: bool
    """
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def as_user(name):
    """Give the options with which subprocess runs a program as another user.

    :param name: login, or None for oneself
    :return: dict
    """
    if name is None:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def privilege():
    """Find how to become root without asking anybody anything.

    :return: words to put before a command ([] for root), or None where there is no way
    """
    if is_root():
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(
            ["sudo", "-n", "true"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def check_runtime_folder():
    """Make the runtime folder; refuse one that another user filled."""
    try:
        paths.RUNTIME.mkdir(exist_ok=True)
    except OSError as error:
        error.add_note("Folder for all that is made at run time")
        raise
    owner = paths.RUNTIME.stat().st_uid
    if not is_root() and owner != os.geteuid():
        login = login_of(owner)
        raise say.Stop(
            f"{paths.RUNTIME} belongs to {login}",
            f"Run the command as {login}, or make a checkout of your own.",
            "Folder for all that is made at run time",
        )


def login_of(uid):
    """Name a user.

    :param uid: the number
    :return: the login, or the number where nobody has it
    """
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def check_free_space():
    """Refuse to begin the large downloads on a disk that cannot take them."""
    free = shutil.disk_usage(paths.RUNTIME).free
    if free < NEEDED_BYTES:
        raise say.Stop(
            f"only {free // 1024**2} MB are free on the disk of {paths.RUNTIME}",
            "Free some space: 3 GB are needed in all.",
        )


def may_install():
    """:return: whether Debian packages can be installed on this machine, by us."""
    return bool(shutil.which("apt-get")) and privilege() is not None


def install_debian_packages(names, step):
    """Install packages of the machine's own suite, where we may.

    :param names: names of Debian packages
    :param step: the running say.Step
    :return: whether it was tried (False: no right to, or not a Debian machine)
    """
    if not may_install():
        return False
    prefix = privilege()
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    if prefix:
        prefix = [*prefix, "DEBIAN_FRONTEND=noninteractive"]
    install = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *names]
    log_name = f"apt-{names[0]}"
    try:
        proc.logged(install, log_name, step, **options)
    except say.Stop:
        # An empty or old package list is the usual reason.
        proc.logged([*prefix, "apt-get", "update"], "apt-update", step, **options)
        proc.logged(install, log_name, step, **options)
    return True


def prepare_comforts():
    """Get what PDF reports need; the product works without, so failing is no matter."""
    declined = paths.RUNTIME / "without-comforts"
    missing = [name for name, file in COMFORTS if not file.exists()]
    if not missing or declined.exists():
        return
    lacking, reason = missing, "no right to install packages"
    if may_install():
        lacking = [name for name in missing if not _got_comfort(name)]
        reason = f"not to be had from this machine's package sources, see {paths.LOGS}"
    if lacking:
        say.note(
            f"  Without {', '.join(lacking)} ({reason}): PDF reports lack it,"
            " everything else works."
        )
        declined.touch()


def _got_comfort(name):
    """Try to install a package that we can do without.

    :param name: name of the Debian package
    :return: whether it is there now
    """
    try:
        with say.step(f"For PDF reports: {name}") as step:
            return install_debian_packages([name], step)
    except say.Stop:
        return False
