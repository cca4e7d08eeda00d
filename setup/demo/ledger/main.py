# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The order of the build: what all share, each company by itself, people, run."""

import random
import time

from odoo.fields import Date

from .collect import collect
from .companies import (
    ensure_company,
    in_company,
    load_settings,
    prepare_languages,
    prepare_terms,
)
from .customers import CustomerBook
from .marks import QUIET, find, mark, progress, read_json
from .payments import PaymentBook
from .people import ensure_people
from .plans import prepare_company, prepare_plans
from .sales import SalesBook
from .specials import SpecialsBook

# One of a few that were tried: it fills every bucket of every company.
SEED = 14


def main(env):
    """Build what is missing, then collect and print; safe to repeat."""
    env = env(context={**env.context, **QUIET})
    settings = load_settings()
    prepare_shared(env, settings)
    for key, setting in settings.items():
        if not find(env, f"ledger_{key}"):
            build_ledger(env, key, setting)
    if "collection.run" in env:
        collect(env, settings)


def prepare_shared(env, settings):
    """Make what the ledgers stand on: languages, terms, companies and people."""
    prepare_languages(env)
    prepare_terms(env)
    env.cr.commit()
    for key, setting in settings.items():
        ensure_company(env, key, setting)
        env.cr.commit()
    ensure_people(env)
    prepare_plans(env)
    for key in settings:
        prepare_company(env, key)
    env.cr.commit()


def build_ledger(env, key, setting):
    """Build one company's whole ledger in one transaction.

    The mark that says it is there is committed with it: a build killed half-way
    leaves nothing of that ledger, and the next one starts it afresh.
    """
    started = time.monotonic()
    progress(f"{setting['name']}: customers")
    company = find(env, f"company_{key}")
    env = in_company(env, company)
    company = company.with_env(env)
    rng, today = random.Random(f"{SEED}-{key}"), Date.context_today(company)
    customers = CustomerBook(env, company, key, setting["factor"]).create()
    sales = SalesBook(env, company, key, setting, rng, today)
    invoices = sales.invoice_all(customers)
    sales.credit_some(invoices)
    payments = PaymentBook(env, company, rng, today, read_json("texts.json")[key])
    payments.pay_all(customers, invoices)
    SpecialsBook(sales, payments, customers).add_all()
    mark(company, f"ledger_{key}")
    _leave_to_the_run(env, company)
    env.cr.commit()
    env.invalidate_all()
    progress(f"{setting['name']}: built in {time.monotonic() - started:.0f} s")


def _leave_to_the_run(env, company):
    """Take back the marks, as if the addon came to a ledger that was there before.

    Otherwise every case would be there right after the commit, and the first run
    would show nothing of what a run does.
    """
    if "collection.mark" not in env:
        return
    env.cr.flush()
    env.cr.execute("DELETE FROM collection_mark WHERE company_ref = %s", [company.id])
