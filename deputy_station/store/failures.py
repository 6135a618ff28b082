"""Database errors of the world turned into Trouble; bugs (a broken constraint, bad SQL) stay bugs.

A file has one writer at a time, a server many: two desks that save the same new thing in the same moment both find it
missing, and the server stops the second at its unique key. That is no bug, and nothing of the second is written.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from deputy_station.core.errors import StaleEdit, Trouble

_SENTENCES = (
    ("database or disk is full", "磁盘空间不足，这一步没有保存。请清出一些空间，再试一次。"),
    ("database is locked", "数据库正被别的程序占用，这一步没有保存。请稍等片刻，再试一次。"),
    ("database table is locked", "数据库正被别的程序占用，这一步没有保存。请稍等片刻，再试一次。"),
    (
        "attempt to write a readonly",
        "数据库只能读不能写（没有权限，或磁盘写保护），这一步没有保存。请换到能写的位置，再打开一次。",
    ),
    ("unable to open database", "数据库文件打不开。请核对文件夹是否存在、有没有权限，再打开一次。"),
    ("disk image is malformed", "数据库已损坏，为免丢失记录已停止使用。请用“从备份恢复”取回最近的备份。"),
    ("file is not a database", "这个文件不是本程序的数据库，或密钥不符。请核对文件和密钥，不要在上面新建。"),
    ("like or glob pattern too complex", "要找的文字太长，没有查找。请缩短到几十个字，再试一次。"),
    ("expression tree is too large", "要找的词太多，没有查找。请只留几个词，再试一次。"),
    ("stack depth limit exceeded", "要找的词太多，没有查找。请只留几个词，再试一次。"),
    # The server keeps to the width of its columns where a file takes any length.
    ("value too long for type", "有一栏的字太多，放不下，这一步没有保存。请写短一些，再试一次。"),
    ("integer out of range", "有一个数太大，这一步没有保存。请核对这个数，再试一次。"),
    ("disk i/o error", "读写磁盘时出错，这一步没有保存。请检查磁盘空间和数据线，再试一次。"),
)
_TWO_AT_ONCE = "别的台子刚刚存了同一条记录，这一步没有保存。请刷新看一看，再试一次。"
_CONNECTION_LOST = "连不上数据库服务器，这一步没有保存。请检查网线、服务器和数据库地址，再试一次。"


def sentence_for(error: BaseException) -> str | None:
    """The Chinese sentence for a database error of the world, or None when it is none."""
    text = str(error).lower()
    for words, sentence in _SENTENCES:
        if words in text:
            return sentence
    return None


@contextmanager
def told_plainly() -> Iterator[None]:
    """Errors of the world inside the block leave it as Trouble; a lost update as StaleEdit."""
    try:
        yield
    except StaleDataError as error:
        raise StaleEdit("这条记录") from error
    except DBAPIError as error:
        sentence = sentence_for(error)
        if type(error.orig).__name__ == "UniqueViolation":  # of psycopg, which a file's database never loads
            sentence = _TWO_AT_ONCE
        if sentence is None and (
            error.connection_invalidated
            or (isinstance(error, OperationalError) and "psycopg" in type(error.orig).__module__)
        ):
            sentence = _CONNECTION_LOST
        if sentence is None:
            raise
        raise Trouble(sentence) from error
    except Exception as error:
        # Backups speak to the driver itself, whose errors SQLAlchemy has not wrapped.
        sentence = sentence_for(error) if type(error).__module__.startswith("sqlcipher3") else None
        if sentence is None:
            raise
        raise Trouble(sentence) from error
