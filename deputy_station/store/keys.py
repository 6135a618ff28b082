"""The database key: 32 random bytes, owner-only, in the settings folder, apart from the data it opens.

A raw key spares the key derivation at each opening; passwords wrap this file in later work.
"""

import os
import secrets
from pathlib import Path

from deputy_station.core.errors import Trouble

KEY_BYTES = 32
KEY_FILE = "database.key"


class KeyDamaged(Trouble):
    """The key file is there but is not a key."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"密钥文件“{path}”已损坏，数据库打不开。请从备份的设置文件夹里取回它，不要删除数据库。"
        )


class KeyMissing(Trouble):
    """The database is there but its key is not; a new key would only lock it for good."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"找不到密钥文件“{path}”，已有的数据库打不开。请把原来的密钥文件放回这里，再打开一次。"
        )


def read_key(folder: Path) -> bytes:
    """The key kept in `folder`. Raises KeyMissing or KeyDamaged."""
    path = folder / KEY_FILE
    try:
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except FileNotFoundError:
        raise KeyMissing(path) from None
    except ValueError:
        raise KeyDamaged(path) from None
    if len(key) != KEY_BYTES:
        raise KeyDamaged(path)
    return key


def make_key(folder: Path) -> bytes:
    """Make the key on first use; when another start made one at the same moment, that one counts."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / KEY_FILE
    if path.exists():
        return read_key(folder)
    key = secrets.token_bytes(KEY_BYTES)
    fresh = folder / f".{KEY_FILE}.{secrets.token_hex(4)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A hard link fails when the name exists, so the first writer wins and no key is overwritten.
        os.link(fresh, path)
    except FileExistsError:
        return read_key(folder)
    finally:
        fresh.unlink()
    return key
