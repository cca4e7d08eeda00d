# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can happen to a ledger, as values that hypothesis can draw, shrink and print.

Numbers stand for whatever there is to choose from (``pick``), so that every sequence
of events makes sense. An event that finds nothing to act on does nothing and says so.
"""

from dataclasses import dataclass
from datetime import timedelta

from odoo import Command

from .ledger_world import pick

SALES = ("out_invoice", "out_refund", "out_receipt")


@dataclass(frozen=True)
class Event:
    """Something that happens in a :class:`LedgerWorld`."""

    def happen(self, world):
        """Let it happen.

        :return: False where there was nothing to act on
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Bill(Event):
    """An invoice, credit note or receipt is posted."""

    kind: int
    place: int
    partner: int
    cents: int
    age: int
    days_to_pay: int
    currency: int = 0
    terms: int = 0

    def happen(self, world):
        place = pick(world.places, self.place)
        terms = pick(world.terms, self.terms)
        currency = pick(world.currencies, self.currency) or place.currency_id
        dated = world.ago(self.age)
        move = (
            world.env["account.move"]
            .with_company(place)
            .create(
                {
                    "move_type": pick(SALES, self.kind),
                    "company_id": place.id,
                    "partner_id": pick(world.partners(), self.partner).id,
                    "currency_id": currency.id,
                    "invoice_date": dated,
                    "date": dated,
                    "invoice_payment_term_id": terms.id if terms else False,
                    "invoice_date_due": dated + timedelta(days=self.days_to_pay),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Timber",
                                "price_unit": currency.round(self.cents / 100) or 1,
                                "tax_ids": [],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()


@dataclass(frozen=True)
class Pay(Event):
    """A document is paid, in part, wholly, or in another currency."""

    document: int
    percent: int
    currency: int = 0

    def happen(self, world):
        open_ones = world.moves(["posted"], SALES).filtered("amount_residual")
        document = pick(open_ones, self.document)
        if document is None:
            return False
        currency = pick(
            [document.currency_id, document.company_id.currency_id], self.currency
        )
        wizard = (
            world.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=document.ids)
            .create({"payment_date": world.today(), "currency_id": currency.id})
        )
        wizard.amount = currency.round(wizard.amount * self.percent / 100) or 1
        wizard._create_payments()
        return True


@dataclass(frozen=True)
class Prepay(Event):
    """Money comes in, or is paid back, that belongs to no document."""

    place: int
    partner: int
    cents: int
    back: bool = False
    currency: int = 0

    def happen(self, world):
        place = pick(world.places, self.place)
        currency = pick(world.currencies, self.currency) or place.currency_id
        payment = world.env["account.payment"].create(
            {
                "payment_type": "outbound" if self.back else "inbound",
                "partner_type": "customer",
                "partner_id": pick(world.partners(), self.partner).id,
                "amount": currency.round(self.cents / 100) or 1,
                "currency_id": currency.id,
                "date": world.today(),
                "journal_id": world.journal(place, "bank").id,
                "company_id": place.id,
            }
        )
        payment.action_post()


@dataclass(frozen=True)
class Match(Event):
    """All that is open of a debtor in a company is matched."""

    place: int
    partner: int

    def happen(self, world):
        root = pick(world.places, self.place).root_id
        debtor = pick(world.partners(), self.partner).commercial_partner_id
        lines = world.env["account.move.line"].search(
            [
                ("company_id", "child_of", root.ids),
                ("partner_id.commercial_partner_id", "=", debtor.id),
                ("account_id", "=", world.account(root, "asset_receivable").id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        if len(lines) < 2:
            return False
        lines.reconcile()
        return True


@dataclass(frozen=True)
class Unmatch(Event):
    """One match of two items is undone."""

    match: int

    def happen(self, world):
        matches = world.env["account.partial.reconcile"].search(
            [("company_id", "in", world.places.ids)], order="id"
        )
        match = pick(matches, self.match)
        if match is None:
            return False
        match.unlink()
        return True


@dataclass(frozen=True)
class Reverse(Event):
    """A posted entry of any kind is reversed and matched with its reversal."""

    document: int

    def happen(self, world):
        move = pick(world.moves(["posted"], [*SALES, "entry"]), self.document)
        if move is None:
            return False
        today = world.today()
        move._reverse_moves([{"date": today, "invoice_date": today}], cancel=True)
        return True


@dataclass(frozen=True)
class Redraft(Event):
    """A posted document or payment goes back to draft."""

    document: int

    def happen(self, world):
        move = pick(world.moves(["posted"], [*SALES, "entry"]), self.document)
        if move is None:
            return False
        payment = move.origin_payment_id
        payment.action_draft() if payment else move.button_draft()
        return True


@dataclass(frozen=True)
class Finish(Event):
    """A draft is posted again, cancelled, deleted, or posted for somebody else."""

    document: int
    how: int
    partner: int = 0

    def happen(self, world):
        move = pick(world.moves(["draft"], [*SALES, "entry"]), self.document)
        if move is None:
            return False
        doer = move.origin_payment_id or move
        how = pick(("post", "cancel", "delete", "give"), self.how)
        if how == "cancel":
            doer.action_cancel() if move.origin_payment_id else move.button_cancel()
        elif how == "delete":
            doer.unlink()
        else:
            if how == "give" and move.is_invoice(include_receipts=True):
                move.partner_id = pick(world.partners(), self.partner)
            doer.action_post()
        return True


@dataclass(frozen=True)
class Postpone(Event):
    """The due date of one open item moves."""

    item: int
    days: int

    def happen(self, world):
        lines = world.receivables(world.moves(["posted"], [*SALES, "entry"]))
        line = pick(lines.filtered("date_maturity"), self.item)
        if line is None:
            return False
        line.date_maturity += timedelta(days=self.days)
        return True


@dataclass(frozen=True)
class Exclude(Event):
    """“No follow-up” is switched on an item, and so on all of its invoice."""

    item: int

    def happen(self, world):
        lines = world.receivables(world.moves(["posted"], [*SALES, "entry"]))
        line = pick(lines, self.item)
        if line is None:
            return False
        line.no_followup = not line.no_followup
        return True


@dataclass(frozen=True)
class Reassign(Event):
    """A posted entry's item turns out to be another customer's, or nobody's."""

    item: int
    partner: int
    to_nobody: bool = False

    def happen(self, world):
        lines = world.receivables(world.moves(["posted"], ["entry"]))
        line = pick(lines, self.item)
        if line is None:
            return False
        line.partner_id = (
            False if self.to_nobody else pick(world.partners(), self.partner)
        )
        return True
