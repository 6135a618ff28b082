"""The sentences said about paper that came back: what was filed, what is asked, what was not taken and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from deputy_station.features.scans.rules.states import TAKEN, PageState, PaperKind

MOST_NAMED = 8
"""Names in a sentence; beyond that their number."""
NO_CODE = "没有找到本站文书的二维码。请把整页放正、四角拍全，再扫一次；确实不是本站的文书，不用理会。"
CONFLICT = "一张图里有两份文书的二维码。请一次只扫一页。"
ONLY_STRANGE = "图里的二维码是别处的（网址、商品等），没有本站文书的。请核对是不是放错了纸。"
ASKS, LOOKED = "，请看一下。", "，已看过。"
TYPES, TYPED = "，请照着录入。", "，已录入。"
"""How a page's sentence ends while it waits, and once it does not any more."""
SHEET_NOT_KEPT = "这张签到表没有打印记录，可能活动已删除，或是在别的库里印的。请按纸面在屏幕上登记。"


@dataclass(frozen=True)
class SheetOutcome:
    """What a page of a sign-in sheet led to; names of deputies in the printed order."""

    came: tuple[str, ...] = ()
    already: int = 0
    not_signed: tuple[str, ...] = ()
    elsewhere: int = 0
    unsure: tuple[str, ...] = ()
    disagrees: tuple[str, ...] = ()
    recorded_not_signed: tuple[str, ...] = ()
    not_listed: tuple[str, ...] = ()
    lines: int = 0
    again: bool = False
    visitors: bool = False
    edition: int = 1
    newest: int = 1
    list_changed: bool = False

    @property
    def asked(self) -> int:
        """How many boxes wait for a person."""
        return (
            len(self.unsure)
            + len(self.disagrees)
            + len(self.recorded_not_signed)
            + len(self.not_listed)
            + self.lines
        )


def names_of(names: Sequence[str]) -> str:
    """Up to eight names, then how many more."""
    if len(names) <= MOST_NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:MOST_NAMED])}等 {len(names)} 人"


def sheet_sentence(outcome: SheetOutcome) -> str:
    """What became of a page of a sign-in sheet."""
    if outcome.visitors:
        filled = f"来访人填了 {outcome.lines} 行{TYPES}" if outcome.lines else "没有人填写。"
        return f"{_old_print(outcome)}{filled}"
    parts = []
    if outcome.came:
        parts.append(f"到会 {len(outcome.came)} 人")
    if outcome.already:
        parts.append(f"已记到会 {outcome.already} 人")
    if outcome.not_signed:
        parts.append(f"没签 {len(outcome.not_signed)} 人（{names_of(outcome.not_signed)}）")
    if outcome.elsewhere:
        parts.append(f"没在纸上签、已另行签到 {outcome.elsewhere} 人")
    asked = []
    if outcome.unsure:
        asked.append(f"{names_of(outcome.unsure)}的签名看不准")
    if outcome.disagrees:
        asked.append(f"{names_of(outcome.disagrees)}签了名，记录不是到会")
    if outcome.recorded_not_signed:
        asked.append(f"{names_of(outcome.recorded_not_signed)}记了到会，纸上没签")
    if outcome.not_listed:
        asked.append(f"{names_of(outcome.not_listed)}签了名，已不在名单上")
    if outcome.lines:
        asked.append(f"空白行填了 {outcome.lines} 人")
    said = "，".join(parts) + "。" if parts else ""
    waits = "；".join(asked) + ASKS if asked else ""
    return f"{_old_print(outcome)}{said}{waits}" or "这一页没有人要登记。"


def again_sentence(outcome: SheetOutcome, first: str) -> str:
    """The same page scanned again; `first` when it came first: 11月20日."""
    if outcome.came or outcome.asked:
        return f"这一页{first}收过，这次新签的已补上：{sheet_sentence(outcome)}"
    return f"这一页{first}已经收过，没有重复登记。"


def same_page_sentence(first: str) -> str:
    """The very same picture again."""
    return f"同一页{first}已经收过，没有重复登记。"


def one_more_sentence(first: str) -> str:
    """Another picture of a record's page: perhaps another of its papers, so both are kept."""
    return f"又收一页，已归入证明材料（{first}收过同页码的，两页都留着）。"


def settled_sentence(sentence: str) -> str:
    """The sentence of a page at which nothing waits any more."""
    return sentence.replace(ASKS, LOOKED).replace(TYPES, TYPED)


def missing_sentence(title: str, pages: int, missing: Sequence[int]) -> str:
    """Pages of a set that did not come."""
    which = "、".join(str(page) for page in missing)
    return f"“{title}”签到表共 {pages} 页，第 {which} 页没有收到。请找出来补扫。"


def cancelled_sentence(title: str) -> str:
    """Nobody signs in for what was not held."""
    return f"“{title}”已取消，没有登记。如确实举行过，请先在“履职活动”里恢复，再扫一次。"


@dataclass(frozen=True)
class BatchCount:
    """What a batch came to: pages by kind and state, deputies entered, boxes to look at."""

    pages: Sequence[tuple[PaperKind, PageState]]
    came: int
    asked: int


def batch_sentence(count: BatchCount) -> str:
    """收回签到表 3 页：到会 41 人，待看 2 处."""
    taken = [kind for kind, state in count.pages if state in TAKEN]
    sheets = sum(kind is PaperKind.DEPUTY_SHEET for kind in taken)
    parts = []
    if sheets:
        told = f"签到表 {sheets} 页：到会 {count.came} 人"
        parts.append(told + (f"，待看 {count.asked} 处" if count.asked else ""))
    for kind, unit in (
        (PaperKind.VISITOR_SHEET, "页"),
        (PaperKind.SLIP, "张"),
        (PaperKind.STATEMENT_SLIP, "张"),
        (PaperKind.BALLOT, "张"),
        (PaperKind.RECORD, "页"),
    ):
        if number := sum(each is kind for each in taken):
            parts.append(f"{kind.label} {number} {unit}")
    again = sum(state is PageState.AGAIN for _, state in count.pages)
    refused = sum(state is PageState.REFUSED for _, state in count.pages)
    if again:
        late = f"，补上 {count.came} 人" if count.came and not sheets else ""
        parts.append(f"重复 {again} 页{late}")
    if refused:
        parts.append(f"未收 {refused} 页")
    return f"收回{'，'.join(parts)}" if taken else f"收回纸表：{'，'.join(parts)}"


def _old_print(outcome: SheetOutcome) -> str:
    if outcome.edition >= outcome.newest:
        return ""
    changed = "，名单后来有变动" if outcome.list_changed else ""
    return f"这是第 {outcome.edition} 版（后来印到第 {outcome.newest} 版{changed}），按这一版的行登记。"
