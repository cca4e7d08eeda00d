# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A browser for the tests that click: Debian's chromium."""

import shutil

from . import debs, machine, paths, say

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = ["chromium", "fonts-noto-cjk"]
WRAPPER = """#!/bin/sh
# Starts the browser that was unpacked without installing it.
export LD_LIBRARY_PATH='{libraries}'
export FONTCONFIG_FILE='{fonts}'
exec '{program}' --no-sandbox "$@"
"""
FONTS = """<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def prepare_browser():
    """Get a browser; without one the tests that need it are skipped, and say so."""
    if any(shutil.which(name) for name in NAMES) or (paths.BIN / "chromium").exists():
        return
    try:
        with say.step("Browser for the tests (chromium)") as step:
            if not machine.install_debian_packages(PACKAGES, step):
                _unpack(step)
    except say.Stop as stop:
        say.note(
            f"{stop}\n  Going on without a browser: tests that need one are skipped."
        )


def _unpack(step):
    """Unpack the browser with all it needs and write a starter for it."""
    debs.unpack_private(PACKAGES, step)
    root = paths.PRIVATE_ROOT
    program = root / "usr" / "lib" / "chromium" / "chromium"
    paths.BIN.mkdir(exist_ok=True)
    fonts = paths.RUNTIME / "fonts.conf"
    text = FONTS.format(
        folder=root / "usr/share/fonts", cache=paths.RUNTIME / "fontcache"
    )
    fonts.write_text(text, encoding="utf-8")
    text = WRAPPER.format(libraries=debs.library_path(), fonts=fonts, program=program)
    part = paths.BIN / "chromium.part"
    part.write_text(text, encoding="utf-8")
    part.chmod(0o755)
    part.rename(paths.BIN / "chromium")
