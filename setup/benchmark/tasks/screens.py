# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Opening the cases' list and kanban, with the calls that the web client makes."""

from lxml import etree

from tasks.effort import environment, measured

ADMIN = 2
LIST_PAGE, KANBAN_COLUMN = 80, 20


def open_screens(registry, cases, times):
    """Open both views on a number of cases, each time with nothing cached.

    :param int cases: how many cases there are to be seen
    :param int times: how often
    :return: dict of view to lists of seconds and of statements
    """
    found = {}
    for view, opened in (("list", _open_list), ("kanban", _open_kanban)):
        efforts = []
        # The first opening reads views and rights into the server's memory.
        for _ in range(times + 1):
            with environment(registry, ADMIN) as env:
                domain = _domain(env, cases)
                env.invalidate_all()
                _done, effort = measured(lambda: opened(env, domain))  # noqa: B023
                efforts.append(effort)
        found[view] = {
            key: [effort[key] for effort in efforts[1:]]
            for key in ("seconds", "statements")
        }
    return found


def open_day(registry, logins, times):
    """Open the worklist of collectors, each time with nothing cached.

    :param list logins: who opens it
    :param int times: how often
    :return: dict of login to lists of seconds and of statements, and the rows seen
    """
    found = {}
    for login in logins:
        with environment(registry, ADMIN) as env:
            uid = env["res.users"].search([("login", "=", login)]).id
        efforts = []
        for _ in range(times + 1):
            with environment(registry, uid) as env:
                day, effort = measured(env["collection.worklist"].get_day)
                efforts.append(effort)
        found[login] = {
            key: [effort[key] for effort in efforts[1:]]
            for key in ("seconds", "statements")
        }
        found[login]["left"] = day["total"]
    return found


def _domain(env, cases):
    """:return: the domain of so many open cases."""
    Case = env["collection.case"].sudo()
    open_cases = [("state", "!=", "closed")]
    last = Case.search(open_cases, order="id", offset=cases - 1, limit=1)
    return [*open_cases, *([("id", "<=", last.id)] if last else [])]


def _open_list(env, domain):
    """Read a page of the list, as the view asks for it."""
    specification = _specification(env, "list")
    env["collection.case"].web_search_read(
        domain, specification, limit=LIST_PAGE, count_limit=10001
    )


def _open_kanban(env, domain):
    """Read the columns with their first cards and the progress bars."""
    specification = _specification(env, "kanban")
    env["collection.case"].web_read_group(
        domain,
        ["stage_id"],
        ["__count", "amount_overdue:sum"],
        auto_unfold=True,
        unfold_read_specification=specification,
        unfold_read_default_limit=KANBAN_COLUMN,
    )
    bar = _arch(env, "kanban").find(".//progressbar")
    if bar is not None:
        colors = dict.fromkeys(
            code for code, _label in env["collection.case"]._fields["bucket"].selection
        )
        env["collection.case"].read_progress_bar(
            domain, "stage_id", {"field": bar.get("field"), "colors": colors}
        )


def _arch(env, view):
    """:return: the view's root element."""
    views = env["collection.case"].get_views([(False, view)])["views"]
    return etree.fromstring(views[view]["arch"])


def _specification(env, view):
    """:return: what the web client asks of each record of a view."""
    specification = {}
    for node in _arch(env, view).iter("field"):
        field = env["collection.case"]._fields[node.get("name")]
        named = {"fields": {"display_name": {}}}
        specification[field.name] = named if field.type == "many2one" else {}
    return specification
