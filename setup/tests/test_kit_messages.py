# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every failed step says which, why, and what to do."""

import errno
import shutil
import socket
import subprocess

import pytest
from kit import addons, database, machine, main, paths, postgres, proc, say, tree
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


def test_known_trouble_shows_the_lines_that_tell_it_and_no_others():
    text = "Collecting x\nOSError: [Errno 28] No space left on device\nbye\n"
    stop = proc.failure(["pip"], 1, text)
    assert stop.why.splitlines() == [
        "the disk is full",
        "OSError: [Errno 28] No space left on device",
    ]


def test_programs_speak_the_language_that_their_trouble_is_known_in(monkeypatch):
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "de")
    print_both = 'echo "$LC_ALL,$LANGUAGE"'
    assert proc.output(["sh", "-c", print_both]) == "C.UTF-8,"


def test_an_error_of_the_system_names_the_step_and_the_file(capsys, monkeypatch):
    def command(arguments):
        with say.step("Outer"), say.step("Unpack"):
            raise OSError(errno.EROFS, "Read-only file system", "/some/file")

    monkeypatch.setattr("kit.commands.odoo.main", command)
    monkeypatch.setattr("sys.argv", ["kit", "odoo"])
    with pytest.raises(SystemExit):
        main.main()
    told = capsys.readouterr().err
    assert "Failed: Unpack" in told
    assert "read-only file system: /some/file" in told


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


@pytest.mark.parametrize("text", ["0", "65535", "99999", "80x", "-1"])
def test_a_number_that_is_no_port_is_refused(text, capsys):
    with pytest.raises(SystemExit):
        run._parse([f"--port={text}"])
    assert "is no port" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_named_without_its_password(monkeypatch):
    def refuse(*_args):
        raise proc.failure(["python"], 1, "connection to server: Connection refused")

    monkeypatch.setattr(database, "run_sql", refuse)
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.setenv("PGPASSWORD", "secret")
    with pytest.raises(say.Stop) as caught:
        database.check_server()
    told = str(caught.value)
    assert "Failed: Use the PostgreSQL" in told
    assert "PGHOST=db.example" in told
    assert "connection to server: Connection refused" in told
    assert "secret" not in told
    assert "mirror" not in told, "the package mirror has nothing to do with it"


def test_a_database_whose_files_are_elsewhere_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "FILESTORE", tmp_path)
    monkeypatch.setattr(database, "run_sql", lambda *_args: [[1]])
    with pytest.raises(say.Stop, match="without its files"):
        run._bring_up_database("shared")


def test_fonts_that_nobody_may_install_are_not_said_to_be_there(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(paths, "RUNTIME", tmp_path)
    monkeypatch.setattr(machine, "COMFORTS", [("some-font", tmp_path / "none")])
    monkeypatch.setattr(machine, "privilege", lambda: None)
    machine.prepare_comforts()
    told = capsys.readouterr().err
    assert "Without some-font (no right to install packages)" in told
    assert "done" not in told
    machine.prepare_comforts()
    assert not capsys.readouterr().err, "said once"


def test_a_machine_with_an_old_postgresql_only_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(postgres, "_programs", lambda: {12: paths.ROOT})
    monkeypatch.setattr(postgres, "_install", lambda step: None)
    with pytest.raises(say.Stop, match="PostgreSQL 13 or newer"):
        postgres._choose(None)
    assert "PostgreSQL 12 is here" in capsys.readouterr().err


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
