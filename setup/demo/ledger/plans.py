# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the demo companies collect: strategies, posts, and a day of their people."""

from datetime import timedelta
from itertools import islice

from odoo.fields import Command, Datetime
from odoo.tools import convert_file

from .marks import ensure, find, mark, read_json

ADDON = "debt_collection"
STRATEGIES = "demo/collection_strategy_demo.xml"
TRANSLATED = {
    "collection.strategy": ("name", "description"),
    "collection.strategy.step": ("name", "instruction"),
    "collection.segment": ("name", "description"),
}
# Whom a collector talks to on the day of the build: what was logged, and for how many.
TODAYS_CALLS = (("conversation", 1), ("no_answer", 2))
MOMENT = timedelta(minutes=15)
HALF = 50


def prepare_plans(env):
    """Make what all companies share: the demo's strategies and the posts."""
    if "collection.strategy" not in env:
        return
    if not env.ref(
        f"{ADDON}.collection_strategy_key_accounts_demo", raise_if_not_found=False
    ):
        convert_file(env, ADDON, STRATEGIES, {}, mode="init", noupdate=True)
    if not find(env, "plans"):
        _translate(env, read_json("plans.json")["zh"])
        mark(_ref(env, "strategy_key_accounts_demo"), "plans")
    _fill_positions(env)


def prepare_company(env, key):
    """Say who has the key accounts, and what is tried on the others, before the run."""
    if "collection.strategy" not in env or find(env, f"rule_{key}"):
        return
    setting, people = read_json("plans.json"), read_json("people.json")
    company, team = find(env, f"company_{key}"), find(env, f"team_{key}")
    words = "zh" if key == "cny" else "en"
    company.collection_high_value = setting["high_value"][key]
    for user in team.member_ids:
        user.collection_capacity = people["capacities"][user.login]
    _start_experiment(env, key, setting["experiment"][words])
    _separate_key_accounts(
        env, key, people["key_account_teams"][key], setting["rule"][words]
    )


def _start_experiment(env, key, name):
    """Try the early call on half of those who are called."""
    company = find(env, f"company_{key}")
    experiment = env["collection.experiment"].create(
        {
            "name": name,
            "company_id": company.id,
            "segment_id": _ref(env, "segment_call").id,
            "challenger_strategy_id": _ref(env, "strategy_early_call_demo").id,
            "share": HALF,
            "salt": f"demo-{key}",
            "date_from": company._collection_today(),
        }
    )
    experiment.action_start()


def _separate_key_accounts(env, key, row, name):
    """Give the key accounts to a team of their own, below the other."""
    company, team = find(env, f"company_{key}"), find(env, f"team_{key}")
    key_accounts = ensure(
        env,
        f"team_key_{key}",
        "collection.team",
        {
            "name": row["name"],
            "company_id": company.id,
            "parent_id": team.id,
            "lead_id": team.lead_id.id,
            "member_ids": [
                Command.link(find(env, f"user_{login}").id) for login in row["members"]
            ],
        },
    )
    rule = {
        "name": name,
        "company_id": company.id,
        "segment_ids": [Command.set(_ref(env, "segment_key_accounts_demo").ids)],
        "team_id": key_accounts.id,
    }
    ensure(env, f"rule_{key}", "collection.assignment.rule", rule)


def _ref(env, name):
    return env.ref(f"{ADDON}.collection_{name}")


def _translate(env, chinese):
    """Give the demo's strategies and segments their Chinese words."""
    names = env["ir.model.data"].search(
        [
            ("module", "=", ADDON),
            ("name", "like", "%_demo"),
            ("model", "in", list(TRANSLATED)),
        ]
    )
    records = [env[name.model].browse(name.res_id) for name in names]
    records += [record.step_ids for record in records if "step_ids" in record]
    for record in (one for some in records for one in some):
        for field in TRANSLATED[record._name]:
            if record[field]:
                record.with_context(lang="zh_CN")[field] = chinese[record[field]]


def _fill_positions(env):
    """Put the people into their posts, and say what these may decide."""
    if "collection.position" not in env:
        return
    setting = read_json("people.json")
    for role, name in setting["positions"].items():
        position = _ref(env, f"position_{name}")
        if find(env, f"position_{name}"):
            continue
        users = [
            find(env, f"user_{row['login']}").id
            for row in setting["users"]
            if row["role"] == role
        ]
        position.user_ids = [Command.link(user_id) for user_id in users]
        known = position.limit_ids.mapped("kind")
        position.limit_ids = [
            Command.create({"kind": kind, "amount": amount})
            for kind, amount in setting["limits"].get(name, {}).items()
            if kind not in known
        ]
        mark(position, f"position_{name}")


