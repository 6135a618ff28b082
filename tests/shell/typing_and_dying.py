"""A program of its own for the test of drafts: types into a form, says when it is kept, and waits to be killed.

`python -m tests.shell.typing_and_dying FOLDER SETTINGS` with the database's folder and the settings' folder.
"""

import sys
from pathlib import Path

from PySide6.QtTest import QTest

from deputy_station.app import make_application
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.drafts import drafts_of
from tests.shell.station_window import settle, station_window

WORDS = "cun kou de lu deng bu liang"
PLACE = "dong gang"
STOOD_AT = 4
"""The cursor goes back into the middle of the place."""
PEOPLE = "3x"
"""Not a number: what is wrong is kept as well."""


def main(folder: Path, settings_folder: Path) -> None:
    """Open the register form of demands, type into three fields, stop in the middle of the second."""
    app = make_application(["typing"])
    with station_window(folder, settings_folder) as window:
        assert window.work is not None
        window.go("demands")
        settle(window)
        window.pages["demands"].action_row.button("登记诉求").click()
        settle(window)
        [dialog] = [each for each in app.topLevelWidgets() if isinstance(each, FormDialog)]
        wanted = {"words": WORDS, "place": PLACE, "people": PEOPLE}

        def tell(_page: str, _form: str) -> None:
            kept = drafts_of(window.work).find("demands", "register")
            if kept is not None and kept.typed["place"] == PLACE:
                print("kept", flush=True)

        drafts_of(window.work).kept.connect(tell)
        for name in ("words", "people", "place"):
            entry = dialog.form[name].focusProxy()
            entry.setFocus()
            if name == "people":
                entry.selectAll()
            QTest.keyClicks(entry, wanted[name])
        entry.setCursorPosition(STOOD_AT)
        app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
