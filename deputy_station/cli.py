"""The same matters without a window: joins the commands of all features, and says in Chinese what went wrong.

Status 0: done; 1: refused, not found, or trouble; 2: wrong use. A command is a plain function in a feature's
`commands.py`, named in its tuple `COMMANDS`; the contract with an example stands in `store/desk.py`. `--json`
and `--database` are added to every command here. Nothing in this module, nor below it, loads Qt: `__main__`
hands the window in.
"""

import inspect
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import disk_usage
from typing import Annotated, Any, cast

import typer

from deputy_station.core import paths
from deputy_station.core.clock import Clock
from deputy_station.core.command_help import ChineseCommand, ChineseGroup, wrong_use_sentence
from deputy_station.core.error_log import keep_details
from deputy_station.core.errors import Refusal, ReportKind, Trouble, report_error, without_values
from deputy_station.store import backup, doctor, rescue
from deputy_station.store.database import Database, DatabaseNotFound
from deputy_station.store.desk import Command, Desk

PROGRAM = "deputy-station"
DATABASE_VARIABLE = "DEPUTY_STATION_DATABASE"
FEATURES = (
    "demo",
    "deputies",
    "activities",
    "reception",
    "signin",
    "demands",
    "suggestions",
    "points",
    "desk",
    "scans",
    "assessment",
    "register",
    "spotcheck",
    "archive",
    "papers",
    "today",
    "history",
    "accounts",
)
"""In this order the commands stand in the help; a feature without `commands.py` has none."""

GROUPS: Mapping[str, str] = {
    "import": "从工作簿导入",
    "export": "打印和导出",
    "deputies": "代表名册",
    "activities": "活动和出席",
    "reception": "接待日",
    "signin": "签到",
    "points": "履职积分和积分办法",
    "demands": "群众诉求",
    "suggestions": "代表建议",
    "assessment": "年度考核",
    "register": "履职登记册",
    "spotcheck": "检查抽查",
    "papers": "存底：打印过的文书",
    "forms": "表样",
    "history": "经手记录",
}
"""The words that only open further commands, with their help."""

EXPORT = "export "
"""How the commands begin that write a paper."""
ARCHIVING = "export archive"
"""What it writes lies among the kept papers already."""

LEAST_FREE_BYTES = 200_000_000
"""Below this a backup or a year's papers may not fit any more."""

INTERRUPTED = 130
"""What Typer answers for Ctrl+C, without a word."""

StartWindow = Callable[[str | None], int]
"""Starts the window on a database (None: the user's own) and returns the exit status."""


class NoStationYet(Refusal):
    """The user's own database was never made."""

    def __init__(self) -> None:
        super().__init__(
            f"本机还没有建立联络站。请先打开窗口或用 {PROGRAM} set-up 建站，"
            f"也可以用 {PROGRAM} demo 建演示站，或用 --database 指定数据库。"
        )


class StationExists(Refusal):
    """Setting up is for an empty database."""

    def __init__(self) -> None:
        super().__init__("这个数据库里已经有联络站，没有改动。要另建一站，请用 --database 换一个文件名。")


class CheckupFailed(Refusal):
    """The check-up found something; each finding was shown before."""

    def __init__(self, failed: Sequence[doctor.Finding]) -> None:
        # The table cuts long cells; what to do is said here in full.
        told = "".join(f"{each.title}：{each.sentence}" for each in failed)
        super().__init__(f"体检有 {len(failed)} 项没有通过。{told}")


@dataclass(frozen=True)
class Choices:
    """What was chosen before the command: where the database lies, and whether to answer in JSON."""

    location: str | None
    as_json: bool


_DatabaseOption = typer.Option("--database", metavar="文件或网址", help="数据库文件，或 PostgreSQL 的网址")
_JsonOption = typer.Option("--json", help="只输出一份 JSON，供别的程序读取")


