# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Debian packages without touching the machine: a private apt directory.

The mirror is whatever the machine's own apt configuration names. The machine's own
suite comes first; the unstable suite gives only what that one lacks (Odoo itself).
"""

import configparser
import os
import re
import shlex
import shutil
from pathlib import Path

from . import machine, paths, proc, say

UNSTABLE = "sid"
PREFERENCES = f"""Package: *
Pin: release n={UNSTABLE}
Pin-Priority: 100
"""


def codename():
    """:return: name of the machine's own Debian suite, such as bookworm."""
    text = Path("/etc/os-release").read_text(encoding="utf-8")
    values = dict(
        line.split("=", 1)
        for line in text.splitlines()
        if "=" in line and line[0] != "#"
    )
    return values.get("VERSION_CODENAME", "stable").strip('"')


def machine_sources(folder=Path("/etc/apt")):
    """Read the package sources of the machine, in both forms apt knows.

    :param folder: apt's configuration
    :return: list of (URI, suite, component list, keyring or None)
    """
    found = []
    for path in [folder / "sources.list", *sorted(folder.glob("sources.list.d/*"))]:
        if path.suffix == ".list" and path.is_file():
            found += _one_line_sources(path.read_text(encoding="utf-8"))
        elif path.suffix == ".sources" and path.is_file():
            found += _deb822_sources(path.read_text(encoding="utf-8"))
    return found


def _one_line_sources(text):
    """Read lines such as `deb [signed-by=KEY] URI SUITE COMPONENTS`."""
    found = []
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line)
        if match:
            options, uri, suite, components = match.groups()
            key = re.search(r"signed-by=(\S+)", options or "", re.IGNORECASE)
            found.append((uri, suite, components.split(), key and key.group(1)))
    return found


def _deb822_sources(text):
    """Read stanzas of `Types:`, `URIs:`, `Suites:`, `Components:`."""
    found = []
    for stanza in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n?", "", text)):
        parser = configparser.ConfigParser(
            delimiters=(":",), interpolation=None, strict=False
        )
        parser.read_string("[source]\n" + stanza)
        source = parser["source"]
        words = {key: source.get(key, "").split() for key in source}
        if "deb" not in words.get("types", []) or source.get("enabled") == "no":
            continue
        key = source.get("signed-by", "").strip()
        # A key written out in the file itself is left to apt's own keyrings.
        key = key if key.startswith("/") and "\n" not in key else None
        for uri in words.get("uris", []):
            found += [
                (uri, suite, words.get("components", []), key)
                for suite in words.get("suites", [])
            ]
    return found


def write_sources():
    """Write the private apt configuration.

    :return: the options that make apt-get use it
    """
    name = codename()
    suites = (name, f"{name}-updates", f"{name}-security", f"{name}/updates")
    own = [source for source in machine_sources() if source[1] in suites]
    main = [source for source in own if source[1] == name and "main" in source[2]]
    if not main:
        raise say.Stop(
            f"apt on this machine names no source for Debian {name!r}",
            "Set ODOO_ROOT to an Odoo 19 that you have (a source checkout or a"
            " package's folder), or use Debian 12 or 13.",
        )
    lines = [_source_line(*source) for source in own]
    lines.append(_source_line(main[0][0], UNSTABLE, ["main"], main[0][3]))
    for folder in ("lists/partial", "cache/archives/partial"):
        (paths.APT / folder).mkdir(parents=True, exist_ok=True)
    (paths.APT / "sources.list").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (paths.APT / "preferences").write_text(PREFERENCES, encoding="utf-8")
    values = {
        "Dir::Etc::sourcelist": paths.APT / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferences": paths.APT / "preferences",
        "Dir::Etc::preferencesparts": "-",
        "Dir::State::lists": paths.APT / "lists",
        "Dir::Cache": paths.APT / "cache",
        "Dir::Cache::archives": paths.APT / "cache" / "archives",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        # A mirror that cannot be reached is else no more than a warning.
        "APT::Update::Error-Mode": "any",
        # We take packages without installing them: the machine's lock is not ours.
        "Debug::NoLocking": "true",
        # The download user may not be able to enter the folder of the checkout.
        "APT::Sandbox::User": "root",
    }
    return [part for key, value in values.items() for part in ("-o", f"{key}={value}")]


def _source_line(uri, suite, components, key):
    """Write one source in the one-line form."""
    option = f"[signed-by={key}] " if key and os.path.exists(key) else ""
    return f"deb {option}{uri} {suite} {' '.join(components)}"


def fetch(names, step, with_dependencies=False):
    """Download packages.

    :param names: names of Debian packages
    :param step: the running say.Step
    :param with_dependencies: take what they need and the machine lacks, too
    :return: list of paths of .deb files
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise say.Stop(
            "this machine has no apt-get, so Odoo cannot be taken from Debian",
            "Set ODOO_ROOT to an Odoo 19 that you have, and PGHOST to a PostgreSQL.",
        )
    options = write_sources()
    step.update("reading the package lists")
    proc.logged(["apt-get", *options, "update"], "apt-private-update", step)
    if with_dependencies:
        get = ["install", "--download-only", "--no-install-recommends", "-y", *names]
        planned = proc.output(["apt-get", *options, *get, "--print-uris", "-qq"])
        files = [
            shlex.split(line)[1] for line in planned.splitlines() if ".deb" in line
        ]
        proc.logged(["apt-get", *options, *get], f"apt-get-{names[0]}", step)
        return [paths.APT / "cache" / "archives" / name for name in files]
    paths.DEBS.mkdir(parents=True, exist_ok=True)
    get = ["apt-get", *options, "download", *names]
    planned = proc.output([*get, "--print-uris", "-qq"])
    files = [shlex.split(line)[1] for line in planned.splitlines() if ".deb" in line]
    proc.logged(get, f"apt-get-{names[0]}", step, cwd=paths.DEBS)
    return [paths.DEBS / name for name in files]


def unpack(packages, target, step):
    """Unpack packages beside one another.

    :param packages: paths of .deb files
    :param target: folder to unpack into
    :param step: the running say.Step
    """
    target.mkdir(parents=True, exist_ok=True)
    for package in packages:
        step.update(f"unpacking {package.name}")
        proc.output(["dpkg-deb", "-x", package, target])


def version_of(package):
    """Read the version of a package.

    :param package: path of a .deb file
    :return: its version
    """
    return proc.output(["dpkg-deb", "-f", package, "Version"])


def unpack_private(names, step):
    """Put programs with all they need into the private root, for want of rights.

    :param names: names of Debian packages
    :param step: the running say.Step
    """
    unpack(fetch(names, step, with_dependencies=True), paths.PRIVATE_ROOT, step)


def library_path():
    """:return: the value of LD_LIBRARY_PATH for programs of the private root."""
    folders = []
    for pattern in ("usr/lib/*-linux-*", "lib/*-linux-*"):
        for folder in sorted(paths.PRIVATE_ROOT.glob(pattern)):
            # Some libraries keep companions in a folder of their own beside them.
            companions = {path.parent for path in folder.glob("*/lib*.so*")}
            folders += [folder, *sorted(companions)]
    return ":".join(str(folder) for folder in folders)


def install(names, step):
    """Get packages: into the machine where we may, else into the private root.

    :param names: names of Debian packages
    :param step: the running say.Step
    """
    if not machine.install_debian_packages(names, step):
        unpack_private(names, step)