class PlanBook:
    """Does with the plan of one company what its people do on a working day."""

    def __init__(self, env, key, company):
        self.env, self.key, self.company = env, key, company
        self.team = find(env, f"team_{key}")
        self.texts = read_json("plans.json")["words"]
        self.words = self.texts["zh" if key == "cny" else "en"]
        self.today = company._collection_today()
        self.actions = env["collection.action"].search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("planned", "blocked", "to_approve")),
                ("step_id", "!=", False),
            ],
            order="date, id",
        )

    def work(self):
        """Decide, leave out, postpone, call, and go on holiday."""
        self._approve()
        self._move_some()
        self._call()
        self._bounce()
        self._override()
        self._go_on_holiday()
        mark(self.team, f"plans_{self.key}")

    def _as(self, user, records):
        return records.with_user(user).with_context(lang=user.lang, tz=user.tz)

    def _approve(self):
        """Let the lead approve one step; the others wait for it."""
        waiting = self.actions.filtered(lambda one: one.state == "to_approve")
        if len(waiting) > 1:
            self._as(self.team.lead_id, waiting[:1]).action_approve()

    def _move_some(self):
        """Leave one step out, postpone one, and plan what no step asks for."""
        planned = self.actions.filtered(
            lambda one: one.state == "planned" and one.user_id and not one.log_id
        )
        due = planned.filtered(lambda one: one.date <= self.today)
        skipped, postponed, other = (due | planned)[:3]
        self._as(skipped.user_id, skipped).action_skip(self.words["skip"])
        self._as(postponed.user_id, postponed).date = self.today + timedelta(days=2)
        self._as(other.user_id, self.actions).create(
            {
                "case_id": other.case_id.id,
                "channel": "letter",
                "date": self.today,
                "summary": self.words["by_hand"],
            }
        )

    def _call(self):
        """Let each collector make the first calls of the day."""
        for user in self.team.member_ids.sorted("id"):
            due = self.actions.filtered(
                lambda one, user=user: (
                    one.user_id == user
                    and one.state == "planned"
                    and one.channel == "call"
                    and one.date <= self.today
                )
            )
            cases = iter(self._find_allowed(due.case_id, "call"))
            for result, number in TODAYS_CALLS:
                for case in islice(cases, number):
                    self._log(user, case, "call", result, duration=90)

    def _bounce(self):
        """Let a mail to a key account come back: the strategy answers that."""
        strategy = _ref(self.env, "strategy_key_accounts_demo")
        cases = self.actions.case_id.filtered(
            lambda case: case.strategy_id == strategy and case.user_id
        )
        for case in self._find_allowed(cases, "email")[:1]:
            self._log(case.user_id, case, "email", "bounced")

    def _log(self, user, case, channel, result, **told):
        """Log what happened a moment ago, in the customer's language."""
        chinese = (case.partner_id.lang or "").startswith("zh")
        self._as(user, case).log_contact(
            channel,
            result,
            date=Datetime.now() - MOMENT,
            note=self.texts["zh" if chinese else "en"][result],
            **told,
        )

    def _find_allowed(self, cases, channel):
        """Return the cases whose debtors may be contacted now."""
        answers = cases.check_contact(channel, Datetime.now())
        return cases.browse(one["case_id"] for one in answers if one["allowed"])

    def _override(self):
        """Let the lead put one customer into another segment."""
        urgent = _ref(self.env, "segment_urgent")
        case = self.actions.case_id.filtered(
            lambda case: case.segment_id == _ref(self.env, "segment_call")
        )[-1:]
        lead = self.team.lead_id
        self._as(lead, self.env["collection.segment.override"]).create(
            {
                "case_ids": [Command.set(case.ids)],
                "segment_id": urgent.id,
                "reason": self.words["override"],
                "until": self.today + timedelta(days=30),
            }
        ).action_apply()

    def _go_on_holiday(self):
        """Let people of the team be away, now and later, each with a stand-in."""
        people = self.team.member_ids | self.team.lead_id
        for row in read_json("people.json")["absences"]:
            user = find(self.env, f"user_{row['who']}")
            if user not in people:
                continue
            first, last = (self.today + timedelta(days=days) for days in row["days"])
            self._as(user, self.env["collection.absence"]).create(
                {
                    "user_id": user.id,
                    "stand_in_id": find(self.env, f"user_{row['stand_in']}").id,
                    "date_from": first,
                    "date_to": last,
                    "note": self.words["absence"],
                }
            )
