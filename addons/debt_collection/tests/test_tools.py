# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import doctest
import importlib
import pkgutil
import time
from threading import Event
from typing import NamedTuple

from odoo.tests import BaseCase, tagged

from odoo.addons.debt_collection import tools
from odoo.addons.debt_collection.models.ledger import columns_sql
from odoo.addons.debt_collection.models.scoring import case_domain
from odoo.addons.debt_collection.tools.ageing import BUCKETS, bucket_of
from odoo.addons.debt_collection.tools.lanes import side_by_side

from .case import bucket_of_age


def load_tools():
    """Import the modules of ``tools/``."""
    return [
        importlib.import_module(f"{tools.__name__}.{module.name}")
        for module in pkgutil.iter_modules(tools.__path__)
    ]


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_of_every_tool_hold(self):
        modules = [*load_tools(), columns_sql, case_domain]
        for module in modules:
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted, "a tool without an example")
                self.assertFalse(result.failed)


class Piece(NamedTuple):
    """Something that goes through two steps in a lane."""

    name: str
    step: int = 0


@tagged("post_install", "-at_install")
class TestLanes(BaseCase):
    def test_no_group_is_begun_before_all_of_the_earlier_took_their_first_step(self):
        others_done, begun, ended = Event(), [], []

        def work(piece):
            begun.append(piece)
            if piece == Piece("slow"):
                others_done.wait(10)
                # Long enough for the other lane to begin what it must not.
                time.sleep(0.1)
                self.assertNotIn(Piece("later"), begun)
            ended.append(piece)
            if piece == Piece("quick", 1):
                others_done.set()
            return None if piece.step else piece._replace(step=1)

        pieces = [Piece("slow"), Piece("quick"), Piece("later")]
        side_by_side(pieces, work, 2, group=2)
        self.assertTrue(others_done.is_set())
        self.assertEqual(len(ended), 6)


@tagged("post_install", "-at_install")
class TestAgeing(BaseCase):
    def test_every_age_lies_in_exactly_one_bucket(self):
        for days in range(-400, 401):
            holding = [
                bucket.code
                for bucket in BUCKETS
                if (bucket.first is None or bucket.first <= days)
                and (bucket.last is None or days <= bucket.last)
            ]
            self.assertEqual(holding, [bucket_of_age(days)])
            self.assertEqual(bucket_of(days).code, bucket_of_age(days))

    def test_each_bucket_has_a_field_on_the_case(self):
        self.assertEqual(
            [bucket.field for bucket in BUCKETS],
            [f"amount_{bucket.code}" for bucket in BUCKETS],
        )
