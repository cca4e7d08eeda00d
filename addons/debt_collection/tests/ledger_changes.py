# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""More of what can happen: entries by hand, and changes of customers and settings."""

from dataclasses import dataclass

from odoo import Command

from .ledger_events import SALES, Event
from .ledger_world import pick


@dataclass(frozen=True)
class WriteOff(Event):
    """What is left of a document is written off by an entry and matched."""

    document: int

    def happen(self, world):
        moves = world.moves(["posted"], SALES).filtered("amount_residual")
        move = pick(moves, self.document)
        if move is None:
            return False
        lines = world.receivables(move).filtered(lambda line: not line.reconciled)
        entry = make_entry(
            world,
            move.company_id,
            world.today(),
            [
                (line.account_id, line.partner_id, -line.amount_residual)
                for line in lines
            ],
        )
        for account, open_lines in lines.grouped("account_id").items():
            others = entry.line_ids.filtered(
                lambda line, a=account: line.account_id == a
            )
            (open_lines | others).reconcile()
        return True


@dataclass(frozen=True)
class Entry(Event):
    """A miscellaneous entry on the receivables, for a contact or for nobody."""

    place: int
    partner: int
    cents: int
    age: int
    for_nobody: bool = False

    def happen(self, world):
        place = pick(world.places, self.place)
        partner = pick(world.partners(), self.partner)
        if self.for_nobody:
            partner = partner.browse()
        account = world.account(place, "asset_receivable")
        rows = [(account, partner, self.cents / 100)]
        make_entry(world, place, world.ago(self.age), rows)


def make_entry(world, place, day, rows):
    """Post a miscellaneous entry against an expense account.

    :param place: the company
    :param rows: list of (account, partner, balance)
    :return: the entry
    """
    other = (world.account(place, "expense"), rows[0][1], -sum(row[2] for row in rows))
    move = (
        world.env["account.move"]
        .with_company(place)
        .create(
            {
                "move_type": "entry",
                "journal_id": world.journal(place, "general").id,
                "company_id": place.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner.id,
                            "balance": place.currency_id.round(balance),
                        }
                    )
                    for account, partner, balance in [*rows, other]
                ],
            }
        )
    )
    move.action_post()
    return move


@dataclass(frozen=True)
class Merge(Event):
    """One customer turns out to be another one."""

    gone: int
    kept: int

    def happen(self, world):
        partners = world.partners()
        gone, kept = pick(partners, self.gone), pick(partners, self.kept)
        if gone == kept:
            return False
        world.env["base.partner.merge.automatic.wizard"]._merge((gone | kept).ids, kept)
        return True


@dataclass(frozen=True)
class Join(Event):
    """A customer becomes a contact of another one, or stands alone again."""

    partner: int
    parent: int
    alone: bool = False

    def happen(self, world):
        partners = world.partners()
        partner, parent = pick(partners, self.partner), pick(partners, self.parent)
        partner.parent_id = False if self.alone else parent
        return True


@dataclass(frozen=True)
class Become(Event):
    """A contact is made a company, or a company a person; or somebody is archived."""

    partner: int
    archive: bool = False

    def happen(self, world):
        partner = pick(world.partners(), self.partner)
        if self.archive:
            partner.active = not partner.active
        else:
            partner.is_company = not partner.is_company
        return True


@dataclass(frozen=True)
class Rate(Event):
    """A currency has another rate from today on."""

    currency: int
    percent: int

    def happen(self, world):
        currency = pick(world.currencies[1:], self.currency)
        today = world.today()
        for root in world.roots:
            rates = currency.rate_ids.filtered(
                lambda r, root=root: r.company_id == root
            )
            old = rates.sorted("name")[-1]
            values = {"rate": old.rate * self.percent / 100}
            if old.name == today:
                old.write(values)
            else:
                old.copy({**values, "name": today})


@dataclass(frozen=True)
class Setting(Event):
    """A company changes whether it honours “no follow-up” on entries, or how long
    before the due date its cases open."""

    place: int
    lead_days: int = 0
    entries: bool = False

    def happen(self, world):
        root = pick(world.places, self.place).root_id
        if self.entries:
            root.collection_misc_no_followup = not root.collection_misc_no_followup
        else:
            root.collection_lead_days = self.lead_days


@dataclass(frozen=True)
class Retype(Event):
    """Something is booked on a new receivable account; once there is one, it ceases to
    be a receivable account, or becomes one again."""

    place: int

    def happen(self, world):
        place = pick(world.places, self.place)
        accounts = world.env["account.account"].with_company(place.root_id)
        account = accounts.search(
            [("code", "=", "121099"), ("company_ids", "in", place.root_id.ids)]
        )
        if account:
            receivable = account.account_type == "asset_receivable"
            account.account_type = "asset_current" if receivable else "asset_receivable"
            return
        account = accounts.create(
            {
                "name": "Doubtful",
                "code": "121099",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": place.root_id.ids,
            }
        )
        rows = [(account, world.partners()[0], 100.0)]
        make_entry(world, place, world.ago(40), rows)


@dataclass(frozen=True)
class Days(Event):
    """Days pass, and at the end each company has its run. The test lets them pass."""

    days: int

    def happen(self, world):
        world.sleep(self.days)
