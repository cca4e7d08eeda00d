# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Five weeks of contacts with the debtors: logged, paused, refused. Nothing is sent."""

import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from odoo.fields import Datetime

from odoo.addons.debt_collection.exceptions import CollectionRefused
from odoo.addons.debt_collection.tools.gate import Act

from .desk import Desk
from .marks import find, mark, progress

# The history is taken over as from another program: nobody is late with it.
HISTORY_DAYS = 35
# Nobody is contacted who was late for less, or earlier than this after the due date.
FRESH_DAYS, GRACE_DAYS = 7, 4
# To all of a kind at once: days ago, days late, whose work it is.
MAILINGS = (("reminder", 33, 40, False), ("letter", 27, 61, True))
BREACH_DAYS, LATE_DAYS = 17, 12
NEXT_DAYS = (0, 1, 2, 3, 5, 7, 9)
MOST_REFUSED = 4
# Every so manieth debtor is new on the desk; every other one has waited for so long.
NEW_EACH, WAITING_DAYS, PROMISED_DAYS = 3, 14, 7


@dataclass
class Contact:
    """A contact that is going to be logged."""

    moment: datetime
    step: str
    cases: object
    user: object
    told: dict = field(default_factory=dict)


def contact_debtors(env, key, company):
    """Go live and log what the people of a company have done so far, once.

    All is one transaction with the mark that it is there. What was refused is written,
    and what was logged is sealed, right after its commit.
    """
    started = time.monotonic()
    team = find(env, f"team_{key}")
    company.collection_is_live = True
    cases = env["collection.case"].search(
        [("company_id", "=", company.id), ("state", "!=", "closed")],
        order="days_past_due desc, id",
    )
    cases.filtered(lambda case: not case.team_id).team_id = team
    book = ContactBook(env, company, team, cases, random.Random(f"contacts-{key}"))
    number = book.log_history()
    book.log_late()
    book.try_refused()
    mark(team, f"contacts_{key}")
    env.cr.commit()
    # Only if somebody else was sealing just then is anything left to do.
    env["collection.contact.sealer"]._seal_all()
    env.invalidate_all()
    seconds = time.monotonic() - started
    progress(f"{company.name}: {number} contacts logged in {seconds:.1f} s")


