# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading the machine's own package sources."""

from kit import debs

DEB822 = """\
# what the installer wrote
Types: deb deb-src
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
Enabled: no
URIs: https://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: https://inline.example/debian
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY
 -----END PGP PUBLIC KEY BLOCK-----
"""
ONE_LINE = """\
# deb https://off.example/debian trixie main
deb-src https://mirror.example/debian trixie main
deb [arch=amd64 signed-by=/etc/key.gpg] https://mirror.example/debian trixie main # x
deb http://mirror.example/debian trixie-updates main non-free
"""


def _sources(folder, name, text):
    (folder / "sources.list.d").mkdir()
    (folder / "sources.list.d" / name).write_text(text, encoding="utf-8")
    return debs.machine_sources(folder)


def test_deb822_sources_are_read_and_disabled_ones_left_out(tmp_path):
    assert _sources(tmp_path, "debian.sources", DEB822) == [
        (
            "https://mirror.example/debian",
            "bookworm",
            ["main", "contrib"],
            "/usr/share/keyrings/archive.gpg",
        ),
        (
            "https://mirror.example/debian",
            "bookworm-updates",
            ["main", "contrib"],
            "/usr/share/keyrings/archive.gpg",
        ),
        ("https://inline.example/debian", "bookworm-security", ["main"], None),
    ]


def test_one_line_sources_are_read_and_comments_left_out(tmp_path):
    assert _sources(tmp_path, "debian.list", ONE_LINE) == [
        ("https://mirror.example/debian", "trixie", ["main"], "/etc/key.gpg"),
        (
            "http://mirror.example/debian",
            "trixie-updates",
            ["main", "non-free"],
            None,
        ),
    ]


def test_files_apt_does_not_read_are_left_out(tmp_path):
    assert _sources(tmp_path, "debian.sources.bak", DEB822) == []
