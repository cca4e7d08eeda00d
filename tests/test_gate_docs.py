# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the page on the gate says is what the code does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CONF, ROOT
from herd import Herd

PAGE = (ROOT / "docs" / "gate.md").read_text()
NAME = "collection_quiet_sunday"
EXAMPLE = ROOT / "docs" / "examples" / NAME


def test_table_of_reasons_is_the_codes():
    from odoo.addons.debt_collection.tools import reasons

    lines = PAGE.split("<!-- reasons:")[1].split("<!-- end of reasons")[0].splitlines()
    assert tuple(lines[1:]) == reasons.table()


def test_example_on_the_page_is_the_addons():
    code = (EXAMPLE / "models" / "collection_case.py").read_text()
    shown = PAGE.split("```python\n")[1].split("```")[0]
    assert shown.strip() == code[code.index("class CollectionCase") :].strip()


@pytest.mark.slow
def test_example_refuses_on_sundays_and_not_on_mondays(make_database, tmp_path):
    database = make_database("debt_collection")
    conf = tmp_path / "odoo.conf"
    conf.write_text(
        re.sub(
            r"(?m)^addons_path *= *(.*)$",
            rf"addons_path = \1,{EXAMPLE.parent}",
            Path(CONF).read_text(),
        )
    )
    odoo = ROOT / "setup" / "kit" / "bin" / "odoo"
    subprocess.run(
        [sys.executable, odoo, "module", "install", "-c", conf, "-d", database, NAME],
        check=True,
        cwd=tmp_path,
    )
    with Herd(conf, database, tmp_path) as herd:
        herd.do("gate_tasks.make_collector")
        saturday, sunday, midnight, monday = herd.do(
            "gate_tasks.judge_on",
            moments=[
                # In Shanghai it is eight hours later.
                "2030-06-15 15:59:59",
                "2030-06-15 16:00:00",
                "2030-06-16 15:59:59",
                "2030-06-16 16:00:00",
            ],
        )
    assert saturday == [[], "2030-06-15 15:59:59"]
    assert sunday == midnight == [["quiet_sunday"], "2030-06-16 16:00:00"]
    assert monday == [[], "2030-06-16 16:00:00"]
