# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Somebody who does the accounting through Odoo's web interface for programs, at
random but always the same."""

import random
from datetime import date, timedelta

import requests

PATIENCE = 60


class Refused(Exception):
    """Odoo refused what was asked for; nothing was booked."""


class Accountant:
    """Books over JSON-2 with an API key.

    :param str url: the server's address
    :param str key: the API key
    :param int seed: decides what is booked
    """

    def __init__(self, url, key, seed):
        self.url, self.chance = url, random.Random(seed)
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"bearer {key}"
        self.partners = self.call("res.partner", "create", vals_list=self._people())
        self.deeds = (
            [self.bill] * 4
            + [self.pay] * 3
            + [self.credit, self.prepay, self.unmatch, self.redraft, self.finish]
            + [self.postpone, self.exclude, self.write_off, self.join, self.merge]
        )

    def act(self):
        """Do something.

        :return: its name, or None where there was nothing to do or Odoo refused
        """
        deed = self.chance.choice(self.deeds)
        try:
            return deed.__name__ if deed() is not False else None
        except Refused:
            return None

    def call(self, model, method, ids=(), **arguments):
        """Call a method on the server.

        :raise Refused: if Odoo says that it cannot be done
        """
        answer = self.session.post(
            f"{self.url}/json/2/{model}/{method}",
            json={"ids": list(ids), **arguments} if ids else arguments,
            timeout=PATIENCE,
        )
        if answer.status_code == 422:
            raise Refused(answer.text)
        assert answer.status_code == 200, answer.text
        return answer.json()

    # --- what is there ---

    def _people(self):
        names = ("Fir", "Gum", "Holly", "Ivy")
        return [{"name": name, "is_company": name != "Ivy"} for name in names]

    def _some(self, model, domain):
        """Return a record's id, or False where there is none."""
        found = self.call(model, "search", domain=domain, order="id")
        return bool(found) and self.chance.choice(found)

    def _item(self, *more):
        return self._some(
            "account.move.line",
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("partner_id", "in", self.partners),
                *more,
            ],
        )

    def _entry(self, state):
        return self._some(
            "account.move",
            [("state", "=", state), ("line_ids.partner_id", "in", self.partners)],
        )

    def _partner(self):
        return self.chance.choice(self.partners)

    # --- what can be done ---

    def bill(self, kind="out_invoice"):
        """Post an invoice."""
        day = date.today() - timedelta(days=self.chance.randint(0, 150))
        due = day + timedelta(days=self.chance.randint(0, 60))
        line = {"name": "Bark", "price_unit": self.chance.randint(1, 90_000) / 100}
        [move] = self.call(
            "account.move",
            "create",
            vals_list=[
                {
                    "move_type": kind,
                    "partner_id": self._partner(),
                    "invoice_date": day.isoformat(),
                    "invoice_payment_term_id": False,
                    "invoice_date_due": due.isoformat(),
                    "invoice_line_ids": [(0, 0, line)],
                }
            ],
        )
        self.call("account.move", "action_post", [move])

    def credit(self):
        """Post a credit note."""
        self.bill("out_refund")

    def pay(self):
        """Pay an invoice, wholly or in part."""
        item = self._item(
            ("reconciled", "=", False), ("move_id.move_type", "!=", "entry")
        )
        if not item:
            return False
        [line] = self.call(
            "account.move.line", "read", [item], fields=["move_id", "amount_residual"]
        )
        context = {"active_model": "account.move", "active_ids": [line["move_id"][0]]}
        share = self.chance.choice((0.3, 1, 1))
        amount = round(abs(line["amount_residual"]) * share, 2) or 0.01
        wizard = self.call(
            "account.payment.register",
            "create",
            vals_list=[{"amount": amount}],
            context=context,
        )
        self.call(
            "account.payment.register",
            "action_create_payments",
            wizard,
            context=context,
        )
        return True

    def prepay(self):
        """Receive money that belongs to no invoice."""
        values = {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self._partner(),
            "amount": self.chance.randint(1, 300),
        }
        payment = self.call("account.payment", "create", vals_list=[values])
        self.call("account.payment", "action_post", payment)

    def unmatch(self):
        """Undo the matches of an item."""
        item = self._item(("matching_number", "!=", False))
        if not item:
            return False
        self.call("account.move.line", "remove_move_reconcile", [item])
        return True

    def redraft(self):
        """Set a posted entry back to draft."""
        move = self._entry("posted")
        if not move:
            return False
        self.call("account.move", "button_draft", [move])
        return True

    def finish(self):
        """Post or cancel a draft."""
        move = self._entry("draft")
        if not move:
            return False
        method = self.chance.choice(("action_post", "button_cancel"))
        self.call("account.move", method, [move])
        return True

    def postpone(self):
        """Move the due date of an item."""
        item = self._item(("date_maturity", "!=", False))
        if not item:
            return False
        due = date.today() + timedelta(days=self.chance.randint(-130, 40))
        values = {"date_maturity": due.isoformat()}
        self.call("account.move.line", "write", [item], vals=values)
        return True

    def exclude(self):
        """Switch “no follow-up” on or off."""
        item = self._item()
        if not item:
            return False
        values = {"no_followup": self.chance.random() < 0.5}
        self.call("account.move.line", "write", [item], vals=values)
        return True

    def write_off(self):
        """Reverse an invoice and match the two."""
        move = self._some(
            "account.move",
            [
                ("state", "=", "posted"),
                ("move_type", "=", "out_invoice"),
                ("partner_id", "in", self.partners),
            ],
        )
        if not move:
            return False
        context = {"active_model": "account.move", "active_ids": [move]}
        values = {"date": date.today().isoformat(), "reason": "Rotten"}
        [invoice] = self.call("account.move", "read", [move], fields=["journal_id"])
        values["journal_id"] = invoice["journal_id"][0]
        wizard = self.call(
            "account.move.reversal", "create", vals_list=[values], context=context
        )
        self.call("account.move.reversal", "modify_moves", wizard, context=context)
        return True

    def join(self):
        """Make a customer another one's contact, or one that stands alone."""
        parent = self.chance.choice((False, self._partner()))
        values = {"parent_id": parent, "is_company": not parent}
        self.call("res.partner", "write", [self._partner()], vals=values)

    def merge(self):
        """Merge two customers, as long as there are enough; new ones come."""
        gone, kept = self.chance.sample(self.partners, 2)
        wizard = self.call(
            "base.partner.merge.automatic.wizard",
            "create",
            vals_list=[{"partner_ids": [(6, 0, [gone, kept])], "dst_partner_id": kept}],
        )
        self.call("base.partner.merge.automatic.wizard", "action_merge", wizard)
        self.partners.remove(gone)
        self.partners += self.call(
            "res.partner", "create", vals_list=[{"name": f"New {gone}"}]
        )
