# Copyright 2026 Debt Collection contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def read_rows(env, query):
    """Execute a query and return its rows as dicts.

    The environment's own ``execute_query_dict`` asks for each column's name once a row:
    for the thousands of rows of a run's batch that takes longer than to fetch them.

    :param env: the environment
    :param SQL query: the query
    """
    rows = env.execute_query(query)
    names = [column.name for column in env.cr.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]
