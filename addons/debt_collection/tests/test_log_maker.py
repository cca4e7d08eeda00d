# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW
from .log_common import LogCommon

TRACKED = {"tracking_disable": False, "mail_notrack": False}


@tagged("post_install", "-at_install")
class TestLogMaker(LogCommon):
    """Who may log a contact, with which files."""

    # === WHOSE CASE IT IS NO MORE === #

    def give_away(self, team=None, user=None):
        """Give the case to somebody else while ann talks to the debtor."""
        case = self.case.with_user(self.mara).with_context(**TRACKED)
        case.write(
            {"team_id": (team or self.north).id, "user_id": (user or self.ben).id}
        )
        self.flush_tracking()

    def flush_tracking(self):
        """Let the chatter write what has changed."""
        self.env.flush_all()
        self.env.cr.flush()

    def test_contact_made_while_the_case_was_given_away_is_logged(self):
        self.flush_tracking()
        for team, user in ((self.north, self.ben), (self.south, self.cleo)):
            self.give_away(team, user)
            entry = self.entry(user=self.ann, result="hardship", note="Lost her job")
            with self.subTest(team=team.name):
                self.assertEqual(entry.sudo().user_id, self.ann)
                # She may tell what she did, and nothing more.
                with self.assertRaises(AccessError):
                    entry.check_access("read")
                with self.assertRaises(AccessError):
                    self.case.with_user(self.ann).check_access("read")
        self.assertEqual(self.case.sudo().hold_ids.user_id, self.ann)

    def test_member_of_the_team_of_a_case_that_was_nobody_s_logs_on_it(self):
        free = self.new_case("Free House", self.north).with_context(**TRACKED)
        free.partner_id.sudo().phone = "+1 212 555 0122"
        self.flush_tracking()
        free.user_id = self.ben
        self.flush_tracking()
        self.assertEqual(self.entry(case=free).sudo().user_id, self.ann)
        with self.assertRaises(AccessError):
            self.entry(user=self.cleo, case=free)
        free.user_id = self.lena
        self.flush_tracking()
        self.entry(user=self.ben, case=free)

    def test_who_has_logged_on_a_case_before_logs_on_it(self):
        self.entry()
        self.case.sudo().user_id = self.ben
        self.assertEqual(self.entry().sudo().user_id, self.ann)

    def test_who_never_had_the_case_logs_nothing(self):
        self.flush_tracking()
        for user in (self.ben, self.cleo, self.odile, self.nora, self.paul):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.entry(user=user)
        self.give_away(self.south, self.cleo)
        with self.assertRaises(AccessError):
            self.entry(user=self.ben)

    def test_who_no_longer_works_in_collection_logs_nothing(self):
        self.flush_tracking()
        self.give_away()
        group = self.env.ref("debt_collection.group_collection_agent")
        self.ann.sudo().group_ids -= group
        with self.assertRaises(AccessError):
            self.entry(user=self.ann)

    # === FILES === #

    def file(self, user, **values):
        """Return a file of somebody's."""
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "letter.txt", "raw": b"Dear Cora", **values})
        )

    def test_own_upload_is_kept_with_the_case(self):
        file = self.file(self.ann)
        entry = self.entry(attachments=file)
        self.assertEqual(
            (file.res_model, file.res_id), ("collection.case", self.case.id)
        )
        self.assertIn("SHA-256", entry.attachment_summary)

    def test_files_of_others_are_digested_and_stay_what_they_are(self):
        logo = self.file(self.env.ref("base.user_root"), public=True)
        mine = self.file(self.ann)
        mine.sudo().public = True
        with self.assertRaises(AccessError):
            logo.with_user(self.ann).unlink()
        for file in (logo, mine):
            entry = self.entry(attachments=[file.id])
            self.assertFalse(file.sudo().res_id)
            self.assertIn("SHA-256", entry.attachment_summary)
        with self.assertRaises(AccessError):
            logo.with_user(self.ann).unlink()
        self.assertTrue(logo.exists())

    # === CORRECTING A RESULT THAT PAUSED === #

    def misclick(self):
        """Log hardship by mistake.

        :return: the entry and the hold it has set
        """
        wrong = self.entry(result="hardship")
        hold = self.case.sudo().hold_ids
        self.assertEqual((hold.log_id, hold.state), (wrong.sudo(), "active"))
        return wrong, hold

    def test_correcting_a_result_lifts_the_hold_that_it_set(self):
        wrong, hold = self.misclick()
        self.entry(result="no_answer", corrects=wrong, reason="Wrong button")
        self.assertEqual((hold.state, hold.date_end), ("ended", NOW))
        self.assertEqual(self.case.state, "open")
        self.assertIn("Wrong button", hold.message_ids[0].body)

    def test_hold_that_somebody_has_prolonged_stays(self):
        wrong, hold = self.misclick()
        hold.with_user(self.lena).date_end = "2025-12-31 12:00:00"
        self.entry(result="no_answer", corrects=wrong, reason="Wrong button")
        self.assertEqual(hold.state, "active")

    def test_hold_of_another_entry_stays(self):
        other = self.entry(result="already_paid")
        wrong = self.entry(result="hardship")
        self.entry(result="no_answer", corrects=wrong, reason="Wrong button")
        left = self.case.sudo().hold_ids.filtered(lambda hold: hold.state == "active")
        self.assertEqual(left.log_id, other.sudo())

    def test_correcting_with_the_same_result_keeps_the_hold(self):
        wrong, hold = self.misclick()
        self.entry(result="hardship", corrects=wrong, reason="Another person")
        self.assertEqual(hold.state, "active")

    # === TYPES === #

    def test_what_is_of_no_such_type_is_refused_in_words(self):
        for told in (
            {"duration": 1.5e308},
            {"duration": float("inf")},
            {"duration": float("nan")},
            {"duration": [1]},
            {"duration": True},
            {"duration": "abc"},
            {"note": {"a": 1}},
            {"note": True},
            {"recipient": "abc"},
            {"recipient": -1},
            {"recipient": True},
            {"recipient": 10**12},
            {"attachments": "abc"},
            {"attachments": 5},
            {"attachments": [[6, 0]]},
            {"attachments": [10**12]},
            {"attachments": [99999999]},
            {"corrects": 99999999},
            {"corrects": "x", "reason": "x"},
            {"date": 5},
            {"date": [1]},
            {"date_next": "9999-99-99"},
            {"date_next": "0001-01-01"},
            {"date_next": "9999-12-31"},
            {"date_next": True},
            {"date_next": {"a": 1}},
            {"direction": 5},
            {"direction": ["in"]},
            {"channel": ["call"]},
            {"channel": 5},
            {"result": {"a": 1}},
            {"result": [1]},
            {"result": 99999999},
            {"result": 10**12},
            {"result": True},
            {"recipient_role": [1]},
        ):
            with (
                self.subTest(told=told),
                self.env.cr.savepoint(),
                self.assertRaises(UserError),
            ):
                self.entry(**told)
                self.env.flush_all()
        self.assertFalse(self.log.sudo().search([("case_id", "=", self.case.id)]))
