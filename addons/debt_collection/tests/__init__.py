# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_access
from . import test_assignment
from . import test_bad_input
from . import test_case_guard
from . import test_case_hooks
from . import test_case_life
from . import test_case_merge
from . import test_case_number
from . import test_fold_amounts
from . import test_fold_detail
from . import test_fold_events
from . import test_fold_marks
from . import test_js
from . import test_random_ledgers
from . import test_real_ledger
from . import test_run
from . import test_run_cron
from . import test_run_dry
from . import test_run_hooks
from . import test_run_resume
from . import test_run_rights
from . import test_screens
from . import test_settings
from . import test_speed
from . import test_tools
