# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOW
from .people_common import PeopleCommon, in_days
from .screen_common import ScreenMixin


@tagged("post_install", "-at_install")
class TestStandIn(PeopleCommon):
    """While somebody is away, the stand-in works the cases; nothing is moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_ann = cls.new_case("Ann's", cls.north, cls.ann)
        cls.of_ben = cls.new_case("Ben's", cls.north, cls.ben)

    def seen_by(self, user, model="collection.case", field="id"):
        """Return the ids of the two cases that a user sees, or sees records of."""
        self.env.invalidate_all()
        found = self.env[model].with_user(user).search([])
        return set((found[field] if field != "id" else found).ids) & {
            self.of_ann.id,
            self.of_ben.id,
        }

    def test_stand_in_sees_the_cases_on_these_days_only(self):
        self.away(self.ann, 1, 3, self.cleo)
        for days, sees in ((0, False), (1, True), (2, True), (3, True), (4, False)):
            with self.subTest(day=days), freeze_time(NOW + timedelta(days=days)):
                seen = self.seen_by(self.cleo)
                self.assertEqual(seen, {self.of_ann.id} if sees else set())

    def test_cached_rule_does_not_keep_yesterday(self):
        self.away(self.ann, 0, 0, self.cleo)
        self.assertEqual(self.seen_by(self.cleo), {self.of_ann.id})
        with freeze_time(NOW + timedelta(days=1)):
            self.assertEqual(self.seen_by(self.cleo), set())

    def test_day_is_that_of_the_company(self):
        self.away(self.ann, 1, 1, self.cleo)
        self.company.sudo().collection_tz = "Pacific/Kiritimati"
        self.assertEqual(self.seen_by(self.cleo), {self.of_ann.id})
        self.company.sudo().collection_tz = "Pacific/Midway"
        self.assertEqual(self.seen_by(self.cleo), set())

    def test_absent_collector_keeps_the_cases(self):
        self.away(self.ann, 0, 2, self.cleo)
        self.assertEqual(self.seen_by(self.ann), {self.of_ann.id})
        self.assertEqual(self.of_ann.user_id, self.ann)

    def test_what_hangs_on_a_case_is_seen_too(self):
        self.advance(1, partner=self.of_ann.partner_id)
        self.away(self.ann, 0, 0, self.cleo)
        for model in (
            "collection.case.event",
            "collection.open.item",
            "collection.currency.total",
            "collection.receipt",
        ):
            with self.subTest(model=model):
                seen = self.seen_by(self.cleo, model, "case_id")
                self.assertEqual(seen, {self.of_ann.id})

    def test_every_rule_of_a_collector_s_cases_knows_the_stand_in(self):
        rules = (
            self.env["ir.rule"]
            .sudo()
            .search(
                [
                    ("domain_force", "like", "user_id', '=', user.id"),
                    ("model_id.model", "like", "collection."),
                ]
            )
        )
        about_cases = rules.filtered(lambda rule: "is_shared" in rule.domain_force)
        self.assertGreater(len(about_cases), 8)
        for rule in about_cases:
            with self.subTest(rule=rule.name):
                self.assertIn("collection_stand_in_id", rule.domain_force)

    def test_stand_in_of_a_lead_sees_the_teams_cases_on_these_days_only(self):
        self.region.lead_id = False
        self.away(self.lena, 1, 1, self.hugo)
        both = {self.of_ann.id, self.of_ben.id}
        for days, sees in ((0, set()), (1, both), (2, set())):
            with self.subTest(day=days), freeze_time(NOW + timedelta(days=days)):
                self.assertEqual(self.seen_by(self.hugo), sees)

    def test_every_rule_of_a_lead_s_cases_knows_the_stand_in(self):
        rules = self.env["ir.rule"].sudo()
        of_leads = rules.search([("domain_force", "like", "team_id.all_lead_ids")])
        self.assertGreater(len(of_leads), 10)
        for rule in of_leads:
            with self.subTest(rule=rule.name):
                self.assertIn(
                    "team_id.all_lead_ids.collection_stand_in_id", rule.domain_force
                )

    def test_stand_in_works_the_case(self):
        self.away(self.ann, 0, 0, self.cleo)
        case = self.of_ann.with_user(self.cleo)
        case.stage_id = self.env.ref("debt_collection.collection_stage_contact")
        case.message_post(body="Called for Ann.")
        self.env["collection.hold"].with_user(self.cleo).create(
            {
                "name": "Ill",
                "case_id": case.id,
                "date_end": NOW + timedelta(days=5),
            }
        )
        self.assertEqual(case.state, "on_hold")
        with freeze_time(NOW + timedelta(days=1)):
            self.env.invalidate_all()
            with self.refused(AccessError):
                case.write({"color": 4})

    def test_stand_in_logs_in_the_own_name(self):
        self.away(self.ann, 0, 0, self.cleo)
        self.of_ann.sudo().partner_id.phone = "+1 555 010 9999"
        entry = self.of_ann.with_user(self.cleo).log_contact("call", "no_answer")
        self.assertEqual(entry.user_id, self.cleo)
        self.assertEqual(entry.case_id, self.of_ann)

    def test_stand_in_gives_no_case_away(self):
        self.away(self.ann, 0, 0, self.cleo)
        for user in (self.cleo, self.ben):
            with self.refused(AccessError):
                self.of_ann.with_user(self.cleo).user_id = user

    def test_case_says_who_covers(self):
        self.away(self.ann, 0, 3, self.cleo)
        self.assertRecordValues(
            self.of_ann | self.of_ben,
            [
                {"stand_in_id": self.cleo.id, "date_away_until": in_days(3)},
                {"stand_in_id": False, "date_away_until": False},
            ],
        )
        cases = self.env["collection.case"].with_user(self.cleo)
        found = cases.search([("stand_in_id", "=", self.cleo.id)])
        self.assertEqual(found, self.of_ann)

    def test_who_is_covered_by_nobody_can_be_found(self):
        self.away(self.ann, 0, 0, self.cleo)
        self.away(self.ben, 0, 0)
        users = self.env["res.users"].search(
            [
                ("id", "in", (self.ann | self.ben).ids),
                ("collection_stand_in_id", "=", False),
            ]
        )
        self.assertEqual(users, self.ben)


@tagged("post_install", "-at_install")
class TestAbsence(PeopleCommon):
    """What can be entered, and by whom."""

    # === BY WHOM === #

    def test_collector_enters_the_own_absence_and_no_other(self):
        self.away(self.ann, 1, 2, self.ben)
        with self.refused(AccessError):
            self.away(self.ben, 5, 6, by=self.ann)

    def test_lead_enters_the_team_s_absences_and_no_other(self):
        self.away(self.ann, 1, 2, by=self.lena)
        self.away(self.cleo, 1, 2, by=self.hugo)
        self.away(self.cleo, 5, 6, by=self.mara)
        with self.refused(AccessError):
            self.away(self.cleo, 8, 9, by=self.lena)

    def test_colleagues_and_stand_ins_read_an_absence_and_do_not_change_it(self):
        absence = self.away(self.ann, 1, 2, self.cleo)
        for user in (self.ben, self.cleo, self.odile):
            with self.subTest(user=user.login):
                mine = absence.with_user(user)
                self.assertEqual(mine.date_to, in_days(2))
                with self.refused(AccessError):
                    mine.date_to = in_days(9)
        other = self.new_user("otto", "debt_collection.group_collection_agent")
        with self.refused(AccessError):
            absence.with_user(other).read(["date_to"])

    # === WHAT === #

    def test_last_day_is_not_before_the_first(self):
        with (
            self.assertRaises(CheckViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.away(self.ann, 2, 1)

    def test_stand_in_must_be_another_collector(self):
        for stand_in, words in (
            (self.ann, "Nobody covers for themselves"),
            (self.nora, "has no right"),
            (self.odile, "has no right"),
        ):
            with (
                self.subTest(stand_in=stand_in.login),
                self.refused(ValidationError, words),
            ):
                self.away(self.ann, 0, 0, stand_in)
        self.ben.active = False
        with self.refused(ValidationError, "has no right"):
            self.away(self.ann, 0, 0, self.ben)

    def test_stand_in_of_a_lead_may_approve_steps(self):
        for lead in (self.lena, self.hugo):
            for user in (self.ann, self.cleo):
                with (
                    self.subTest(lead=lead.login, user=user.login),
                    self.refused(ValidationError, "Choose under “Covered By” somebody"),
                ):
                    self.away(lead, 1, 2, user)
        absence = self.away(self.lena, 1, 2, self.hugo)
        self.away(self.hugo, 5, 6, self.mara)
        with self.refused(ValidationError, "Lena leads a team, and Ann may not"):
            self.call_rpc(
                self.lena,
                "collection.absence",
                "write",
                [absence.ids, {"stand_in_id": self.ann.id}],
            )
        self.north.active = False
        absence.stand_in_id = self.ann

    def test_nobody_becomes_a_lead_whose_stand_in_may_not_approve(self):
        absence = self.away(self.mara, 0, 2, self.ann)
        self.away(self.hugo, 1, 2, self.lena)
        with self.refused(ValidationError, "Mara leads a team, and Ann may not"):
            self.call_rpc(
                self.mara,
                "collection.team",
                "write",
                [self.north.ids, {"lead_id": self.mara.id}],
            )
        self.north.lead_id = self.hugo
        with freeze_time(NOW + timedelta(days=3)):
            self.assertEqual(absence.state, "over")
            self.north.lead_id = self.mara

    def test_collector_covers_whoever_leads_no_team(self):
        absence = self.away(self.mara, 1, 2, self.ann)
        absence.write({"date_to": in_days(3), "note": "Sea"})
        self.assertEqual(absence.stand_in_id, self.ann)

    def test_cover_changes_when_the_absent_lost_the_right(self):
        absence = self.away(self.ann, 0, 3, self.ben)
        self.ann.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        absence.with_user(self.lena).stand_in_id = self.cleo
        self.assertEqual(absence.sudo().stand_in_id, self.cleo)
        with self.refused(ValidationError, "Ann has no right"):
            self.away(self.ann, 5, 6, by=self.lena)

    def test_stand_in_must_work_for_the_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stan = self.new_user(
            "stan",
            "debt_collection.group_collection_agent",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        with self.refused(ValidationError, "does not work for"):
            self.away(self.ann, 0, 0, stan, by=self.env.ref("base.user_root"))

    def test_absences_of_one_person_do_not_overlap(self):
        self.away(self.ann, 1, 3)
        for first, last in ((0, 1), (2, 2), (3, 5), (0, 9)):
            with (
                self.subTest(first=first),
                self.refused(ValidationError, "is already away"),
            ):
                self.away(self.ann, first, last)
        self.away(self.ann, 4, 5)
        self.away(self.ann, 0, 0)

    def test_stand_in_is_not_away_in_the_same_days(self):
        self.away(self.ben, 2, 4)
        with self.refused(ValidationError, "Choose somebody else to cover"):
            self.away(self.ann, 4, 5, self.ben)
        self.away(self.ann, 5, 6, self.ben)
        with self.refused(ValidationError, "covers for Ann"):
            self.away(self.ben, 6, 6)

    def test_nobody_covers_on_days_that_are_over(self):
        words = "Leave “Covered By” empty, and say in “Note”"
        for user in (self.ann, self.lena, self.mara):
            with self.subTest(user=user.login), self.refused(ValidationError, words):
                self.away(self.ann, -5, -1, self.ben, by=user)
        planned = self.away(self.ann, 5, 6, self.ben)
        with self.refused(ValidationError, words):
            planned.write({"date_from": in_days(-5), "date_to": in_days(-1)})
        self.assertEqual(self.away(self.ann, -5, -1).state, "over")
        self.assertEqual(self.away(self.ben, -5, 0, self.cleo).state, "now")

    def test_today_of_an_absence_is_that_of_the_collector_s_company(self):
        self.company.sudo().collection_tz = "Pacific/Midway"
        with freeze_time(f"{in_days(0)} 05:00:00"):
            absence = self.away(self.ann, -1, -1, self.ben)
            self.assertEqual(absence.state, "now")
            with self.refused(ValidationError, "Leave “Covered By” empty"):
                self.away(self.ben, -2, -2, self.ann)

    def test_absence_that_has_begun_is_not_deleted(self):
        begun, planned = self.away(self.ann, 0, 3), self.away(self.ben, 1, 1)
        with self.refused(UserError, "Set its last day instead"):
            begun.unlink()
        planned.unlink()
        self.assertFalse(planned.exists())

    # === WHAT CHANGES === #

    def test_absence_is_nobody_else_s_later(self):
        absence = self.away(self.ann, 1, 2)
        for user, to in (
            (self.ann, self.ben),
            (self.lena, self.cleo),
            (self.lena, self.ben),
            (self.mara, self.ben),
        ):
            with (
                self.subTest(user=user.login),
                self.refused(UserError, "stays with its person"),
            ):
                absence.with_user(user).write(
                    {"user_id": to.id, "stand_in_id": self.ann.id}
                )
        absence.write({"user_id": self.ann.id, "stand_in_id": self.ben.id})
        self.assertEqual(absence.stand_in_id, self.ben)

    def test_planned_absence_moves(self):
        absence = self.away(self.ann, 1, 2, self.ben)
        absence.write({"date_from": in_days(5), "date_to": in_days(9), "note": "Sea"})
        self.assertEqual(absence.date_from, in_days(5))

    def test_absence_that_has_begun_keeps_what_was(self):
        absence = self.away(self.ann, -2, 3, self.ben)
        for values, words in (
            ({"date_from": in_days(5), "date_to": in_days(9)}, "these stay: From"),
            ({"date_from": in_days(-4)}, "these stay: From"),
            ({"note": "x"}, "these stay: Note"),
            ({"date_to": in_days(-1)}, "Choose 06/16/2025 or a later day"),
        ):
            for user in (self.ann, self.lena, self.mara):
                with (
                    self.subTest(values=values, user=user.login),
                    self.refused(UserError, words),
                ):
                    absence.with_user(user).write(values)
        absence.write({"date_from": in_days(-2), "date_to": in_days(9)})
        absence.write({"date_to": in_days(0), "stand_in_id": self.cleo.id})
        self.assertEqual(absence.date_to, in_days(0))

    def test_absence_that_is_over_does_not_change(self):
        with freeze_time(NOW - timedelta(days=5)):
            absence = self.away(self.ann, -5, -1, self.ben)
        for values in ({"date_to": in_days(2)}, {"stand_in_id": self.cleo.id}):
            with self.refused(UserError, "Enter another one"):
                absence.with_user(self.lena).write(values)
        absence.message_post(body="It was the sea.")

    def test_states_are_found_as_they_are_shown(self):
        self.away(self.ann, 1, 2)
        self.away(self.ben, 0, 0)
        over = self.away(self.cleo, -5, -1)
        absences = self.env["collection.absence"].with_user(self.mara)
        for state in ("planned", "now", "over"):
            found = absences.search([("state", "=", state)])
            with self.subTest(state=state):
                self.assertEqual(set(found.mapped("state")), {state})
        self.assertEqual(over.state, "over")


@tagged("post_install", "-at_install")
class TestStandInCounts(ScreenMixin, PeopleCommon):
    """Looking up who is away costs the same for any number of cases."""

    def test_list_of_a_stand_in_costs_the_same_for_any_number_of_cases(self):
        self.away(self.ann, 0, 0, self.cleo)
        cases = self.env["collection.case"].with_user(self.cleo)
        specification = self.specification_of(cases, "list")

        def read():
            return cases.web_search_read([("state", "!=", "closed")], specification)

        counts = []
        for number in (5, 195):
            self.add_cases(number)
            read()
            with self.counted() as count:
                self.assertGreaterEqual(read()["length"], number)
            counts += count
        self.assertEqual(counts[0], counts[1])
