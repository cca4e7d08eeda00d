# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A process of its own that does tasks inside Odoo and answers with what they took.

It reads one task a line from standard input and writes one answer a line to standard
output, both JSON: {"task": "module.function", "args": {…}}. What is measured once is
measured in a fresh worker, so its memory is the task's own; what is compared side by
side is measured in two workers that take turns.
"""

import importlib
import json
import sys
import traceback

import odoo.modules.registry
from odoo.tools import config


def main():
    """Load the database named on the command line, then do tasks until told no more."""
    answers, sys.stdout = sys.stdout, sys.stderr
    database, conf, addons_path = sys.argv[1:]
    options = ["-c", conf, "-d", database, "--addons-path", addons_path]
    config.parse_config([*options, "--no-http", "--log-level=warn"], setup_logging=True)
    registry = odoo.modules.registry.Registry(database)
    # Worked out at the first write; a server's processes have it long before a night.
    _ = registry.field_inverses, registry.field_computed, registry._field_triggers
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _do(registry, asked["task"], asked["args"])
        print(json.dumps(answer, default=str), file=answers, flush=True)


def _do(registry, name, arguments):
    """:return: dict with the task's result, or with the error that ended it."""
    module, function = name.split(".")
    try:
        task = getattr(importlib.import_module(f"tasks.{module}"), function)
        return {"result": task(registry, **arguments)}
    except Exception:  # noqa: BLE001 the bench is told, whatever it was
        return {"error": traceback.format_exc()}


if __name__ == "__main__":
    main()
