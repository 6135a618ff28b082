"""Tables asked by name are those of the models: every column is there and kept in the same way."""

import deputy_station.features.today.service  # noqa: F401  (it loads every module that names tables)
from deputy_station.schema import MODELS
from deputy_station.store.base import Base, ChoiceColumn
from deputy_station.store.named import NAMED


def test_every_named_column_is_a_column_of_the_model_and_is_read_in_the_same_way() -> None:
    assert MODELS
    assert {"demands", "reception_days", "point_claims", "check_findings"} <= {table.name for table in NAMED}
    for table in NAMED:
        kept = Base.metadata.tables[table.name].c
        for column in table.c:
            there, here = kept[column.name].type, column.type
            # A text of any length is read like one of a given length.
            assert isinstance(there, type(here)), f"{table.name}.{column.name}"
            if isinstance(there, ChoiceColumn):
                assert isinstance(here, ChoiceColumn)
                assert here.choice is there.choice, f"{table.name}.{column.name}"
