# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_guide_ledger_mixin
from . import collection_guide_outlook_mixin
from . import collection_guide_people_mixin
from . import collection_guide
from . import collection_guide_age
from . import collection_guide_member
from . import collection_guide_segment
