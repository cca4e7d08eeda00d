# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import ageing
from . import balance
from . import chain
from . import chain_walk
from . import gate
from . import lanes
from . import reasons
from . import scoring
from . import split
