# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The dunning ladder: which step comes next, and on which day.

A ladder's rungs are counted from a due date (before it, on it, after it) or from the
step before. They are climbed one by one, and never two on one day: who starts late, or
was paused for long, goes to the one rung that fits the age and leaves out those below.

>>> from datetime import date, timedelta
>>> due = date(2025, 6, 1)
>>> def on(days):
...     return due + timedelta(days=days)
>>> ladder = (
...     Rung(1, "due", -3),
...     Rung(2, "due", 0),
...     Rung(3, "due", 10),
...     Rung(4, "previous", 7),
...     Rung(5, "due", 40, only_after=True, repeat_days=14),
... )

Before the due date, on it, and after it:

>>> def left_out(position, step, day):
...     return position._replace(last_step=step, last_turn=day)
>>> def done(position, step, day):
...     return left_out(position, step, day)._replace(last_day=day)
>>> start = Position(anchor=due)
>>> next_step(ladder, start, on(-10))
Decision(step=1, day=datetime.date(2025, 5, 29), left_out=0)
>>> next_step(ladder, done(start, 1, on(-3)), on(-3)).day == due
True
>>> next_step(ladder, done(start, 2, due), due).day == on(10)
True
>>> next_step(ladder, done(start, 3, on(12)), on(12)).day == on(19)
True

A late start, on day 15: the third rung fits the age, two are left out. One that is
counted from the step before has the day on which it would have come: day 17, as the
third rung's is day 10. A step that needs the one before it is not jumped to:

>>> next_step(ladder, start, on(15))
Decision(step=3, day=datetime.date(2025, 6, 16), left_out=2)
>>> next_step(ladder, start, on(16)).step
3
>>> next_step(ladder, start, on(17))
Decision(step=4, day=datetime.date(2025, 6, 18), left_out=3)
>>> next_step(ladder, start, on(300)).step
4
>>> one_by_one = start._replace(catch_up=False)
>>> next_step(ladder, one_by_one, on(25)).step
1

After a pause of months nothing piles up, and some days lie between two steps:

>>> later = done(start, 3, on(12))
>>> next_step(ladder, later, on(90))
Decision(step=4, day=datetime.date(2025, 8, 30), left_out=0)
>>> spaced = done(later, 4, on(90))._replace(least_gap=5)
>>> next_step(ladder, spaced, on(90)).day == on(95)
True

The last step repeats, where it says so; otherwise the ladder ends:

>>> next_step(ladder, done(start, 5, on(95)), on(95)).day == on(109)
True
>>> next_step(ladder[:2], done(start, 2, due), on(1)) is None
True

A step that somebody leaves out has had its turn: what follows is counted from that
day, but nothing was done, so no gap lies behind it:

>>> next_step(ladder, left_out(start, 5, on(95)), on(95)).day == on(109)
True
>>> next_step(ladder, left_out(start, 3, on(12)), on(12)).day == on(19)
True
>>> next_step(ladder, left_out(later, 4, on(40)), on(40))
Decision(step=5, day=datetime.date(2025, 7, 11), left_out=0)

A rest after a payment, or a day that was agreed:

>>> next_step(ladder, start._replace(not_before=on(30)), on(25)).day == on(30)
True

What happens answers at once, and the ladder goes on where it was:

>>> bounced = Rung(9, "event", 1, event="bounced")
>>> told = done(start, 2, due)._replace(events=(("bounced", on(2)),))
>>> next_step((*ladder, bounced), told, on(2))
Decision(step=9, day=datetime.date(2025, 6, 4), left_out=0)
"""

from datetime import date, timedelta
from typing import NamedTuple

__all__ = ["Decision", "Position", "Rung", "next_step"]


class Rung(NamedTuple):
    """A step of a ladder, as far as its turn is concerned.

    :param int step: its id
    :param str trigger: ``due`` (counted from the due date), ``previous`` (from the step
        before) or ``event``
    :param int days: from what the trigger names, negative before a due date
    :param str event: the code of what it answers
    :param bool only_after: it is not reached by leaving out the step before it
    :param int repeat_days: after so many days it is done again, where it is the last;
        0: once
    """

    step: int
    trigger: str
    days: int
    event: str | None = None
    only_after: bool = False
    repeat_days: int = 0


class Position(NamedTuple):
    """How far a debtor has come.

    :param date anchor: the due date from which the rungs are counted
    :param int last_step: the rung done or left out last, where one of this ladder was
    :param date last_turn: when it was
    :param date last_day: when the last step was done, of whatever ladder
    :param int least_gap: so many days lie between two steps
    :param date not_before: a day before which nothing is done
    :param bool catch_up: go to the rung that fits the age, or take one after the other
    :param tuple events: pairs of a code and a day, of what no step has answered yet
    """

    anchor: date
    last_step: int | None = None
    last_turn: date | None = None
    last_day: date | None = None
    least_gap: int = 0
    not_before: date | None = None
    catch_up: bool = True
    events: tuple[tuple[str, date], ...] = ()


class Decision(NamedTuple):
    """The next step.

    :param int step: its id
    :param date day: when it is due, not before the day of the decision
    :param int left_out: how many rungs were left out
    """

    step: int
    day: date
    left_out: int


def next_step(rungs, position, today):
    """Decide which step comes next.

    :param rungs: the :class:`Rung` in order, those that do not apply left away
    :param Position position: how far the debtor has come
    :param date today: the day of the decision
    :return: the :class:`Decision`, or None where the ladder has ended
    """
    answer = _answer(rungs, position, today)
    if answer:
        return answer
    ladder = [rung for rung in rungs if rung.trigger != "event"]
    place = _get_place(ladder, position.last_step)
    coming = ladder[place + 1 :]
    if not coming:
        return _repeat(ladder, position, today)
    left_out, day = _find_reached(coming, position, today)
    day = _not_too_soon(day, position, today)
    return Decision(coming[left_out].step, day, left_out)


def _answer(rungs, position, today):
    """Return the step that answers the earliest event, or None."""
    answers = {rung.event: rung for rung in rungs if rung.trigger == "event"}
    for code, day in sorted(position.events, key=lambda event: event[1]):
        if code in answers:
            rung = answers[code]
            day = max(day + timedelta(days=rung.days), today)
            return Decision(rung.step, max(day, position.not_before or day), 0)
    return None


def _get_place(ladder, step):
    """Return the place of the step done last, -1 where the ladder begins."""
    for place, rung in enumerate(ladder):
        if rung.step == step:
            return place
    return -1


def _find_reached(coming, position, today):
    """Return how many rungs are left out, as the age has gone past them, and the day of
    the next one. A rung is counted from the planned day of the one left out."""
    before = position.last_turn or position.last_day or today
    reached, day = 0, before
    for place, rung in enumerate(coming):
        start = position.anchor if rung.trigger == "due" else before
        before = start + timedelta(days=rung.days)
        if place and (not position.catch_up or rung.only_after or before > today):
            break
        reached, day = place, before
    return reached, day


def _repeat(ladder, position, today):
    """Return the last rung again, or None."""
    if not ladder or not ladder[-1].repeat_days or not position.last_turn:
        return None
    day = position.last_turn + timedelta(days=ladder[-1].repeat_days)
    return Decision(ladder[-1].step, _not_too_soon(day, position, today), 0)


def _not_too_soon(day, position, today):
    """Return the day, moved behind today, the gap and the rest."""
    days = [day, today]
    if position.last_day:
        days.append(position.last_day + timedelta(days=position.least_gap))
    if position.not_before:
        days.append(position.not_before)
    return max(days)
