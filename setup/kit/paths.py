# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where things lie. All that is made at run time lies under RUNTIME."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / "setup"
ADDONS = ROOT / "addons"
RUNTIME = ROOT / ".runtime"

APT = RUNTIME / "apt"
BIN = RUNTIME / "bin"
CONF = RUNTIME / "odoo.conf"
DATA = RUNTIME / "data"
DEBS = RUNTIME / "debs"
FILESTORE = DATA / "filestore"
LINT_VENV = RUNTIME / "lint"
LOGS = RUNTIME / "logs"
ODOO = RUNTIME / "odoo"
PEERS = RUNTIME / "peers"
PRIVATE_ROOT = RUNTIME / "root"
VENV = RUNTIME / "venv"

PYTHON = VENV / "bin" / "python"
REQUIREMENTS = SETUP / "requirements.txt"
REQUIREMENTS_LINT = SETUP / "requirements-lint.txt"
LAUNCHER = SETUP / "kit" / "bin" / "odoo"
