# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Mixins first: a model can only inherit from what is there.
from . import collection_age_mixin
from . import collection_totals_mixin
from . import collection_upkeep_sql_mixin
from . import account_account
from . import account_move
from . import account_move_line
from . import base_partner_merge
from . import collection_currency_total
from . import collection_fold
from . import collection_ledger
from . import collection_mark
from . import collection_open_item
from . import collection_receipt
from . import collection_upkeep
from . import res_company
from . import res_partner
