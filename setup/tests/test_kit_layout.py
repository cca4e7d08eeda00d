# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What belongs together: addons and templates, tests and databases, folders."""

from pathlib import Path

import pytest
from kit import addons, paths, postgres, say
from kit.commands import test as test_command


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """Three addons: a base, one that needs it, one that cannot be installed."""
    for name, manifest in {
        "debt_collection": {"depends": ["account", "sms"]},
        "collection_x": {"depends": ["debt_collection", "survey"]},
        "collection_off": {"depends": ["debt_collection"], "installable": False},
    }.items():
        (tmp_path / name / "tests").mkdir(parents=True)
        (tmp_path / name / "__manifest__.py").write_text(repr(manifest), "utf-8")
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    return tmp_path


def test_addons_come_with_those_they_need(ours):
    assert addons.names() == ["collection_x", "debt_collection"]
    assert addons.with_needed(["collection_x"]) == ["collection_x", "debt_collection"]
    assert addons.outside_dependencies(["collection_x", "debt_collection"]) == [
        "account",
        "sms",
        "survey",
    ]


def test_fingerprint_follows_what_an_installation_reads(ours):
    before = addons.fingerprint(["debt_collection"])
    (ours / "debt_collection" / "tests" / "test_a.py").write_text("1", "utf-8")
    assert addons.fingerprint(["debt_collection"]) == before
    (ours / "debt_collection" / "model.py").write_text("1", "utf-8")
    assert addons.fingerprint(["debt_collection"]) != before


def test_arguments_of_pytest_go_to_the_part_they_belong_to(ours, monkeypatch):
    monkeypatch.chdir(ours)
    base, other = "debt_collection/tests", "collection_x/tests"
    divide = test_command._divide
    assert divide(["-k", "word"]) == (["-k", "word"], ["-k", "word"])
    assert divide([base, "-x"]) == (None, ["-x", base])
    assert divide([other, "-x"]) == (["-x", other], None)
    assert divide([base + "::T", other]) == ([other], [base + "::T"])


def test_socket_goes_elsewhere_where_its_path_would_be_too_long(monkeypatch):
    deep = Path("/tmp") / ("d" * 90) / ".runtime"
    monkeypatch.setattr(paths, "RUNTIME", deep)
    monkeypatch.setattr(paths, "ROOT", deep.parent)
    monkeypatch.setattr(postgres, "_may_enter", lambda folder: folder == deep)
    assert postgres.cluster_folder() == deep / "pg"
    assert postgres.socket_folder().parent == postgres.SOCKETS_ELSEWHERE
    assert len(str(postgres.socket_folder())) < postgres.LONGEST_SOCKET_FOLDER


@pytest.fixture
def left_behind(tmp_path, monkeypatch):
    """A cluster that had to go elsewhere, without the folder that it belonged to."""
    monkeypatch.setattr(paths, "RUNTIME", tmp_path / "runtime")
    monkeypatch.setattr(postgres, "ELSEWHERE", tmp_path / "lib")
    monkeypatch.setattr(postgres, "_may_enter", lambda folder: False)
    monkeypatch.setattr(postgres, "owner", lambda: None)
    home = postgres.cluster_folder()
    (home / "data").mkdir(parents=True)
    paths.RUNTIME.mkdir()
    return home


def test_cluster_of_a_removed_runtime_folder_is_removed_before_the_next(left_behind):
    postgres._link().symlink_to(left_behind)
    postgres._remove_leftover()
    assert (left_behind / "data").is_dir(), "its runtime folder is there"
    postgres._link().unlink()
    postgres._remove_leftover()
    assert not left_behind.exists()


def test_cluster_of_somebody_else_is_not_removed(left_behind, monkeypatch):
    monkeypatch.setattr(postgres, "_wanted_uid", lambda: 12345)
    with pytest.raises(say.Stop, match="would have to run it"):
        postgres._remove_leftover()
    assert (left_behind / "data").is_dir()


def test_our_own_server_passed_down_is_not_taken_for_another(monkeypatch):
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    assert not postgres.is_external()
    for name, value in postgres.connection().items():
        monkeypatch.setenv(name, value)
    assert not postgres.is_external()
    monkeypatch.setenv("PGHOST", "elsewhere")
    assert postgres.is_external()
