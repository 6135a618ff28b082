"""Slips of the keyboard in a text that is no TOML: full-width signs, missing quotes, open brackets, line by line.

`look_over` names every one and gives the text as it was probably meant, with the same number of lines, so that the
rest of the scheme can be read as well and all its mistakes told at once.
"""

import re
from dataclasses import dataclass, field

from deputy_station.features.points.rules.reading.mistakes import Mistake

PAPER = "文字的写法"
LISTS = ("record", "category", "item", "once", "grade", "gate", "veto", "exempt", "consequence", "money")
"""The parts of which there may be many: written with two brackets."""

_SIGNS = {
    "＝": "=",
    "，": ",",
    "、": ",",
    "；": ",",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
    "＃": "#",
    "：": "=",
    "\u3000": " ",
    "\u00a0": " ",
}
_INVISIBLE = {"\u3000": "全角空格", "\u00a0": "不换行空格"}
_QUOTES = {"“": "”“", "”": "”“", "‘": "’‘", "’": "’‘", "＂": "＂", "「": "」", "『": "』"}
_WIDE = str.maketrans("０１２３４５６７８９．－＋／", "0123456789.-+/")
_RUN = re.compile(r"""[^\s"'“”‘’＂「」『』,，、；=＝\[\]［］【】{}｛｝#＃:：\u3000\u00a0]+""")
_SCALAR = re.compile(
    r"[+-]?([0-9][0-9_]*)(\.[0-9][0-9_]*)?([eE][+-]?[0-9]+)?|true|false|[+-]?(inf|nan)"
    r"|0[xob][0-9A-Fa-f_]+|[0-9]{4}-[0-9]{2}-[0-9]{2}.*"
)
_WITH_UNIT = re.compile(r"([+-]?[0-9]+(?:[.。][0-9]+)?)(分|[次件条元天日人名个项]|[%％])?")
_QUOTA = re.compile(r"quota\s*=$")
_HEADED = re.compile(r"([A-Za-z_]+)\s*=$")
_TRUTH = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false", "是": "true", "否": "false"}
_NAMES = {
    "名称": "name",
    "版本": "version",
    "总分": "total",
    "编号": "code",
    "大类": "category",
    "封顶": "max",
    "满分": "max",
    "保底": "min",
    "方式": "shape",
    "规则": "rule",
    "标题": "title",
    "等次": "grade",
    "出处": "source",
}
_HEADER = re.compile(r"\s*\[\[?[A-Za-z_][\w.\-]*\]\]?\s*(#.*)?$")
_SINGLE = re.compile(r"(\s*)\[(\w+)\]\s*(#.*)?$")


@dataclass
class LookedOver:
    """What was found: the mistakes, and the text mended; `torn` says that it could not be mended everywhere."""

    mistakes: list[Mistake] = field(default_factory=list)
    mended: str = ""
    torn: bool = False


def look_over(text: str) -> LookedOver:
    """Every slip in the text, and the text without them."""
    look = _Look()
    for number, line in enumerate(text.split("\n"), 1):
        look.line(number, line)
    look.found.mended = "\n".join(look.lines)
    return look.found


