# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_entry_input_mixin
from . import collection_entry_check_mixin
from . import collection_entry_mixin
from . import collection_entry_effect_mixin
from . import collection_system_entry_mixin
from . import collection_erasure_mixin
from . import collection_entry_reading_mixin
from . import collection_chain_finding_mixin
from . import collection_chain_mixin
from . import collection_incoming_mixin
from . import collection_logging_mixin
from . import collection_dialog_mixin
from . import collection_chain_check
from . import collection_chain_fault
from . import collection_contact_content
from . import collection_contact_log
from . import collection_contact_sealer
from . import collection_contact_unlogged
from . import collection_hold
from . import collection_result
from . import sms_tracker
