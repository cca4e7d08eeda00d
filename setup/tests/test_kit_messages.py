# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every failed step says which, why, and what to do."""

import shutil
import socket
import subprocess

import pytest
from kit import addons, database, paths, postgres, proc, say, tree
from kit.commands import run


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("E: Could not resolve 'mirror.example'", "cannot be reached"),
        ("Failed to establish a new connection: [Errno 111]", "cannot be reached"),
        ("E: Release file for x is expired (invalid since 2d)", "clock is wrong"),
        ("mkdir: cannot create directory: Read-only file system", "read-only"),
    ],
)
def test_known_trouble_is_named_in_plain_words(text, word):
    why, todo = proc.explain(text)
    assert word in why
    assert todo.endswith(".")


def test_unknown_trouble_shows_what_the_program_wrote():
    stop = proc.failure(["/bin/x"], 3, "first\n\nthe cause\n")
    assert "x ended with status 3" in str(stop)
    assert "the cause" in str(stop)


def test_a_step_puts_its_name_on_what_stops_it():
    with pytest.raises(say.Stop, match="Failed: Outer"), say.step("Outer"):
        raise say.Stop("reason", "remedy")


def test_odoo_of_another_version_is_refused(tmp_path, monkeypatch):
    (tmp_path / "odoo").mkdir()
    release = "version_info = (18, 0, 0, FINAL, 0, '')\n"
    (tmp_path / "odoo" / "release.py").write_text(release, encoding="utf-8")
    monkeypatch.setenv("ODOO_ROOT", str(tmp_path))
    with pytest.raises(say.Stop, match=r"is 18\.0, and the addons are for 19\.0"):
        tree.prepare()


def test_a_folder_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_ROOT", str(tmp_path))
    with pytest.raises(say.Stop, match=r"no odoo/release\.py"):
        tree.prepare()


def test_a_port_in_use_is_refused_and_another_proposed():
    with socket.socket() as taken:
        taken.bind((run.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(say.Stop, match=f"--port {port + 1}"):
            run._check_port(port)


def test_an_old_server_and_a_role_without_rights_are_refused(monkeypatch):
    answers = [["me", True, "120011"]]
    monkeypatch.setattr(database, "run_sql", lambda *_args: answers)
    with pytest.raises(say.Stop, match=f"is 12(.|\n)*{postgres.MINIMUM} or newer"):
        database.check_server()
    answers[:] = [["postgres", True, "170000"]]
    with pytest.raises(say.Stop, match="cannot work as the database role"):
        database.check_server()
    answers[:] = [["me", False, "170000"]]
    with pytest.raises(say.Stop, match="cannot work as the database role"):
        database.check_server()


@pytest.mark.parametrize("name", ["1st", "a b", "x" * 70, "tpl_core_x", "postgres"])
def test_a_name_that_is_no_good_for_a_database_is_refused(name):
    with pytest.raises(say.Stop):
        database.check_name(name)


def test_an_unknown_addon_is_refused_and_the_known_ones_named():
    with pytest.raises(say.Stop, match=r"nope(.|\n)*debt_collection"):
        addons.check(["nope"])


def test_a_machine_without_python_is_told_how_to_get_one(tmp_path):
    for name in ("cat", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name))
    done = subprocess.run(
        ["/bin/sh", str(paths.SETUP / "odoo"), "--version"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13 is needed" in done.stderr
