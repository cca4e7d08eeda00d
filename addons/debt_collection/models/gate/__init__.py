# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_gate_mixin
from . import collection_reach_mixin
from . import collection_chased_mixin
from . import collection_blocker_mixin
from . import collection_contact_mixin
from . import collection_exit_mixin
from . import collection_channel
from . import collection_hold
from . import collection_reason
from . import collection_refusal
from . import collection_refusal_reason
from . import mail_mail
from . import mail_notification
from . import sms_composer
from . import sms_sms
from . import snailmail_letter
