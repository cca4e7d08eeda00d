# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The selling companies: chart of accounts, taxes, terms, rates and products."""

import random
from datetime import timedelta

from odoo.fields import Command, Date

from .marks import QUIET, ensure, find, mark, progress, read_json, read_rows

# The product speaks Chinese; documents go out in the customers' languages.
LANGUAGES = {
    "zh_CN": None,
    "de_DE": ("base", "account", "portal", "sms"),
    "fr_FR": ("base", "account", "portal", "sms"),
}
RATE_DAYS = 460
EURO_IN = {"EUR": 1.0, "USD": 1.09, "CNY": 7.82}
TERMS = {
    "14": ("14 Days", "14 天", [(100, 14)]),
    "15": ("15 Days", "15 天", [(100, 15)]),
    "30": ("30 Days", "30 天", [(100, 30)]),
    "45": ("45 Days", "45 天", [(100, 45)]),
    "60": ("60 Days", "60 天", [(100, 60)]),
    "30/70": (
        "30% in 10 Days, 70% in 60 Days",
        "10 天内付 30%，60 天内付 70%",
        [(30, 10), (70, 60)],
    ),
    "3x": (
        "3 Instalments: 30, 60 and 90 Days",
        "分三期：30 天、60 天、90 天",
        [(34, 30), (33, 60), (33, 90)],
    ),
}


def load_settings():
    """Return the companies' settings by key, in the order they are built."""
    return read_json("companies.json")


def prepare_languages(env):
    """Activate the customers' languages, with the translations they need."""
    languages = env["res.lang"].with_context(active_test=False)
    modules = env["ir.module.module"].search([("state", "=", "installed")])
    for code, names in LANGUAGES.items():
        language = languages.search([("code", "=", code), ("active", "=", False)])
        if not language:
            continue
        progress(f"language {language.name}")
        language.active = True
        wanted = modules.filtered(
            lambda module, names=names: not names or module.name in names
        )
        wanted._update_translations([code], True)


def prepare_terms(env):
    """Make the payment terms that all companies share."""
    for key, (name, chinese, parts) in TERMS.items():
        if find(env, _term_name(key)):
            continue
        lines = [
            Command.create({"value": "percent", "value_amount": share, "nb_days": days})
            for share, days in parts
        ]
        term = env["account.payment.term"].create(
            {"name": name, "line_ids": lines, "company_id": False}
        )
        term.with_context(lang="zh_CN").name = chinese
        mark(term, _term_name(key))


def find_term(env, key):
    """Return the payment terms of a key of the data files."""
    return find(env, _term_name(key))


def _term_name(key):
    return "term_" + key.replace("/", "_")


def ensure_company(env, key, setting):
    """Return the company with its chart of accounts, made if it is not there.

    The country is set on the partner: written on the company it would have Odoo
    install that country's localisation (and commit) in the middle of the build.
    """
    company = find(env, f"company_{key}")
    if company:
        return company
    currency = env.ref(f"base.{setting['currency']}")
    currency.active = True
    company = _unused_main_company(env, currency) or env["res.company"].create(
        {"name": setting["name"], "currency_id": currency.id}
    )
    _write_address(company, setting)
    if company.chart_template != "generic_coa":
        env["account.chart.template"].try_loading("generic_coa", company)
        company.currency_id = currency  # the generic chart brings its own
    _set_fiscal_country(company)
    company.account_use_credit_limit = True
    _set_taxes(company, company, setting)
    _pay_straight_to_bank(company)
    _create_rates(company, setting)
    _create_products(company, company, key)
    if "branch" in setting:
        _create_branch(company, setting["branch"])
    return mark(company, f"company_{key}")


def _unused_main_company(env, currency):
    """Take the database's first company where nobody works in it yet."""
    company = env.ref("base.main_company", raise_if_not_found=False)
    if not company or company.currency_id != currency:
        return None
    used = env["account.move"].search_count([("company_id", "=", company.id)], limit=1)
    return None if used else company


def _write_address(company, setting):
    partner = company.partner_id
    country = company.env.ref(f"base.{setting['country'].lower()}")
    partner.write(
        {
            **{
                name: setting[name]
                for name in ("name", "street", "zip", "city", "lang")
            },
            "country_id": country.id,
            "state_id": find_state(company.env, country, setting.get("state")).id,
            "phone": setting["phone"],
            "email": setting["email"],
            "website": setting.get("website"),
            "tz": setting["tz"],
        }
    )
    company.name = setting["name"]
    if "collection_tz" in company._fields:
        company.collection_tz = setting["tz"]


def find_state(env, country, label):
    """Return the state with this code or name, an empty record without label."""
    if not label:
        return env["res.country.state"]
    domain = [
        ("country_id", "=", country.id),
        "|",
        ("code", "=", label),
        ("name", "=", label),
    ]
    return env["res.country.state"].search(domain, limit=1)