def set_up(
    desk: Desk,
    station: Annotated[str, typer.Option("--station", metavar="名称", help="联络站的名称")],
    township: Annotated[str, typer.Option("--township", metavar="名称", help="乡镇或街道的名称")],
    term: Annotated[str, typer.Option("--term", metavar="届别", help="例如“第十九届”")],
    starts_on: Annotated[date, typer.Option("--from", help="本届从哪天起")],
    ends_on: Annotated[date, typer.Option("--to", help="本届到哪天止")],
    code: Annotated[
        str, typer.Option("--code", metavar="简称", help="诉求编号前的简称；不写就用乡镇的名称")
    ] = "",
    district: Annotated[str, typer.Option("--district", metavar="名称", help="县、市、区的名称")] = "",
) -> None:
    """The first start without a window: the desk's own station and the present term."""
    from deputy_station.features.deputies.service import frame
    from deputy_station.features.matters.service import catalogue

    with desk.transaction() as session:
        if frame.list_stations(session):
            raise StationExists
        row = frame.create_station(
            session, name=station, code=code, township=township, district=district, is_home=True
        )
        frame.create_term(session, name=term, starts_on=starts_on, ends_on=ends_on)
        catalogue.load_categories(session)
        catalogue.load_units(session)
    desk.show_result({"station": row.name, "code": row.code, "term": term}, f"已建站“{row.name}”，{term}。")


def check_up(desk: Desk) -> None:
    """Integrity of the database and of the files around it."""
    database = desk.database
    try:
        findings = doctor.check_database(database)
    except Trouble as trouble:
        # Damage is what a check-up is there to find: it is a line of the answer and not the end of it.
        findings = [doctor.Finding(False, "数据完整", str(trouble))]
    findings += _check_files(database)
    failed = [each for each in findings if not each.ok]
    desk.show_rows(findings, {"ok": "通过", "title": "项目", "sentence": "说明"}, ok=not failed)
    if failed:
        raise CheckupFailed(failed)


def _check_files(database: Database) -> list[doctor.Finding]:
    missing = [str(each) for each in (paths.resources_folder(), paths.forms_folder()) if not each.is_dir()]
    findings = [
        doctor.Finding(
            not missing,
            "程序文件",
            f"缺少{'、'.join(missing)}。请重新安装程序。" if missing else "随程序的资料和表样都在。",
        )
    ]
    if database.path is not None:
        free = disk_usage(database.path.parent).free
        enough = free >= LEAST_FREE_BYTES
        findings.append(
            doctor.Finding(
                enough,
                "磁盘空间",
                f"还有 {free // 1_000_000} MB。" + ("" if enough else "请清出一些空间。"),
            )
        )
    return findings


def back_up(
    desk: Desk,
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="备份写到哪里；已有的文件不会被覆盖")],
) -> None:
    """Write a checked copy of the database."""
    row = backup.back_up(desk.database, out)
    desk.show_result(
        {"path": row.path, "size_bytes": row.size_bytes, "records": row.rows},
        f"已备份到“{row.path}”，共 {row.rows} 条记录，已通过检查。",
    )


def restore(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="备份文件", help="用 backup 做的备份")],
) -> None:
    """Put a backup in the place of the database, which may be damaged or lost; the present one is kept."""
    row = rescue.restore_from(desk.location, file)
    kept = f"恢复前的数据库留在“{row.kept}”。" if row.kept else ""
    desk.show_result({"path": row.path, "restored_from": file, "kept": row.kept}, f"已从“{file}”恢复。{kept}")


OWN_COMMANDS = (
    Command("set-up", set_up, "第一次使用：登记本站和届别", creates=True),
    Command("doctor", check_up, "数据体检：数据库和文件是否完好"),
    Command("backup", back_up),
    Command("restore", restore),
)


def all_commands() -> tuple[Command, ...]:
    """The commands of every feature in the order of `FEATURES`, then our own."""
    found: list[Command] = []
    for feature in FEATURES:
        name = f"deputy_station.features.{feature}"
        if find_spec(name) is not None and find_spec(f"{name}.commands") is not None:
            found.extend(cast(Sequence[Command], import_module(f"{name}.commands").COMMANDS))
    return (*found, *OWN_COMMANDS)


def command_tree(commands: Sequence[Command], start_window: StartWindow) -> typer.Typer:
    """The Typer application: groups made from the commands' words; without a command the window starts."""
    root = _group(invoke_without_command=True, no_args_is_help=False)

    @root.callback(help="代表联络站工作台。不写命令时打开窗口。")
    def choose(
        ctx: typer.Context,
        database: Annotated[
            str | None,
            typer.Option(
                "--database",
                metavar="文件或网址",
                envvar=DATABASE_VARIABLE,
                help="数据库文件，或 PostgreSQL 的网址",
            ),
        ] = None,
        as_json: Annotated[bool, _JsonOption] = False,
    ) -> None:
        ctx.obj = Choices(database or None, as_json)
        if ctx.invoked_subcommand is None:
            raise typer.Exit(start_window(database or None))

    groups: dict[str, typer.Typer] = {}
    opening = {" ".join(each.words.split()[:-1]) for each in commands}
    for command in commands:
        *before, name = command.words.split()
        if own := command.words in opening:
            before = [*before, name]
        parent = root
        for word in before:
            if word not in groups:
                groups[word] = _group()
                parent.add_typer(groups[word], name=word, help=GROUPS.get(word))
            parent = groups[word]
        parent.command(name, cls=ChineseCommand, help=command.help, hidden=own)(_as_typer_function(command))
    return root


