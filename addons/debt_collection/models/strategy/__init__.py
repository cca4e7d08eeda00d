# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_ladder_minimum_mixin
from . import collection_ladder_mixin
from . import collection_shown_mixin
from . import collection_action_work_mixin
from . import collection_steered_mixin
from . import collection_experiment_figures_mixin
from . import collection_experiment_life_mixin
from . import collection_strategy_ladder_mixin
from . import collection_strategy_overview_mixin
from . import collection_strategy
from . import collection_strategy_step
from . import collection_strategy_step_channel
from . import collection_action
from . import collection_planner
from . import collection_contact_log
from . import collection_experiment
from . import collection_reason
from . import mail_activity
