"""The window on the demo station, against a bare PySide6 window: first paint, and Today filled.

Each round is a fresh process with its own settings and data folders; the clock starts before Python does.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measuring import Comparison

ROUNDS = 5

BARE = """
import time
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Watch(QObject):
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint:
            print("paint", time.time(), flush=True)
            app.quit()
        return False

app = QApplication([])
window = QMainWindow()
label = QLabel("代表之家工作台")
window.setCentralWidget(label)
watch = Watch()
label.installEventFilter(watch)
window.resize(1366, 768)
window.show()
app.exec()
"""

OURS = """
import gc
import sys
import time
from deputy_station.__main__ import start_window
gc.disable()
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from deputy_station.shell.window import Window

class Watch(QObject):
    painted = False

    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and not self.painted:
            self.painted = True
            print("paint", time.time(), flush=True)
        return False

watch = Watch()
made = Window.begin

def begin(window, work):
    made(window, work)
    timer = QTimer(window)

    def look():
        page = window.stack.currentWidget()
        if type(page).__name__ == "TodayPage" and page.todo_lines.box.count():
            timer.stop()
            page.repaint()
            print("today", time.time(), flush=True)
            QApplication.instance().quit()

    timer.timeout.connect(look)
    timer.start(2)

Window.begin = begin
shown = Window.show_whole

def show_whole(window):
    window.top.installEventFilter(watch)
    shown(window)

Window.show_whole = show_whole
start_window(sys.argv[1])
"""


def instants(script: str, environment: dict[str, str], *arguments: str) -> dict[str, float]:
    """Seconds from before the process started to each instant the script prints."""
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    marks = dict(line.split() for line in done.stdout.splitlines())
    return {name: float(at) - start for name, at in marks.items()}


def measure() -> list[Comparison]:
    """Best of the rounds of each."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_DATA_HOME": f"{folder}/data",
            "XDG_CONFIG_HOME": f"{folder}/config",
            "XDG_CACHE_HOME": f"{folder}/cache",
        }
        station = str(Path(folder) / "station.db")
        subprocess.run(
            [sys.executable, "-m", "deputy_station", "--database", station, "demo"],
            env=environment,
            check=True,
            capture_output=True,
        )
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(instants(OURS, environment, station))
            bare.append(instants(BARE, environment))
    yardstick = min(each["paint"] for each in bare)
    return [
        Comparison(
            "window: first paint / a bare PySide6 window", min(e["paint"] for e in ours), yardstick, aim=2
        ),
        Comparison(
            "window: Today filled / a bare PySide6 window", min(e["today"] for e in ours), yardstick, aim=5
        ),
    ]
