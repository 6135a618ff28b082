"""Run in a process of its own, with QT_SCALE_FACTOR set: prints what is cut off or larger than the screen."""

import sys
from pathlib import Path

from deputy_station.app import make_application
from deputy_station.widgets.style import dress, scale
from tests.shell.station_window import settle, station_window
from tests.shell.walking import come_to_rest, resize
from tests.widgets.clipping import find_clipped


def main(demo: Path, settings: Path) -> None:
    """Every page at 100 and 160 % on the logical screen that a 1366 × 768 or larger one leaves."""
    application = make_application(sys.argv[:1])
    dress(application)
    with station_window(demo, settings) as window:
        print(f"ratio {window.devicePixelRatioF():g}")
        for percent in (100, 160):
            scale.set(percent)
            for key in window.entries:
                window.go(key)
                settle(window)
                resize(window, 1366, 768)
                come_to_rest()
                for sentence in find_clipped(window):
                    print(f"{key} {percent} %: {sentence}")
                if (window.width(), window.height()) != (1366, 768):
                    print(f"{key} {percent} %: the window is {window.width()}×{window.height()}")
            picture = window.grab()
            if round(picture.width() / picture.devicePixelRatio()) != 1366:
                print(f"{percent} %: painted at another ratio")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
