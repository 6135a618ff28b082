"""The words of undoing: what a table's rows are called, and the sentences that say why a step stays as it is."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

from deputy_station.core.choices import Choice
from deputy_station.core.clock import day_words, hour_words, local_time
from deputy_station.core.errors import Refusal
from deputy_station.core.paths import resources_folder

UNDO, REDO, FORGET = "history.undo", "history.redo", "history.forget"
"""Action keys of what is done here."""
UNDONE, REDONE = "撤销：", "重做："


class NoSuchStep(Refusal):
    """No step has that number."""

    def __init__(self, step_id: int) -> None:
        super().__init__(f"没有第 {step_id} 步。请在经手记录里查看步骤的号码。")


class NothingToUndo(Refusal):
    """Nothing was done in this running program that could be taken back."""

    def __init__(self) -> None:
        super().__init__("这次打开以后没有可以撤销的事。以前做的事在“经手记录”里。")


class NothingToRedo(Refusal):
    """Nothing was taken back, or something else was done since."""

    def __init__(self) -> None:
        super().__init__("没有可以重做的事。")


class AlreadyUndone(Refusal):
    """It was taken back before."""

    def __init__(self, sentence: str, who: str) -> None:
        super().__init__(f"“{sentence}”已经由{who}撤销，不用再撤销。")


class ChangedLater(Refusal):
    """A later step changed the same rows."""

    def __init__(self, sentence: str, who: str) -> None:
        super().__init__(f"后来{who}又做了“{sentence}”，动的是同一条记录。请先撤销那一步，或者直接改正。")


class WentOut(Refusal):
    """Something of it was printed, published or closed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}，请改正，不再撤销。")


class InUse(Refusal):
    """Something else refers to what would go."""

    def __init__(self, words: str) -> None:
        super().__init__(f"已有{words}用到它，不能撤销。请先处理这些记录，或者直接改正。")


class BelongsToDeleted(Refusal):
    """What would come back belongs to something that was deleted since."""

    def __init__(self, words: str) -> None:
        super().__init__(f"它所属的{words}已经删掉，不能恢复。请先在回收站里恢复{words}，再试一次。")


class Forgotten(Refusal):
    """It was cleared from the recycle bin for ever."""

    def __init__(self) -> None:
        super().__init__("这一步已从回收站清除，内容没有保留，不能恢复。")


class NotInTheBin(Refusal):
    """The step deleted nothing, or its deletion was taken back."""

    def __init__(self, step_id: int) -> None:
        super().__init__(f"回收站里没有第 {step_id} 步删除的东西。请看一下回收站的列表。")


@dataclass(frozen=True)
class TableWords:
    """What a row is called, the column that names it, and the labels of the columns worth showing."""

    word: str
    title: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def all_words() -> Mapping[str, TableWords]:
    """The words of every table (resources/history/words.toml)."""
    text = (resources_folder() / "history" / "words.toml").read_text(encoding="utf-8")
    return {
        name: TableWords(str(entry["word"]), str(entry["title"]), dict(entry["columns"]))
        for name, entry in tomllib.loads(text).items()
    }


def words_of(table: str) -> TableWords:
    """The words of one table; "记录" for one without."""
    return all_words().get(table, TableWords("记录"))


def sentence_of(sentence: str, tables: Iterable[str]) -> str:
    """What a step did, in words; where nobody said it, what it changed."""
    return sentence or "改动" + "、".join(dict.fromkeys(words_of(table).word for table in tables))


def undone_sentence(sentence: str) -> str:
    """What taking it back is called; taking back a taking back is called doing again.

    >>> undone_sentence("撤销：取消培训")
    '重做：取消培训'
    """
    if sentence.startswith(UNDONE):
        return REDONE + sentence.removeprefix(UNDONE)
    return UNDONE + sentence.removeprefix(REDONE)


def in_use_words(pointers: Iterable[tuple[str, int]]) -> str:
    """What refers to it: 证明材料 2 条、出席 1 条."""
    return "、".join(f"{words_of(table).word} {rows} 条" for table, rows in pointers)


def value_words(value: object) -> str:
    """A value as people read it; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        moment = local_time(value)
        return f"{day_words(moment.date())} {hour_words(moment)}"
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, time):
        return hour_words(value)
    return str(value)
