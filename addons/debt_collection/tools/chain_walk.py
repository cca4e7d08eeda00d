# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Walking along a chain of seals and naming the entries that break it.

>>> from .chain import NO_SEAL, seal_of, text_of
>>> def chain_of(words):
...     seal, links = NO_SEAL, []
...     for seq, word in enumerate(words, 1):
...         previous, seal = seal, seal_of(seal, text_of(1, seq, [word]))
...         links.append([seq * 10, seq, previous, seal, 1, [word]])
...     return links
>>> def walk(links):
...     walker = Walker()
...     for link in links:
...         walker.step(*link)
...     return [(fault.kind, fault.seq) for fault in walker.finish()]

A chain as it was sealed:

>>> walk(chain_of("abcde"))
[]

What the owner of a database may do to it: change an entry, take one out, put one in,
exchange two, or change one and seal it anew:

>>> links = chain_of("abcde"); links[2][5] = ["X"]; walk(links)
[('altered', 3)]
>>> links = chain_of("abcde"); del links[2]; walk(links)
[('deleted', 4)]
>>> links = chain_of("abcde") + [[99, 6, "f" * 64, "e" * 64, 1, ["X"]]]; walk(links)
[('inserted', 6)]
>>> links = chain_of("abcde"); links[1][1], links[3][1] = 4, 2
>>> walk(sorted(links, key=lambda link: link[1]))
[('moved', 2), ('moved', 4)]
>>> links = chain_of("abcde"); links[2][3] = seal_of(links[2][2], text_of(1, 3, ["X"]))
>>> links[2][5] = ["X"]; walk(links)
[('rehashed', 3)]

One put in between, with a right seal of its own and the later ones counted on:

>>> links = chain_of("abcde"); moved = links[2:]
>>> for link in moved: link[1] += 1
>>> new = [99, 3, links[1][3], seal_of(links[1][3], text_of(1, 3, ["X"])), 1, ["X"]]
>>> walk([*links[:2], new, *moved])
[('inserted', 3), ('moved', 4), ('moved', 5), ('moved', 6)]

Versions that nobody knows, and personal data that does not fit its digest:

>>> links = chain_of("abc"); links[1][4:] = [7, None]; walk(links)
[('altered', 2)]
>>> links = chain_of("abc"); links[1].append("content"); walk(links)
[('content', 2)]

An examination that finds very much does not name everything:

>>> links = chain_of(map(str, range(3000)))
>>> for link in links: link[5] = ["X"]
>>> walker = Walker()
>>> for link in links: walker.step(*link)
>>> len(walker.finish()), walker.fault_count, walker.count
(1000, 3000, 3000)
"""

from typing import NamedTuple

from .chain import NO_SEAL, seal_of, text_of

# Faults that are named. Beyond, they are only counted.
MOST_NAMED = 1000
# Among how many broken entries those are looked for that only changed places.
MOST_COMPARED = 200


class Fault(NamedTuple):
    """Something that breaks a chain."""

    kind: str
    entry_id: int | None
    seq: int | None


class Walker:
    """Takes a chain's entries one by one, in the order of their numbers."""

    def __init__(self):
        self.count = self.fault_count = self.seq = 0
        self.seal = NO_SEAL
        self._before = self._entry_id = None
        self._is_sound = True
        self._faults = {}
        self._unsound = []

    def step(self, entry_id, seq, previous, seal, version, values, content=None):
        """Look at the next entry.

        :param int entry_id: its id
        :param int seq: its number
        :param str previous: the seal before it, as it says
        :param str seal: its own, as it says
        :param int version: the version it was sealed with
        :param values: what that version hashes; ``None`` where nobody knows the version
        :param str content: what is wrong with its personal data, if anything
        """
        is_sound = (
            values is not None
            and seal_of(previous, text_of(version, seq, values)) == seal
        )
        if not is_sound or previous != self.seal or seq != self.seq + 1 or content:
            self._blame(entry_id, seq, previous, is_sound, content)
        if not is_sound and values and len(self._unsound) < MOST_COMPARED:
            self._unsound.append((entry_id, seq, previous, seal, version, values))
        self._before, self.seal, self.seq = self.seal, seal, seq
        self._entry_id, self._is_sound = entry_id, is_sound
        self.count += 1

    def finish(self):
        """Return the faults found, at most :data:`MOST_NAMED`."""
        for entry_id, seq, previous, seal, version, values in self._unsound:
            places = {place[1] for place in self._unsound} | {seq - 1, seq + 1}
            if any(
                seal_of(previous, text_of(version, place, values)) == seal
                for place in places
            ):
                self._faults[entry_id] = Fault("moved", entry_id, seq)
        return list(self._faults.values())

    def _blame(self, entry_id, seq, previous, is_sound, content):
        """Say which entry is at fault where one does not fit the one before it."""
        is_linked, is_next = previous == self.seal, seq == self.seq + 1
        if not is_linked and is_next and self._is_sound and self._entry_id:
            # The one before is sound in itself, but it is not the one that stood there
            # when this one was sealed.
            if previous == self._before:
                self._add("inserted", self._entry_id, self.seq)
            elif is_sound:
                self._add("rehashed", self._entry_id, self.seq)
        if not is_next:
            self._add("deleted", entry_id, seq)
        elif not is_sound:
            self._add("altered" if is_linked else "inserted", entry_id, seq)
        elif not is_linked and not self._entry_id:
            self._add("rehashed", entry_id, seq)
        if content:
            self._add(content, entry_id, seq)

    def _add(self, kind, entry_id, seq):
        if entry_id in self._faults:
            return
        self.fault_count += 1
        if len(self._faults) < MOST_NAMED:
            self._faults[entry_id] = Fault(kind, entry_id, seq)
