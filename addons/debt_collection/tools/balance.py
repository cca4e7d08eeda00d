# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who gets which case: the known collector first, otherwise whoever has most room.

Ann has room for four cases and works one, Ben for two and works none. The most urgent
case comes first; each goes to whoever is least loaded for the own capacity.

>>> seats = {"ann": Seat(4, 1), "ben": Seat(2, 0)}
>>> pools = {"north": ("ann", "ben"), "empty": ()}
>>> asked = [Asked(1, "north"), Asked(2, "north"), Asked(3, "north")]
>>> placed, unplaced = balance(asked, pools, seats)
>>> placed[1], placed[2], placed[3]
(('ben', 'balanced'), ('ann', 'balanced'), ('ann', 'balanced'))

Who knows the debtor gets the case, as long as there is room; nobody gets more than the
capacity:

>>> asked = [Asked(number, "north", ("ben",)) for number in (1, 2, 3)]
>>> balance(asked, pools, seats)[0]
{1: ('ben', 'sticky'), 2: ('ben', 'sticky'), 3: ('ann', 'balanced')}
>>> balance([Asked(4, "empty"), Asked(5, "north")], pools, {"ann": Seat(4, 4),
...                                                        "ben": Seat(0, 0)})
({}, {4: 'no_members', 5: 'no_capacity'})

Whoever must not work a case is passed by, and the next one gets it:

>>> balance([Asked(1, "north", ("ben",))], pools, seats, {(1, "ben")})
({1: ('ann', 'balanced')}, {})
>>> balance([Asked(1, "north")], pools, seats, {(1, "ben"), (1, "ann")})
({}, {1: 'refused'})

A lead may knowingly load people above their capacity. Who has none still gets nothing:

>>> full = {"ann": Seat(4, 4), "ben": Seat(0, 0)}
>>> balance([Asked(1, "north"), Asked(2, "north")], pools, full, is_bounded=False)
({1: ('ann', 'balanced'), 2: ('ann', 'balanced')}, {})
"""

from heapq import heapify, heappop, heappush, heapreplace
from typing import Any, NamedTuple

__all__ = ["Asked", "Seat", "balance"]


class Seat(NamedTuple):
    """A person's place.

    :param int capacity: how many cases the person can work
    :param int load: how many it works already
    """

    capacity: int
    load: int


class Asked(NamedTuple):
    """A case that needs somebody.

    :param case: the case's id
    :param pool: key of the people it may go to
    :param tuple favourites: people who know the debtor, best first
    """

    case: Any
    pool: Any
    favourites: tuple = ()


def balance(asked, pools, seats, refused=frozenset(), is_bounded=True):
    """Give cases to people.

    :param asked: iterable of :class:`Asked`, the most urgent first
    :param dict pools: key to the people of the pool
    :param dict seats: person to :class:`Seat`
    :param set refused: pairs of a case and a person who must not work it
    :param bool is_bounded: whether nobody gets more than the capacity
    :return: two dicts: case to person and reason (``sticky``, ``balanced``), and case
        to why nobody got it (``no_members``, ``no_capacity``, ``refused``)
    """
    plan = _Plan(seats, is_bounded)
    # In order, and found without a search.
    pools = {key: dict.fromkeys(people) for key, people in pools.items()}
    queues, placed, unplaced = {}, {}, {}
    for case, pool, favourites in asked:
        people = pools.get(pool, ())
        known = (
            person
            for person in favourites
            if person in people
            and plan.has_room(person)
            and (case, person) not in refused
        )
        person, reason = next(known, None), "sticky"
        if person is None:
            if pool not in queues:
                queues[pool] = plan.queue(people)
            person, reason = plan.take(queues[pool], case, refused), "balanced"
        if person is None:
            unplaced[case] = plan.explain(people)
        else:
            plan.loads[person] += 1
            placed[case] = (person, reason)
    return placed, unplaced


class _Plan:
    """The loads while cases are given away."""

    def __init__(self, seats, is_bounded):
        self.capacities = {person: seat.capacity for person, seat in seats.items()}
        self.loads = {person: seat.load for person, seat in seats.items()}
        self.is_bounded = is_bounded

    def has_room(self, person):
        """Whether somebody can get one more case."""
        capacity = self.capacities[person]
        return capacity > 0 and (not self.is_bounded or self.loads[person] < capacity)

    def share(self, person):
        """How much of the capacity is used."""
        return self.loads[person] / self.capacities[person]

    def queue(self, people):
        """Return a heap of people with room, the least loaded first.

        Among equals the one with the greater capacity, then the one named first.
        """
        entries = [
            (self.share(person), -self.capacities[person], place, person)
            for place, person in enumerate(people)
            if self.has_room(person)
        ]
        heapify(entries)
        return entries

    def take(self, queue, case, refused):
        """Return the least loaded person of a queue who may get a case, or None.

        An entry may be older than the person's load, which has grown since: it is put
        right when it comes to the top.
        """
        passed, found = [], None
        while queue and found is None:
            share, capacity, place, person = queue[0]
            now = self.share(person)
            if not self.has_room(person):
                heappop(queue)
            elif share != now:
                heapreplace(queue, (now, capacity, place, person))
            elif refused and (case, person) in refused:
                passed.append(heappop(queue))
            else:
                found = person
        for entry in passed:
            heappush(queue, entry)
        return found

    def explain(self, people):
        """Return why nobody of some people got a case."""
        if not people:
            return "no_members"
        # Whoever has room and did not get it was refused.
        return "refused" if any(map(self.has_room, people)) else "no_capacity"
