# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several pieces of work that go on side by side, each through the same steps."""

from concurrent.futures import Future
from threading import Condition, Lock, Thread
from time import monotonic


def aside(work, *args):
    """Begin a piece of work that goes on beside its caller's.

    >>> aside(pow, 2, 10).result()
    1024
    >>> aside(int, "ten").exception()
    ValueError("invalid literal for int() with base 10: 'ten'")

    :param work: called with the arguments, by a thread of its own
    :return: the :class:`concurrent.futures.Future` of what it returns or raises
    """
    future = Future()

    def do():
        try:
            future.set_result(work(*args))
        except BaseException as failure:  # noqa: BLE001 raised by who asks for the result
            future.set_exception(failure)

    Thread(target=do, daemon=True).start()
    return future


def side_by_side(items, work, count, ordered=None, group=None):
    """Take items through their steps, some at a time.

    A step for which others may be waiting goes first, and then the items that have most
    before them: so the last of them are worked together, and not one alone. Of a later
    group none is begun while one of an earlier group can be worked, or has its first
    step (number 0) still before it.

    >>> from typing import NamedTuple
    >>> class Item(NamedTuple):
    ...     name: str
    ...     step: int = 0
    >>> taken = []
    >>> def work(item):
    ...     taken.append(item)
    ...     return item._replace(step=item.step + 1) if item.step < 3 else None
    >>> side_by_side([Item("a"), Item("b", 1)], work, 1)
    >>> [(item.name, item.step) for item in taken]
    [('a', 0), ('a', 1), ('b', 1), ('a', 2), ('b', 2), ('a', 3), ('b', 3)]
    >>> taken.clear()
    >>> side_by_side([Item("a"), Item("b", 2)], work, 2, ordered=2)
    >>> [item.name for item in taken if item.step == 2]
    ['a', 'b']
    >>> taken.clear()
    >>> side_by_side([Item("a"), Item("b", 2), Item("c")], work, 1, group=2)
    >>> "".join(item.name for item in taken)
    'aaababcccc'

    :param items: each has a ``step``: the number of the step it takes next
    :param work: called with an item, by a thread of its own; it returns the item with
        the step that follows, or None where it goes no further
    :param int count: how many at a time
    :param int ordered: a step that an item takes after those before it in the list
    :raise Exception: what ``work`` raised, after all others have ended
    """
    lanes = _Lanes(items, work, ordered, group)
    # Daemons: a process that is told to end waits for none of them.
    threads = [Thread(target=lanes.work_off, daemon=True) for _lane in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if lanes.failure:
        raise lanes.failure


class Laps:
    """A clock that several threads read: it tells each the time since another did.

    >>> lap = Laps()
    >>> lap() >= 0
    True
    """

    def __init__(self):
        self._lock = Lock()
        self._last = monotonic()

    def __call__(self):
        """:return: seconds since the last time"""
        with self._lock:
            last, self._last = self._last, monotonic()
            return self._last - last


class _Lanes:
    """The items, and which of them are in somebody's hands."""

    def __init__(self, items, work, ordered, group):
        self.items = list(items)
        self._work = work
        self._ordered = ordered
        self._group = group or len(self.items)
        self.failure = None
        self._in_hand = set()
        self._change = Condition()

    def work_off(self):
        """Work on one item after the other, until nothing is left."""
        while (place := self._take()) is not None:
            following = None
            try:
                following = self._work(self.items[place])
            except BaseException as failure:  # noqa: BLE001 raised by who waits
                self.failure = failure
            self._put_back(place, following)

    def _take(self):
        """Take the item to work on next: its place, or None where nothing is left."""
        with self._change:
            while left := [
                place for place in range(len(self.items)) if self._is_left(place)
            ]:
                free = [place for place in left if self._is_free(place)]
                if free:
                    place = min(free, key=self._get_rank)
                    self._in_hand.add(place)
                    return place
                self._change.wait()
        return None

    def _put_back(self, place, item):
        """Put an item back with the step that follows, or None in its place."""
        with self._change:
            self.items[place] = item
            self._in_hand.remove(place)
            self._change.notify_all()

    def _get_rank(self, place):
        """Return which items go first: the lowest."""
        step = self.items[place].step
        return place // self._group, step != self._ordered, step

    def _is_left(self, place):
        """Tell whether the item at a place has a step to take."""
        return self.items[place] is not None and not self.failure

    def _is_free(self, place):
        """Tell whether an item that is left can take its step now."""
        if place in self._in_hand:
            return False
        step = self.items[place].step
        before = self.items[: place - place % self._group]
        if any(item is not None and not item.step for item in before):
            return False
        return step != self._ordered or all(
            item is None or item.step > step for item in self.items[:place]
        )
