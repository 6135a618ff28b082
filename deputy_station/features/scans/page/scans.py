"""收回纸表: what came back, what became of each page, and what still waits for a person."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deputy_station.features.activities.page.fields import finds_deputies
from deputy_station.features.demands.page.finding import find_category
from deputy_station.features.desk.rules.slips import OFFERED, SECRET_YES, TickField
from deputy_station.features.desk.service.slips import void_slip
from deputy_station.features.points.page.objections import SORT_WORDS
from deputy_station.features.points.service.checking import PeriodItems, begun_periods
from deputy_station.features.scans.page.pictures import (
    PAGE_HEIGHT,
    AllSignatures,
    PagePicture,
    WholePage,
    mark_line,
)
from deputy_station.features.scans.page.reviewing import ReviewDialog, answered_words
from deputy_station.features.scans.page.taking import TakeDialog, Taking
from deputy_station.features.scans.rules.states import PageState, PaperKind, Question, ScanSource, Verdict
from deputy_station.features.scans.service.answering import (
    MarkAnswer,
    answer_marks,
    close_statement,
    object_by_slip,
    settle_visitors,
    take_up,
)
from deputy_station.features.scans.service.evidence import signatures_of
from deputy_station.features.scans.service.filing import BatchResult, file_pages
from deputy_station.features.scans.service.listing import (
    ListedPage,
    MarkRow,
    PageDetail,
    Waiting,
    count_pages,
    list_pages,
    list_waiting,
    read_page,
)
from deputy_station.features.scans.service.page_states import PageCounts, count_states
from deputy_station.features.scans.service.secrecy import reveal_page
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.chips import Filter
from deputy_station.widgets.dates import short_instant
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import CheckField, ChoiceField, LineField, TextField
from deputy_station.widgets.list_page import ListDetailPage
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.paper_reader import PaperReader, read_beside
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.review_list import Answer
from deputy_station.widgets.search_fields import SearchField
from deputy_station.widgets.table_model import Column, Kind

if TYPE_CHECKING:
    from deputy_station.features.scans.rules.read_pages import ReadPage

TONES = {
    PageState.FILED: Tone.DONE,
    PageState.ASKED: Tone.SOON,
    PageState.AGAIN: Tone.QUIET,
    PageState.REFUSED: Tone.OVERDUE,
}
TAKE, LOOK = "选文件收表", "看签名"
FORM_WIDTH = 1180
"""px at 100 % of a dialog with the paper beside the fields."""
COVERED = "这一天有来访人要求保密，填写的各行都遮住了。要看就按“看保密扫描件”，经手记录里记一次。"
HIDDEN = "来访人要求保密，扫描件不在这里显示。要看就按“看保密扫描件”，经手记录里记一次。"
MOST_TOLD = 3
"""Pages not taken that are told above the list, one by one; the list under 未收 has them all."""
EMPTY = "还没有收回过纸表。签好的表扫描或拍照，把文件拖到窗口上，到会情况就自己填好。"


class ScansPage(ListDetailPage):
    """Pages, the latest first; files dropped anywhere on the window arrive here."""

    title = "收回纸表"
    tables = frozenset({"scan_pages", "scan_marks", "intake_slips", "demands"})

    def __init__(self, context: PageContext) -> None:
        today = context.clock.today
        super().__init__(
            context,
            search="活动、便条、文件名",
            empty=EMPTY,
            empty_action=Action(TAKE, self.choose_files),
            columns=[
                Column("收到", lambda row: short_instant(row.at, today()), chars=8, leaves=2),
                Column("是哪一份", _named, chars=12, grow=1),
                Column("页", lambda row: row.page or "", chars=2, leaves=3, kind=Kind.NUMBER),
                Column("文件", "file", chars=8, leaves=1),
                Column("状态", lambda row: Pill(row.state.label, TONES[row.state]), chars=4, kind=Kind.PILL),
            ],
            unit="页",
        )
        self._takings: list[Taking] = []
        self._waiting = 0
        self._given: dict[object, Answer] = {}
        """Answers of a list that was closed before its end: it goes on there."""
        self._just_took = False
        """Files were just taken here: the keyboard goes to what they left to be looked at."""
        self._offer()
        self.filters.set_filters([Filter("", "全部")])

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "slip": lambda row_id: self.ask(read_page, page_id=row_id, then=self.take_up),
            "void": lambda row_id: self.ask(read_page, page_id=row_id, then=self.void),
            "object": lambda row_id: self.ask(read_page, page_id=row_id, then=self.ask_periods),
            "who": lambda row_id: self.ask(read_page, page_id=row_id, then=self.tell_who),
        }

    # ------------------------------------------------------------------ list

    def take_filter(self, **filters: Any) -> None:
        files = filters.pop("files", None)
        super().take_filter(**filters)
        if files:
            self.take_files([Path(each) for each in files])

    def load_list(self) -> None:
        chosen = self.filters.chosen
        state = PageState(chosen) if chosen else None
        self.table.load(list_pages, count_pages, state=state, search=self.filters.words)
        self.ask(count_states, then=self.show_counts)
        self.ask(list_waiting, then=self.show_waiting)

    def show_counts(self, counts: PageCounts) -> None:
        """The numbers on the chips, beside the title and in the navigation."""
        self.set_count(f"共 {counts.total} 页")
        numbers = (counts.asked, counts.filed, counts.again, counts.refused)
        states = (PageState.ASKED, PageState.FILED, PageState.AGAIN, PageState.REFUSED)
        self.filters.set_filters(
            [
                Filter("", "全部", counts.total),
                *(
                    Filter(state.value, state.label, number)
                    for state, number in zip(states, numbers, strict=True)
                ),
            ]
        )
        self.waiting.emit(counts.asked)

    def show_waiting(self, waiting: Sequence[Waiting]) -> None:
        """Whether there are signatures to look at."""
        self._waiting = len(_judged(waiting))
        self._offer()
        if self._just_took and self._waiting:
            self.action_row.button(LOOK).setFocus()
        self._just_took = False

    def _offer(self) -> None:
        waits = bool(self._waiting)
        look = Action(LOOK, self.look, primary=waits, enabled=waits, why="没有看不准的签名。")
        self.set_actions(look, Action(TAKE, self.choose_files, primary=not waits))

    # ------------------------------------------------------------------ files come

    def choose_files(self) -> TakeDialog:
        """Drop or choose files."""
        dialog = TakeDialog(self, self.take_files)
        dialog.open()
        return dialog

    def take_files(self, paths: Sequence[Path]) -> None:
        """Read files in the background, then file what they hold in one step."""
        self.notice.clear()
        taking = Taking(self, self._read)
        self._takings = [each for each in self._takings if each.busy]
        self._takings.append(taking)
        taking.begin(paths)

    def _read(self, pages: "list[ReadPage]", left_out: list[str]) -> None:
        if not pages:
            self.notice.refuse("\n".join(left_out))
            return
        self.change(
            file_pages,
            pages=pages,
            source=ScanSource.DROPPED,
            say=lambda result: result.sentence,
            then=lambda result: self.show_result(result, left_out),
        )

    def show_result(self, result: BatchResult, left_out: Sequence[str]) -> None:
        """What has to be read about a batch, and its first page."""
        self._just_took = True
        said = [*left_out, *result.missing, *result.old(MOST_TOLD), *result.refused(MOST_TOLD)]
        if said:
            self.notice.tell("\n".join(said))
        first = next((page for page in result.pages if page.state is PageState.ASKED), result.pages[0])
        if self.filters.words or self.filters.chosen:  # or what has just come would not be in the list
            self.take_filter(id=first.id)
            self.reload()
        else:
            self.open_row(first.id)

    # ------------------------------------------------------------------ one page

    def show_detail(self, row_id: int) -> None:
        self.ask(read_page, page_id=row_id, then=self.fill_detail)

    def fill_detail(self, page: PageDetail) -> None:
        """Show a page as it is now."""
        row = page.row
        self.detail.show_detail(
            Detail(
                title=row.subject or row.file,
                reference=row.kind.label,
                pill=Pill(row.state.label, TONES[row.state]),
                blocks=self._blocks(page),
                actions=self._actions(page),
            )
        )

    def _blocks(self, page: PageDetail) -> list[Block]:
        row, go = page.row, self.context.go
        facts: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = [
            (
                "收到",
                f"{short_instant(row.at, self.context.clock.today())}，{page.source.label}",
            ),
            ("文件", f"{row.file}，第 {row.page_in_file} 页"),
        ]
        if page.activity_id is not None:
            facts.append(("活动", row.subject, partial(go, "activities", id=page.activity_id)))
            facts.append(("签到表", page.sheet_page))
        if page.missing:
            facts.append(("还缺", "、".join(f"第 {number} 页" for number in page.missing)))
        if page.ticks:
            facts.append(("勾选", "、".join(str(value) for value in page.ticks.values())))
        if page.demand_id is not None:
            facts.append(("诉求", "打开诉求", partial(go, "demands", id=page.demand_id)))
        blocks: list[Block] = [Text(row.sentence), Facts(facts)]
        if page.secret and page.kept:
            blocks.append(Text(COVERED if page.picture else HIDDEN))
        if page.picture:
            blocks.append(PagePicture(page.picture, PAGE_HEIGHT, f"{row.subject}的扫描件"))
        if page.marks:
            blocks.append(Heading("签名"))
            blocks += [mark_line(mark) for mark in sorted(page.marks, key=lambda mark: not mark.waits)]
        return blocks

    def _actions(self, page: PageDetail) -> list[Action]:
        waits = {mark.question for mark in page.marks if mark.waits}
        actions: list[Action] = []
        if waits - {Question.WALK_IN, Question.VISITOR}:
            actions.append(Action("看这一页的签名", partial(self.look, page.row.id), primary=True))
        if Question.WALK_IN in waits:
            actions.append(Action("认空白行", partial(self.tell_who, page), primary=not actions))
        if Question.VISITOR in waits:
            actions.append(Action("去接待台登记", partial(self.context.go, "desk"), primary=True))
            actions.append(Action("来访人已录入", partial(self.settle_visitors, page)))
        if page.slip_version is not None:
            actions.append(Action("录成诉求", partial(self.take_up, page), primary=True))
            actions.append(Action("作废便条", partial(self.void, page)))
        if page.row.kind is PaperKind.STATEMENT_SLIP and page.row.state is PageState.ASKED:
            actions.append(Action("登记异议", partial(self.ask_periods, page), primary=True))
            actions.append(Action("没有异议", partial(self.close_statement, page)))
        if page.ballot is not None and page.row.state is not PageState.REFUSED:
            go = partial(self.context.go, "assessment", ballot=page.ballot)
            actions.append(Action("打开测评票", go, primary=page.row.state is PageState.ASKED))
        if page.activity_id is not None and page.row.kind is PaperKind.DEPUTY_SHEET:
            actions.append(Action("全部签名", partial(self.ask_signatures, page)))
        if page.picture:
            actions.append(Action("看大图", partial(self.show_whole, page)))
        if page.secret and page.kept:
            actions.append(Action("看保密扫描件", partial(self.reveal, page)))
        return actions

    def reveal(self, page: PageDetail) -> None:
        """The picture of who asked for secrecy; that it was looked at is on record."""
        self.change(
            reveal_page,
            then=lambda picture: WholePage(self, page.row.subject, picture).open(),
            page_id=page.row.id,
        )

    def show_whole(self, page: PageDetail) -> None:
        """The page large."""
        assert page.picture is not None
        WholePage(self, page.row.subject, page.picture).open()

    def ask_signatures(self, page: PageDetail) -> None:
        """Every signature of the activity."""
        self.ask(
            signatures_of,
            then=lambda found: AllSignatures(self, page.row.subject, found).open(),
            activity_id=page.activity_id,
        )

    # ------------------------------------------------------------------ what people say

    def look(self, page_id: int | None = None) -> None:
        """The signatures that wait, of a page or all, one after the other."""
        self.ask(list_waiting, then=self.open_review, page_id=page_id)

    def open_review(self, waiting: Sequence[Waiting]) -> None:
        """Show them; meanwhile somebody else may have looked."""
        if judged := _judged(waiting):
            ReviewDialog(self, judged, self._given).open()
        else:
            self.notice.tell("没有看不准的签名。")

    def tell_who(self, page: PageDetail) -> None:
        """Who filled a blank line: the first that waits, then the next."""
        line = next((mark for mark in page.marks if mark.waits and mark.question is Question.WALK_IN), None)
        if line is None:
            return
        opened: list[FormDialog] = []
        dialog = self.open_form(
            "空白行上签的是谁",
            [
                SearchField(
                    "deputy_id", "代表", self.work, finds_deputies(self.context.clock.today), required=True
                )
            ],
            save_word="登记到会",
            service=_name_line,
            fixed={"mark_id": line.id},
            say=answered_words,
            then=lambda _answered: self._next_line(page.row.id),
            draft=f"who:{page.row.id}",
            more=(Action("不登记", partial(self._leave_line, page, line, opened)),),
        )
        opened.append(dialog)
        _show_above(dialog, line.crop, "空白行上写的")

    def _leave_line(self, page: PageDetail, line: MarkRow, opened: Sequence[FormDialog]) -> None:
        for dialog in opened:
            dialog.accept()
        self.change(
            answer_marks,
            answers=[MarkAnswer(line.id, Verdict.EMPTY)],
            say="这一行没有登记",
            then=lambda _answered: self._next_line(page.row.id),
        )

    def _next_line(self, page_id: int) -> None:
        self.ask(read_page, page_id=page_id, then=self.tell_who)

    def settle_visitors(self, page: PageDetail) -> None:
        """The clerk has typed them in."""
        self.change(
            settle_visitors,
            page_id=page.row.id,
            version=page.version,
            say=lambda lines: f"来访签到表 {lines} 行已录入",
            on_refusal=self.detail.notice.refuse,
        )

    def take_up(self, page: PageDetail) -> None:
        """A slip becomes a demand: the picture above, the ticks taken over, the gist typed."""
        if page.slip_version is None:
            return
        urgency = page.ticks.get(TickField.URGENCY.value)
        offered = [(word, word) for word in OFFERED[TickField.URGENCY]]
        dialog = self.open_form(
            f"录入{page.row.subject}",
            [
                LineField("gist", "事由", required=True, placeholder="一句话，例如：东街路灯不亮", most=200),
                SearchField("category_id", "类别", self.work, find_category),
                ChoiceField("urgency", "缓急", offered, none="没有勾"),
                LineField("name", "来访人", most=80),
                LineField("phone", "电话", most=40),
                TextField("words", "原话", lines=3, placeholder="不填就写“见便条”"),
                CheckField("confidential", "保密", "姓名电话不给别人看"),
            ],
            values={
                "category_id": page.category,
                "urgency": urgency,
                "confidential": page.ticks.get(TickField.SECRET.value) == SECRET_YES,
            },
            save_word="录成诉求",
            service=take_up,
            fixed={"slip_id": page.slip_id, "version": page.slip_version},
            say=lambda demand: f"{page.row.subject} 已录成诉求 {demand.number}",
            draft=f"slip:{page.row.id}",
            width=FORM_WIDTH if page.picture else 720,
        )
        if page.picture:
            read_beside(dialog, PaperReader(page.picture, page.row.subject, page.writing))

    def void(self, page: PageDetail) -> None:
        """A slip that becomes no demand."""
        if page.slip_version is None:
            return
        self.open_form(
            f"作废{page.row.subject}",
            [LineField("note", "原因", most=200, placeholder="如 写坏了、当面已经说清")],
            save_word="作废",
            service=void_slip,
            fixed={"slip_id": page.slip_id, "version": page.slip_version},
            say=f"{page.row.subject} 已作废",
            draft=f"void:{page.row.id}",
            width=520,
        )

    def ask_periods(self, page: PageDetail) -> None:
        """The periods an objection may be about, then the form."""
        self.ask(begun_periods, then=lambda periods: self.object_by_slip(page, periods))

    def object_by_slip(self, page: PageDetail, periods: Sequence[PeriodItems]) -> None:
        """What the deputy wrote on the slip of a statement becomes an objection."""
        if not periods or page.row.state is not PageState.ASKED:
            return
        keys = [each.period.key for each in periods]
        own = next((key for key in keys if page.statement_period.startswith(key)), keys[0])
        dialog = self.open_form(
            f"登记异议：{page.row.subject}",
            [
                ChoiceField(
                    "period_key",
                    "期间",
                    [(each.period.key, each.period.name) for each in periods],
                    required=True,
                ),
                ChoiceField("sort", "哪种", list(SORT_WORDS.items()), required=True),
                TextField("text", "代表的话", required=True, lines=3, placeholder="照回执上写的"),
                LineField("late_reason", "过期理由", most=200, help="过了异议期才要写，写明为什么还受理。"),
            ],
            values={"period_key": own},
            save_word="登记",
            service=object_by_slip,
            fixed={"page_id": page.row.id, "version": page.version},
            say=lambda row: f"已登记{row.deputy}的异议",
            draft=f"object:{page.row.id}",
            width=FORM_WIDTH if page.picture else 720,
        )
        if page.picture:
            read_beside(dialog, PaperReader(page.picture, page.row.subject, page.writing))

    def close_statement(self, page: PageDetail) -> None:
        """Nothing was written against the points."""
        self.change(
            close_statement,
            page_id=page.row.id,
            version=page.version,
            say=f"{page.row.subject}：没有异议",
            on_refusal=self.detail.notice.refuse,
        )


def _name_line(session: Any, *, mark_id: int, deputy_id: int) -> Any:
    return answer_marks(session, answers=[MarkAnswer(mark_id, Verdict.SIGNED, deputy_id)])


def _named(row: ListedPage) -> str:
    if row.subject:
        return row.subject
    return row.file if row.kind is PaperKind.UNKNOWN else row.kind.label


def _judged(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those answered by a key; a filled blank line is asked for by name."""
    return [each for each in waiting if each.mark.question is not Question.WALK_IN]


def _show_above(dialog: FormDialog, picture: bytes, words: str, height: int = 120) -> None:
    """Put a picture above the fields of a form."""
    dialog.body.insertWidget(0, PagePicture(picture, height, words))
    dialog.fit()