class _Look:
    def __init__(self) -> None:
        self.found = LookedOver()
        self.lines: list[str] = []
        self.inside = ""
        self.open: list[tuple[str, int]] = []

    def wrong(self, what: str, hint: str = "") -> None:
        mistake = Mistake(self.number, PAPER, what, hint)
        if mistake not in self.found.mistakes:
            self.found.mistakes.append(mistake)

    def line(self, number: int, line: str) -> None:
        """Look over one line, mended as it goes."""
        self.number = number
        self.out: list[str] = []
        self.at = 0
        if not self.inside:
            line = self._heading(line)
        while self.at < len(line):
            self._step(line)
        self._valueless()
        if self.open and self.open[-1][0] == "{" and not self.inside and line.strip():
            hint = "补上“}”；花括号里的内容要接成一行，方括号 [ ] 里面才可以换行。"
            self.wrong("花括号“{”在这一行没有关上", hint)
            self.found.torn = True
            # Said once: what follows on the next lines is read as if it were closed.
            self.open = [bracket for bracket in self.open if bracket[0] != "{"]
        self.lines.append("".join(self.out))

    def _heading(self, line: str) -> str:
        """Close brackets left open before a new part, and give a part of many its two brackets."""
        if self.open and _HEADER.match(line.rstrip()):
            sign, since = self.open[0]
            self.wrong(f"第 {since} 行的“{sign}”没有关上", f"在前面补上“{']' if sign == '[' else '}'}”。")
            closing = "".join("]" if sign == "[" else "}" for sign, _ in reversed(self.open))
            before = next(
                (index for index in range(len(self.lines) - 1, -1, -1) if self.lines[index].strip()), None
            )
            if before is not None and "#" not in self.lines[before]:
                self.lines[before] += closing
            else:
                self.found.torn = True
            self.open = []
        single = _SINGLE.match(line.rstrip()) if not self.open else None
        if single and single.group(2) in LISTS:
            name = single.group(2)
            self.wrong(f"“[{name}]”要写两层方括号", f"写成“[[{name}]]”。")
            return line.replace(f"[{name}]", f"[[{name}]]", 1)
        return line

    def _step(self, line: str) -> None:
        if self.inside:
            self._go_on(line)
            return
        sign = line[self.at]
        if line.startswith(('"""', "'''"), self.at):
            self.inside = line[self.at : self.at + 3]
            self.out.append(self.inside)
            self.at += 3
        elif sign in "\"'":
            self._string(line, sign)
        elif sign in _QUOTES:
            self.wrong("引号是中文的", '两边都改成英文双引号 "。')
            self._quoted(line, _QUOTES[sign] + '"')
        elif sign == "#":
            self.out.append(line[self.at :])
            self.at = len(line)
        elif sign in _SIGNS:
            self._wide(sign)
        elif match := _RUN.match(line, self.at):
            self._run(line, match.group(), match.end())
        else:
            self._ascii(sign)

    def _go_on(self, line: str) -> None:
        end = line.find(self.inside, self.at)
        stop = len(line) if end < 0 else end + 3
        self.out.append(line[self.at : stop])
        self.at = stop
        if end >= 0:
            self.inside = ""

    def _string(self, line: str, sign: str) -> None:
        closed = re.compile(r'"(?:[^"\\]|\\.)*"' if sign == '"' else r"'[^']*'").match(line, self.at)
        if closed:
            self.out.append(closed.group())
            self.at = closed.end()
        elif any(other in line[self.at :] for other in "”＂’"):
            self.wrong("右边的引号是中文的", f"改成英文的 {sign}。")
            self._quoted(line, "”＂’")
        else:
            self._quoted(line, "")

    def _quoted(self, line: str, closers: str) -> None:
        """A text that starts here and ends at one of these signs, or, when none comes, where it probably should."""
        start = self.at + 1
        ends = [found for closer in closers if (found := line.find(closer, start)) >= 0]
        if ends:
            stop, self.at = min(ends), min(ends) + 1
        else:
            self.wrong("引号不成对，少了右边的", '在文字后面补上 "。')
            rest = re.compile(r"[^,，\]}#]*").match(line, start)
            stop = start + len(rest.group().rstrip()) if rest else start
            self.at = stop
        inner = line[start:stop].replace("\\", "").replace('"', "")
        self.out.append(f'"{inner}"')

    def _wide(self, sign: str) -> None:
        plain = _SIGNS[sign]
        if sign in _INVISIBLE:
            self.wrong(f"有{_INVISIBLE[sign]}", "改成普通的空格，或去掉它。")
        else:
            self.wrong(f"“{sign}”是中文的", f"改成英文的 {plain}。")
        self.at += 1
        if plain == "#":
            self.out.append("#")
        else:
            self._put(plain)

    def _ascii(self, sign: str) -> None:
        self.at += 1
        if sign == ":":
            self.wrong("名字和值之间写了“:”", "改成“=”。")
            sign = "="
        self._put(sign)

    def _valueless(self) -> None:
        """A name whose value is not there: numbers get lost when a text is copied from the web."""
        before = "".join(self.out).partition("#")[0].rstrip()
        if (name := _HEADED.search(before)) and not self.inside:
            self.wrong(f"“{name.group(1)} =”右边没有写值", "把值补在等号右边。")
            self.found.torn = True

    def _put(self, sign: str) -> None:
        if sign in ",}":
            self._valueless()
        if sign in "[{":
            self.open.append((sign, self.number))
        elif sign in "]}":
            self._close(sign)
        self.out.append(sign)

    def _close(self, sign: str) -> None:
        if self.open:
            self.open.pop()
        if sign == "}" and "".join(self.out).rstrip().endswith(","):
            self.wrong("花括号里最后多了一个逗号", "去掉它。")
            kept = "".join(self.out).rstrip()[:-1]
            self.out = [kept]

    def _run(self, line: str, run: str, end: int) -> None:
        self.at = end
        following = line[end:].lstrip(" \t\u3000")[:1]
        before = "".join(self.out).strip()
        heading = not self.open and before == "" and following in ("]",)
        if following in ("=", "＝", ":", "：") and "=" not in run:
            self.out.append(self._key(run))
        elif heading or before in ("[", "[[") or before == "" or _SCALAR.fullmatch(run):
            self.out.append(run)
        elif run in _TRUTH:
            self.wrong(f"“{run}”要写成 {_TRUTH[run]}", f"改成 {_TRUTH[run]}，不加引号。")
            self.out.append(_TRUTH[run])
        elif _SCALAR.fullmatch(run.translate(_WIDE)):
            plain = run.translate(_WIDE)
            self.wrong(f"“{run}”是全角的数字", f"改成 {plain}。")
            self.out.append(plain)
        elif re.search(r"=\s*[0-9.]+$", before):
            self.wrong(f"数后面多写了“{run}”", "去掉它。")
        elif (number := _WITH_UNIT.fullmatch(run)) and not _QUOTA.search(before):
            plain = number.group(1).replace("。", ".")
            extra = f"数后面多写了“{number.group(2)}”" if number.group(2) else "小数点写成了句号"
            self.wrong(f"“{run}”{extra}", f"写成 {plain}。")
            self.out.append(plain)
        else:
            number_too = "；是数的用 0 到 9 写" if run.strip("零一二三四五六七八九十百点半两") == "" else ""
            self.wrong(f"“{run}”没有加引号", f'写成 "{run}"{number_too}。')
            escaped = run.replace("\\", "")
            self.out.append(f'"{escaped}"')

    def _key(self, run: str) -> str:
        if run.isascii():
            return run
        near = _NAMES.get(run, "")
        self.wrong(f"等号左边的名字“{run}”要用英文", f"是不是“{near}”？" if near else "见写法说明。")
        return near or f'"{run}"'
