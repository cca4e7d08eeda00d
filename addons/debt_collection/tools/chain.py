# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The seal of the contact log: what is hashed, in which order, and how.

An entry's seal is the SHA-256 of the seal before it and of the entry's canonical text.
So whoever changes an entry has to change every later seal as well, and the last one is
kept elsewhere.

The canonical text is a JSON list: the version, the number in the chain, then the
values of the fields that the version names. Text is told from numbers, nothing from
empty text:

>>> entry = {"id": 4, "company_id": 1, "channel": "call", "duration": 65}
>>> text_of(1, 9, [entry.get(name) for name in FIELDS[1]])[:30]
'[1,9,4,1,null,null,null,null,n'
>>> text_of(1, 1, ["a", None]), text_of(1, 1, ["", "a"]), text_of(1, 1, ["1", 1])
('[1,1,"a",null]', '[1,1,"","a"]', '[1,1,"1",1]')

Moments are written as PostgreSQL keeps them, in UTC without zone:

>>> from datetime import date, datetime
>>> text_of(1, 1, [datetime(2025, 6, 16, 12), date(2025, 6, 16), True])
'[1,1,"2025-06-16 12:00:00","2025-06-16",true]'

The first entry of a chain has a seal before it too, which is all zeros:

>>> seal_of(NO_SEAL, '[1,1,"a"]')[:16], len(NO_SEAL)
('2cc8e613a13c0b3e', 64)
>>> seal_of(NO_SEAL, '[1,1,"a"]') == seal_of(NO_SEAL, '[1,1,"b"]')
False

Personal data stand beside the chain. The chain holds their digest, with a salt that is
erased with them, so that afterwards nobody can find out by trying what they were:

>>> digest_of("salt", ["Said she pays", None])[:16]
'37a4e863ab0b691e'
>>> digest_of("salt", ["ab", "c"]) == digest_of("salt", ["a", "bc"])
False
>>> digest_of("salt", ["", None]) == digest_of("salt", [None, ""])
False

A head is what somebody keeps of a chain elsewhere, as one line of text:

>>> line = head_line(1, 4711, "ab" * 32)
>>> line[:40]
'debt_collection company=1 entries=4711 s'
>>> parse_head("Sent on Monday:\\n> " + line + "\\nRegards")[:2]
(1, 4711)
>>> parse_head("nothing of the kind") is None
True
"""

import json
import re
from hashlib import sha256
from typing import NamedTuple

# What each version hashes. A version that entries were sealed with is never changed: a
# new list gets a new number, and old entries are verified with theirs.
FIELDS = {
    1: (
        "id",
        "company_id",
        "case_id",
        "debtor_ref",
        "recipient_ref",
        "recipient_role",
        "user_id",
        "channel",
        "direction",
        "date",
        "local_time",
        "result_code",
        "result_names",
        "duration",
        "date_next",
        "attachments",
        "verdict",
        "is_violation",
        "corrects_id",
        "erases_id",
        "timing",
        "date_logged",
        "content_digest",
    ),
}
NO_SEAL = "0" * 64
# The personal data of an entry, in the order in which they are digested.
CONTENT = ("note", "text", "address", "reason", "sentences", "file_names")

_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=str
).encode
_HEAD = re.compile(r"debt_collection company=(\d+) entries=(\d+) seal=([0-9a-f]{64})\b")


class Head(NamedTuple):
    """The last entry of a chain, as somebody keeps it."""

    company_id: int
    seq: int
    seal: str


def current_version():
    """Return the version with which entries are sealed now."""
    return max(FIELDS)


def text_of(version, seq, values):
    """Return the canonical text of an entry.

    :param int version: the version that names the values
    :param int seq: the entry's number in the chain
    :param values: the values of the version's fields, as the database keeps them
    """
    return _encode([version, seq, *values])


def seal_of(previous, text):
    """Return the seal of an entry.

    :param str previous: the seal before it
    :param str text: its canonical text
    """
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def digest_of(salt, parts):
    """Return the digest of an entry's personal data.

    Each part is written with its length before it, so that no two lists of parts read
    the same. PostgreSQL does the same in ``digest_sql`` of the log.

    :param str salt: the entry's own salt
    :param parts: the texts, ``None`` where there is none
    """
    written = ",".join(
        "-" if part is None else f"{len(part.encode())}:{part}"
        for part in (salt, *parts)
    )
    return sha256(written.encode()).hexdigest()


def head_line(company_id, seq, seal):
    """Return a chain's head as a line that :func:`parse_head` finds in any text."""
    return f"debt_collection company={company_id} entries={seq} seal={seal}"


def parse_head(text):
    """Find a head in a text.

    :param str text: a mail or file in which somebody kept it
    :return: the :class:`Head`, or ``None``
    """
    found = _HEAD.search(text or "")
    return Head(int(found[1]), int(found[2]), found[3]) if found else None
