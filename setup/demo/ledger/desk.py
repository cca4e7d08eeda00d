# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What whoever contacts a debtor needs: the words, and a moment that suits."""

from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import count

import pytz

from odoo.tools import format_date

from .marks import read_json
from .story import working_day


class Desk:
    """Speaks to the debtors of one company in their language and at their hours."""

    def __init__(self, env, company, cases, rng):
        self.env, self.company, self.cases, self.rng = env, company, cases, rng
        self.data = read_json("contacts.json")
        domain = [("parent_id", "in", cases.partner_id.ids), ("type", "=", "contact")]
        people = env["res.partner"].search(domain, order="id desc")
        self.people = {person.parent_id: person for person in people}
        self.turns = {}

    # === WORDS === #

    def _words(self, case):
        """Return the texts in the customer's language, Chinese or else English."""
        chinese = (case.partner_id.lang or "").startswith("zh")
        return self.data["zh" if chinese else "en"]

    def _next(self, choices, name):
        """Return one of several texts or courses after the other."""
        turn = next(self.turns.setdefault(name, count()))
        return choices[turn % len(choices)]

    def _fill(self, text, case, user, day=None):
        person = self.people.get(case.partner_id, case.partner_id)
        return text.format(
            person=person.name,
            user=user.name,
            company=self.company.name,
            day=day and format_date(self.env, day, lang_code=case.partner_id.lang),
        )

    def _as(self, user, records):
        """Return records as somebody sees them who works in the own language."""
        return records.with_user(user).with_context(lang=user.lang, tz=user.tz)

    # === MOMENTS === #

    def _moment(self, case, days, hours=(9, 16)):
        """Return a moment in the debtor's office hours, some working days ago."""
        zone = pytz.timezone(case.partner_id._collection_tz(self.company))
        day = working_day(datetime.now(zone).date() - timedelta(days=days))
        moment = clock(self.rng.randint(*hours), self.rng.randint(0, 59))
        local = zone.localize(datetime.combine(day, moment))
        return local.astimezone(UTC).replace(tzinfo=None)