class ContactBook(Desk):
    """Logs the contacts of one company as those who had them."""

    def __init__(self, env, company, team, cases, rng):
        super().__init__(env, company, cases, rng)
        self.team = team
        # First those who paid nothing on account: no course of theirs is cut short.
        self.worked = cases.filtered(
            lambda case: (
                case.user_id
                and case.partner_id.active
                and case.days_past_due >= FRESH_DAYS
            )
        ).sorted(lambda case: bool(case.amount_credit))
        # The oldest of all, so that the five weeks are theirs whatever day it is.
        firms = self.worked.filtered("partner_id.is_company")
        self.other, _second, *paused = firms[:5]
        self.held = dict(zip(self.data["holds"], paused, strict=True))
        # Some are new on the desk: nobody has talked to them, so their step is due.
        self.worked -= self.worked[5::NEW_EACH]

    # === THE HISTORY === #

    def log_history(self):
        """Pause some debtors and log the contacts of five weeks, the oldest first.

        :return: how many were logged
        """
        self._pause()
        plan = [*self._plan_mailings(), *self._plan_breach()]
        for case in self.worked:
            plan += self._plan_course(case)
        for case in self.worked.filtered("amount_credit"):
            moment = self._moment(case, self.rng.randint(1, 4))
            plan.append(Contact(moment, "paid", case, case.user_id))
        days = self.company.collection_log_days
        self.company.collection_log_days = HISTORY_DAYS + GRACE_DAYS
        entries = self.env["collection.contact.log"]
        for contact in sorted(plan, key=lambda one: (one.moment, one.cases.ids)):
            contact.cases = self._choose_allowed(contact)
            if contact.cases:
                entries += self._log(contact)
        self._correct(entries)
        self.company.collection_log_days = days
        return len(entries) + 2

    def _pause(self):
        for name, case in self.held.items():
            reason, note = self._words(case)["holds"][name]
            since, until = self.data["holds"][name]
            self._as(case.user_id, case).hold(
                reason,
                until=self._moment(case, until),
                since=self._moment(case, since),
                note=note,
            )

    def _plan_mailings(self):
        """Yield reminders by each collector and letters by the lead, many at once."""
        for step, days_ago, days_late, by_lead in MAILINGS:
            late = self.worked.filtered(
                lambda case, least=days_late: case.days_past_due >= least
            )
            moment = self._moment(late[:1], days_ago, (10, 10))
            for (user, _chinese), cases in late.grouped(
                lambda case, by_lead=by_lead: (
                    self.team.lead_id if by_lead else case.user_id,
                    self._words(case) is self.data["zh"],
                )
            ).items():
                yield Contact(moment, step, cases, user)

    def _plan_breach(self):
        """Yield the call that somebody made although the debtor was paused."""
        case = self.held["ended"]
        yield Contact(self._moment(case, BREACH_DAYS), "breach", case, case.user_id)

    def _plan_course(self, case):
        """Yield what was done about one debtor; the last of it says what comes next."""
        course = next(
            course
            for course in self.data["courses"]
            if case.days_past_due < course["days_late"]
        )
        steps = self._next(course["choices"], course["days_late"])
        moments = self._choose_moments(case, len(steps))
        for step, moment in zip(steps, moments, strict=False):
            told = {}
            today = self.company._collection_today()
            is_recent = (today - moment.date()).days < WAITING_DAYS
            if moment == moments[-1] and is_recent and step != "wrong_number":
                told["date_next"] = today + timedelta(self.rng.choice(NEXT_DAYS))
            yield Contact(moment, step, case, case.user_id, told)

    def _choose_moments(self, case, number):
        """Return moments for a case, oldest first."""
        first = min(HISTORY_DAYS, case.days_past_due) - GRACE_DAYS
        last = self._next((1, WAITING_DAYS), "last") if first > WAITING_DAYS else 1
        days = range(last, first + 1)
        chosen = self.rng.sample(days, min(number, len(days)))
        return sorted(self._moment(case, days_ago) for days_ago in chosen)

    def _choose_allowed(self, contact):
        """Leave out those who could not be contacted then: whoever works asks first."""
        step, cases = self.data["steps"][contact.step], contact.cases
        if contact.step == "breach" or step.get("direction") == "in":
            return cases
        answers = cases.check_contact(step["channel"], contact.moment)
        return cases.browse(one["case_id"] for one in answers if one["allowed"])

    def _log(self, contact):
        """Log a contact through the method that everybody calls.

        :return: the entries
        """
        cases, user, told = contact.cases, contact.user, contact.told
        step, words = self.data["steps"][contact.step], self._words(cases[0])
        person = self.people.get(cases[0].partner_id)
        note = self._next(words["notes"][contact.step], (contact.step, id(words)))
        # Who has not paid by the day that was agreed then is due again.
        day = told.get("date_next") or contact.moment.date() + timedelta(PROMISED_DAYS)
        reached = step.get("reached") and len(cases) == 1 and person
        return self._as(user, cases).log_contact(
            step["channel"],
            step.get("result", contact.step),
            direction=step.get("direction", "out"),
            date=contact.moment,
            recipient=person if reached else None,
            recipient_role="representative" if reached else None,
            duration=self.rng.randint(*step.get("seconds", (0, 0))),
            note=self._fill(note, cases[0], user, day),
            text=self._fill(words["texts"].get(contact.step, ""), cases[0], user),
            **told,
        )

    def _correct(self, entries):
        """Correct one entry: a call that had another result than was chosen."""
        entry = entries.filtered(lambda one: one.result_code == "no_answer")[:1]
        case = entry.case_id
        note, reason = self._words(case)["correction"]
        self._as(entry.user_id, case).log_contact(
            "call",
            "voicemail",
            date=entry.date,
            duration=entry.duration,
            note=note,
            corrects=entry,
            reason=reason,
            date_next=case.date_next_action,
        )

    def log_late(self):
        """Log a contact after the company's days for it, and say why."""
        case = self.other
        told = {
            "reason": self._words(case)["late_reason"],
            "date_next": case.date_next_action,
        }
        moment = self._moment(case, LATE_DAYS)
        self._log(Contact(moment, "late", case, case.user_id, told))

    # === WHAT THE GATE REFUSES === #

    def try_refused(self):
        """Try what must not be done now: write, set out for a visit, get a number."""
        paused = self.held["active"]
        user, text = paused.user_id, self._words(paused)["texts"]["refused_mail"]
        visit = Act("contact", "visit", Datetime.now(), user=user.id)
        self._try(self._as(user, paused)._ensure_allowed, act=visit)
        self._try(
            self._as(user, paused).message_post,
            body=self._fill(text, paused, user),
            partner_ids=paused.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        refused = self.cases.browse(
            answer["case_id"]
            for answer in self.cases.check_contact("call")
            if not answer["allowed"]
        )
        for case in refused[:MOST_REFUSED]:
            user = case.user_id or self.team.lead_id
            self._try(self._as(user, case).reveal_numbers)

    def _try(self, attempt, **told):
        """Do what the gate refuses. Should it let it pass, nothing of it remains."""
        try:
            with self.env.cr.savepoint():
                attempt(**told)
        except CollectionRefused:
            return
        raise RuntimeError("The gate let pass what the demo expected it to refuse.")
