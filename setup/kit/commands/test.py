# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`setup/test`: the whole suite, on fresh databases.

pytest loads every addon that is installed in its database, so the base's own tests need
a database with the base alone; the cross suite and the satellites need all of them.
"""

import os
import subprocess
from pathlib import Path

from .. import addons, database, paths, say
from ..browser import prepare_browser
from ..prepare import environment, locked, prepare

NO_TESTS = 5
PREFIX = "test_"


class Part:
    """One run of pytest.

    :param label: end of its database's name
    :param chosen: addons installed in it
    :param places: default paths
    """

    def __init__(self, label, chosen, places):
        self.database = f"{PREFIX}{os.getpid()}_{label}"
        self.chosen = chosen
        self.places = places


def main(arguments):
    """Run the parts that the arguments ask for, the base's last.

    :param arguments: passed to pytest
    :return: the worst exit status
    """
    version = prepare()
    prepare_browser()
    say.note(f"Odoo {version}")
    parts = [
        Part("all", addons.names(), _cross_places()),
        Part("base", [addons.BASE], [paths.ADDONS / addons.BASE]),
    ]
    _drop_leftovers()
    statuses = [
        _run(part, chosen)
        for part, chosen in zip(parts, _divide(arguments), strict=True)
        if chosen is not None
    ]
    # With -k or a mark, one part may have nothing to run: the other's word counts.
    telling = [status for status in statuses if status != NO_TESTS] or statuses
    return max(telling)


def _cross_places():
    """:return: where the tests lie that need every addon, or none."""
    places = [paths.ROOT / "tests", paths.SETUP / "tests"]
    places += [paths.ADDONS / name for name in addons.names() if name != addons.BASE]
    return [place for place in places if place.is_dir()]


def _divide(arguments):
    """Give each argument that names a path to the part which it belongs to.

    :param arguments: pytest's
    :return: (arguments for the cross suite, for the base's); None: nothing to run
    """
    base = paths.ADDONS / addons.BASE
    options, cross, own = [], [], []
    for argument in arguments:
        path = Path(argument.split("::")[0]).absolute()
        if argument.startswith("-") or not path.exists():
            options.append(argument)
        elif path == base or base in path.parents:
            own.append(argument)
        else:
            cross.append(argument)
    if not cross and not own:
        return options, options
    return options + cross if cross else None, options + own if own else None


def _run(part, arguments):
    """Make the part's database, run pytest on it and drop it.

    :param part: the Part
    :param arguments: pytest's
    :return: pytest's exit status
    """
    with locked("template"):
        database.create(part.database, part.chosen)
    named = any(Path(word.split("::")[0]).exists() for word in arguments)
    shared = paths.ROOT.parent / "shared"
    more = {"DEBT_COLLECTION_SHARED": str(shared)} if shared.is_dir() else {}
    try:
        done = subprocess.run(
            [
                str(paths.PYTHON),
                *("-m", "pytest", f"--odoo-config={paths.CONF}"),
                *(f"--odoo-database={part.database}", "--odoo-http"),
                *(f"--rootdir={paths.ROOT}", "-c", str(paths.ROOT / "pyproject.toml")),
                *arguments,
                *([] if named else [str(place) for place in part.places]),
            ],
            env=environment(
                DEBT_COLLECTION_CONF=str(paths.CONF),
                DEBT_COLLECTION_DB=part.database,
                **more,
            ),
            check=False,
        )
    finally:
        database.drop(part.database)
    return done.returncode


def _drop_leftovers():
    """Drop databases of test runs that were killed."""
    rows = database.run_sql(
        "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_(all|base)$'"
    )
    for (name,) in rows:
        try:
            os.kill(int(name.split("_")[1]), 0)
        except ProcessLookupError:
            database.drop(name)
        except PermissionError:
            continue
