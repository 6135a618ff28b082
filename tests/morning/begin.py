"""Starts the real program on the station of the walk, with the clerk's hands in a thread beside it.

`python -m tests.morning.begin keyboard PICTURES`, started by tests/morning_walk.py on its own screen.
"""

import os
import shutil
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from deputy_station import app, cli
from deputy_station.core import paths
from deputy_station.core.settings import Settings
from tests.morning import by_keyboard, by_mouse
from tests.morning.desk import Desk
from tests.morning.hands import Effort, Hands
from tests.morning.station import CLERK, MORNING, make_station, running_from

ENDS_SECONDS = 10
MORNINGS: dict[str, Callable[[Hands, Desk], None]] = {
    "keyboard": by_keyboard.walk,
    "mouse": by_mouse.walk,
}


def main(way: str, pictures: Path) -> int:
    """Make the station, start the program as its user does, walk; 1 when the walk broke off."""
    place = Path.home() / "station.db"
    make_station(place, keys_folder=paths.settings_folder())
    Settings(paths.settings_folder()).set("user", CLERK)
    clock = running_from(MORNING)
    app.Clock = lambda: clock  # type: ignore[assignment, misc]  # the one thing that is not as on a real desk: the day
    ended: list[bool] = []

    hands = Hands(pictures, manager=shutil.which("openbox") is not None)

    def walk() -> None:
        try:
            MORNINGS[way](hands, Desk(place, clock))
            ended.append(True)
        except BaseException:  # noqa: BLE001 - whatever it was, the program must not stay open behind it
            traceback.print_exc()
            step = hands.efforts[-1].title if hands.efforts else "开头"
            print(f"The walk by {way} broke off after “{step}”; see {pictures}", file=sys.stderr)
            sys.stderr.flush()
            os._exit(1)

    walker = threading.Thread(target=walk, daemon=True)

    def start_window(location: str | None) -> int:
        walker.start()
        return app.run(location)

    sys.argv = ["deputy-station", "--database", str(place)]
    status = cli.main(start_window=start_window)
    walker.join(ENDS_SECONDS)
    if not ended:
        print(f"The window closed before the walk by {way} was over.", file=sys.stderr)
        return 1
    _tell(way, hands.efforts)
    return status


def _tell(way: str, efforts: list[Effort]) -> None:
    print(f"\n{way}: keys, clicks, characters typed, seconds of the script")
    for each in efforts:
        print(f"{each.keys:5} {each.clicks:5} {each.typed:5} {each.seconds:7.1f}  {each.title}")
    print(
        f"{sum(each.keys for each in efforts):5} {sum(each.clicks for each in efforts):5} "
        f"{sum(each.typed for each in efforts):5} {sum(each.seconds for each in efforts):7.1f}  together",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
