# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices and credit notes, created and posted in batches."""

from dataclasses import dataclass
from datetime import timedelta

from odoo.fields import Command
from odoo.tools import split_every

from .companies import find_journal, find_tax, find_term
from .marks import find, progress, read_rows, refresh_statistics
from .story import order_dates, order_lines, order_worth

BATCH = 100
CREDIT_REASONS = {
    "eur": ("Gutschrift: Rücklieferung", "Gutschrift: Preisdifferenz"),
    "usd": ("Credit: returned goods", "Credit: price adjustment"),
    "cny": ("退货红字发票", "价格调整红字发票"),
}


@dataclass(frozen=True)
class Seller:
    """A selling company with what its invoices need."""

    company: object
    country: object
    journal: object
    catalogue: tuple

    @classmethod
    def load(cls, env, root, key):
        """Read a seller; the journal is the root's where a branch sells."""
        company = find(env, f"company_{key}").with_env(env)
        catalogue = tuple(
            {
                "product": find(env, f"product_{key}_{code}"),
                "name": row["name"],
                "kind": row["kind"],
                "price": float(row["price"]),
                "most": int(row["most"]),
            }
            for row in read_rows("products.csv")
            if row["seller"] == key
            for code in [row["code"].lower().replace("-", "_")]
        )
        country = company.partner_id.country_id
        return cls(company, country, find_journal(root, "sale"), catalogue)

    def tax_of(self, product, partner):
        """Return the tax of a product for a customer; exports bear none."""
        abroad = partner.country_id != self.country
        if self.country.code == "US":
            # Sales tax is due in the seller's own state only.
            abroad = partner.state_id != self.company.partner_id.state_id
        return find_tax(self.company, "export" if abroad else product["kind"])


class SalesBook:
    """Writes one company's sales of the last fourteen months."""

    def __init__(self, env, company, key, setting, rng, today):
        self.env = env
        self.company = company
        self.key = key
        self.setting = setting
        self.rng = rng
        self.today = today
        keys = [key] + ([setting["branch"]["key"]] if "branch" in setting else [])
        self.sellers = {name: Seller.load(env, company, name) for name in keys}

    def invoice_all(self, customers):
        """Create and post every customer's invoices in order of date.

        :return: the posted invoices
        """
        orders = [
            (date, customer)
            for customer in customers.values()
            if "group" not in customer.flags
            for date in order_dates(self.rng, customer.behaviour, self.today)
        ]
        orders.sort(key=lambda order: (order[0], order[1].slug))
        values = [self.prepare(customer, date) for date, customer in orders]
        return self.post(values, "invoices")

    def post(self, values, label):
        """Create and post moves in batches.

        :param label: what they are, for the progress line
        """
        moves = self.env["account.move"]
        for chunk in split_every(BATCH, values):
            created = moves.create(list(chunk))
            created._post(soft=False)
            moves |= created
            progress(f"{self.company.name}: {len(moves)} of {len(values)} {label}")
        refresh_statistics(self.env)
        return moves

    def prepare(self, customer, date):
        """Return the values of one invoice."""
        seller = self.sellers[customer.branch or self.key]
        currency = self._pick_currency(customer)
        discount = self._usual_discount(customer)
        price_factor = self.setting["foreign"].get(currency.name, 1.0)
        worth = order_worth(self.rng, customer.behaviour, self.setting["factor"])
        lines = [
            Command.create(
                {
                    "product_id": product["product"].id,
                    "name": product["name"],
                    "quantity": quantity,
                    "price_unit": _list_price(product["price"], price_factor),
                    "discount": discount,
                    "tax_ids": [
                        Command.set(seller.tax_of(product, customer.partner).ids)
                    ],
                }
            )
            for product, quantity in order_lines(self.rng, seller.catalogue, worth)
        ]
        return {
            "move_type": "out_invoice",
            "company_id": seller.company.id,
            "journal_id": seller.journal.id,
            "partner_id": customer.partner.id,
            "currency_id": currency.id,
            "invoice_date": date,
            "date": date,
            "invoice_payment_term_id": find_term(self.env, customer.row["term"]).id,
            "invoice_user_id": False,
            "ref": f"PO {self.rng.randint(10200, 98900)}",
            "invoice_line_ids": lines,
        }

    def _pick_currency(self, customer):
        code = customer.row["currency"]
        if "mixed" in customer.flags and self.rng.random() < 0.5:
            code = ""
        return self.env.ref(f"base.{code}") if code else self.company.currency_id

    def _usual_discount(self, customer):
        """A customer always gets the same discount: it follows from its name."""
        return (0, 0, 0, 3, 5, 8)[sum(map(ord, customer.slug)) % 6]

    def credit_some(self, invoices):
        """Credit part of some invoices. Most notes are applied to theirs at once;
        some recent ones wait for somebody to apply them."""
        recent = self.today - timedelta(days=75)
        unpaid = list(invoices.filtered(lambda move: move.invoice_date >= recent))
        waiting = self.rng.sample(unpaid, 5)
        others = [move for move in invoices if move not in waiting]
        applied = self.rng.sample(others, round(len(others) * 0.03))
        values = [
            self._prepare_note(move, move in applied) for move in waiting + applied
        ]
        values.sort(key=lambda note: note["invoice_date"])
        self.post(values, "credit notes")

    def _prepare_note(self, invoice, applied):
        line = invoice.invoice_line_ids[0]
        date = min(invoice.invoice_date_due, self.today)
        quantity = max(round(line.quantity * self.rng.choice((0.1, 0.2, 0.5))), 1)
        return {
            "move_type": "out_refund",
            "company_id": invoice.company_id.id,
            "journal_id": invoice.journal_id.id,
            "partner_id": invoice.partner_id.id,
            "currency_id": invoice.currency_id.id,
            "invoice_date": date,
            "date": date,
            # Core matches a note with the invoice that it names here.
            "reversed_entry_id": invoice.id if applied else False,
            "invoice_payment_term_id": False,
            "invoice_user_id": False,
            "ref": f"{self.rng.choice(CREDIT_REASONS[self.key])} {invoice.name}",
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "name": line.name,
                        "quantity": quantity,
                        "price_unit": line.price_unit,
                        "discount": line.discount,
                        "tax_ids": [Command.set(line.tax_ids.ids)],
                    }
                )
            ],
        }


def receivable_lines(moves):
    """Return the receivable lines of moves that are still open, oldest due first."""
    lines = moves.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable" and not line.reconciled
    )
    return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))


def _list_price(price, factor):
    """Convert a price into another currency's price list, as such lists look.

    >>> _list_price(412.0, 1.0), _list_price(412.0, 1.1), _list_price(86.5, 1.1)
    (412.0, 453.0, 95.2)
    """
    if factor == 1.0:
        return price
    return float(round(price * factor, 0 if price * factor >= 100 else 1))
