# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

import pytz

from odoo import models

from odoo.addons.debt_collection.tools.gate import Blocker

SUNDAY = 6


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _get_blockers(self, act):
        """Override of `debt_collection`: no contact on a Sunday.

        It is the company's own Sunday, and it ends at midnight there.
        """
        blockers = super()._get_blockers(act)
        if act.kind != "contact":
            return blockers
        for case, reasons in blockers.items():
            company = case.sudo().company_id
            day = company._collection_day_of(act.of(case.id).moment)
            if day.weekday() != SUNDAY:
                continue
            zone = pytz.timezone(company.collection_tz)
            monday = datetime.combine(day + timedelta(days=1), time.min)
            until = zone.localize(monday).astimezone(pytz.utc).replace(tzinfo=None)
            reasons.append(
                Blocker(
                    "quiet_sunday",
                    self.env._("It is Sunday. Wait until Monday."),
                    until=until,
                    reference="House rule 7",
                )
            )
        return blockers
