# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import models
from odoo.tools import SQL, email_normalize

from ...tools.gate import OBSTACLE, Blocker
from ..ledger import columns_sql
from . import gate_statements as statements

KINDS_WITH_ADDRESS = ("contact", "reveal", "plan")


class CollectionReachMixin(models.AbstractModel):
    """Where a debtor can be reached, and where it asked to be left alone."""

    _name = "collection.reach.mixin"
    _description = "Collection Addresses"
    _inherit = ["collection.gate.mixin"]

    def _block_by_address(self, act, facts):
        """Yield what the channel and the recipient's address have against an act.

        :param Act act: what is about to be done
        :param dict facts: what the cases say, by their ids
        """
        if act.kind not in KINDS_WITH_ADDRESS:
            return
        by_channel = defaultdict(dict)
        for case_id, row in facts.items():
            by_channel[act.of(case_id).channel][case_id] = row
        for code, on_channel in by_channel.items():
            if code:
                channel = self.env["collection.channel"]._get_by_code(code)
                yield from self._block_on_channel(channel, act, on_channel)

    def _block_on_channel(self, channel, act, facts):
        """Yield what one channel has against an act.

        :param channel: the ``collection.channel``
        :param Act act: what is about to be done
        :param dict facts: what the cases say to which that channel would lead
        """
        if not channel.active:
            off = self._get_channel_blocker(channel)
            yield from ((case_id, off) for case_id in facts)
        if channel.address == "none":
            return
        to_contacts, to_addresses, to_debtors, people = {}, {}, {}, {}
        for case_id, row in facts.items():
            recipient = act.of(case_id).recipient
            if recipient and recipient.partner_id:
                people[case_id] = recipient.partner_id
            if recipient and recipient.address:
                to_addresses[case_id] = recipient.address
            elif recipient and recipient.partner_id:
                to_contacts[case_id] = recipient.partner_id
            else:
                to_debtors[case_id] = row["partner_id"]
        kind, moment = channel.address, act.moment
        yield from self._block_archived(people)
        yield from self._block_debtors(kind, moment, to_debtors)
        yield from self._block_contacts(kind, moment, to_contacts)
        yield from self._block_addresses(kind, moment, to_addresses)

    # === REASONS === #

    def _get_channel_blocker(self, channel):
        return Blocker(
            "channel_off",
            self.env._(
                "%(channel)s is not used here. Choose another channel, or have it "
                "unarchived in the configuration.",
                channel=channel.name,
            ),
            OBSTACLE,
        )

    def _get_no_address_blocker(self, kind):
        messages = {
            "email": self.env._(
                "There is no valid e-mail address. Ask the customer for one and enter "
                "it on the contact."
            ),
            "phone": self.env._(
                "There is no telephone number. Ask the customer for one and enter it "
                "on the contact."
            ),
            "street": self.env._(
                "The postal address is incomplete: street, city and country are needed."
            ),
        }
        return Blocker("no_address", messages[kind], OBSTACLE)

    def _get_opted_out_blocker(self):
        return Blocker(
            "opted_out",
            self.env._(
                "The customer asked not to be contacted here: the address is "
                "blacklisted. Use another channel."
            ),
        )

    # === ADDRESSES === #

    def _usable_sql(self, kind):
        """Return the condition that contact ``p`` has an address of a kind."""
        if kind == "email":
            return SQL(statements.USABLE_EMAIL)
        if kind == "phone":
            return SQL(statements.USABLE_PHONE)
        return SQL(statements.USABLE_STREET)

    def _opted_out_sql(self, kind, moment):
        """Return the condition that contact ``p`` asked to be left alone before."""
        if kind == "email":
            return SQL(statements.OPTED_OUT_OF_EMAIL, moment)
        if kind == "phone":
            return SQL(statements.OPTED_OUT_OF_PHONE, moment)
        return SQL("FALSE")

    def _get_blacklisted(self, kind, moment, addresses):
        """Return which addresses asked to be left alone before a moment."""
        if not addresses or kind not in ("email", "phone"):
            return set()
        if kind == "email":
            query = SQL(statements.BLACKLISTED_EMAILS, addresses, moment)
        else:
            query = SQL(statements.BLACKLISTED_PHONES, addresses, moment)
        return {address for (address,) in self.env.execute_query(query)}

    def _block_debtors(self, kind, moment, debtors):
        """Yield the debtors who have no address of a kind, or none to be used.

        :param str kind: the channel's kind of address
        :param datetime moment: only those who had asked before it are left alone
        :param dict debtors: case id to the debtor's id
        """
        if not debtors:
            return
        found = {
            debtor: (usable, free)
            for debtor, usable, free in self.env.execute_query(
                SQL(  # pylint: disable=sql-injection
                    statements.ADDRESSES,
                    is_debtor=columns_sql.among(
                        SQL("p.commercial_partner_id"), set(debtors.values())
                    ),
                    usable=self._usable_sql(kind),
                    opted_out=self._opted_out_sql(kind, moment),
                )
            )
        }
        missing = self._get_no_address_blocker(kind)
        opted_out = self._get_opted_out_blocker()
        for case_id, debtor in debtors.items():
            usable, free = found.get(debtor, (False, False))
            if not usable:
                yield case_id, missing
            elif not free:
                yield case_id, opted_out

    def _block_archived(self, contacts):
        """Yield the contacts who are archived, whatever address is used.

        :param dict contacts: case id to the contact's id
        """
        if not contacts:
            return
        partners = self.env["res.partner"].browse(set(contacts.values()))
        active = set(partners.exists().filtered("active").ids)
        archived = Blocker(
            "recipient_archived",
            self.env._("The contact is archived. Choose another one."),
            OBSTACLE,
        )
        for case_id, contact in contacts.items():
            if contact not in active:
                yield case_id, archived

    def _block_contacts(self, kind, moment, contacts):
        """Yield the same for single contacts.

        :param dict contacts: case id to the contact's id
        """
        if not contacts:
            return
        found = {
            contact: flags
            for contact, *flags in self.env.execute_query(
                SQL(  # pylint: disable=sql-injection
                    statements.ADDRESSES_OF_CONTACTS,
                    partners=columns_sql.integers(set(contacts.values())),
                    usable=self._usable_sql(kind),
                    opted_out=self._opted_out_sql(kind, moment),
                )
            )
        }
        missing = self._get_no_address_blocker(kind)
        opted_out = self._get_opted_out_blocker()
        for case_id, contact in contacts.items():
            usable, asked = found.get(contact, (False, False))
            if not usable:
                yield case_id, missing
            elif asked:
                yield case_id, opted_out

    def _block_addresses(self, kind, moment, addresses):
        """Yield the same for raw addresses and numbers.

        :param dict addresses: case id to the address
        """
        normal = {
            case_id: self.browse(case_id)._normalize_address(kind, address)
            for case_id, address in addresses.items()
        }
        known = list(filter(None, normal.values()))
        asked = self._get_blacklisted(kind, moment, known)
        missing = self._get_no_address_blocker(kind)
        opted_out = self._get_opted_out_blocker()
        for case_id, address in normal.items():
            if not address:
                yield case_id, missing
            elif address in asked:
                yield case_id, opted_out

    def _normalize_address(self, kind, address):
        """Return an address as the blacklists have it, or nothing where it is none."""
        if kind == "email":
            return email_normalize(address)
        if kind == "phone":
            country = self.company_id.country_id
            number = self._phone_format(number=address, country=country)
            digits = "".join(filter(str.isdigit, address))
            return number or (address if len(digits) >= 5 else None)
        return address
