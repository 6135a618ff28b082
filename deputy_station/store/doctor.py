"""数据体检: what can be checked of a database without knowing the business."""

from dataclasses import dataclass

from sqlalchemy import text

from deputy_station.store import settling
from deputy_station.store.backup import count_rows, integrity_faults
from deputy_station.store.database import Database
from deputy_station.store.failures import told_plainly
from deputy_station.store.migrate import NEWEST, number_of


@dataclass(frozen=True)
class Finding:
    """One line of the check-up: passed or not, what was looked at, what was found."""

    ok: bool
    title: str
    sentence: str


def check_database(database: Database) -> list[Finding]:
    """Look at integrity, profile and version of the open database; no record is changed. What is worked out from the
    records (search index, counts) is made anew where it does not agree with them."""
    findings: list[Finding] = []
    faults = integrity_faults(database.engine)
    findings.append(
        Finding(
            not faults,
            "数据完整",
            f"发现 {len(faults)} 处损坏：{faults[0]}。请用最近的备份恢复。" if faults else "逐页校验通过。",
        )
    )
    with told_plainly(), database.engine.connect() as connection:
        number = number_of(connection)
        findings.append(Finding(number == NEWEST, "数据库版本", f"第 {number} 版，本程序用第 {NEWEST} 版。"))
        if database.is_file:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            foreign = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
            findings.append(
                Finding(
                    foreign == 1,
                    "安全设置",
                    f"日志方式 {mode}，外键检查{'已开' if foreign == 1 else '没有开'}。",
                )
            )
        else:
            server = connection.execute(text("SHOW server_version")).scalar_one()
            findings.append(Finding(True, "数据库服务器", f"PostgreSQL {server}"))
    if not faults:
        findings.append(_check_what_is_worked_out(database))
    findings.append(Finding(True, "记录数", f"各表共 {count_rows(database.engine)} 条。"))
    if database.path is not None:
        mode_bits = database.path.stat().st_mode & 0o077
        findings.append(
            Finding(
                mode_bits == 0,
                "文件权限",
                "只有本人能读写。"
                if mode_bits == 0
                else f"别的用户也能读“{database.path}”。请去掉他们的权限。",
            )
        )
    return findings


def _check_what_is_worked_out(database: Database) -> Finding:
    with told_plainly(), database.engine.begin() as connection:
        wrong = settling.put_right(connection)
    told = f"有 {wrong} 处和记录对不上，已照记录重做。" if wrong else "和记录逐项对得上。"
    return Finding(wrong == 0, "查找和件数", told)
