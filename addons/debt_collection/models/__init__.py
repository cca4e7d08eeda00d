# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# In the order of the architecture's picture: each room knows only those before it.
from . import ledger
from . import people
from . import gate
from . import log
from . import timeline
from . import scoring
from . import strategy
from . import case
from . import worklist
from . import run
