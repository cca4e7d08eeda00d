# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The customers of the data files as partners with their contact persons."""

import re
import unicodedata
from dataclasses import dataclass, field

from .companies import find_state, find_term
from .marks import find, mark, read_json, read_rows
from .story import Behaviour

LIMITS = {"M": 20000, "L": 60000, "XL": 200000}


@dataclass
class Customer:
    """A partner and how it behaves."""

    slug: str
    partner: object
    behaviour: Behaviour
    row: dict
    flags: set = field(default_factory=set)

    @property
    def branch(self):
        """Key of the branch that sells to this customer, if it is not the root."""
        return next(
            (
                flag.partition("=")[2]
                for flag in self.flags
                if flag.startswith("branch=")
            ),
            None,
        )


class CustomerBook:
    """Makes the partners of one company out of its data file."""

    def __init__(self, env, company, key, factor):
        self.env = env
        self.company = company
        self.factor = factor
        self.rows = read_rows(f"customers_{key}.csv")
        self.regions = read_json("regions.json")
        countries = env["res.country"].search([])
        self.countries = {country.code: country for country in countries}
        self.number = 0

    def create(self):
        """Create partners and contact persons.

        :return: the customers by slug, in the order of the file
        """
        partners = self._create_partners(
            [row for row in self.rows if "parent=" not in row["flags"]]
        )
        partners |= self._create_partners(
            [row for row in self.rows if "parent=" in row["flags"]]
        )
        customers = {}
        for row in self.rows:
            customers[row["slug"]] = Customer(
                row["slug"],
                partners[row["slug"]],
                Behaviour.from_row(row),
                row,
                set(row["flags"].split()),
            )
        self._create_contacts(customers)
        self._set_terms(customers)
        return customers

    def _create_partners(self, rows):
        known = {row["slug"]: find(self.env, f"partner_{row['slug']}") for row in rows}
        new = [row for row in rows if not known[row["slug"]]]
        partners = self.env["res.partner"].create([self._prepare(row) for row in new])
        for row, partner in zip(new, partners, strict=True):
            known[row["slug"]] = mark(partner, f"partner_{row['slug']}")
        return known

    def _prepare(self, row):
        flags = row["flags"].split()
        parent = next((flag[7:] for flag in flags if flag.startswith("parent=")), None)
        person = "person" in flags
        country = self.countries[row["country"]]
        lang = self.regions["languages"].get(row["country"], "en_US")
        mailbox = f"{self.regions['mailboxes'][lang]}@{row['slug']}.example"
        return {
            "name": row["name"],
            "is_company": not person and not parent,
            "type": "other" if parent else "contact",
            "parent_id": find(self.env, f"partner_{parent}").id if parent else False,
            "street": row["street"],
            "zip": row["zip"],
            "city": row["city"],
            "state_id": find_state(self.env, country, row["state"]).id,
            "country_id": country.id,
            "lang": lang,
            "phone": self._next_phone(row),
            "email": f"{row['slug'].replace('-', '.')}@example.com"
            if person
            else mailbox,
            "website": False if person or parent else f"https://{row['slug']}.example",
            "company_id": False if "shared" in flags else self.company.id,
            "customer_rank": 1,
            "comment": self._comment(flags, lang),
        }

    def _comment(self, flags, lang):
        if "disputed" not in flags:
            return False
        if lang == "zh_CN":
            return "<p>客户对最近几批货物的质量提出异议，拒付全部未清发票。</p>"
        return "<p>Claims defects in the latest deliveries and pays nothing.</p>"

    def _next_phone(self, row):
        """Number that cannot belong to anybody, in the form of its place."""
        self.number += 1
        phones = self.regions["phones"]
        form = (
            phones.get(row["city"])
            or phones.get(row["state"])
            or phones[row["country"]]
        )
        return form.format(self.number)

    def _create_contacts(self, customers):
        values = []
        for customer in customers.values():
            row, partner = customer.row, customer.partner
            if not row["contact"]:
                continue
            functions = self.regions["functions"][partner.lang]
            function = functions[len(values) % len(functions)]
            values.append(
                {
                    "name": row["contact"],
                    "parent_id": partner.id,
                    "type": "contact",
                    "function": function,
                    "lang": partner.lang,
                    "phone": self._next_phone(row),
                    "email": f"{_mailbox(row['contact'])}@{row['slug']}.example",
                    "company_id": partner.company_id.id,
                }
            )
        self.env["res.partner"].create(values)

    def _set_terms(self, customers):
        """Set what the company keeps on a customer: terms, limit, trust."""
        for customer in customers.values():
            behaviour, partner = customer.behaviour, customer.partner
            if "parent" in customer.row["flags"]:
                continue
            partner.property_payment_term_id = find_term(self.env, customer.row["term"])
            if behaviour.profile in ("stopped", "poor"):
                partner.trust = "bad"
            elif behaviour.profile == "prompt":
                partner.trust = "good"
            if limit := LIMITS.get(behaviour.size):
                partner.credit_limit = limit * self.factor


def _mailbox(name):
    """Return a mailbox for a person's name; names in Chinese share one.

    >>> _mailbox("Dr. Anja Kröger"), _mailbox("周建华")
    ('anja.kroger', 'lianxi')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = [
        word for word in re.findall(r"[a-z]+(?![.\w])", plain.lower()) if len(word) > 1
    ]
    return f"{words[0]}.{words[-1]}" if words else "lianxi"
