# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import Form, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestSettings(CollectionCommon):
    """The settings page writes the root company's settings, and the cases follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adam = cls.new_user(
            "adam", "base.group_system,debt_collection.group_collection_admin"
        )

    def save(self, company=None, **values):
        """Save the settings page as the administrator does."""
        settings = self.env["res.config.settings"].with_user(self.adam)
        with Form(settings.with_company(company or self.company)) as form:
            for name, value in values.items():
                setattr(form, name, value)
        form.record.execute()

    def test_settings_are_kept_on_the_company(self):
        team = self.env["collection.team"].sudo().create({"name": "Front desk"})
        self.save(
            collection_tz="Asia/Shanghai",
            collection_lead_days=3,
            collection_misc_no_followup=True,
            collection_team_id=team,
            collection_high_value=2500,
        )
        self.assertRecordValues(
            self.company,
            [
                {
                    "collection_tz": "Asia/Shanghai",
                    "collection_lead_days": 3,
                    "collection_misc_no_followup": True,
                    "collection_team_id": team.id,
                    "collection_high_value": 2500,
                }
            ],
        )

    def test_changed_setting_marks_the_debtors(self):
        self.post(100, past_due=-2)
        self.fold()
        self.assert_no_case()
        self.save(collection_lead_days=3)
        self.assertIn(self.debtor, self.fold())
        self.assert_case_equals_ledger()

    def test_unchanged_settings_mark_nobody(self):
        self.post(100, past_due=10)
        self.fold()
        self.save()
        self.assertFalse(self.marked())

    def test_settings_of_another_company_leave_ours_alone(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.adam.company_ids = [Command.link(other.id)]
        self.save(other, collection_lead_days=9)
        self.assertEqual(other.collection_lead_days, 9)
        self.assertEqual(self.company.collection_lead_days, 0)

    def test_branch_shows_and_writes_the_settings_of_its_root(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.adam.company_ids = [Command.link(branch.id)]
        self.save(branch, collection_lead_days=4)
        self.assertEqual(self.company.collection_lead_days, 4)
