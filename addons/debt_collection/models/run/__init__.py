# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_run_decision_mixin
from . import collection_run_dry_mixin
from . import collection_run_batch_mixin
from . import collection_run_failure_mixin
from . import collection_run_lanes_mixin
from . import collection_run_start_mixin
from . import collection_run_work_mixin
from . import collection_run
from . import collection_run_change
from . import collection_run_error
from . import collection_run_step
from . import res_config_settings
