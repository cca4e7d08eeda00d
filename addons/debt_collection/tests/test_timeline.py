# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.debt_collection.tools.gate import Act

from .common import NOW
from .gate_common import GateCommon
from .screen_common import ScreenMixin


class TimelineCommon(ScreenMixin, GateCommon):
    """Words for what a timeline shows."""

    def entries(self, case=None, user=None, **kwargs):
        """Return the entries of a timeline, ann's case's where none is given."""
        case = (case or self.case).with_user(user or self.ann)
        self.env.flush_all()
        return case.get_timeline(**kwargs)["entries"]

    def titles(self, **kwargs):
        """Return the titles of a timeline's entries."""
        return [entry["title"] for entry in self.entries(**kwargs)]

    def log(self, case=None, **values):
        """Log a call of ann's."""
        values = {"channel": "call", "result": "no_answer", **values}
        return (case or self.case).with_user(self.ann).log_contact(**values)

    def refuse(self, case=None):
        """Let the gate refuse a call and keep the refusal."""
        cases = (case or self.case).with_user(self.ann)
        return cases._judge_and_record(Act("contact", "call", NOW, user=self.ann.id))

    def send_invoice(self, invoice=None, **values):
        """Write to the debtor from an invoice, beside the gate."""
        return (invoice or self.invoice).message_post(
            body="Please find the invoice.",
            subject="Your invoice",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **{"partner_ids": self.debtor.ids, **values},
        )


