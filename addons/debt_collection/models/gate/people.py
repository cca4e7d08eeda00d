# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is inside, who is outside, whose act a message is, and what passes the gate."""

from odoo import SUPERUSER_ID
from odoo.tools.mail import email_normalize_all

from ...tools.gate import Recipient


def recipients_of(partner):
    """Return a :class:`Recipient` for each address by which a partner gets mail.

    A contact may have several in one field, and core writes to all of them.

    :param partner: one partner as superuser
    """
    addresses = email_normalize_all(partner.email or "")
    if len(addresses) < 2:
        return [Recipient(partner_id=partner.id)]
    return [Recipient(partner_id=partner.id, address=one) for one in addresses]


def get_acting_user(message):
    """Return the user whose act a message is: whoever made it, and its author where
    the superuser did.

    :param message: a ``mail.message``
    """
    message = message.sudo().with_context(active_test=False)
    if message.create_uid and message.create_uid.id != SUPERUSER_ID:
        return message.create_uid
    return message.author_id.user_ids[:1] or message.create_uid


def is_number_of_colleague(partner, number):
    """Tell whether a number is the own one of a partner who works here.

    :param partner: a partner as superuser, or none
    :param str number: a telephone number, formatted or not
    """
    own = partner.phone and (partner._phone_format(number=partner.phone), partner.phone)
    return bool(own) and not partner.partner_share and number in own


def get_gated_models(env):
    """Return the names of the models from which messages pass the gate."""
    gate = env.registry["collection.gate.mixin"]
    return [name for name, cls in env.registry.items() if issubclass(cls, gate)]


def is_gated(env, model):
    """Tell whether the records of a model pass the gate.

    :param str model: a model's name, or nothing
    """
    gate = env.registry["collection.gate.mixin"]
    return model in env and issubclass(env.registry[model], gate)
