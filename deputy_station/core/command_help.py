"""The command line speaks Chinese: help pages and the sentences for wrong use, instead of Typer's English.

Typer keeps its help writer and its error classes private; this is the one module that knows them.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer import TyperException
from typer._click import exceptions
from typer._click.core import Command, Context
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from deputy_station.core.choices import Choice

HELP_SENTENCE = "显示这一页帮助"
_TYPE_WORDS: dict[object, str] = {int: "整数", float: "数", str: "文字", Path: "文件", date: "日期"}


class ChineseCommand(TyperCommand):
    """A command whose help page is Chinese."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the page for `--help`."""
        formatter.write(help_page(self, ctx))


class ChineseGroup(TyperGroup):
    """A group of commands whose help page is Chinese.

    A hidden command below it with the group's own name is what its word does alone: `points --year 2026`.
    """

    @property
    def own(self) -> Command | None:
        """What the group's word does alone, if anything."""
        return self.commands.get(self.name or "")

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """An option right after the group's word is one of its own command's."""
        if self.own is not None and args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = [self.name or "", *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """The command typed; the group's own has no word beside the group's."""
        name, command, rest = super().resolve_command(ctx, args)
        return ("" if command is not None and command is self.own else name), command, rest

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the page for `--help`."""
        formatter.write(help_page(self, ctx))


def help_page(command: Command, ctx: Context) -> str:
    """Usage, what the command is for, its arguments, options and commands below it."""
    arguments = [
        each for each in command.get_params(ctx) if isinstance(each, TyperArgument) and not each.hidden
    ]
    options = [each for each in command.get_params(ctx) if isinstance(each, TyperOption) and not each.hidden]
    below = command.commands if isinstance(command, TyperGroup) else {}
    parts = [f"{usage(command, ctx)}\n"]
    if command.help:
        parts.append(f"\n{command.help.strip()}\n")
    if isinstance(command, ChineseGroup) and command.own is not None:
        parts.append(f"\n不写下面的命令时：{(command.own.help or '').strip()}\n")
        own = [each for each in command.own.get_params(ctx) if isinstance(each, TyperOption)]
        options = [*(each for each in own if each.name != "help"), *options]
    parts.append(_section("参数", ((argument_name(each), each.help or "") for each in arguments)))
    parts.append(
        _section(
            "命令", ((name, each.get_short_help_str()) for name, each in below.items() if not each.hidden)
        )
    )
    parts.append(_section("选项", (_option_line(each, ctx) for each in options)))
    return "".join(parts)


def usage(command: Command, ctx: Context) -> str:
    """The line 用法：… of a command."""
    words = [ctx.command_path.rstrip(), "[选项]"]
    words += [
        argument_name(each)
        for each in command.get_params(ctx)
        if isinstance(each, TyperArgument) and not each.hidden
    ]
    if isinstance(command, TyperGroup):
        words.append("命令")
    return f"用法：{' '.join(words)}"


def argument_name(argument: TyperArgument) -> str:
    """An argument as shown: its metavar or its name in capitals, in brackets when it may be left out."""
    name = argument.metavar or (argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _section(title: str, lines: Iterable[tuple[str, str]]) -> str:
    listed = list(lines)
    if not listed:
        return ""
    width = max(_width(left) for left, _ in listed)
    body = "".join(
        f"  {left}{' ' * (width - _width(left))}  {right}".rstrip() + "\n" for left, right in listed
    )
    return f"\n{title}：\n{body}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _option_line(option: TyperOption, ctx: Context) -> tuple[str, str]:
    names = "、".join([*option.opts, *option.secondary_opts])
    if option.name == "help":
        return names, HELP_SENTENCE
    notes = []
    if labels := _labels(option.type_descriptor.annotation):
        notes.append(labels)
    if option.required:
        notes.append("必填")
    default = option.get_default(ctx, call=False)
    if isinstance(default, Enum):
        default = default.value
    if option.show_default and not option.is_bool_flag and default not in (None, "", (), []):
        notes.append(f"不写时为 {default}")
    if option.show_envvar and isinstance(option.envvar, str):
        notes.append(f"环境变量 {option.envvar}")
    note = f"（{'；'.join(notes)}）" if notes else ""
    kind = "" if option.is_bool_flag else f" {option.metavar or _kind(option.type_descriptor.annotation)}"
    return names + kind, (option.help or "") + note


def _kind(annotation: Any) -> str:
    if values := _choices(annotation):
        return "|".join(values)
    kinds = [each for each in (get_args(annotation) or (annotation,)) if each is not type(None)]
    return _TYPE_WORDS.get(kinds[0], "值")


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return [value for inner in get_args(annotation) for value in _choices(inner)]


def _labels(annotation: Any) -> str:
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return "、".join(f"{member.value} {member.label}" for member in annotation)
    return "".join(_labels(inner) for inner in get_args(annotation))


def wrong_use_sentence(error: TyperException) -> str:
    """The Chinese sentence for a command line that was typed wrongly, with where to look it up."""
    if isinstance(error, exceptions.NoArgsIsHelpError):
        return error.message
    ctx: Context | None = getattr(error, "ctx", None)
    sentence = _sentence(error)
    if ctx is None:
        return sentence
    return f"{usage(ctx.command, ctx)}\n{sentence}用 {ctx.command_path.rstrip()} --help 查看用法。"


def _sentence(error: TyperException) -> str:
    if isinstance(error, exceptions.MissingParameter):
        values = _choices(error.param.type_descriptor.annotation) if error.param is not None else []
        choice = f"可以写：{'、'.join(values)}。" if values else ""
        return f"缺少{_named(error).strip()}。{choice}"
    if isinstance(error, exceptions.BadParameter):
        values = _choices(error.param.type_descriptor.annotation) if error.param is not None else []
        if values:
            return f"{_named(error)}的写法不对。可以写：{'、'.join(values)}。"
        kind = _kind(error.param.type_descriptor.annotation) if error.param is not None else "值"
        says = error.message if _is_chinese(error.message) else f"应为{kind}{_bound(error.message)}。"
        return f"{_named(error)}的写法不对：{says}"
    if isinstance(error, exceptions.NoSuchOption):
        near = f"您要的是不是 {'、'.join(sorted(error.possibilities))}？" if error.possibilities else ""
        return f"没有 {error.option_name} 这个选项。{near}"
    if isinstance(error, exceptions.BadOptionUsage):
        if "does not take" in error.message:
            return f"选项 {error.option_name} 后面不用写值。"
        return f"选项 {error.option_name} 后面缺少值。"
    if isinstance(error, exceptions.FileError):
        return f"文件“{error.ui_filename}”打不开。请核对文件名。"
    return _plain_sentence(error.message)


def _bound(message: str) -> str:
    """Of a number out of its bounds, the bound it missed: ，不小于 1990."""
    match = re.search(r"(greater|less) than or equal to (-?\d+)", message)
    return "" if match is None else f"，{'不小于' if match[1] == 'greater' else '不大于'} {match[2]}"


def _plain_sentence(message: str) -> str:
    if message.startswith("No such command"):
        name = message.split("'")[1]
        near = message.partition("Did you mean")[2].strip(" ?")
        return f"没有 {name} 这个命令。" + (f"您要的是不是 {near.replace(chr(39), '')}？" if near else "")
    if message.startswith("Missing command"):
        return "请在后面写上命令。"
    if message.startswith("Got unexpected extra argument"):
        extra = message.partition("(")[2]
        return f"后面多写了“{extra[extra.find('(') + 1 :].rstrip(')')}”。"
    return message if _is_chinese(message) else "命令的写法不对。"


def _named(error: exceptions.BadParameter) -> str:
    if isinstance(error.param, TyperArgument):
        return f"参数 {argument_name(error.param).strip('[]')} "
    if error.param is not None:
        return f"选项 {'、'.join(error.param.opts)} "
    return "参数"


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
