"""Importing a ledger in the window: opens the import window with what is known of ledgers."""

from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.list_page import ListDetailPage


class Importing:
    """Choose a workbook, look, import."""

    def __init__(self, page: ListDetailPage) -> None:
        self.page = page

    def start(self) -> Dialog:
        """Open the import window."""
        # What reads workbooks is wanted only now; the page is shown without it.
        from deputy_station.features.demands.imports.ledger import import_kind
        from deputy_station.widgets.import_wizard.wizard import ImportWizard

        wizard = ImportWizard(self.page, import_kind())
        wizard.open()
        return wizard