def _set_fiscal_country(company):
    """Move taxes of the generic chart from its default country to the company's."""
    env, country = company.env, company.partner_id.country_id
    company.account_fiscal_country_id = country
    for model in ("account.tax.group", "account.tax"):
        records = env[model].with_context(active_test=False)
        records.search([("company_id", "=", company.id)]).country_id = country
    positions = env["account.fiscal.position"]
    domain = [("company_id", "=", company.id), ("country_id", "!=", False)]
    positions.search(domain).country_id = country


def _set_taxes(root, company, setting):
    """Give the company its sales taxes and remember them by kind of product."""
    default = root.account_sale_tax_id
    export = (
        root.env["account.chart.template"]
        .with_company(root)
        .ref("sale_export_tax_template")
    )
    if company == root:
        mark(export, f"tax_{root.id}_export")
    for kind, (name, rate) in setting["taxes"].items():
        tax = default
        if company != root or kind != "goods":
            country = {"country_id": company.partner_id.country_id.id}
            group = default.tax_group_id.copy(country)
            tax = default.copy(
                {"company_id": company.id, "tax_group_id": group.id, **country}
            )
        tax.write(
            {"name": name, "amount": rate, "invoice_label": name, "description": name}
        )
        tax.tax_group_id.name = name
        mark(tax, f"tax_{company.id}_{kind}")


def find_tax(company, kind):
    """Return the sales tax of a seller.

    :param kind: ``goods``, ``service``, or ``export`` where none is due
    """
    env = company.env
    if kind == "export":
        return find(env, f"tax_{company.root_id.id}_export")
    return find(env, f"tax_{company.id}_{kind}") or find(env, f"tax_{company.id}_goods")


def _pay_straight_to_bank(company):
    """Let payments go to the bank account: Community has no statement to match."""
    journal = find_journal(company, "bank")
    lines = (
        journal.inbound_payment_method_line_ids
        | journal.outbound_payment_method_line_ids
    )
    lines.payment_account_id = journal.default_account_id


def find_journal(company, kind):
    """Return the first journal of a type in the company or the one it belongs to."""
    domain = [("company_id", "parent_of", company.id), ("type", "=", kind)]
    return company.env["account.journal"].search(domain, limit=1)


def _create_rates(company, setting):
    """Give fourteen months of weekly rates, the company's own."""
    today, home = Date.today(), setting["currency"]
    values = []
    rng = random.Random("rates")
    drift = dict.fromkeys(EURO_IN, 1.0)
    for days in range(RATE_DAYS, -1, -7):
        for code in ("USD", "CNY"):
            drift[code] = min(max(drift[code] * (1 + rng.gauss(0, 0.006)), 0.95), 1.06)
        for code in setting["foreign"]:
            rate = EURO_IN[code] * drift[code] / (EURO_IN[home] * drift[home])
            values.append(
                {
                    "currency_id": company.env.ref(f"base.{code}").id,
                    "company_id": company.id,
                    "name": today - timedelta(days=days),
                    "rate": round(rate, 6),
                }
            )
    for code in setting["foreign"]:
        company.env.ref(f"base.{code}").active = True
    company.env["res.currency.rate"].create(values)


def _create_products(company, seller, key):
    for row in read_rows("products.csv"):
        if row["seller"] != key:
            continue
        tax = find_tax(seller, row["kind"])
        ensure(
            company.env,
            f"product_{key}_{row['code'].lower().replace('-', '_')}",
            "product.product",
            {
                "name": row["name"],
                "default_code": row["code"],
                "list_price": float(row["price"]),
                "type": "service" if row["kind"] == "service" else "consu",
                "company_id": company.id,
                "taxes_id": [Command.set(tax.ids)],
                "supplier_taxes_id": [Command.clear()],
            },
        )


def _create_branch(root, setting):
    env = root.env
    branch = env["res.company"].create(
        {
            "name": setting["name"],
            "parent_id": root.id,
            "currency_id": root.currency_id.id,
        }
    )
    _write_address(branch, setting)
    env.cr.precommit.run()  # core loads the branch's part of the chart there
    branch.account_fiscal_country_id = branch.partner_id.country_id
    _set_taxes(root, branch, setting)
    _create_products(root, branch, setting["key"])
    mark(branch, f"company_{setting['key']}")


def in_company(env, company):
    """Return an environment that works in a company and its branches, quietly."""
    ids = env["res.company"].search([("id", "child_of", company.id)]).ids
    ids.sort(key=lambda company_id: company_id != company.id)
    return env(context={**env.context, **QUIET, "allowed_company_ids": ids})
