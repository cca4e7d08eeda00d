# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The reasons the base knows: code, how grave it is, when it stands against an act.

The table in the documentation is made from here, and a test lets each of them occur.

>>> print(table()[:2])
('| code | severity | when |', '| --- | --- | --- |')
>>> table()[3]
'| `case_closed` | rule | The case is closed, and was at the moment of the act. |'
>>> all(code in table()[2 + place] for place, code in enumerate(sorted(REASONS)))
True
"""

from typing import NamedTuple

from .gate import OBSTACLE, RULE, WARNING


class Reason(NamedTuple):
    """A kind of reason.

    :param str severity: as of :class:`Blocker`
    :param str when: an example, for the documentation
    """

    severity: str
    when: str


REASONS = {
    "before_case": Reason(
        WARNING, "A call before the case opened, logged after something was booked."
    ),
    "case_closed": Reason(
        RULE, "The case is closed, and was at the moment of the act."
    ),
    "channel_off": Reason(
        OBSTACLE, "The channel is archived: the company makes no visits."
    ),
    "disputed": Reason(RULE, "What is left of 1,000 overdue, 1,000 disputed: nothing."),
    "gate_error": Reason(
        OBSTACLE, "A rule of an add-on fails with an error while a queue is sent."
    ),
    "no_address": Reason(OBSTACLE, "An e-mail to a customer without e-mail address."),
    "no_record": Reason(
        OBSTACLE, "A mail in the queue belongs to a case that does not exist."
    ),
    "nobody_responsible": Reason(
        OBSTACLE, "No collector is set, and the team has neither lead nor members."
    ),
    "not_live": Reason(OBSTACLE, "The company is in test mode."),
    "nothing_open": Reason(
        RULE, "500 overdue, and 500 received yesterday that nobody has matched yet."
    ),
    "on_hold": Reason(RULE, "A hold with an end in the future: the customer is ill."),
    "opted_out": Reason(RULE, "An SMS to a number on the telephone blacklist."),
    "partner_archived": Reason(OBSTACLE, "The customer's contact is archived."),
    "payment_in_process": Reason(
        RULE, "The customer started an online payment of everything an hour ago."
    ),
    "promise_pending": Reason(RULE, "Everything overdue is promised for Friday."),
    "recipient_archived": Reason(OBSTACLE, "A letter to a contact who has left."),
}


def table():
    """Return the lines of the table of reasons, in Markdown."""
    rows = (
        f"| `{code}` | {reason.severity} | {reason.when} |"
        for code, reason in sorted(REASONS.items())
    )
    return ("| code | severity | when |", "| --- | --- | --- |", *rows)
