# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
from collections import Counter

from odoo.tests import BaseCase, tagged

from odoo.addons.debt_collection.tools.balance import Asked, Seat, balance

ROUNDS = 300


@tagged("post_install", "-at_install")
class TestBalance(BaseCase):
    """What holds for any people and any cases."""

    def draw(self, seed):
        """Draw people, pools, cases and refusals."""
        chance = random.Random(seed)
        people = [f"p{index}" for index in range(chance.randint(1, 8))]
        seats = {
            person: Seat(chance.choice((0, 1, 3, 10)), chance.randint(0, 5))
            for person in people
        }
        pools = {
            pool: tuple(chance.sample(people, chance.randint(0, len(people))))
            for pool in range(chance.randint(1, 4))
        }
        asked = [
            Asked(
                case,
                chance.choice([*pools, "unknown"]),
                tuple(chance.sample(people, chance.randint(0, min(2, len(people))))),
            )
            for case in range(chance.randint(0, 40))
        ]
        refused = {
            (one.case, person)
            for one in asked
            for person in people
            if chance.random() < 0.2
        }
        return asked, pools, seats, refused

    def test_nobody_ever_gets_more_than_the_capacity(self):
        for seed in range(ROUNDS):
            asked, pools, seats, refused = self.draw(seed)
            placed, _ = balance(asked, pools, seats, refused)
            got = Counter(person for person, _reason in placed.values())
            for person, number in got.items():
                seat = seats[person]
                self.assertLessEqual(seat.load + number, seat.capacity, seed)

    def test_each_case_goes_to_its_pool_or_is_explained(self):
        for seed in range(ROUNDS):
            asked, pools, seats, refused = self.draw(seed)
            placed, unplaced = balance(asked, pools, seats, refused)
            self.assertEqual(placed.keys() | unplaced.keys(), {a.case for a in asked})
            self.assertFalse(placed.keys() & unplaced.keys())
            for one in asked:
                if one.case in placed:
                    person, reason = placed[one.case]
                    self.assertIn(person, pools[one.pool])
                    self.assertNotIn((one.case, person), refused)
                    if reason == "sticky":
                        self.assertIn(person, one.favourites)

    def test_case_stays_alone_only_where_everybody_is_full_or_refused(self):
        for seed in range(ROUNDS):
            asked, pools, seats, refused = self.draw(seed)
            placed, unplaced = balance(asked, pools, seats, refused)
            got = Counter(person for person, _reason in placed.values())
            for one in asked:
                for person in pools.get(one.pool, ()):
                    seat = seats[person]
                    has_room = seat.load + got[person] < seat.capacity
                    if one.case in unplaced and has_room:
                        self.assertIn((one.case, person), refused, seed)

    def test_equal_people_get_equal_shares(self):
        people = tuple(range(7))
        seats = dict.fromkeys(people, Seat(100, 3))
        asked = [Asked(case, "all") for case in range(70)]
        placed, _ = balance(asked, {"all": people}, seats)
        got = Counter(person for person, _reason in placed.values())
        self.assertEqual(set(got.values()), {10})

    def test_shares_follow_the_capacities(self):
        seats = {"half": Seat(50, 0), "full": Seat(100, 0)}
        asked = [Asked(case, "all") for case in range(90)]
        placed, _ = balance(asked, {"all": tuple(seats)}, seats)
        got = Counter(person for person, _reason in placed.values())
        self.assertEqual(got, {"half": 30, "full": 60})
