# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run collections on the demo companies, have the cases worked, print the table."""

import textwrap
import time
import unicodedata

from .contacts import contact_debtors
from .marks import find, mark, progress
from .plans import PlanBook

COUNTS = (
    ("Debtors seen", "debtor_count"),
    ("Cases opened", "opened_count"),
    ("Cases reopened", "reopened_count"),
    ("Cases updated", "updated_count"),
    ("Cases closed", "closed_count"),
    ("Cases unchanged", "unchanged_count"),
    ("Errors", "error_count"),
)
AMOUNTS = (
    ("Not due (on cases)", "amount_not_due"),
    ("1-30 days", "amount_1_30"),
    ("31-60 days", "amount_31_60"),
    ("61-90 days", "amount_61_90"),
    ("91-120 days", "amount_91_120"),
    ("Over 120 days", "amount_over_120"),
    ("Overdue", "amount_overdue"),
    ("Unapplied credits", "amount_credit"),
)
CONTROL = (
    ("On cases", "amount_cases"),
    ("Excluded on cases", "amount_excluded"),
    ("Customers without case", "amount_without_case"),
    ("Items without customer", "amount_without_partner"),
    ("General ledger", "amount_ledger"),
    ("Difference", "amount_difference"),
)
# Oldest item late for less than so many days: stages that people brought cases to.
STAGES = (
    (31, ("new", "contact", "new")),
    (61, ("contact", "contact", "waiting")),
    (121, ("contact", "waiting", "escalated")),
    (10**6, ("escalated", "waiting", "escalated")),
)


def collect(env, keys):
    """Run each company and print what the runs did.

    :param keys: keys of the companies, in the order of the table
    """
    runs, worked = [], []
    for key in keys:
        company = find(env, f"company_{key}")
        progress(f"{company.name}: collection run")
        started = time.monotonic()
        run = env["collection.run"].run(company)
        # The run works in transactions of its own; only a new one sees it.
        env.cr.commit()
        env.invalidate_all()
        runs.append((run, time.monotonic() - started))
        if not find(env, f"assigned_{key}"):
            _move_cases(env, key, company)
            env.cr.commit()
        if not find(env, f"contacts_{key}"):
            contact_debtors(env, key, company)
        if not find(env, f"plans_{key}"):
            PlanBook(env, key, company).work()
            env.cr.commit()
            worked.append(company)
    for company in worked:
        # What was logged counts in the scores, which a run brings up to date.
        env["collection.run"].run(company)
        env.cr.commit()
    print(_format_table(runs), flush=True)


def _move_cases(env, key, company):
    """Bring the cases to the stages that their collectors have reached, once.

    The run has given them to the collectors, as far as these have room.
    """
    team = mark(find(env, f"team_{key}"), f"assigned_{key}")
    cases = env["collection.case"].search(
        [
            ("company_id", "=", company.id),
            ("state", "!=", "closed"),
            ("user_id", "in", team.member_ids.ids),
        ],
        order="days_past_due desc, id",
    )
    for number, case in enumerate(cases):
        names = next(names for days, names in STAGES if case.days_past_due < days)
        stage = env.ref(
            f"debt_collection.collection_stage_{names[number % len(names)]}"
        )
        case.with_user(case.user_id).stage_id = stage


def _format_table(runs):
    """Return the table: a column for each company, in its own currency."""
    heads = [
        [*_wrap(run.company_id.name), f"({run.currency_id.name})"] for run, _s in runs
    ]
    height = max(map(len, heads))
    heads = [[""] * (height - len(head)) + head for head in heads]
    rows = [["", *parts] for parts in zip(*heads, strict=True)]
    for form, block in (("{:,}", COUNTS), ("{:,.2f}", AMOUNTS), ("{:,.2f}", CONTROL)):
        rows.append(None)
        for label, name in block:
            rows.append([label, *(form.format(run[name]) for run, _s in runs)])
    rows.append(None)
    rows.append(["SQL statements", *(f"{run.statement_count:,}" for run, _s in runs)])
    rows.append(["Seconds", *(f"{seconds:.2f}" for _run, seconds in runs)])
    widths = [
        max(_width(row[column]) for row in rows if row)
        for column in range(len(runs) + 1)
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join(
        rule if row is None else "  ".join(_align(row, widths)) for row in rows
    )


def _wrap(name, width=22):
    """Break a company's name between words, so that the table fits a terminal."""
    return textwrap.wrap(name, width, break_long_words=False)


def _align(row, widths):
    """Pad the cells of a row: the first to the left, figures to the right."""
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        blank = " " * (width - _width(cell))
        yield cell + blank if column == 0 else blank + cell


def _width(text):
    """Return how many columns of a terminal a text takes.

    >>> _width("EUR"), _width("苏州")
    (3, 4)
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