def _group(**settings: Any) -> typer.Typer:
    return typer.Typer(
        cls=ChineseGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        **{"no_args_is_help": True, **settings},
    )


def _as_typer_function(command: Command) -> Callable[..., None]:
    """The command's function as Typer wants it: context instead of desk, `--json` and `--database` added."""
    _, *rest = inspect.signature(command.run, eval_str=True).parameters.values()

    def run(ctx: typer.Context, json_here: bool, database_here: str | None, **given: object) -> None:
        chosen = cast(Choices, ctx.obj)
        location = database_here or chosen.location
        desk = Desk(lambda: _open(location, command), as_json=json_here or chosen.as_json, location=location)
        if command.words.startswith(EXPORT):
            desk.before_result = lambda result: _keep_exported(desk, command.words, given, result)
        try:
            command.run(desk, **given)
            desk.out.flush()
        finally:
            desk.close()

    for each in rest:
        for told in getattr(each.annotation, "__metadata__", ()):
            # Typer would call a file without permission wrong use; the work itself says what is the matter.
            if hasattr(told, "readable"):
                told.readable = False
    only = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("ctx", only, annotation=typer.Context),
        *(each.replace(kind=only) for each in rest),
        inspect.Parameter("json_here", only, default=False, annotation=Annotated[bool, _JsonOption]),
        inspect.Parameter(
            "database_here", only, default=None, annotation=Annotated[str | None, _DatabaseOption]
        ),
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _keep_exported(desk: Desk, words: str, given: Mapping[str, object], result: Mapping[str, object]) -> None:
    """Whatever an export wrote is kept, as what the window prints is; of a folder each paper. The archive of a year is
    made of kept papers itself."""
    written = result.get("path")
    if not written or words == ARCHIVING:
        return
    from deputy_station.features.papers.documents.exported import keep_exported

    path = Path(str(written))
    for each in sorted(path.rglob("*.pdf")) if path.is_dir() else [path]:
        keep_exported(desk.database, each, line=words, given=given, told=result)


def _open(location: str | None, command: Command) -> Database:
    import deputy_station.schema  # noqa: F401  (a table may point at one of a feature without commands)

    try:
        from deputy_station.core.settings import Settings
        from deputy_station.features.papers.documents.current import print_own_forms

        role = Settings(paths.settings_folder()).text("user_role")
        database = Database.open(location, role=role, create=command.creates)
        print_own_forms(database)
        return database
    except DatabaseNotFound:
        if location is None:
            raise NoStationYet from None
        raise


def main(
    arguments: Sequence[str] | None = None,
    *,
    start_window: StartWindow,
    commands: Sequence[Command] | None = None,
) -> int:
    """Run one command line (None: the one of this process) and return its exit status.

    `commands` are those of `all_commands()` unless others are given.
    """
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        tree = command_tree(all_commands() if commands is None else commands, start_window)
        answer = typer.main.get_command(tree).main(
            args=None if arguments is None else list(arguments), prog_name=PROGRAM, standalone_mode=False
        )
    except typer.TyperException as error:
        print(wrong_use_sentence(error), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  (the one place that reports every error)
        return _tell(error)
    if answer == INTERRUPTED:
        return _tell(KeyboardInterrupt())
    return answer if isinstance(answer, int) else 0


def _tell(error: BaseException) -> int:
    """The sentence of any error on standard error, the details of a bug in the log; always status 1."""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        print("已中断，没有做完的一步不会留下记录。", file=sys.stderr)
        return 1
    report = report_error(error)
    print(report.sentence, file=sys.stderr)
    if report.kind is ReportKind.BUG:
        try:
            print(
                f"详情写在“{keep_details(without_values(report.details), Clock().now())}”。", file=sys.stderr
            )
        except OSError:
            print(report.details, file=sys.stderr)
    return 1


def _speak_utf8(stream: Any) -> None:
    """A file or pipe gets UTF-8; a terminal keeps its own encoding and shows ? for what it lacks."""
    if not hasattr(stream, "reconfigure"):
        return
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
