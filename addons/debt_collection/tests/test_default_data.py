# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged
from odoo.tools import convert_file

from .common import CollectionCommon

STRATEGY = "data/strategy/collection_strategy_data.xml"
SEGMENTS = "data/scoring/collection_segment_data.xml"


@tagged("post_install", "-at_install")
class TestDefaultData(CollectionCommon):
    """What the addon brings reads Chinese too, and belongs to whoever changes it."""

    def ref(self, name):
        """Return a record of the addon's data, as the manager sees it."""
        record = self.env.ref(f"debt_collection.{name}")
        return record.with_user(self.manager)

    def update(self):
        """Load the data as an update of the addon does."""
        for name in (STRATEGY, SEGMENTS):
            convert_file(
                self.env, "debt_collection", name, {}, mode="update", noupdate=True
            )

    def test_default_strategy_is_in_use_with_its_steps(self):
        strategy = self.ref("collection_strategy_default")
        self.assertTrue(strategy.active)
        self.assertEqual(
            [(step.days, step.channel_names) for step in strategy.step_ids],
            [
                (3, "E-mail, Letter, Call"),
                (10, "Call, E-mail"),
                (20, "E-mail, Letter"),
                (30, "Call, Letter"),
            ],
        )
        self.assertEqual(strategy.segment_count, 3)

    def test_every_text_of_the_default_data_reads_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        module = self.env["ir.module.module"].search([("name", "=", "debt_collection")])
        module._update_translations(["zh_CN"])
        self.manager.lang = "zh_CN"
        data = self.env["ir.model.data"].search(
            [("module", "=", "debt_collection"), ("model", "=like", "collection.%")]
        )
        for model, names in data.grouped("model").items():
            records = self.env[model].with_user(self.manager).with_context(lang="zh_CN")
            texts = [
                name
                for name, field in records._fields.items()
                if field.store and field.translate
            ]
            for values in records.browse(names.mapped("res_id")).read(texts):
                for name in texts:
                    with self.subTest(model=model, field=name, text=values[name]):
                        text = values[name] or ""
                        self.assertEqual(text.isascii(), not text)

    def test_update_leaves_what_people_changed_and_deleted(self):
        first = self.ref("collection_strategy_default_reminder")
        first.write({"name": "Ours", "days": 5})
        self.ref("collection_strategy_default_second_reminder").unlink()
        self.ref("collection_segment_remind").unlink()
        strategy = self.ref("collection_strategy_default")
        self.update()
        self.assertEqual(
            strategy.step_ids.mapped("name"), ["Ours", "First call", "Call who decides"]
        )
        self.assertEqual(first.days, 5)
        self.assertEqual(strategy.segment_count, 2)

    def test_update_leaves_a_strategy_out_of_use_and_a_deleted_one_away(self):
        strategy = self.ref("collection_strategy_default")
        strategy.segment_ids.unlink()
        strategy.action_archive()
        self.update()
        self.assertFalse(strategy.active)
        strategy.unlink()
        self.update()
        self.assertFalse(
            self.env.ref("debt_collection.collection_strategy_default", False)
        )
