# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Build the demo ledger if it is not there, run collections, print a table.

Fed to Odoo's shell: ``setup/odoo shell -d DB --no-http < setup/demo/build.py``.
A script read from standard input has no file of its own, so the modules beside
it are found through the addons path.
"""

import sys
from pathlib import Path

from odoo.tools import config


def _find_demo_folder():
    """Return the folder of this script, or stop with a message that helps."""
    roots = [Path(path).resolve().parent for path in config["addons_path"]]
    for root in [*roots, Path.cwd()]:
        folder = root / "setup" / "demo"
        if (folder / "ledger" / "story.py").is_file():
            return folder
    raise SystemExit(
        "The demo ledger's modules (setup/demo/ledger) were not found beside any "
        "folder of addons_path. Start this script through setup/odoo, or from the "
        "project's own folder."
    )


sys.path.insert(0, str(_find_demo_folder()))

from ledger.main import main  # noqa: E402

main(env)  # noqa: F821
