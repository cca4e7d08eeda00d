# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_worklist_task_mixin
from . import collection_worklist_row_mixin
from . import collection_worklist_case_mixin
from . import collection_worklist_board_mixin
from . import collection_worklist
