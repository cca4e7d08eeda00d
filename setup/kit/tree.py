# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Odoo 19 we run on: one that exists (ODOO_ROOT), or Debian's package unpacked."""

import os
import re
import shutil
from pathlib import Path

from . import debs, machine, paths, proc, say

MAJOR = "19.0"
PACKAGE = "odoo-19"
STEP_GIVEN = "Use the Odoo that ODOO_ROOT names"
# Odoo's package links to these instead of carrying them. They have to come from the
# machine's own stable suite: unstable's Font Awesome has other files than Odoo's 4.7.
LINKED_PACKAGES = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
PACKAGES_FOLDER = Path("usr/lib/python3/dist-packages")
# Debian leaves this file out, and the web client then reports an error on its console.
# A stand-in is enough: all it would do is blur backgrounds in video calls.
LEFT_OUT = Path("mail/static/lib/selfie_segmentation/selfie_segmentation.js")
STAND_IN = (
    "// Debian's package has no such library: video calls cannot blur backgrounds.\n"
)


def folder():
    """:return: the folder that has the Python package `odoo` (it goes on sys.path)."""
    if os.environ.get("ODOO_ROOT"):
        return _given_folder(Path(os.environ["ODOO_ROOT"]).expanduser().resolve())
    return paths.ODOO / PACKAGES_FOLDER


def _given_folder(root):
    """Find the importable folder under what ODOO_ROOT names.

    :param root: a source checkout, a package's folder, or the package `odoo` itself
    :return: path
    """
    for candidate in (root, root / PACKAGES_FOLDER, root.parent):
        if (candidate / "odoo" / "release.py").is_file():
            return candidate
    raise say.Stop(
        f"ODOO_ROOT is {root}, and there is no odoo/release.py in it",
        "Let ODOO_ROOT name a checkout of Odoo 19's source, or the folder in which"
        " the Python package odoo lies. Unset it to have Odoo downloaded.",
        STEP_GIVEN,
    )


def core_addons():
    """:return: the folder of the addons without which Odoo does not start."""
    return folder() / "odoo" / "addons"


def community_addons():
    """:return: the folder of all the other addons of Odoo's own."""
    return folder() / "addons"


def prepare():
    """Make sure there is an Odoo 19, and say which.

    :return: its version, as in "19.0 (Debian 19.0.0+dfsg-1)"
    """
    if not os.environ.get("ODOO_ROOT") and not _is_unpacked():
        with say.step("Get Odoo 19 from Debian") as step:
            machine.check_free_space()
            _download_and_unpack(step)
    series = _series()
    if series != MAJOR:
        raise say.Stop(
            f"the Odoo in {folder()} is {series}, and the addons are for {MAJOR}",
            f"Let ODOO_ROOT name an Odoo {MAJOR}, or unset it to have one downloaded.",
            STEP_GIVEN,
        )
    return version()


def _is_unpacked():
    """Tell whether our own tree is there and whole; adopt one made by hand."""
    if not (folder() / "odoo" / "release.py").is_file():
        return False
    if not (paths.ODOO / "VERSION").is_file():
        packages = sorted(paths.DEBS.glob(f"{PACKAGE}_*.deb"))
        _complete(paths.ODOO, packages[-1] if packages else None)
    return True


def _download_and_unpack(step):
    """Unpack under another name, so that a tree that is there is a whole one."""
    part = paths.RUNTIME / "odoo.part"
    shutil.rmtree(part, ignore_errors=True)
    packages = debs.fetch([PACKAGE, *LINKED_PACKAGES], step)
    debs.unpack(packages, part, step)
    ours = [path for path in packages if path.name.startswith(f"{PACKAGE}_")]
    _complete(part, ours[0])
    shutil.rmtree(paths.ODOO, ignore_errors=True)
    part.rename(paths.ODOO)
    for package in packages:
        package.unlink(missing_ok=True)


def _complete(root, package):
    """Put the missing file in place and write down the version.

    :param root: the unpacked tree
    :param package: path of Odoo's .deb file, where it is known
    """
    stand_in = root / PACKAGES_FOLDER / "odoo" / "addons" / LEFT_OUT
    if not stand_in.exists():
        stand_in.parent.mkdir(parents=True, exist_ok=True)
        stand_in.write_text(STAND_IN, encoding="utf-8")
    text = f"{MAJOR} (Debian {debs.version_of(package)})" if package else MAJOR
    (root / "VERSION").write_text(text + "\n", encoding="utf-8")


def _series():
    """Read the series out of release.py without running it.

    :return: text such as "19.0"
    """
    text = (folder() / "odoo" / "release.py").read_text(encoding="utf-8")
    match = re.search(r"^version_info = \(\s*(['\"]?)([\w~.]+)\1, (\d+)", text, re.M)
    return f"{match.group(2)}.{match.group(3)}" if match else "of an unknown version"


def version():
    """Name the Odoo in use; databases made with another are not reused.

    :return: text
    """
    if not os.environ.get("ODOO_ROOT"):
        return (paths.ODOO / "VERSION").read_text(encoding="utf-8").strip()
    if (folder() / ".git").exists() and shutil.which("git"):
        # Git reads a checkout of another user's only where it is told to trust it.
        git = ["git", "-c", f"safe.directory={folder()}", "-C", folder()]
        commit = proc.output([*git, "rev-parse", "--short=12", "HEAD"])
        return f"{MAJOR} (checkout {folder()}, commit {commit})"
    return f"{MAJOR} ({folder()})"
