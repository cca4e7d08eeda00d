# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_assignment_mixin
from . import collection_life_mixin
from . import collection_case
from . import collection_case_event
from . import collection_stage
from . import ir_sequence
