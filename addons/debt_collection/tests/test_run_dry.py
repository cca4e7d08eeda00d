# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import TODAY, CollectionCommon, day
from .run_common import RunMixin


@tagged("post_install", "-at_install")
class TestDryRun(RunMixin, CollectionCommon):
    """A dry run changes nothing and shows what the real one then does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paid, cls.grown, cls.kept, cls.back, cls.new = (
            cls.new_debtor(name) for name in ("Paid", "Grown", "Kept", "Back", "New")
        )
        settled = cls.post(10, past_due=5, partner=cls.paid)
        cls.post(20, past_due=5, partner=cls.grown)
        cls.post(25, past_due=5, partner=cls.kept)
        returned = cls.post(30, past_due=5, partner=cls.back)
        everybody = cls.paid | cls.grown | cls.kept | cls.back
        everybody._collection_refresh()
        cls.pay(returned)
        everybody._collection_refresh()
        cls.pay(settled)
        cls.post(5, past_due=40, partner=cls.grown)
        cls.open_lines(returned).remove_move_reconcile()
        cls.post(40, past_due=5, partner=cls.new)
        cls.env.flush_all()
        cls.env.cr.flush()
        cls.env.cr.execute("DELETE FROM collection_mark")

    def changes_of(self, run):
        """Return what a dry run shows: debtor to kind, amounts and buckets."""
        return {
            change.partner_id: (
                change.kind,
                change.amount_before,
                change.amount_after,
                change.bucket_before,
                change.bucket_after,
            )
            for change in run.change_ids
        }

    def test_dry_run_lists_each_change(self):
        run = self.run_company(dry=True)
        self.assertEqual(
            self.changes_of(run),
            {
                self.paid: ("closed", 10, 0, "1_30", False),
                self.grown: ("changed", 20, 25, "1_30", "31_60"),
                self.back: ("reopened", 0, 30, False, "1_30"),
                self.new: ("opened", 0, 40, False, "1_30"),
            },
        )
        self.assertTrue(run.is_dry)
        self.assertEqual(run.state, "done")

    def test_dry_run_tells_a_debtor_who_became_anothers_contact(self):
        self.kept.sudo().write({"is_company": False, "parent_id": self.grown.id})
        self.lose_marks()
        changes = self.changes_of(self.run_company(dry=True))
        self.assertEqual(changes[self.kept], ("moved", 25, 0, "1_30", False))
        self.assertEqual(changes[self.grown], ("changed", 20, 50, "1_30", "31_60"))

    def test_dry_run_changes_nothing(self):
        before = self.dump()
        self.run_company(dry=True)
        self.assert_same(self.dump(), before)

    def test_dry_run_in_batches_changes_nothing_either(self):
        before = self.dump()
        with self.batches_of(2):
            run = self.run_company(dry=True)
        self.assertGreater(run.batch_done, 1)
        self.assertEqual(len(run.change_ids), 4)
        self.assert_same(self.dump(), before)

    def test_dry_run_leaves_waiting_marks_alone(self):
        self.post(15, past_due=2, partner=self.kept)
        self.marked()
        before = self.dump()
        run = self.run_company(dry=True)
        self.assert_same(self.dump(), before)
        self.assertEqual(
            self.changes_of(run)[self.kept], ("changed", 25, 40, "1_30", "1_30")
        )

    def test_real_run_does_what_the_dry_run_showed(self):
        dry = self.run_company(dry=True)
        shown = self.changes_of(dry)
        wet = self.run_company()
        for field in (
            "debtor_count",
            "opened_count",
            "reopened_count",
            "updated_count",
            "closed_count",
            "unchanged_count",
            "drift_count",
            "amount_overdue",
            "amount_1_30",
            "amount_31_60",
            "amount_ledger",
        ):
            with self.subTest(field=field):
                self.assertEqual(dry[field], wet[field])
        self.assertFalse(wet.change_ids)
        for partner, (kind, _before, after, _old, bucket) in shown.items():
            with self.subTest(partner=partner.name):
                if kind == "closed":
                    self.assert_no_case(partner)
                    continue
                case = self.assert_case_equals_ledger(partner)
                self.assertRecordValues(
                    case, [{"amount_overdue": after, "bucket": bucket}]
                )

    def test_dry_run_ties_what_would_be_to_the_general_ledger(self):
        dry, wet = self.run_company(dry=True), self.run_company()
        for field in ("amount_cases", "amount_without_case", "amount_difference"):
            with self.subTest(field=field):
                self.assertEqual(dry[field], wet[field])

    def test_dry_run_of_another_day_shows_that_day(self):
        run = self.run_company(dry=True, today=day(-40))
        self.assertRecordValues(run, [{"date": day(-40), "is_dry": True}])
        self.assertEqual(
            self.changes_of(run)[self.kept], ("changed", 25, 25, "1_30", "31_60")
        )
        self.assertEqual(self.case_of(self.kept).date_as_of, TODAY)

    def test_writes_of_the_hooks_are_undone(self):
        def leave_traces(_run, cases):
            for case in cases:
                case.message_post(body="scored")
            cases.write({"color": 7})

        self.patch(self.registry["collection.run"], "_score_cases", leave_traces)
        before = self.dump()
        run = self.run_company(dry=True)
        self.assertEqual(run.error_count, 0)
        self.assert_same(self.dump(), before)

    def test_dry_run_says_so_in_its_name(self):
        self.assertIn("(dry run)", self.run_company(dry=True).name)
        self.assertNotIn("dry", self.run_company().name)

    def test_dry_run_does_not_keep_the_real_one_from_running(self):
        self.run_company(dry=True, today=day(-40))
        run = self.run_company()
        self.assertRecordValues(run, [{"state": "done", "date": TODAY}])