@tagged("post_install", "-at_install")
class TestTimeline(TimelineCommon):
    """Everything that happened with a debtor, newest first."""

    def test_every_kind_of_entry_is_shown(self):
        self.log(note="Rang for long.")
        self.advance(40, partner=self.debtor)
        with self.mock_mail_gateway():
            self.send_invoice()
        self.hold()
        self.refuse()
        kinds = {entry["kind"] for entry in self.entries()}
        self.assertEqual(
            kinds, {"log", "refusal", "case", "hold", "payment", "outside"}
        )

    def test_newest_comes_first(self):
        self.log(date=NOW - timedelta(days=2))
        self.log(date=NOW - timedelta(days=1))
        self.log(date=NOW - timedelta(days=3))
        dates = [entry["date"] for entry in self.entries()]
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_filter_shows_its_kind_alone(self):
        self.log()
        self.hold()
        self.refuse()
        for kind, shown in (
            ("log", {"log"}),
            ("refusal", {"refusal"}),
            ("case", {"case", "hold"}),
            ("payment", set()),
        ):
            with self.subTest(kind=kind):
                kinds = {entry["kind"] for entry in self.entries(kinds=[kind])}
                self.assertEqual(kinds, shown)

    def test_unknown_kind_is_refused_with_the_known_ones(self):
        with self.assertRaisesRegex(UserError, "payment"):
            self.entries(kinds=["letters"])

    def test_pages_follow_one_another_without_gap_or_repetition(self):
        for days in range(5):
            self.log(date=NOW - timedelta(days=days))
        whole = [entry["key"] for entry in self.entries()]
        case = self.case.with_user(self.ann)
        first = case.get_timeline(limit=3)
        self.assertTrue(first["has_more"])
        rest = case.get_timeline(offset=3, limit=100)
        self.assertFalse(rest["has_more"])
        self.assertEqual(
            [entry["key"] for entry in first["entries"] + rest["entries"]], whole
        )

    # === CONTACTS === #

    def test_contact_says_who_was_reached_how_and_what_came_of_it(self):
        self.log(
            result="conversation",
            recipient=self.bookkeeper,
            recipient_role="representative",
            duration=95,
            note="She will look into it.",
            date_next="2025-06-30",
        )
        [entry] = self.entries(kinds=["log"])
        self.assertIn("Call", entry["title"])
        self.assertEqual(entry["person"], "Bea Keeper (Representative)")
        self.assertEqual(entry["text"], "She will look into it.")
        self.assertEqual(entry["user"], "Ann")
        self.assertIn("0:01:35", entry["details"][0])
        self.assertIn("06/30/2025", entry["details"][1])

    def test_violation_is_marked_with_its_reasons(self):
        self.hold()
        self.log()
        [entry] = self.entries(kinds=["log"])
        self.assertIn("danger", [badge["level"] for badge in entry["badges"]])
        self.assertTrue(any("Fire" in line for line in entry["details"]))

    def test_entry_that_broke_nothing_has_no_such_mark(self):
        self.log()
        [entry] = self.entries(kinds=["log"])
        self.assertNotIn("danger", [badge["level"] for badge in entry["badges"]])

    def test_entry_waits_for_its_seal_until_it_is_sealed(self):
        self.log()
        [entry] = self.entries(kinds=["log"])
        self.assertIn("Not Sealed Yet", [badge["label"] for badge in entry["badges"]])
        self.env["collection.contact.sealer"].sudo()._seal(self.company.id)
        [entry] = self.entries(kinds=["log"])
        self.assertFalse(entry["badges"])

    def test_corrected_entry_names_who_corrected_it_and_why(self):
        wrong = self.log()
        self.log(result="voicemail", corrects=wrong, reason="It was the machine.")
        by_id = {entry["id"]: entry for entry in self.entries(kinds=["log"])}
        self.assertEqual(
            by_id.pop(wrong.id)["corrected"],
            {
                "user": "Ann",
                "date": "2025-06-16 12:00:00",
                "reason": "It was the machine.",
            },
        )
        [correction] = by_id.values()
        self.assertFalse(correction["corrected"])
        self.assertIn("It was the machine.", correction["details"][-1])

    def test_only_what_is_not_corrected_can_be_corrected(self):
        wrong = self.log()
        self.log(result="voicemail", corrects=wrong, reason="It was the machine.")
        for entry in self.entries(kinds=["log"]):
            self.assertEqual(entry["can_correct"], entry["id"] != wrong.id)
        for entry in self.entries(kinds=["log"], user=self.odile):
            self.assertFalse(entry["can_correct"])

    # === MONEY === #

    def test_payments_stand_on_their_day_with_their_amount(self):
        self.pay(self.invoice, 40)
        [entry] = self.entries(kinds=["payment"])
        self.assertFalse(entry["has_time"])
        self.assertEqual(entry["date"], "2025-06-16 00:00:00")
        self.assertIn("40.00", entry["amount"])
        self.assertEqual(entry["title"], "Payment received")

    def test_day_of_a_payment_is_the_reader_s(self):
        self.pay(self.invoice, 40)
        case = self.case.with_user(self.ann).with_context(tz="Asia/Shanghai")
        [entry] = case.get_timeline(kinds=["payment"])["entries"]
        self.assertEqual(entry["date"], "2025-06-15 16:00:00")

    def test_payment_of_another_company_is_not_shown(self):
        data = self.setup_other_company()
        other = data["company"]
        payment = (
            self.env["account.payment"]
            .with_company(other)
            .create(
                {
                    "amount": 40,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": self.debtor.id,
                    "company_id": other.id,
                    "journal_id": data["default_journal_bank"].id,
                }
            )
        )
        payment.action_post()
        self.assertFalse(self.entries(kinds=["payment"]))

    def test_closed_case_still_shows_its_payments_and_no_later_ones(self):
        self.pay(self.invoice)
        self.fold()
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(len(self.entries(kinds=["payment"])), 1)
        self.env.cr.execute(
            "UPDATE collection_case SET date_closed = '2025-06-10' WHERE id = %s",
            [self.case.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.entries(kinds=["payment"]))

    # === OUTSIDE THE GATE === #

    def test_mail_from_an_invoice_is_outside_the_gate(self):
        with self.mock_mail_gateway():
            self.send_invoice()
        [entry] = self.entries(kinds=["outside"])
        self.assertIn(self.invoice.name, entry["title"])
        self.assertEqual(entry["text"], "Your invoice")
        self.assertEqual(entry["person"], "Cedar Mills")

    def test_mail_from_the_case_is_no_mail_outside_the_gate(self):
        with self.mock_mail_gateway():
            self.case.with_user(self.ann).message_post(
                body="Please pay.",
                partner_ids=self.debtor.ids,
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(self.entries(kinds=["outside"]))

    def test_mail_to_somebody_else_is_not_shown(self):
        with self.mock_mail_gateway():
            self.send_invoice(partner_ids=self.other.ids)
        self.assertFalse(self.entries(kinds=["outside"]))

    def test_mail_from_a_record_one_may_not_read_does_not_say_what_about(self):
        secret = self.env["res.partner"].create({"name": "Secret deal"})
        with self.mock_mail_gateway():
            self.send_invoice(secret)
        rule = (
            self.env["ir.rule"]
            .sudo()
            .create(
                {
                    "name": "hidden from collectors",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "domain_force": f"[('id', '!=', {secret.id})]",
                    "groups": [
                        Command.link(
                            self.env.ref("debt_collection.group_collection_agent").id
                        )
                    ],
                }
            )
        )
        [entry] = self.entries(kinds=["outside"])
        self.assertNotIn("Secret", entry["title"])
        self.assertFalse(entry["text"])
        rule.active = False
        [entry] = self.entries(kinds=["outside"])
        self.assertIn("Secret", entry["title"])
        self.assertEqual(entry["text"], "Your invoice")

    # === WHOSE === #

    def test_merged_cases_belong_to_the_survivor(self):
        gone = self.new_case("Cedar Mills Ltd", team=self.north, user=self.ann)
        gone.partner_id.sudo().phone = "+1 202-555-0111"
        self.log(gone, note="Before the merge.")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (gone.partner_id | self.debtor).ids, self.debtor
        )
        self.env.invalidate_all()
        self.assertEqual(gone.merged_into_id, self.case)
        texts = [entry["text"] for entry in self.entries(kinds=["log"])]
        self.assertEqual(texts, ["Before the merge."])
        events = self.entries(kinds=["case"])
        self.assertTrue(any(gone.name in entry["text"] for entry in events))

    def test_who_may_not_read_the_case_reads_no_timeline(self):
        for user, is_allowed in (
            (self.ann, True),
            (self.lena, True),
            (self.mara, True),
            (self.odile, True),
            (self.ben, False),
            (self.cleo, False),
            (self.nora, False),
            (self.paul, False),
        ):
            with self.subTest(user=user.login):
                args = (user, "collection.case", "get_timeline", [self.case.ids])
                if is_allowed:
                    self.assertTrue(self.call_rpc(*args)["entries"])
                else:
                    with self.assertRaises(AccessError):
                        self.call_rpc(*args)

    # === SPEED === #

    def test_number_of_queries_does_not_depend_on_the_entries(self):
        def fill(number):
            for days in range(number):
                self.log(date=NOW - timedelta(hours=days), note=str(days))
            wrong = self.log()
            self.log(result="voicemail", corrects=wrong, reason="Wrong.")
            self.hold(reason=f"Hold {number}")
            self.pay(self.invoice, 1)
            with self.mock_mail_gateway():
                self.send_invoice()

        fill(2)
        case = self.case.with_user(self.ann)
        case.get_timeline()
        with self.counted() as few:
            case.get_timeline()
        fill(12)
        with self.counted() as many:
            entries = case.get_timeline()["entries"]
        self.assertGreater(len(entries), 20)
        self.assertEqual(many, few)


@tagged("post_install", "-at_install")
class TestTimelineReport(TimelineCommon):
    """The timeline on paper."""

    def render(self, user=None, **data):
        """Return the page as text."""
        reports = self.env["ir.actions.report"].with_user(user or self.ann)
        html, _kind = reports._render_qweb_html(
            "debt_collection.report_collection_timeline",
            None,
            {"case_ids": self.case.ids, **data},
        )
        return html.decode()

    def test_page_shows_the_entries(self):
        self.log(note="Rang for long.")
        page = self.render()
        for text in ("Cedar Mills", self.case.name, "Rang for long."):
            with self.subTest(text=text):
                self.assertIn(text, page)

    def test_page_shows_only_the_kinds_asked_for(self):
        self.log(note="Rang for long.")
        self.assertNotIn("Rang for long.", self.render(kinds=["payment"]))

    def test_page_is_not_for_those_who_may_not_read_the_case(self):
        with self.assertRaises(AccessError):
            self.render(user=self.ben)

    def test_button_prints_what_is_shown(self):
        action = self.case.with_user(self.ann).action_print_timeline(kinds=["log"])
        self.assertEqual(action["report_type"], "qweb-pdf")
        self.assertEqual(action["data"], {"case_ids": self.case.ids, "kinds": ["log"]})
