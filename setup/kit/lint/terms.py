# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Compare exported terms with an addon's translation files, one finding a line.

Runs in Odoo's environment, which has polib: terms.py EXPORTED.pot ADDON.pot LANGUAGE.po
"""

import re
import sys
from pathlib import Path

import polib


def main(exported, template, translated):
    """Print what differs.

    :param exported: path of what Odoo exports now (no file: it has no term)
    :param template: path of the addon's template
    :param translated: path of a translation
    """
    wanted = _terms(exported)
    has = _terms(template)
    if not wanted and not has:
        return
    for key in sorted(wanted.keys() - has.keys(), key=str):
        print(f"{template.name} lacks {key[1]!r}")
    for key in sorted(has.keys() - wanted.keys(), key=str):
        print(f"{template.name} has {key[1]!r}, which is gone")
    for key in sorted(wanted.keys() & has.keys(), key=str):
        if sorted(wanted[key].occurrences) != sorted(has[key].occurrences):
            print(f"{template.name}: {key[1]!r} stands elsewhere now")
    done = _terms(translated)
    for key in wanted:
        entry = done.get(key)
        if entry is None or not (entry.msgstr or _is_the_same_everywhere(key[1])):
            print(f"{translated.name} does not translate {key[1]!r}")
        elif "fuzzy" in entry.flags:
            print(f"{translated.name} is not sure about {key[1]!r}")


def _is_the_same_everywhere(term):
    """Tell whether a term has no word in it; Odoo exports such a one untranslated.

    :param term: text, perhaps with placeholders
    """
    return not re.search(r"[^\W\d_]{3}", re.sub(r"%\(\w+\)s", "", term))


def _terms(path):
    """:return: dict of (context, term) to its entry."""
    if not path.is_file():
        return {}
    return {
        (entry.msgctxt, entry.msgid): entry
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


main(*(Path(argument) for argument in sys.argv[1:]))
