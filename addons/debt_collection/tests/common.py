# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.service.model import call_kw
from odoo.sql_db import Cursor
from odoo.tests import freeze_time, new_test_user
from odoo.tools import SQL

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .case import CaseAssertions

# A Monday at noon. All ages in the tests are counted from this day.
NOW = fields.Datetime.to_datetime("2025-06-16 12:00:00")
TODAY = NOW.date()


def day(past_due):
    """Return the due date of something that is so many days past due today."""
    return TODAY - timedelta(days=past_due)


class CollectionCommon(AccountTestInvoicingCommon, CaseAssertions):
    """An accountant's company, and words for what happens in its ledger.

    The accountant (``env.user``) books and has no right on cases; what a case says is
    read by a collection manager. Amounts are in US dollars, without taxes.
    """

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()
        cls.startClassPatcher(patch.object(cls.cr, "now", lambda: NOW))
        cls.company.collection_tz = "UTC"
        cls.manager = cls.new_user("mara", "debt_collection.group_collection_manager")
        cls.debtor = cls.new_debtor("Aspen Works")
        cls.other = cls.new_debtor("Birch Supplies")
        cls.receivable = cls.company_data["default_account_receivable"]

    # === PEOPLE === #

    @classmethod
    def new_user(cls, login, groups, **values):
        """Create a user of the company, or of those in ``values``."""
        return new_test_user(
            cls.env,
            login=login,
            name=login.capitalize(),
            groups=groups,
            **{"company_id": cls.company.id, **values},
        )

    @classmethod
    def new_debtor(cls, name, **values):
        """Create a customer."""
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "company_id": False, **values}
        )

    # === WHAT IS BOOKED === #

    @classmethod
    def draft(cls, amount, past_due=0, partner=None, **values):
        """Create a draft invoice that fell due so many days ago."""
        due = day(past_due)
        return cls._create_invoice_one_line(
            price_unit=amount,
            tax_ids=cls.env["account.tax"],
            partner_id=partner or cls.debtor,
            **{
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                **values,
            },
        )

    @classmethod
    def post(cls, amount, past_due=0, partner=None, **values):
        """Post an invoice that fell due so many days ago."""
        return cls.draft(amount, past_due, partner, post=True, **values)

    @classmethod
    def credit(cls, amount, partner=None, **values):
        """Post a credit note that nothing is matched with."""
        return cls.post(amount, partner=partner, move_type="out_refund", **values)

    @classmethod
    def pay(cls, invoice, amount=None, **values):
        """Pay an invoice, wholly or in part."""
        if amount is not None:
            values = {"payment_difference_handling": "open", **values, "amount": amount}
        return cls._register_payment(invoice, **values)

    @classmethod
    def advance(cls, amount, partner=None, **values):
        """Receive money that is not matched with anything."""
        payment = cls.env["account.payment"].create(
            {
                "amount": amount,
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or cls.debtor).id,
                **values,
            }
        )
        payment.action_post()
        return payment

    @classmethod
    def entry(cls, amount, past_due=0, partner=None, account=None, **values):
        """Post a miscellaneous entry on a receivable account.

        Its partner may be an empty record, for a line that belongs to nobody.
        """
        partner = cls.debtor if partner is None else partner
        account = account or cls.receivable
        revenue = cls.company_data["default_account_revenue"]
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day(past_due),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "balance": amount,
                            "date_maturity": day(past_due),
                            **values,
                        }
                    ),
                    Command.create({"account_id": revenue.id, "balance": -amount}),
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def open_lines(cls, moves):
        """Return the receivable lines of entries."""
        return moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    # === MARKS AND FOLDS === #

    def marked(self):
        """Return the partners marked and not yet folded."""
        self.env.flush_all()
        self.env.cr.flush()
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT partner_ref FROM collection_mark ORDER BY 1")
        )
        return self.env["res.partner"].browse(ref for (ref,) in rows)

    def fold(self):
        """Fold all marks, and nothing but the marked debtors.

        :return: the partners that were marked
        """
        partners = self.marked()
        rows = self.env.execute_query(SQL("SELECT id FROM collection_mark"))
        self.env["collection.fold"].sudo()._fold_marks([ref for (ref,) in rows])
        return partners

    def case_of(self, partner=None, company=None):
        """Return a debtor's open case, as the manager sees it."""
        return self.cases_of(partner, company).filtered(
            lambda case: case.state != "closed"
        )

    def cases_of(self, partner=None, company=None):
        """Return all cases of a debtor in a company, oldest first."""
        return (
            self.env["collection.case"]
            .with_user(self.manager)
            .search(
                [
                    ("partner_id", "=", (partner or self.debtor).id),
                    ("company_id", "=", (company or self.company).id),
                ],
                order="id",
            )
        )

    @staticmethod
    def events_of(case):
        """Return what happened to a case: list of kinds, oldest first. Its ageing, and
        what was decided about it, are left away."""
        kinds = case.event_ids.sorted("id").mapped("kind")
        decided = ("bucket", "segment", "strategy", "step", "assigned")
        return [kind for kind in kinds if kind not in decided]

    # === FROM OUTSIDE === #

    def call_rpc(self, user, model, method, args, **kwargs):
        """Call a method as a client of the given user does."""
        return call_kw(self.env[model].with_user(user), method, args, kwargs)

    @contextmanager
    def our_statements(self):
        """Collect the statements that name a table of this addon.

        :return: a list that fills while the block runs
        """
        statements = []
        execute = Cursor.execute

        def collect(cr, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else query
            if isinstance(text, bytes):
                text = text.decode()
            if "collection_" in text:
                statements.append(" ".join(text.split()))
            return execute(cr, query, *args, **kwargs)

        with patch.object(Cursor, "execute", collect):
            yield statements

    @classmethod
    def without_segments(cls):
        """Let no strategy plan anything on the cases to come."""
        cls.env["collection.segment"].with_user(cls.manager).search([]).active = False


class CastCommon(CollectionCommon):
    """Everybody who may, or may not, work cases.

    ======  =============  ==================  ==========================
    login   role           member of           leads
    ======  =============  ==================  ==========================
    ann     collector      North
    ben     collector      North
    cleo    collector      South (shared)
    lena    team lead                          North
    hugo    team lead                          Region (North and South)
    mara    manager
    adam    administrator
    odile   auditor
    nora    none
    paul    portal
    ======  =============  ==================  ==========================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, groups in (
            ("ann", "debt_collection.group_collection_agent"),
            ("ben", "debt_collection.group_collection_agent"),
            ("cleo", "debt_collection.group_collection_agent"),
            ("lena", "debt_collection.group_collection_leader"),
            ("hugo", "debt_collection.group_collection_leader"),
            ("adam", "debt_collection.group_collection_admin"),
            ("odile", "debt_collection.group_collection_auditor"),
            ("nora", "base.group_user"),
            ("paul", "base.group_portal"),
        ):
            setattr(cls, login, cls.new_user(login, groups))
        cls.mara = cls.manager
        Team = cls.env["collection.team"].with_user(cls.mara)
        cls.region = Team.create({"name": "Region", "lead_id": cls.hugo.id})
        cls.north = Team.create(
            {
                "name": "North",
                "parent_id": cls.region.id,
                "lead_id": cls.lena.id,
                "member_ids": [Command.set([cls.ann.id, cls.ben.id])],
            }
        )
        cls.south = Team.create(
            {
                "name": "South",
                "parent_id": cls.region.id,
                "is_shared": True,
                "member_ids": [Command.set(cls.cleo.ids)],
            }
        )

    @classmethod
    def new_case(cls, name, team=None, user=None, amount=100):
        """Open a debtor's case and give it to a team and a collector."""
        partner = cls.new_debtor(name)
        cls.post(amount, past_due=10, partner=partner)
        partner._collection_refresh()
        case = (
            cls.env["collection.case"]
            .with_user(cls.mara)
            .search([("partner_id", "=", partner.id)])
        )
        case.write({"team_id": team and team.id, "user_id": user and user.id})
        cls.env.flush_all()
        return case
