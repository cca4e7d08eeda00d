# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib
import os
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from . import ledger_changes as changes
from . import ledger_events as events
from .ledger_oracle import differences, read_life
from .ledger_world import LedgerWorld

# More of them find more: DEBT_COLLECTION_EXAMPLES=1000 is a good night's work.
EXAMPLES = int(os.environ.get("DEBT_COLLECTION_EXAMPLES", "40"))

few = st.integers(0, 7)
cents = st.integers(1, 100_000)
age = st.integers(0, 150)
seldom = st.sampled_from([False, False, False, True])
INVOICES = st.builds(events.Bill, st.just(0), few, few, cents, age, st.just(30))
BALANCES = st.builds(changes.Entry, few, few, cents, age)
EVENTS = st.one_of(
    INVOICES,
    st.builds(events.Bill, few, few, few, cents, age, st.integers(-5, 60), few, few),
    st.builds(events.Pay, few, st.sampled_from([10, 50, 100, 100, 130]), few),
    st.builds(events.Pay, few, st.just(100)),
    st.builds(events.Prepay, few, few, cents, seldom, few),
    st.builds(events.Match, few, few),
    st.builds(events.Unmatch, few),
    st.builds(events.Reverse, few),
    st.builds(events.Redraft, few),
    st.builds(events.Finish, few, few, few),
    st.builds(events.Postpone, few, st.integers(-60, 60)),
    st.builds(events.Exclude, few),
    st.builds(events.Reassign, few, few, seldom),
    st.builds(changes.WriteOff, few),
    st.builds(changes.Entry, few, few, st.integers(-50_000, 50_000), age, seldom),
    st.builds(changes.Merge, few, few),
    st.builds(changes.Join, few, few, seldom),
    st.builds(changes.Become, few, seldom),
    st.builds(changes.Rate, few, st.sampled_from([70, 95, 110, 140])),
    st.builds(changes.Setting, few, st.sampled_from([0, 7, 30]), st.booleans()),
    st.builds(changes.Retype, few),
    st.builds(changes.Days, st.sampled_from([1, 8, 31, 95])),
)
SEQUENCES = st.tuples(
    st.lists(st.one_of(INVOICES, BALANCES), min_size=2, max_size=5),
    st.lists(EVENTS, min_size=5, max_size=14),
).map(lambda parts: [event for part in parts for event in part])

# Tried before all others: each fails when one of the places that mark is taken out.
CAROL, ELM = 2, 5
INVOICE, BALANCE = (
    events.Bill(0, 0, ELM, 10_000, 100, 30),
    changes.Entry(0, CAROL, 500, 99),
)
SHORT = (
    [INVOICE, events.Pay(0, 50), events.Unmatch(0), events.Postpone(0, 99)],
    [INVOICE, events.Exclude(0), events.Redraft(0), events.Finish(0, 0)],
    [INVOICE, changes.Join(ELM, 0), changes.Join(ELM, 0, alone=True)],
    [BALANCE, changes.Join(CAROL, 1), changes.Become(CAROL), changes.Become(CAROL)],
    [BALANCE, events.Reassign(0, ELM), events.Reassign(0, 0, to_nobody=True)],
    [BALANCE, INVOICE, changes.Merge(CAROL, ELM)],
    [events.Bill(0, 0, 0, 999, 70, 7), INVOICE, changes.Merge(ELM, 0)],
    [BALANCE, changes.Setting(0, entries=True), changes.Setting(0, entries=True)],
    [events.Bill(0, 1, 0, 999, 0, 20), changes.Setting(0, lead_days=30)],
    [changes.Retype(0), changes.Retype(0), changes.Retype(0)],
    [INVOICE, events.Pay(0, 100), changes.Days(8), events.Unmatch(0)],
    [INVOICE, events.Pay(0, 100), changes.Days(95), events.Bill(0, 0, ELM, 9, 60, 30)],
    [INVOICE, events.Pay(0, 100), changes.Days(1), events.Bill(0, 0, ELM, 9, 1, 0)],
)


