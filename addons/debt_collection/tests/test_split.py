# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from statistics import NormalDist

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.debt_collection.tools.split import (
    SLOTS,
    arm_of,
    difference_interval,
    sample_sizes,
    slot_of,
)

SALTS = ("a1b2", "c3d4", "0f9e8d7c6b5a4938")
PEOPLE = range(1, 10_001)


@tagged("post_install", "-at_install")
class TestSplit(BaseCase):
    """The split is fixed, even, and different for each experiment."""

    def share_of(self, salt, share):
        """Return which share of 10,000 debtors gets the challenger, in per cent."""
        arms = [arm_of(slot_of(salt, person), share) for person in PEOPLE]
        return arms.count("challenger") * 100 / len(arms)

    def test_share_is_met_within_two_per_cent(self):
        for salt in SALTS:
            for share in (0.5, 5.0, 20.0, 33.33, 50.0, 90.0):
                with self.subTest(salt=salt, share=share):
                    self.assertAlmostEqual(self.share_of(salt, share), share, delta=2)

    def test_debtor_stays_in_the_same_arm(self):
        first = [slot_of(SALTS[0], person) for person in PEOPLE]
        again = [slot_of(SALTS[0], person) for person in reversed(PEOPLE)]
        self.assertEqual(first, again[::-1])

    def test_arms_only_grow_with_the_share(self):
        for person in range(500):
            slot = slot_of(SALTS[1], person)
            arms = [arm_of(slot, share) for share in (1, 10, 30, 50, 70, 99)]
            self.assertEqual(arms, sorted(arms, key=("champion", "challenger").index))

    def test_another_experiment_divides_anew(self):
        one, two = (
            {person for person in PEOPLE if slot_of(salt, person) < SLOTS / 2}
            for salt in SALTS[:2]
        )
        self.assertAlmostEqual(len(one & two) / len(PEOPLE), 0.25, delta=0.02)

    def test_slots_are_spread_evenly(self):
        tenths = [0] * 10
        for person in PEOPLE:
            tenths[slot_of(SALTS[2], person) * 10 // SLOTS] += 1
        self.assertLess(sum((n - 1000) ** 2 / 1000 for n in tenths), 27.9)


@tagged("post_install", "-at_install")
class TestSampleAndInterval(BaseCase):
    """How many cases it takes, and what the figures prove."""

    def power_of(self, base, other, total, base_total):
        """Return the probability that the difference is found."""
        rate = (base * base_total + other * total) / (base_total + total)
        spread = (rate * (1 - rate) * (1 / base_total + 1 / total)) ** 0.5
        true_spread = (
            base * (1 - base) / base_total + other * (1 - other) / total
        ) ** 0.5
        edge = NormalDist().inv_cdf(0.975) * spread
        return NormalDist().cdf((abs(other - base) - edge) / true_spread)

    def test_sample_has_the_power_it_promises_and_one_less_has_not(self):
        for base in (0.1, 0.5, 0.8):
            for difference in (0.02, 0.1):
                for share in (0.1, 0.5, 0.9):
                    base_total, total = sample_sizes(base, difference, share)
                    args = (base, base + difference)
                    power = self.power_of(*args, total, base_total)
                    less = self.power_of(*args, total * 0.98, base_total * 0.98)
                    self.assertGreaterEqual(power, 0.799)
                    self.assertLess(less, 0.8)

    def test_arms_have_the_sizes_of_their_shares(self):
        base_total, total = sample_sizes(0.4, 0.05, 0.2)
        self.assertAlmostEqual(total / (total + base_total), 0.2, places=3)

    def test_interval_holds_the_difference_and_shrinks(self):
        widths = []
        for times in (1, 10, 100):
            low, high = difference_interval(
                6 * times, 10 * times, 5 * times, 10 * times
            )
            self.assertTrue(-1 <= low < 0.1 < high <= 1)
            widths.append(high - low)
        self.assertEqual(widths, sorted(widths, reverse=True))

    def test_interval_turns_round_with_the_arms(self):
        low, high = difference_interval(30, 100, 50, 90)
        other_low, other_high = difference_interval(50, 90, 30, 100)
        self.assertAlmostEqual(low, -other_high)
        self.assertAlmostEqual(high, -other_low)


@tagged("post_install", "-at_install")
class TestSplitInSql(TransactionCase):
    def test_database_and_python_agree_on_every_slot(self):
        for salt in SALTS:
            rows = self.env.execute_query(
                SQL(
                    "SELECT person, %s FROM generate_series(1, 2000) person",
                    self.env["collection.segment"]._slot_sql(
                        SQL("%s", salt), SQL("person")
                    ),
                )
            )
            self.assertEqual(
                dict(rows), {person: slot_of(salt, person) for person, _ in rows}
            )
