# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_choice_mixin
from . import collection_whole_mixin
from . import collection_strategy_use_mixin
from . import collection_characteristics_mixin
from . import collection_scoring_mixin
from . import collection_scorecard_effect_mixin
from . import collection_scorecard_part_mixin
from . import collection_scored_mixin
from . import collection_classified_mixin
from . import collection_classify_mixin
from . import collection_segment_figures_mixin
from . import account_payment
from . import collection_behaviour
from . import collection_result
from . import collection_scorecard
from . import collection_scorecard_characteristic
from . import collection_scorecard_range
from . import collection_segment
