# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our own addons: which there are, what they depend on, what is in them."""

import ast
import hashlib

from . import paths, say

BASE = "debt_collection"
# Parts of an addon that installing it does not read.
NOT_INSTALLED = {"tests", "__pycache__", "readme"}


def names():
    """:return: sorted names of the installable addons in the repository."""
    found = [path.parent.name for path in paths.ADDONS.glob("*/__manifest__.py")]
    return sorted(name for name in found if manifest(name).get("installable", True))


def manifest(name):
    """Read an addon's manifest.

    :param name: one of our addons
    :return: dict
    """
    path = paths.ADDONS / name / "__manifest__.py"
    return ast.literal_eval(path.read_text(encoding="utf-8"))


def check(chosen):
    """Refuse names that are none of our addons.

    :param chosen: list of names
    """
    if unknown := sorted(set(chosen) - set(names())):
        raise say.Stop(
            f"no such addon in {paths.ADDONS}: {', '.join(unknown)}",
            f"Choose among: {', '.join(names()) or '(there is none yet)'}.",
        )


def with_needed(chosen):
    """Add those of our addons that the chosen ones depend on.

    :param chosen: list of names
    :return: sorted list
    """
    ours, found, waiting = set(names()), set(), list(chosen)
    while waiting:
        name = waiting.pop()
        if name in ours and name not in found:
            found.add(name)
            waiting += manifest(name).get("depends", [])
    return sorted(found)


def outside_dependencies(chosen):
    """List what the chosen addons need of Odoo's own.

    :param chosen: list of names, with those they need
    :return: sorted list
    """
    needed = {need for name in chosen for need in manifest(name).get("depends", [])}
    return sorted(needed - set(chosen)) or ["base"]


def fingerprint(chosen):
    """Hash all that installing the addons reads.

    :param chosen: list of names
    :return: hexadecimal digest, the same as long as no file changes
    """
    digest = hashlib.sha256()
    for name in sorted(chosen):
        for path in sorted((paths.ADDONS / name).rglob("*")):
            relative = path.relative_to(paths.ADDONS)
            if path.is_file() and not NOT_INSTALLED.intersection(relative.parts):
                digest.update(f"{relative}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
