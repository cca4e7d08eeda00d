# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_log_advice_mixin
from . import collection_action_postpone
from . import collection_action_skip
from . import collection_case_log_contact
from . import collection_contact_erase
from . import collection_hand_over_plan_mixin
from . import collection_hand_over
from . import collection_head_comparison
from . import collection_segment_override
from . import collection_strategy_trial
from . import guide
