# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_bound_mixin
from . import collection_named_mixin
from . import collection_absence_change_mixin
from . import collection_absence_cover_mixin
from . import collection_assigner_mixin
from . import collection_team_people_mixin
from . import collection_absence
from . import collection_assignment_rule
from . import collection_load
from . import collection_position
from . import collection_position_limit
from . import collection_team
from . import res_users
