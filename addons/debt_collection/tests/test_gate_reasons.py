# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import ExitStack
from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.debt_collection.tools.gate import RULE, WARNING
from odoo.addons.debt_collection.tools.reasons import REASONS

from .common import NOW
from .gate_common import GateCommon

# What only a queue can run into; see the tests of the queue.
AT_THE_EXIT = ("gate_error", "no_record")


@tagged("post_install", "-at_install")
class TestGateReasons(GateCommon):
    """Each reason stands against an act in one situation and not in its neighbour."""

    # One method a reason: it brings the reason about, for as long as the stack lasts,
    # and returns the act's values.

    def _make_case_closed(self, stack):
        self.pay(self.invoice)
        self.debtor._collection_refresh()

    def _make_before_case(self, stack):
        # Booked a moment ago, as everything here: the ledger tells nothing of before.
        return {"moment": NOW - timedelta(days=1)}

    def _make_nothing_open(self, stack):
        self.advance(100, partner=self.debtor)

    def _make_payment_in_process(self, stack):
        self.start_payment(100)

    def _make_disputed(self, stack):
        stack.enter_context(self.pause_amounts(disputed=100))

    def _make_promise_pending(self, stack):
        stack.enter_context(self.pause_amounts(promise_pending=100))

    def _make_on_hold(self, stack):
        self.hold()

    def _make_no_address(self, stack):
        (self.debtor | self.bookkeeper).write({"email": False})

    def _make_opted_out(self, stack):
        for partner in self.debtor | self.bookkeeper:
            self.env["mail.blacklist"].sudo()._add(partner.email)

    def _make_partner_archived(self, stack):
        self.debtor.sudo().active = False

    def _make_recipient_archived(self, stack):
        self.bookkeeper.sudo().active = False
        return {"recipient": self.to(self.bookkeeper)}

    def _make_not_live(self, stack):
        self.company.sudo().collection_is_live = False

    def _make_nobody_responsible(self, stack):
        empty = self.env["collection.team"].with_user(self.mara).create({"name": "E"})
        self.case.write({"user_id": False, "team_id": empty.id})

    def _make_channel_off(self, stack):
        channels = self.env["collection.channel"].sudo()
        channels.search([("code", "=", "email")]).active = False

    def start_payment(self, amount, **values):
        """Let the debtor start an online payment an hour ago."""
        provider = self.env["payment.provider"].sudo().create({"name": "Dummy"})
        return (
            self.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": self.env.ref(
                        "payment.payment_method_unknown"
                    ).id,
                    "reference": f"tx-{amount}-{len(values)}",
                    "amount": amount,
                    "currency_id": self.company.currency_id.id,
                    "partner_id": self.debtor.id,
                    "state": "pending",
                    "last_state_change": NOW - timedelta(hours=1),
                    **values,
                }
            )
        )

    def test_nothing_stands_against_an_ordinary_act(self):
        for channel in ("call", "sms", "email", "letter", "visit", "portal", "message"):
            self.assertEqual(self.codes(channel), [], channel)
        self.assertEqual(self.codes("call", kind="reveal"), [])
        self.assertEqual(self.codes(None, kind="assign"), [])

    def test_every_reason_can_occur(self):
        for code, reason in REASONS.items():
            if code in AT_THE_EXIT:
                continue
            with self.subTest(code=code), ExitStack() as stack:
                savepoint = stack.enter_context(self.env.cr.savepoint())
                values = getattr(self, f"_make_{code}")(stack) or {}
                self.env.flush_all()
                case = self.case.with_user(self.odile)
                verdict = case._judge(self.act(**values))[case]
                found = {blocker.code: blocker for blocker in verdict.reasons}
                self.assertIn(code, found)
                self.assertEqual(found[code].severity, reason.severity)
                self.assertTrue(found[code].message.endswith("."))
                self.assertEqual(verdict.allowed, reason.severity == WARNING)
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_cache()

    def test_no_reason_is_given_that_is_not_in_the_table(self):
        self._make_no_address(None)
        self._make_not_live(None)
        self._make_partner_archived(None)
        self.hold()
        self.advance(100, partner=self.debtor)
        codes = self.codes()
        self.assertLessEqual(set(codes), set(REASONS))
        # Everything is told at once, not just the first.
        self.assertEqual(
            codes,
            ["no_address", "not_live", "nothing_open", "on_hold", "partner_archived"],
        )

    # === NEVER CHASE PAID MONEY === #

    def test_partly_paid_is_still_chased(self):
        self.pay(self.invoice, 99.99)
        self.assertEqual(self.codes(), [])

    def test_credit_that_leaves_a_cent_does_not_stop(self):
        self.advance(99.99, partner=self.debtor)
        self.assertEqual(self.codes(), [])
        self.advance(0.01, partner=self.debtor)
        self.assertEqual(self.codes(), ["nothing_open"])

    def test_payment_of_a_moment_ago_is_seen_though_the_case_is_not_folded(self):
        self.pay(self.invoice)
        self.assertEqual(self.case.amount_overdue, 100)
        self.assertEqual(self.codes(), ["nothing_open"])

    def test_what_is_not_due_yet_counts_within_the_lead_days_only(self):
        self.pay(self.invoice)
        self.post(50, past_due=-3, partner=self.debtor)
        self.assertEqual(self.codes(), ["nothing_open"])
        self.company.sudo().collection_lead_days = 3
        self.assertEqual(self.codes(), [])
        self.company.sudo().collection_lead_days = 2
        self.assertEqual(self.codes(), ["nothing_open"])

    def test_started_payment_counts_for_some_days_only(self):
        self.start_payment(100)
        self.assertEqual(self.codes(), ["payment_in_process"])
        verdict = self.case._judge(self.act())[self.case]
        end = NOW - timedelta(hours=1) + timedelta(days=7)
        self.assertEqual(verdict.next_allowed, end)
        self.assertEqual(self.codes(moment=end), [])

    def test_started_payment_of_a_part_or_cancelled_does_not_stop(self):
        self.start_payment(99)
        self.start_payment(100, state="cancel")
        self.assertEqual(self.codes(), [])

    def test_only_the_disputed_part_pauses(self):
        with self.pause_amounts(disputed=99):
            self.assertEqual(self.codes(), [])
        with self.pause_amounts(disputed=100):
            self.assertEqual(self.codes(), ["disputed"])
        with self.pause_amounts(disputed=60, promise_pending=40):
            self.assertEqual(self.codes(), ["disputed", "promise_pending"])

    # === CONTACTS IN THE PAST === #

    def age(self, hours, case=None):
        """Let what was booked, and the case, be so many hours old."""
        self.env.flush_all()
        moment = NOW - timedelta(hours=hours)
        partner = (case or self.case).partner_id
        self.env.cr.execute(
            "UPDATE account_move_line SET create_date = %(at)s, write_date = %(at)s"
            " WHERE partner_id = %(partner)s",
            {"at": moment, "partner": partner.id},
        )
        self.env.cr.execute(
            "UPDATE collection_case_event SET date = %s WHERE case_id = %s",
            (moment, (case or self.case).id),
        )
        self.env.invalidate_all()

    def test_contact_before_the_payment_is_judged_by_what_was_owed_then(self):
        self.age(48)
        self.pay(self.invoice)
        self.debtor._collection_refresh()
        self.assertEqual(self.codes(moment=NOW - timedelta(hours=1)), [])
        self.assertEqual(self.codes(), ["case_closed", "nothing_open"])

    def test_contact_while_the_case_was_closed_broke_the_rule(
        self,
    ):
        self.pay(self.invoice)
        self.debtor._collection_refresh()
        self.age(48)
        self.open_lines(self.invoice).remove_move_reconcile()
        self.debtor._collection_refresh()
        self.assertEqual(self.case.state, "open")
        self.assertEqual(self.codes(moment=NOW - timedelta(hours=1)), ["case_closed"])
        self.assertNotIn("case_closed", self.codes())

    def test_contact_since_which_nothing_was_booked_is_judged_by_the_ledger(
        self,
    ):
        self.advance(100, partner=self.debtor)
        self.age(48)
        self.assertEqual(self.codes(moment=NOW - timedelta(hours=1)), ["nothing_open"])

    def test_contact_before_there_was_a_case_breaks_nothing(self):
        self.age(48)
        self.pay(self.invoice)
        self.debtor._collection_refresh()
        verdict = self.case._judge(self.act(moment=NOW - timedelta(days=5)))[self.case]
        self.assertEqual([reason.code for reason in verdict.reasons], ["before_case"])
        self.assertTrue(verdict.allowed)
        self.assertFalse(verdict.is_breach)

    def test_each_act_of_a_batch_is_judged_by_its_own_day(self):
        self.post(40, past_due=-5, partner=self.debtor)
        self.pay(self.invoice)
        later = NOW + timedelta(days=10)
        fresh = self.new_case("Fresh", self.north, self.ann)
        fresh.partner_id.sudo().email = "fresh@debtor.example"
        both = (self.case | fresh).with_user(self.mara)
        self.env.flush_all()
        batch = self.act(particulars={self.case.id: self.act(moment=later)})
        self.assertTrue(both._judge(batch)[self.case.with_user(self.mara)].allowed)
        self.assertFalse(
            both._judge(self.act())[self.case.with_user(self.mara)].allowed
        )

    # === HOLDS === #

    def test_hold_counts_from_its_start_until_its_end(self):
        self.hold(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=2))
        for hours, codes in ((0, []), (1, ["on_hold"]), (2, [])):
            moment = NOW + timedelta(hours=hours)
            self.assertEqual(self.codes(moment=moment), codes, hours)

    def test_hold_goes_on_in_the_debtors_next_case(self):
        self.hold(until="2025-12-31 12:00:00")
        self.pay(self.invoice)
        self.debtor._collection_refresh()
        self.company.sudo().collection_lead_days = 5
        self.post(70, past_due=-3, partner=self.debtor)
        self.debtor._collection_refresh()
        case = self.case_of(self.debtor)
        self.assertNotEqual(case, self.case)
        case.user_id = self.ann
        self.assertEqual(self.codes(case=case), ["on_hold"])

    # === ADDRESSES === #

    def test_a_contacts_address_is_enough(self):
        self.debtor.write({"email": False, "phone": False})
        self.assertEqual(self.codes("email") + self.codes("sms"), [])
        to_debtor = {"recipient": self.to(self.debtor)}
        self.assertEqual(self.codes("email", **to_debtor), ["no_address"])

    def test_each_channel_needs_its_own_address(self):
        (self.debtor | self.bookkeeper).write(
            {"phone": False, "street": False, "city": False}
        )
        for channel in ("call", "sms", "letter", "visit", "legal"):
            self.assertEqual(self.codes(channel), ["no_address"], channel)
        self.assertEqual(self.codes("email") + self.codes("message"), [])

    def test_opt_out_closes_the_address_and_no_other(self):
        self.env["mail.blacklist"].sudo()._add(self.debtor.email)
        self.assertEqual(
            self.codes("email", recipient=self.to(self.debtor)), ["opted_out"]
        )
        self.assertEqual(self.codes("email", recipient=self.to(self.bookkeeper)), [])
        self.assertEqual(self.codes("email"), [])
        raw = self.to(address="Cedar <CEDAR@debtor.example>")
        self.assertEqual(self.codes("email", recipient=raw), ["opted_out"])
        self.env["phone.blacklist"].sudo()._add([self.debtor.phone_sanitized])
        self.assertEqual(
            self.codes("sms", recipient=self.to(address="+12025550143")), ["opted_out"]
        )
        self.assertEqual(
            self.codes("sms", recipient=self.to(address="+12025550144")), []
        )

    def test_archived_contact_is_not_reached_by_its_old_address_either(self):
        recipient = self.to(self.bookkeeper, address="+12025550188")
        self.assertEqual(self.codes("sms", recipient=recipient), [])
        self.bookkeeper.sudo().active = False
        self.assertEqual(self.codes("sms", recipient=recipient), ["recipient_archived"])

    def test_raw_address_that_is_none_is_no_address(self):
        self.assertEqual(
            self.codes("email", recipient=self.to(address="cedar")), ["no_address"]
        )
        self.assertEqual(
            self.codes("call", recipient=self.to(address="12")), ["no_address"]
        )

    # === SEVERITY === #

    def test_obstacle_is_no_breach_and_a_rule_is(self):
        self._make_no_address(None)
        verdict = self.case._judge(self.act())[self.case]
        self.assertEqual((verdict.allowed, verdict.is_breach), (False, False))
        self.hold()
        verdict = self.case._judge(self.act())[self.case]
        self.assertEqual((verdict.allowed, verdict.is_breach), (False, True))
        self.assertEqual(REASONS["on_hold"].severity, RULE)
