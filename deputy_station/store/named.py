"""Tables by name and column, for what is counted before anything else is loaded.

Today is the first thing a desk shows. Mapping the classes of every feature takes longer than all of its questions
together, so these few name their tables instead; each feature names its own, in its services. They are read only:
whatever changes a row goes by the models. `tests/store/test_named_tables.py` holds them against the models.
"""

from typing import Any

from sqlalchemy import ColumnClause, TableClause, table

NAMED: list[TableClause] = []
"""Every table named so far."""


def named(name: str, *columns: ColumnClause[Any]) -> TableClause:
    """A table as far as its named columns are asked for."""
    made = table(name, *columns)
    NAMED.append(made)
    return made
