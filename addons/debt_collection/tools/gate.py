# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The gate's words: what is about to be done, what stands against it, what follows.

An act is put to the gate before it happens. Everything that stands against it is
collected, nothing is left out because something else already stands against it, and
one place turns the collection into a verdict.

>>> from datetime import datetime
>>> noon = datetime(2025, 6, 16, 12, 0)
>>> act = Act("contact", "call", noon, user=7)
>>> act.recipient, act.of(1) is act
(None, True)

Nothing stands against it:

>>> judge(act, ())
Verdict(allowed=True, reasons=(), next_allowed=datetime.datetime(2025, 6, 16, 12, 0))

A pause that ends, and a closed case, which time alone does not open again:

>>> pause = Blocker("on_hold", "Paused.", until=datetime(2025, 6, 20, 8, 0))
>>> judge(act, [pause]).next_allowed
datetime.datetime(2025, 6, 20, 8, 0)
>>> verdict = judge(act, [pause, Blocker("case_closed", "Closed.")])
>>> verdict.allowed, verdict.next_allowed, verdict.codes
(False, None, ('case_closed', 'on_hold'))

A warning is told and stops nothing; an obstacle stops the act without making it a
breach of a rule if it was done all the same:

>>> judge(act, [Blocker("stale", "Old address.", severity=WARNING)]).allowed
True
>>> verdict = judge(act, [Blocker("no_address", "No number.", severity=OBSTACLE)])
>>> verdict.allowed, verdict.is_breach
(False, False)

Many records, each with something of its own:

>>> to_ann = replace(act, recipient=Recipient(partner_id=3))
>>> many = replace(act, particulars={1: to_ann})
>>> many.of(1).recipient.partner_id, many.of(2).recipient
(3, None)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

__all__ = [
    "OBSTACLE",
    "RULE",
    "WARNING",
    "Act",
    "Blocker",
    "Pause",
    "Recipient",
    "Verdict",
    "judge",
    "replace",
]

# Against a rule of law or of the company: refused, and a breach if done all the same.
RULE = "rule"
# It cannot be done, or not yet: refused, but no breach of anything.
OBSTACLE = "obstacle"
# To be told to whoever acts. It refuses nothing.
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is reached.

    :param int partner_id: id of the contact, where there is one
    :param str address: the e-mail address or telephone number used, where it is not the
        contact's own
    :param str role: what the person is to the debt, a code of the log's
        ``recipient_role``
    """

    partner_id: int | None = None
    address: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody, or the system, is about to do.

    An act may concern many records at once, each with a recipient or a text of its own.
    Whoever looks at an act for one record asks for :meth:`of` that record first.

    :param str kind: ``contact``, ``reveal`` (show a number to dial), ``plan`` (put a
        measure on somebody's list), ``assign``, or a kind that a satellite declares
    :param str channel: the channel's code, for a contact and what leads to one
    :param datetime moment: when, in UTC without zone, as the database keeps it
    :param int user: id of the user whose act it is; for an assignment, of the user who
        would work the case
    :param Recipient recipient: who is reached; empty: whoever of the debtor can be
    :param float amount: the amount it is about, in the company's currency
    :param str text: what is said, where it is written
    :param particulars: what differs for single records: id of the record to its act
    """

    kind: str
    channel: str | None
    moment: datetime
    user: int | None = None
    recipient: Recipient | None = None
    amount: float | None = None
    text: str | None = None
    particulars: Mapping[int, "Act"] = field(default_factory=dict, repr=False)

    def of(self, record_id):
        """Return the act as it concerns one record.

        :param int record_id: id of the record judged
        """
        return self.particulars.get(record_id, self)


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason that stands against an act.

    :param str code: what kind of reason it is, the same in every language
    :param str message: a sentence for people, with what to do about it
    :param str severity: :data:`RULE`, :data:`OBSTACLE` or :data:`WARNING`
    :param datetime until: when this reason alone would lift, in UTC; empty where time
        does not lift it
    :param str reference: the rule, document or record it comes from
    """

    code: str
    message: str
    severity: str = RULE
    until: datetime | None = None
    reference: str = ""

    def as_dict(self):
        """Return it as a client of the gate gets it, without a moment as ``False``."""
        return {
            "code": self.code,
            "message": self.message,
            "reference": self.reference,
            "severity": self.severity,
            "until": self.until or False,
        }


@dataclass(frozen=True, slots=True)
class Pause:
    """A part of what is overdue that is not chased for a while.

    :param str code: the reason it becomes where nothing else is left to chase
    :param float amount: the part, in the company's currency
    :param str message: the sentence of that reason
    :param datetime until: when the pause ends, in UTC, where that is known
    :param str reference: the record it comes from
    """

    code: str
    amount: float
    message: str
    until: datetime | None = None
    reference: str = ""

    def as_blocker(self):
        """Return the reason it becomes where nothing else is left to chase."""
        return Blocker(
            self.code, self.message, until=self.until, reference=self.reference
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says about an act.

    :param bool allowed: whether it may be done
    :param tuple reasons: all :class:`Blocker` found, sorted by code, warnings too
    :param datetime next_allowed: from when it could be done, as far as the reasons
        know; the act's own moment where it is allowed, empty where time alone does not
        help
    """

    allowed: bool
    reasons: tuple[Blocker, ...] = ()
    next_allowed: datetime | None = None

    @property
    def refusing(self):
        """The reasons that refuse."""
        return tuple(b for b in self.reasons if b.severity != WARNING)

    @property
    def is_breach(self):
        """Whether the act, done all the same, breaks a rule."""
        return any(b.severity == RULE for b in self.reasons)

    @property
    def codes(self):
        """The codes of the reasons that refuse."""
        return tuple(b.code for b in self.refusing)


def judge(act, blockers):
    """Turn what stands against an act into a verdict. Nothing else does.

    :param Act act: the act as it concerns one record
    :param blockers: iterable of :class:`Blocker`
    :return: the :class:`Verdict`
    """
    if not blockers:
        return Verdict(True, (), act.moment)
    reasons = tuple(sorted(blockers, key=lambda b: b.code))
    ends = [b.until for b in reasons if b.severity != WARNING]
    if not ends:
        return Verdict(True, reasons, act.moment)
    return Verdict(False, reasons, None if None in ends else max(ends))