def tried_first(test):
    """Let hypothesis begin with the short sequences."""
    for sequence in reversed(SHORT):
        test = example(sequence)(test)
    return test


@tagged("post_install", "-at_install")
class TestRandomLedgers(TransactionCase):
    """Invariant 1: whatever happens in the accounting, every case of every company
    equals the ledger once the marks are folded, and nothing is nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2025-06-30"):
            cls.world = LedgerWorld(cls.env)
        cls.env = cls.world.env
        cls.happened = Counter()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @tried_first
    @given(SEQUENCES)
    def test_cases_equal_the_ledger_after_any_events(self, sequence):
        with self._world_undone(), freeze_time("2025-06-30 12:00:00") as clock:
            self.world.sleep = lambda days: self._sleep(clock, days)
            for event in [*sequence, changes.Days(3)]:
                before = read_life(self.cr)
                if self._let_happen(event):
                    self._fold()
                    self._check(before)

    def test_events_all_did_happen(self):
        """The proof is worth what it tried: no kind of event was always void."""
        if not self.happened:
            self.test_cases_equal_the_ledger_after_any_events()
        kinds = {*events.Event.__subclasses__()}
        self.assertFalse({kind.__name__ for kind in kinds} - set(self.happened))

    @contextlib.contextmanager
    def _world_undone(self):
        """Undo afterwards all that happened, in the database and in memory."""
        savepoint = self.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.cr.postcommit.clear()
            self.env.invalidate_all()
            self.registry.clear_all_caches()

    def _let_happen(self, event):
        """Let an event happen, unless Odoo's accounting refuses it.

        :return: whether something happened
        """
        try:
            with self.cr.savepoint():
                done = event.happen(self.world) is not False
        except UserError:
            return False
        self.happened[type(event).__name__] += done
        return done

    def _fold(self):
        """Fold what the transaction marked, as its commit would. Only marks count: an
        event that marks nobody leaves a wrong case behind.

        A fold that moves a case to its debtor's new head marks that one in turn.
        """
        self.cr.flush()
        for _commit in range(3):
            self.cr.execute("SELECT id FROM collection_mark")
            mark_ids = [mark_id for (mark_id,) in self.cr.fetchall()]
            self.env["collection.fold"]._fold_marks(mark_ids)
            self.env.flush_all()

    def _sleep(self, clock, days):
        """Let days pass; then each company has its run, which must find no error."""
        clock.tick(timedelta(days=days))
        with self.enter_registry_test_mode():
            runs = self.env["collection.run"].run()
        for run in runs:
            self.assertEqual(
                (run.state, run.amount_difference, run.drift_count, run.error_count),
                ("done", 0, 0, 0),
            )

    def _check(self, before):
        """Compare with the ledger, and each case's life with what a case is.

        :param dict before: the cases' lives before the event
        """
        days = self.world.days()
        self.assertEqual(differences(self.cr, days), [])
        self.cr.execute("SELECT count(*) FROM collection_mark")
        self.assertEqual(self.cr.fetchone(), (0,), "marks are left")
        self._check_life(before, read_life(self.cr))

    def _check_life(self, before, after):
        """Check which cases opened and which reopened.

        A debtor whose oldest due date is not after the last closing goes on with that
        case; otherwise a new one opens and names the last one.
        """
        today = self.world.today()
        for case_id, case in after.items():
            was = before.get(case_id)
            if case.state == "closed" or (was and was.state != "closed"):
                continue
            ended = [
                (other.date_closed, other_id)
                for other_id, other in before.items()
                if other.state == "closed"
                and not other.merged_into_id
                and other_id in after
                and after[other_id][:2] == case[:2]
            ]
            last = max(ended, default=(None, None))
            since = case.date_oldest_due or case.date_next_due
            if was:
                self.assertEqual((last[1], case.name), (case_id, was.name))
                self.assertLessEqual(since, last[0])
                self.assertEqual(case.reopen_count, was.reopen_count + 1)
            else:
                self.assertEqual(case.date_opened, today)
                self.assertEqual(case.previous_case_id, last[1])
                if last[0]:
                    self.assertGreater(since, last[0])
