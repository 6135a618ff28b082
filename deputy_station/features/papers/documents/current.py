"""Every paper of this program follows the forms of the station that was opened last."""

from typing import TYPE_CHECKING

from deputy_station.documents.changes_in_use import use_changes
from deputy_station.store.database import Database

if TYPE_CHECKING:
    from deputy_station.documents.changes import FormChanges


def print_own_forms(database: Database) -> None:
    """From now on every form is printed as the station behind `database` wants it at that moment.

    Nothing is read yet: a paper asks when it is made, so what was saved at another desk a second ago is on it.
    """

    def read(name: str) -> "FormChanges | None":
        from deputy_station.features.papers.service.current_forms import changes_of

        with database.reading() as session:
            return changes_of(session, name=name)

    use_changes(read)
