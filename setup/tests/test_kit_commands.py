# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the commands do with what they are given, without doing the long work."""

import re
from types import SimpleNamespace

import pytest
import tomllib
from kit import addons, database, machine, paths, proc, say, tree, venv
from kit.commands import odoo as odoo_command
from kit.commands import test as test_command

RELEASE = "version_info = (19, 0, 0, FINAL, 0, '')\n"

# --- an Odoo that is there already ---


@pytest.mark.parametrize(
    ("below", "named"),
    [
        ("", ""),  # a source checkout
        ("usr/lib/python3/dist-packages", ""),  # a package that was unpacked
        ("usr/lib/python3/dist-packages", "usr/lib/python3/dist-packages"),
        ("lib", "lib/odoo"),  # the Python package itself
    ],
)
def test_each_form_of_an_odoo_19_is_used(tmp_path, monkeypatch, below, named):
    (tmp_path / below / "odoo").mkdir(parents=True)
    (tmp_path / below / "odoo" / "release.py").write_text(RELEASE, encoding="utf-8")
    monkeypatch.setenv("ODOO_ROOT", str(tmp_path / named))
    assert "19.0" in tree.prepare()
    assert tree.folder() == tmp_path / below


# --- setup/odoo ---


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-d", "x"], ["-c", "CONF", "-d", "x"]),
        (["shell", "-d", "x"], ["shell", "-c", "CONF", "-d", "x"]),
        (["i18n", "export", "-d", "x"], ["i18n", "export", "-c", "CONF", "-d", "x"]),
        (["scaffold", "x"], ["scaffold", "x"]),
        (["shell", "-c", "own.conf"], ["shell", "-c", "own.conf"]),
        (["shell", "--config=own.conf"], ["shell", "--config=own.conf"]),
    ],
)
def test_odoo_gets_our_configuration_where_it_reads_it(monkeypatch, words, expected):
    started = []
    monkeypatch.setattr(odoo_command, "prepare", lambda: None)
    monkeypatch.setattr(odoo_command.os, "execve", lambda *args: started.append(args))
    odoo_command.main(list(words))
    [(program, argv, environment)] = started
    assert program == str(paths.PYTHON)
    wanted = [str(paths.CONF) if word == "CONF" else word for word in expected]
    assert argv[2:] == wanted
    assert environment["PGHOST"]


# --- setup/test ---


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((0, 0), 0),
        ((1, 0), 1),
        ((0, 1), 1),
        ((5, 0), 0),  # -k found nothing in one part: the other's word counts
        ((0, 5), 0),
        ((5, 5), 5),
        ((5, 1), 1),
        ((2, 1), 2),
    ],
)
def test_exit_status_tells_of_both_parts(monkeypatch, statuses, expected):
    left = list(statuses)
    monkeypatch.setattr(test_command, "prepare", lambda: "19.0")
    monkeypatch.setattr(test_command, "prepare_browser", lambda: None)
    monkeypatch.setattr(test_command, "_drop_leftovers", lambda: None)
    monkeypatch.setattr(test_command, "_run", lambda *_args: left.pop(0))
    assert test_command.main(["-k", "x"]) == expected
    assert not left


def test_database_of_a_part_is_dropped_whatever_pytest_did(monkeypatch, tmp_path):
    dropped = []
    monkeypatch.setattr(paths, "RUNTIME", tmp_path)
    monkeypatch.setattr(database, "create", lambda *_args: None)
    monkeypatch.setattr(database, "drop", dropped.append)

    def cut_off(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(test_command.subprocess, "run", cut_off)
    part = test_command.Part("base", [addons.BASE], [])
    with pytest.raises(KeyboardInterrupt):
        test_command._run(part, [])
    assert dropped == [part.database]


# --- setup/db ---


def test_database_of_that_name_is_replaced_with_its_files(monkeypatch, tmp_path):
    done = []
    monkeypatch.setattr(paths, "FILESTORE", tmp_path)
    monkeypatch.setattr(database, "run_sql", lambda *texts: done.extend(texts))
    for name, text in (("template", "new"), ("mine", "old")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(text, encoding="utf-8")
    database.copy("template", "mine")
    assert (tmp_path / "mine" / "file").read_text("utf-8") == "new"
    assert done[0].startswith('DROP DATABASE IF EXISTS "mine"')
    assert done[1] == 'CREATE DATABASE "mine" TEMPLATE "template"'


# --- progress ---


def test_a_long_step_tells_now_and_then_how_far_it_is(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(say.time, "monotonic", lambda: now[0])
    with say.step("Unpack") as step:
        for second in range(40):
            now[0] = float(second)
            step.update(f"file {second}")
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "- Unpack …"
    assert [line for line in told if "file" in line] == [
        "  … file 15 (15 s)",
        "  … file 30 (30 s)",
    ]
    assert told[-1] == "  Unpack: done (39 s)"


def test_a_running_program_shows_its_last_line(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(paths, "LOGS", tmp_path)
    monkeypatch.setattr(say.Step, "update", lambda _step, text: shown.append(text))
    proc.logged(["sh", "-c", "echo half way; sleep 0.5"], "x", say.Step("X"))
    assert "half way" in shown


# --- a machine with little room or a home that cannot be written ---


@pytest.mark.parametrize(("free", "enough"), [(0.5, False), (2.9, False), (3.1, True)])
def test_a_disk_without_room_is_refused_before_the_downloads(
    monkeypatch, tmp_path, free, enough
):
    monkeypatch.setattr(paths, "RUNTIME", tmp_path)
    usage = SimpleNamespace(free=int(free * 1024**3))
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    if enough:
        machine.check_free_space()
        return
    with pytest.raises(say.Stop, match="3 GB are needed") as caught:
        machine.check_free_space()
    assert f"only {usage.free // 1024**2} MB are free" in str(caught.value)


@pytest.mark.parametrize("writable", [True, False])
def test_packages_go_without_a_cache_where_home_cannot_be_written(
    monkeypatch, tmp_path, writable
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "not" / "there"))
    asked = []
    monkeypatch.setattr(
        venv.os, "access", lambda path, _mode: asked.append(path) or writable
    )
    command = venv._pip_install(tmp_path)
    assert asked == [tmp_path], "the nearest folder that is there"
    assert ("--no-cache-dir" in command) == (not writable)


# --- what is locked, ignored and packaged ---


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-lint.txt"])
def test_every_python_package_is_locked_to_one_version(name):
    lines = (paths.SETUP / name).read_text("utf-8").splitlines()
    packages = [line for line in lines if line.strip() and line[0] != "#"]
    assert packages
    loose = [line for line in packages if not re.match(r"[\w.\[\]-]+==[^=*]+$", line)]
    assert loose == []


def test_all_that_is_made_at_run_time_is_ignored_by_git():
    ignored = (paths.ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert f"{paths.RUNTIME.name}/" in ignored
    for path in (paths.VENV, paths.LINT_VENV, paths.CONF, paths.DATA, paths.FILESTORE):
        assert paths.RUNTIME in path.parents


@pytest.mark.parametrize("name", addons.names())
def test_each_addon_is_a_python_package_as_the_readme_says(name):
    project = paths.ADDONS / name / "pyproject.toml"
    assert project.is_file(), f"pip cannot install {name}"
    build = tomllib.loads(project.read_text("utf-8"))["build-system"]
    assert build["build-backend"] == "whool.buildapi"
    assert any(word.startswith("whool") for word in build["requires"])
