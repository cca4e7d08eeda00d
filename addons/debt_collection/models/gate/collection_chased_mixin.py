# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...tools.gate import Blocker
from ..ledger import columns_sql
from ..ledger.debtor_scope import DebtorScope
from . import gate_statements as statements


class CollectionChasedMixin(models.AbstractModel):
    """What is left to chase, as the ledger has it at that moment."""

    _name = "collection.chased.mixin"
    _description = "Collection Amount to Chase"
    _inherit = ["collection.gate.mixin"]

    # === HOOKS === #

    def _get_paused_amounts(self, act):
        """Hook: name the parts of what is overdue that are not chased for a while.

        Void here; it is for promises to pay and disputes. An override calls ``super()``
        first and appends to the lists. The debtor is still chased for the rest: 1,000
        overdue of which 200 are disputed leave 800. It must not write.

        :param Act act: what is about to be done
        :return: dict of case id to a list of :class:`Pause`; a case may be missing
        """
        return {}

    # === THE LEDGER === #

    def _get_left_to_chase(self, act, facts):
        """Read from the ledger what could be chased at the moment of the act.

        :param Act act: what is about to be done; the day of its own moment decides what
            is overdue
        :param dict facts: as :meth:`_get_gate_facts` returns them
        :return: dict of case id to the amount overdue (or falling due within the
            company's lead days) less unapplied credits, in the company's currency
        """
        left = {}
        for (company, day), rows in self._group_by_day(act, facts).items():
            lead = company.collection_lead_days
            totals = self.env["collection.ledger"]._totals_sql(
                company,
                day + timedelta(days=lead + 1 if lead else 0),
                DebtorScope(ids=tuple({row["partner_id"] for row in rows})),
            )
            chased = {
                debtor: overdue - credit
                for debtor, overdue, credit in self.env.execute_query(
                    SQL(
                        "SELECT partner_id, amount_overdue, amount_credit"
                        " FROM (%s) totals",
                        totals,
                    )
                )
            }
            for row in rows:
                left[row["id"]] = chased.get(row["partner_id"], 0.0)
        return left

    def _get_life_then(self, act, facts):
        """Tell what cases were at moments since which the ledger has moved on.

        What the accounting said an hour ago it does not tell any more once something
        was paid, credited or booked. The case's own events do.

        :param Act act: what was done
        :param dict facts: as :meth:`_get_gate_facts` returns them
        :return: dict of case id to the last event until then (None before the first);
            acts of now, and those since which nothing was booked, are missing
        """
        now = self._get_present()
        past = {
            case_id: act.of(case_id).moment
            for case_id in facts
            if act.of(case_id).moment < now
        }
        if not past:
            return {}
        touched = self.env.execute_query(
            SQL(
                statements.TOUCHED_SINCE,
                cases=list(past),
                partners=[facts[case_id]["partner_id"] for case_id in past],
                moments=list(past.values()),
                accounts=self.env["collection.ledger"]._accounts_sql(),
            )
        )
        moments = {case_id: past[case_id] for (case_id,) in touched}
        if not moments:
            return {}
        events = self.env.execute_query(
            SQL(
                statements.LIFE_AT,
                cases=list(moments),
                moments=list(moments.values()),
            )
        )
        return {**dict.fromkeys(moments), **dict(events)}

    def _get_payments_in_process(self, act, company, rows):
        """Read what is on its way and has not lowered anything yet.

        :return: dict of debtor's id to an amount in the company's currency, and of
            debtor's id to the moment from which it does not count any more
        """
        days = company.collection_payment_patience
        amounts, ends = defaultdict(float), {}
        for debtor, amount, currency_id, started in self.env.execute_query(
            SQL(
                statements.IN_PROCESS,
                is_debtor=columns_sql.among(
                    SQL("p.commercial_partner_id"), {row["partner_id"] for row in rows}
                ),
                companies=self.env["collection.ledger"]._companies_sql(company),
                moment=act.moment,
                days=days,
            )
        ):
            currency = self.env["res.currency"].browse(currency_id)
            amounts[debtor] += currency._convert(
                amount, company.currency_id, company, act.moment.date()
            )
            if started:
                end = started + timedelta(days=days)
                ends[debtor] = max(end, ends.get(debtor, end))
        return amounts, ends

    def _get_present(self):
        """Return the moment before which an act lies in the past.

        Moments are whole seconds, what the database calls now is not.
        """
        return self.env.cr.now().replace(microsecond=0)

    def _group_by_day(self, act, facts):
        """Return the facts' rows by company and the day of the act there.

        A batch has one day as a rule. Each further one costs one more query.
        """
        by_day = defaultdict(list)
        for company, rows in self._group_by_company(facts).items():
            days = {}
            for row in rows:
                moment = act.of(row["id"]).moment
                if moment not in days:
                    days[moment] = company._collection_day_of(moment)
                by_day[company, days[moment]].append(row)
        return by_day

    def _group_by_company(self, facts):
        """Return the facts' rows by company."""
        by_company = defaultdict(list)
        for row in facts.values():
            by_company[row["company_id"]].append(row)
        companies = self.env["res.company"]
        return {companies.browse(key): rows for key, rows in by_company.items()}

    # === REASONS === #

    def _block_by_ledger(self, act, facts, then):
        """Yield what the ledger has against it: nothing is left to chase.

        :param dict then: as :meth:`_get_life_then` returns it; those are passed over
        """
        left = self._get_left_to_chase(act, facts)
        nothing = Blocker(
            "nothing_open",
            self.env._(
                "Nothing is overdue any more: it is paid, credited, or covered by a "
                "payment not yet matched. Match the payment; the case then closes."
            ),
        )
        pauses = self._get_paused_amounts(act)
        for company, rows in self._group_by_company(facts).items():
            coming, ends = self._get_payments_in_process(act, company, rows)
            # Below half a cent nothing is left.
            least = company.currency_id.rounding / 2
            for row in rows:
                case_id, debtor = row["id"], row["partner_id"]
                if case_id in then:
                    continue
                amount = left[case_id]
                if amount < least:
                    yield case_id, nothing
                    continue
                amount -= coming.get(debtor, 0.0)
                if amount < least:
                    yield case_id, self._get_coming_blocker(ends.get(debtor))
                    continue
                paused = pauses.get(case_id, ())
                if amount - sum(pause.amount for pause in paused) < least:
                    yield from ((case_id, pause.as_blocker()) for pause in paused)

    def _get_coming_blocker(self, until):
        """Return the reason that a payment on its way covers everything."""
        return Blocker(
            "payment_in_process",
            self.env._(
                "A payment that covers everything is on its way. Wait for it, or "
                "cancel it if it will not come."
            ),
            until=until,
        )
