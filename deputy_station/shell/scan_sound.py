"""A tone for a card that signed in, a lower one for a card that did not: the eyes of the desk are on the people.

The tones are made here and played by whatever the system has; a desk without sound goes on without a word.
"""

import importlib
import io
import math
import shutil
import struct
import sys
import tempfile
import wave
from pathlib import Path
from typing import Any

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

RATE = 22_050
GOOD = ((1047, 90), (1568, 140))
"""Two tones going up: pitch in Hz, length in ms."""
BAD = ((330, 160), (247, 300))
"""Two tones going down."""
_LOUDNESS = 0.45
_FADE = 0.008  # seconds, so that a tone begins and ends without a crack
_PLAYERS = (("paplay",), ("pw-play",), ("aplay", "-q"))


def tone(notes: tuple[tuple[int, int], ...]) -> bytes:
    """A WAV file (mono, 16 bit) of notes one after the other."""
    samples: list[int] = []
    for pitch, length in notes:
        count = RATE * length // 1000
        for number in range(count):
            edge = min(number, count - 1 - number) / (RATE * _FADE)
            value = math.sin(2 * math.pi * pitch * number / RATE) * min(1.0, edge) * _LOUDNESS
            samples.append(round(value * 32_767))
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return target.getvalue()


class ScanSound:
    """Plays the tones without waiting for them; the files are made when the first card comes."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._player: tuple[str, ...] | None = None

    def play(self, *, good: bool) -> None:
        """The tone for a good or a refused card; the system's beep where nothing plays it."""
        try:
            path = self._path(good=good)
        except OSError:  # no room for a few kilobytes: the sound is the least of it
            QApplication.beep()
            return
        if sys.platform == "win32":
            winsound: Any = importlib.import_module("winsound")
            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            return
        if self._player is None:
            self._player = next((each for each in _PLAYERS if shutil.which(each[0])), ())
        if not self._player or not QProcess.startDetached(self._player[0], [*self._player[1:], str(path)]):
            QApplication.beep()

    def _path(self, *, good: bool) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="deputy-station-sound-")
        path = Path(self._folder.name) / ("good.wav" if good else "bad.wav")
        if not path.exists():
            path.write_bytes(tone(GOOD if good else BAD))
        return path
