"""Long work reports how far it is; reporting is also where 取消 is heard."""

from typing import Protocol


class Progress(Protocol):
    """Called as `progress(done, total, "张")`; raises `Cancelled` when the person pressed 取消."""

    def __call__(self, done: int, total: int, unit: str) -> None: ...


def silent_progress(done: int, total: int, unit: str) -> None:
    """Progress nobody watches."""
