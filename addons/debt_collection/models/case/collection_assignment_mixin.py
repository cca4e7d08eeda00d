# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ...tools.gate import Act
from ..ledger import columns_sql
from ..people import people_statements as statements


class CollectionAssignmentMixin(models.AbstractModel):
    """Who works a case, and who may say so."""

    _name = "collection.assignment.mixin"
    _description = "Collection Assignment"
    _inherit = ["collection.gate.mixin"]

    team_id = fields.Many2one(
        comodel_name="collection.team",
        tracking=True,
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Collector",
        tracking=True,
        index="btree_not_null",
        # Not check_company: who works for a branch works its root's cases too.
        domain=lambda self: (
            f"{self._get_collector_domain()}"
            " + [('company_ids', 'child_of', company_id)]"
        ),
    )

    stand_in_id = fields.Many2one(
        related="user_id.collection_stand_in_id",
        help="Works the case while the collector is away.",
    )
    date_away_until = fields.Date(
        related="user_id.collection_away_until", string="Collector Away Until"
    )

    # What is given away by itself is looked for every night.
    _free_index = models.Index(
        "(company_id, id) WHERE user_id IS NULL AND state <> 'closed'"
    )

    # === HOOKS === #

    def _check_assignment(self, user):
        """Hook: say why somebody must not work the cases.

        Void here. An addon that demands more of people (a passed course, a declared
        conflict of interests) overrides it, calls ``super()`` first and adds its
        reasons. Every way to give a case away asks it: by hand, in the list, by
        drag, in a hand-over and when cases are assigned by themselves, then for
        thousands of cases at once. So it reads for all of them in a number of queries
        that does not depend on how many they are, and it must not write.

        :param user: who would work the cases
        :return: dict of case to a list of :class:`Blocker`; a case without an entry may
            be given to the user
        """
        return {}

    def _get_blockers(self, act):
        """Override of the gate: ask who may work the cases."""
        blockers = super()._get_blockers(act)
        if act.kind != "assign":
            return blockers
        users = defaultdict(list)
        for case_id in self.ids:
            users[act.of(case_id).user].append(case_id)
        people = self.env["res.users"].sudo()
        for user_id, case_ids in users.items():
            reasons = self.browse(case_ids)._check_assignment(people.browse(user_id))
            for case, found in reasons.items():
                blockers[case] += found
        return blockers

    # === WHO MAY WORK A CASE === #

    @api.model
    def _get_collector_domain(self):
        """Return which users can be given a case."""
        return self._get_role_domain("debt_collection.group_collection_agent")

    @api.model
    def _get_role_domain(self, role):
        """Return which users have a role. Fields ask for it each time they are read, so
        no statement is spent on it.

        :param str role: external id of its group
        """
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(role)
        return [("share", "=", False), ("all_group_ids", "in", [group_id])]

    @api.constrains("user_id")
    def _check_user_id(self):
        for user, cases in self.grouped("user_id").items():
            for sentence in cases._find_unfit(user).values():
                raise ValidationError(sentence)

    def _find_unfit(self, user):
        """Find the cases that a user has no right to work.

        :param user: the user, or nobody
        :return: dict of case to a sentence
        """
        user = user.sudo()
        if not user:
            return {}
        collectors = user.with_context(active_test=False).search(
            [("id", "=", user.id), *self._get_collector_domain()]
        )
        if not collectors or not user.active:
            sentence = self.env._(
                "%(user)s has no right to work collection cases. Choose somebody else, "
                "or let an administrator give the right first.",
                user=user.name,
            )
            return dict.fromkeys(self, sentence)
        return {
            case: self.env._(
                "%(user)s does not work for %(company)s.",
                user=user.name,
                company=case.company_id.name,
            )
            for case in self
            if case.company_id not in user.company_ids.root_id
        }

    def _check_assignment_rights(self, vals):
        """A collector takes unassigned cases and gives back the own ones; giving cases
        to others, or moving them to another team, is for the team lead.

        :raise AccessError: if the user may not assign the cases so
        """
        if (
            not {"user_id", "team_id"} & vals.keys()
            or self.env.su
            or self.env.user.has_group("debt_collection.group_collection_leader")
        ):
            return
        own_or_free = all(case.user_id.id in (False, self.env.uid) for case in self)
        if (
            "team_id" in vals
            or vals["user_id"] not in (False, self.env.uid)
            or not own_or_free
        ):
            raise AccessError(
                self.env._(
                    "You can take unassigned cases and give your own back. Ask the "
                    "team lead to assign cases to others or to another team."
                )
            )

    def _check_assignment_gate(self, vals):
        """Ask the gate whether somebody may be given the cases.

        :raise CollectionRefused: if the person may not work one of them
        """
        user_id = vals.get("user_id")
        given = user_id and self.filtered(lambda case: case.user_id.id != user_id)
        if given:
            now = fields.Datetime.now()
            given._ensure_allowed(Act("assign", None, now, user=user_id))

    # === GIVING CASES AWAY === #

    def write(self, vals):
        """Record who was given the cases by hand."""
        if "user_id" in vals:
            self._record_assignment(vals["user_id"])
        return super().write(vals)

    def _record_assignment(self, user_id):
        """Write an event for each case that changes its collector."""
        given = self.filtered(lambda case: case.user_id.id != user_id)
        for old_user, cases in given.grouped("user_id").items():
            cases._record_events(
                "assigned",
                old_value=str(old_user.id) if old_user else False,
                new_value=str(user_id) if user_id else False,
                reason="by_hand",
                user_id=self.env.uid,
            )

    @api.model
    def _give(self, given, by=None):
        """Write who got which case by one statement, however many they are.

        Nobody follows the cases for it and nobody is notified. Rights and the gate are
        the caller's to ask.

        :param list given: for each case its id, the ids of its team and collector, the
            code of the reason, and the id of who had it
        :param by: whose decision it was, nobody's where it happened by itself
        """
        if not given:
            return
        self.env.flush_all()
        case_ids = [case_id for case_id, *_ in given]
        cases, teams, users, reasons, old_users = map(
            columns_sql.array, zip(*given, strict=True)
        )
        self.env.cr.execute(
            SQL(
                statements.GIVE,
                cases=cases,
                is_near=columns_sql.near(SQL("c.id"), case_ids),
                teams=teams,
                users=users,
                reasons=reasons,
                old_users=old_users,
                uid=self.env.uid,
                now=self.env.cr.now(),
                by=by and by.id,
            )
        )
        written = [case_id for (case_id,) in self.env.cr.fetchall()]
        self.invalidate_model(["user_id", "team_id", "event_ids"], flush=False)
        self.browse(written).modified(["user_id", "team_id"])

    def action_assign_to_me(self):
        """Take the cases."""
        self.write({"user_id": self.env.uid})
