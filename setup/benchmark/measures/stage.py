# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the parts share: the ledgers, and a database with the addon and its cases."""

import datetime

import databases


class Stage:
    """The databases of one bench, made when a part first asks for them."""

    def __init__(self, invoices, base, keep):
        self.invoices = invoices
        self.today = databases.today()
        self.ledgers = databases.Ledgers(base, self.today, keep)
        self.large = databases.Ledgers(invoices, self.today, keep)
        self._ours = {}

    def day(self, later):
        """:return: the day so many days from today, as text."""
        today = datetime.date.fromisoformat(self.today)
        return (today + datetime.timedelta(days=later)).isoformat()

    def ours(self, ledgers):
        """:return: a database with the addon installed, collectors, and no run yet."""
        if ledgers.invoices not in self._ours:
            ledgers.prepare()
            name = ledgers.copy("addon", modules=[databases.OURS])
            with databases.worker(name) as process:
                process.do("staff.hire", cases=ledgers.customers)
            self._ours[ledgers.invoices] = name
        return self._ours[ledgers.invoices]

    def close(self):
        """Drop what was made."""
        self.ledgers.close()
        self.large.close()


def run(database, day):
    """Run a collection in a fresh process.

    :param str database: where
    :param str day: as of when
    :return: dict of seconds, statements, memory and the run's record
    """
    with databases.worker(database) as process:
        return process.do("runs.run", today=day)
