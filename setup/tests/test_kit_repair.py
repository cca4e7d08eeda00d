# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was left half-finished is made good by running the same command again."""

import shutil
import subprocess
import threading
import time

import pytest
from kit import database, paths, prepare, proc, say, tree, venv


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """An environment whose making and filling are only noted down."""
    done = []
    (tmp_path / "list.txt").write_text("x==1\n", encoding="utf-8")
    (tmp_path / "venv").mkdir()
    monkeypatch.setattr(venv, "_runs", lambda *_args: True)
    monkeypatch.setattr(venv, "_create", lambda *_args: done.append("create"))
    monkeypatch.setattr(proc, "logged", lambda *_args: done.append("pip"))

    def prepare_once():
        done.clear()
        venv._prepare(tmp_path / "venv", tmp_path / "list.txt", "Packages")
        return list(done)

    return prepare_once


def test_packages_whose_installation_was_cut_off_are_installed_anew(pip, monkeypatch):
    def cut_off(*_args):
        raise KeyboardInterrupt

    assert pip() == ["create", "pip"]
    assert pip() == [], "nothing to do"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(venv, "_runs", lambda *args: len(args) > 1)
        patch.setattr(proc, "logged", cut_off)
        pip()
    assert pip() == ["create", "pip"]


def test_a_changed_list_of_packages_is_installed_into_what_is_there(pip, tmp_path):
    pip()
    (tmp_path / "list.txt").write_text("x==2\n", encoding="utf-8")
    assert pip() == ["pip"]


@pytest.fixture
def servers_word(tmp_path, monkeypatch):
    """Folders of our own, and a server that has every database."""
    monkeypatch.setattr(paths, "RUNTIME", tmp_path)
    monkeypatch.setattr(paths, "FILESTORE", tmp_path / "filestore")
    monkeypatch.setattr(database, "run_sql", lambda *_args: [[1]])


def test_a_template_without_its_files_is_not_used(servers_word):
    assert not database.is_whole("tpl_core_x")
    (paths.FILESTORE / "tpl_core_x").mkdir(parents=True)
    assert database.is_whole("tpl_core_x")


def test_checkouts_that_share_a_server_do_not_share_templates(
    servers_word, monkeypatch
):
    monkeypatch.setattr(database, "is_whole", lambda name: True)
    monkeypatch.setattr(tree, "version", lambda: "19.0")
    monkeypatch.setenv("PGHOST", "elsewhere")
    ours = database.core_template(["base"])
    monkeypatch.setattr(paths, "FILESTORE", paths.RUNTIME / "another")
    assert database.core_template(["base"]) != ours


def test_the_second_of_two_commands_says_that_it_waits(servers_word, capsys):
    second_was_in = threading.Event()

    def second():
        with prepare.locked("demo"):
            second_was_in.set()

    with prepare.locked("demo"):
        thread = threading.Thread(target=second)
        thread.start()
        for _ in range(100):
            time.sleep(0.02)
            if "waiting for it" in (told := capsys.readouterr().err):
                break
        assert "waiting for it" in told
        assert not second_was_in.is_set()
    thread.join(5)
    assert second_was_in.is_set()


def test_an_orphan_keeps_the_lock_that_it_was_given(servers_word, capsys):
    """Odoo goes on building the demo where the command before it was killed."""
    with prepare.locked("demo") as lock:
        orphan = subprocess.Popen(["sleep", "0.5"], pass_fds=[lock.fileno()])
    with prepare.locked("demo"):
        assert orphan.poll() is not None or orphan.wait(1) == 0
    assert "waiting for it" in capsys.readouterr().err


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_odoo_of_another_user_is_named_with_its_commit(tmp_path, monkeypatch):
    """Git refuses to read such a checkout unless told to trust it."""
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("", encoding="utf-8")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@y"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    monkeypatch.setenv("ODOO_ROOT", str(tmp_path))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(say.Stop, match="dubious ownership"):
        proc.output(["git", "-C", tmp_path, "rev-parse", "HEAD"])
    assert "commit" in tree.version()
