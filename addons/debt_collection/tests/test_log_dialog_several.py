# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common import NOW
from .dialog_common import DialogCommon


@tagged("post_install", "-at_install")
class TestLogDialogSeveral(DialogCommon):
    """From one case to the next, and one dialog for many."""

    def log_and_next(self, form, result="no_answer"):
        """Press “Save & Next”."""
        form.result_id = self.result(result)
        return form.save().action_log_and_next()

    @staticmethod
    def place_of(action):
        """Return where in the list a dialog is, and how long the list is."""
        context = action["context"]
        return context["default_position"], context["default_total"]

    # === ONE AFTER THE OTHER === #

    def test_selected_cases_come_one_after_the_other(self):
        in_order = self.third | self.case | self.second
        action = in_order.with_user(self.ann).action_log_contact()
        for position, case in enumerate(in_order, start=1):
            form = self.follow(action, self.cases)
            self.assertEqual(form.case_id.id, case.id)
            self.assertEqual(self.place_of(action), (position, 3))
            action = self.log_and_next(form)
        self.assertEqual(action["tag"], "collection_contact_logged")
        self.assertEqual([len(case.log_ids) for case in in_order], [1, 1, 1])

    def test_dialog_says_where_one_is(self):
        form = self.follow(self.cases.action_log_contact(), self.cases)
        self.assertEqual(form.place, "1 of 3")

    def test_card_of_a_list_goes_on_in_the_list_s_order(self):
        order = (self.third | self.case | self.second).ids
        case = self.case.with_user(self.ann).with_context(collection_list_ids=order)
        action = case.action_log_contact()
        self.assertEqual(self.place_of(action), (2, 3))
        action = self.log_and_next(self.follow(action, self.cases))
        self.assertEqual(action["context"]["default_case_id"], self.second.id)
        # What comes after it is no selection: letters go to this one alone.
        form = self.follow(action, self.cases)
        form.channel = "letter"
        self.assertFalse(form.can_be_for_all)

    def test_form_goes_on_to_the_next_case_itself(self):
        order = (self.third | self.case | self.second).ids
        form = self.open_dialog(
            self.case, collection_list_ids=order, collection_list_in_form=True
        )
        action = self.log_and_next(form)
        self.assertEqual(action["params"]["case_id"], self.case.id)
        self.assertEqual(action["params"]["next_case_id"], self.second.id)

    def test_form_stays_after_the_last_case(self):
        order = (self.third | self.case).ids
        form = self.open_dialog(
            self.case, collection_list_ids=order, collection_list_in_form=True
        )
        self.assertFalse(self.log_and_next(form)["params"]["next_case_id"])

    def test_save_alone_stays(self):
        order = (self.third | self.case | self.second).ids
        form = self.open_dialog(
            self.case, collection_list_ids=order, collection_list_in_form=True
        )
        form.result_id = self.result("no_answer")
        self.assertFalse(form.save().action_log()["params"]["next_case_id"])

    def test_case_that_closed_meanwhile_is_passed_over(self):
        form = self.open_dialog(self.case | self.second | self.third)
        invoices = self.env["account.move"].search(
            [("partner_id", "=", self.second.partner_id.id)]
        )
        self.pay(invoices)
        self.fold()
        self.assertEqual(self.second.state, "closed")
        action = self.log_and_next(form)
        self.assertEqual(action["context"]["default_case_id"], self.third.id)

    def test_case_given_away_meanwhile_is_passed_over(self):
        form = self.open_dialog(self.case | self.second | self.third)
        self.second.write({"user_id": self.ben.id})
        action = self.log_and_next(form)
        self.assertEqual(action["context"]["default_case_id"], self.third.id)

    def test_foreign_case_named_by_the_client_is_not_shown(self):
        foreign = self.new_case("Foreign", team=self.south)
        form = self.open_dialog(
            self.case, collection_list_ids=[self.case.id, foreign.id]
        )
        self.assertEqual(self.log_and_next(form)["tag"], "collection_contact_logged")

    def test_next_dialog_keeps_the_channel(self):
        form = self.open_dialog(self.case | self.second)
        form.channel = "visit"
        form.is_for_all = False
        action = self.log_and_next(form, "no_answer")
        self.assertEqual(self.follow(action, self.cases).channel, "visit")

    # === MANY AT ONCE === #

    def test_letters_are_logged_for_all_at_once(self):
        action = self.cases.action_log_contact()
        action["context"]["default_channel"] = "letter"
        form = self.follow(action, self.cases)
        self.assertTrue(form.is_for_all)
        form.result_id = self.result("sent")
        form.note = "First reminder."
        log = self.registry["collection.contact.log"]
        with patch.object(
            log, "create", autospec=True, side_effect=log.create
        ) as create:
            form.save().action_log()
        self.assertEqual(create.call_count, 1)
        for case in self.cases:
            self.assertRecordValues(
                case.log_ids, [{"channel": "letter", "note": "First reminder."}]
            )

    def test_calls_are_never_for_all(self):
        form = self.open_dialog(self.cases)
        self.assertFalse(form.is_for_all)
        self.assertFalse(form.can_be_for_all)
        self.log_and_next(form)
        self.assertEqual(sum(self.cases.mapped("log_count")), 1)

    def test_one_case_is_not_for_all(self):
        form = self.open_dialog(self.case)
        form.channel = "letter"
        self.assertFalse(form.is_for_all)

    def test_verdict_counts_and_names_those_who_may_not_be_contacted(self):
        self.second.with_user(self.ann).hold("Illness", NOW + timedelta(days=2))
        form = self.open_dialog(self.cases)
        form.channel = "letter"
        verdict = form.verdict
        self.assertEqual((verdict["allowed"], verdict["total"]), (2, 3))
        self.assertEqual(
            [told["debtor"] for told in verdict["told"]], ["Dogwood Retail"]
        )

    # === FROM THE CUSTOMER === #

    def test_customer_s_button_opens_the_dialog_on_the_open_case(self):
        partner = self.case.partner_id.with_user(self.ann)
        self.assertEqual(partner.collection_amount_overdue, 100)
        self.assertEqual(partner.collection_currency_id, self.case.currency_id)
        action = partner.action_log_collection_contact()
        self.assertEqual(action["context"]["default_case_id"], self.case.id)
