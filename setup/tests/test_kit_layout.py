# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What belongs together: addons and templates, tests and databases, folders."""

from pathlib import Path

import pytest
from kit import addons, paths, postgres
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


def test_cluster_goes_elsewhere_where_its_socket_would_be_too_long(monkeypatch):
    deep = Path("/tmp") / ("d" * 90) / ".runtime"
    monkeypatch.setattr(paths, "RUNTIME", deep)
    monkeypatch.setattr(paths, "ROOT", deep.parent)
    assert postgres.cluster_folder().parent == postgres.ELSEWHERE
    assert len(str(postgres.socket_folder())) < postgres.LONGEST_SOCKET_FOLDER


def test_our_own_server_passed_down_is_not_taken_for_another(monkeypatch):
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    assert not postgres.is_external()
    for name, value in postgres.connection().items():
        monkeypatch.setenv(name, value)
    assert not postgres.is_external()
    monkeypatch.setenv("PGHOST", "elsewhere")
    assert postgres.is_external()
