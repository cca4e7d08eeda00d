# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_timeline_event_mixin
from . import collection_timeline_entry_mixin
from . import collection_timeline_mixin
from . import mail_mail
