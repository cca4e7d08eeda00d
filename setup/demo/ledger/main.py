# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The order of the build: what all share, each company by itself, people, run."""

import random
import time

from odoo.fields import Date

from .companies import (
    ensure_company,
    in_company,
    load_settings,
    prepare_languages,
    prepare_terms,
)
from .customers import CustomerBook
from .marks import QUIET, find, mark, progress
from .payments import PaymentBook
from .people import ensure_people
from .sales import SalesBook
from .specials import SpecialsBook

SEED = 20260331


def main(env):
    """Build what is missing, then collect and print; safe to repeat."""
    env = env(context={**env.context, **QUIET})
    settings = load_settings()
    prepare_shared(env)
    for key, setting in settings.items():
        if not find(env, f"ledger_{key}"):
            build_ledger(env, key, setting)
    ensure_people(env)
    env.cr.commit()
    env.invalidate_all()


def prepare_shared(env):
    """Make what all companies share."""
    prepare_languages(env)
    prepare_terms(env)
    env.cr.commit()


def build_ledger(env, key, setting):
    """Build one company with its whole ledger in one transaction.

    The mark that says it is there is committed with it: a build killed half-way
    leaves nothing of that company, and the next one starts it afresh.
    """
    started = time.monotonic()
    progress(f"{setting['name']}: company, products, customers")
    company = ensure_company(env, key, setting)
    env = in_company(env, company)
    company = company.with_env(env)
    rng, today = random.Random(f"{SEED}-{key}"), Date.context_today(company)
    customers = CustomerBook(env, company, key, setting["factor"]).create()
    sales = SalesBook(env, company, key, setting, rng, today)
    invoices = sales.invoice_all(customers)
    sales.credit_some(invoices)
    payments = PaymentBook(env, company, rng, today)
    payments.pay_all(customers, invoices)
    SpecialsBook(sales, payments, customers).add_all()
    mark(company, f"ledger_{key}")
    env.cr.commit()
    progress(f"{setting['name']}: built in {time.monotonic() - started:.0f} s")
