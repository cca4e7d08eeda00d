# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import ForeignKeyViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestCaseMerge(CollectionCommon):
    """The cases follow when partners become one, or one another's contacts."""

    def merge(self, *partners):
        """Merge partners into the last one, as the assistant does."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        merged = self.env["res.partner"].union(*partners)
        wizard._merge(merged.ids, partners[-1])
        self.env.invalidate_all()

    def open_both(self):
        """Open a case of each of the two debtors.

        :return: the case of the first and that of the other
        """
        self.post(100, past_due=10)
        self.post(60, past_due=70, partner=self.other)
        self.fold()
        return self.case_of(), self.case_of(self.other)

    # === MERGED PARTNERS === #

    def test_cases_of_both_become_that_of_the_partner_who_stays(self):
        loser, winner = self.open_both()
        self.merge(self.debtor, self.other)
        self.assertFalse(self.debtor.exists())
        self.assertRecordValues(
            loser,
            [
                {
                    "state": "closed",
                    "outcome": "merged",
                    "merged_into_id": winner.id,
                    "partner_id": self.other.id,
                    "date_closed": TODAY,
                }
            ],
        )
        self.assertEqual(winner.merged_case_ids, loser)
        self.assertEqual(self.events_of(loser), ["opened", "merged"])
        merged = loser.event_ids.filtered(lambda event: event.kind == "merged")
        self.assertEqual(merged.new_value, winner.name)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger(self.other), winner)
        self.assertRecordValues(winner, [{"amount_due": 160, "days_past_due": 70}])

    def test_case_of_the_partner_who_goes_lives_on(self):
        self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        self.merge(self.debtor, self.other)
        self.assertRecordValues(case, [{"state": "open", "partner_id": self.other.id}])
        self.assertIn(self.other, self.fold())
        self.assertEqual(self.assert_case_equals_ledger(self.other), case)

    def test_case_of_the_partner_who_stays_takes_the_debt(self):
        self.post(100, past_due=10, partner=self.other)
        self.fold()
        case = self.case_of(self.other)
        self.post(50, past_due=-10)
        self.fold()
        self.merge(self.debtor, self.other)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger(self.other), case)
        self.assertEqual(case.amount_due, 150)

    def test_three_partners_leave_one_case(self):
        third = self.new_debtor("Cedar Mills")
        self.post(30, past_due=5, partner=third)
        self.open_both()
        self.merge(self.debtor, third, self.other)
        self.fold()
        case = self.assert_case_equals_ledger(self.other)
        self.assertEqual(case.amount_due, 190)
        self.assertEqual(len(case.merged_case_ids), 2)

    def test_partner_without_items_takes_what_several_others_had(self):
        heir = self.new_debtor("Heir")
        self.post(100, past_due=10)
        self.post(50, past_due=-10, partner=self.other)
        self.fold()
        self.merge(self.debtor, self.other, heir)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger(heir).amount_due, 150)

    def test_merged_contact_brings_its_items(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.debtor.id}
        )
        self.entry(40, past_due=20, partner=contact)
        self.post(60, past_due=5, partner=self.other)
        self.fold()
        self.merge(contact, self.other)
        self.fold()
        self.assert_no_case()
        self.assertEqual(self.assert_case_equals_ledger(self.other).amount_due, 100)

    def test_partner_with_contacts_is_merged(self):
        contact = self.env["res.partner"].create(
            {"name": "Accounts payable", "parent_id": self.debtor.id}
        )
        self.entry(40, past_due=20, partner=contact)
        self.open_both()
        self.merge(self.debtor, self.other)
        self.assertEqual(contact.commercial_partner_id, self.other)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger(self.other).amount_due, 200)

    def test_archived_partner_is_merged(self):
        _loser, winner = self.open_both()
        self.debtor.active = False
        self.merge(self.debtor, self.other)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger(self.other), winner)

    def test_closed_cases_go_along(self):
        invoice = self.post(100, past_due=10)
        self.fold()
        closed = self.case_of()
        self.pay(invoice)
        self.fold()
        self.merge(self.debtor, self.other)
        self.assertRecordValues(
            closed, [{"partner_id": self.other.id, "outcome": "paid"}]
        )

    def test_messages_and_activities_of_the_merged_case_stay(self):
        loser, _winner = self.open_both()
        loser.message_post(body="Called, nobody answered.")
        loser.activity_schedule("mail.mail_activity_data_call", summary="Call again")
        self.merge(self.debtor, self.other)
        self.assertIn("nobody answered", loser.message_ids[0].body)
        self.assertEqual(loser.activity_ids.summary, "Call again")

    # === A DEBTOR BECOMES A CONTACT === #

    def make_contact(self, partner, parent):
        """Let a debtor become another one's contact."""
        partner.write({"parent_id": parent.id, "is_company": False})

    def test_case_follows_a_debtor_who_becomes_a_contact(self):
        self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        self.make_contact(self.debtor, self.other)
        self.fold()
        self.assert_no_case()
        self.assertEqual(self.assert_case_equals_ledger(self.other), case)
        self.assertEqual(self.events_of(case), ["opened", "moved"])

    def test_case_goes_into_the_one_the_parent_has(self):
        loser, winner = self.open_both()
        self.make_contact(self.debtor, self.other)
        self.fold()
        self.assertEqual(self.assert_case_equals_ledger(self.other), winner)
        self.assertRecordValues(
            loser, [{"outcome": "merged", "merged_into_id": winner.id}]
        )

    def test_two_debtors_become_contacts_of_one_parent(self):
        parent = self.new_debtor("Holding")
        self.open_both()
        self.make_contact(self.debtor, parent)
        self.make_contact(self.other, parent)
        self.fold()
        case = self.assert_case_equals_ledger(parent)
        self.assertEqual(case.amount_due, 160)
        self.assertEqual(len(case.merged_case_ids), 1)

    def test_run_finds_a_debtor_whose_change_left_no_mark(self):
        self.post(100, past_due=10)
        self.fold()
        case = self.case_of()
        self.make_contact(self.debtor, self.other)
        self.marked()
        self.env.cr.execute("DELETE FROM collection_mark")
        with self.enter_registry_test_mode():
            self.env["collection.run"].with_user(self.manager).run(self.company)
        self.assertEqual(self.assert_case_equals_ledger(self.other), case)

    # === LIMITS === #

    def test_partner_with_a_case_cannot_be_deleted(self):
        entry = self.entry(100, past_due=10)
        self.fold()
        entry.button_draft()
        entry.with_context(force_delete=True).unlink()
        self.fold()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ForeignKeyViolation),
            self.env.cr.savepoint(),
        ):
            self.debtor.unlink()
        self.assertTrue(self.debtor.exists())
