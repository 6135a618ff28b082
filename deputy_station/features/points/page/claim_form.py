"""The form of an entry: the kind decides which fields appear, and what it counts for is said while typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QBoxLayout

from deputy_station.core.errors import Refusal
from deputy_station.core.name_order import best_first
from deputy_station.core.typed_day import Lean
from deputy_station.features.deputies.service.roster import list_deputies
from deputy_station.features.points.rules.claiming import read_exact
from deputy_station.features.points.rules.entering import read_votes
from deputy_station.features.points.rules.numbers import exact_or_none
from deputy_station.features.points.rules.offering import CHOSEN, KindOffer
from deputy_station.features.points.rules.register_forms import form_of_kind
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service.checking import edit_typed, enter_many
from deputy_station.features.points.service.claim_listing import ClaimRow
from deputy_station.features.points.service.worth import Entered, worth_of_entry
from deputy_station.widgets.date_fields import DateField
from deputy_station.widgets.dialogs import FormDialog
from deputy_station.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField
from deputy_station.widgets.labels import Words
from deputy_station.widgets.search_fields import Find, SearchManyField
from deputy_station.widgets.style import px
from deputy_station.widgets.work import Work

if TYPE_CHECKING:
    from deputy_station.features.points.page.checks import ChecksPage

MOST_OFFERED = 12
GROUP = "group"

LABELS = {"state": "情况", "role": "角色", "level": "级别", "manner": "方式", "satisfaction": "满意度"}


_CELL_LABELS = {"place": "地点", "organiser": "组织单位", "beneficiaries": "受益对象", "outcome": "成效"}
_CELLS: Mapping[str, Mapping[str, str]] = {
    "sessions": {"outcome": "备注"},
    "speeches": {"place": "会议", "outcome": "采纳情况"},
    "suggestions": {"organiser": "承办单位", "outcome": "办理答复"},
    "inspections": {"place": "地点", "organiser": "组织单位", "outcome": "提出意见"},
    "invitations": {"organiser": "邀请单位"},
    "trainings": {"place": "地点", "organiser": "组织单位", "outcome": "学时"},
    "group_activities": {"place": "地点", "outcome": "成效"},
    "contacts": {"beneficiaries": "选民", "place": "住址", "outcome": "处理"},
    "receptions": {"place": "地点", "outcome": "办理结果"},
    "good_deeds": {"beneficiaries": "受益对象", "place": "地点", "outcome": "成效"},
    "duty_reports": {"place": "地点", "outcome": "整改"},
    "awards": {"organiser": "授予机关"},
}
"""By the register's table: what of its row a claim is asked for besides, in the words of the column."""


class AskedChoice(ChoiceField):
    """One of a few words, where the kind decides which and whether one has to be chosen."""

    def offer_words(self, words: Sequence[str], *, asked: bool) -> None:
        """Offer these; the empty line says that one is to be chosen where it is `asked`."""
        self._none = "请选择" if asked else "不填"
        self.set_choices(_pairs(words))


class DeputiesField(SearchManyField):
    """Deputies one by one, or a whole group (or everybody) in one go."""

    def __init__(self, work: Work, today: Callable[[], date]) -> None:
        super().__init__(
            "deputy_ids",
            "代表",
            work,
            finds_people(today),
            required=True,
            placeholder="姓名或拼音首字母；点一下可选整个小组",
        )

    def put(self, value: Any) -> None:
        """A group brings its members; who is there already stays once."""
        if isinstance(value, tuple) and isinstance(value[0], tuple):
            here = set(self.value())
            super().put([*self.chosen(), *(each for each in value[0][1] if each[0] not in here)])
            self.entry.clear()
        else:
            super().put(value)


def finds_people(today: Callable[[], date]) -> Find:
    """Groups with their members first while nothing or a group's name is typed, then deputies by name or pinyin."""

    def find(session: Any, text: str) -> list[tuple[Any, str]]:
        everybody = list_deputies(session, in_office_on=today(), order="group")
        whole: dict[str, list[tuple[int, str]]] = {}
        for row in everybody:
            if row.group:
                whole.setdefault(row.group, []).append((row.id, row.name))
        offers: list[tuple[Any, str]] = []
        if not text and everybody:
            members = tuple((row.id, row.name) for row in everybody)
            offers.append(((GROUP, members), f"全体在任代表（{len(members)} 人）"))
        if not text or text in "".join(whole):
            offers += [
                ((GROUP, tuple(members)), f"{name}（{len(members)} 人）")
                for name, members in whole.items()
                if text in name
            ]
        found = list_deputies(session, search=text, in_office_on=today())
        rows = best_first(found, text, lambda row: row.name)[:MOST_OFFERED]
        gone = list_deputies(session, search=text, left_by=today(), limit=max(0, MOST_OFFERED - len(rows)))
        offers += [(row.id, row.name) for row in rows] if text else []
        offers += [(row.id, row.name) for row in everybody[:MOST_OFFERED]] if not text else []
        return offers + ([(row.id, f"{row.name}（已离任）") for row in gone] if text else [])

    return find


class EntryForm:
    """The fields of one thing, narrowed to what its kind needs."""

    def __init__(
        self,
        page: ChecksPage,
        offers: Sequence[KindOffer],
        *,
        kind: str = "",
        deputies: bool = True,
        reported: bool = False,
    ) -> None:
        self._page, self._kind, self._reported = page, kind, reported
        self._offers = {offer.kind: offer for offer in offers}
        self._people = DeputiesField(page.work, page.context.clock.today) if deputies else None
        self._worth = Words("", role="heading")
        self._held: list[int] = []
        self._offered: dict[str, tuple[tuple[str, ...], bool]] = {}
        self.fields = self._make_fields()
        self._by_name = {field.name: field for field in self.fields}

    def open_on(self, dialog: FormDialog, held: Sequence[int] = ()) -> FormDialog:
        """Let the fields follow the kind, and say what it counts for; `held` are the deputies of an edit."""
        self._dialog, self._held = dialog, list(held)
        box = dialog.layout()
        assert isinstance(box, QBoxLayout)
        box.insertWidget(2, self._worth)  # under what scrolls: it is in sight whatever field one is in
        dialog.form.edited.connect(self._edited)
        self._edited()
        dialog.fit()
        dialog.resize(dialog.width(), dialog.height() + self._worth.sizeHint().height() + px(14))
        return dialog

    def _make_fields(self) -> list[Field]:
        today = self._page.context.clock.today
        fields: list[Field] = []
        if not self._kind:
            fields.append(
                ChoiceField(
                    "kind",
                    "做了什么",
                    [(each.kind, _kind_words(each)) for each in self._offers.values()],
                    required=True,
                )
            )
        if self._people is not None:
            fields.append(self._people)
        fields += [
            LineField("title", "事项", required=True, most=200, placeholder="具体是什么事，写一句话"),
            DateField("done_on", "日期", today=today, lean=Lean.PAST, required=True),
            AskedChoice("state", LABELS["state"], _pairs(self._all("states")), check=self._asks("state")),
        ]
        fields += [
            AskedChoice(name, LABELS[name], _pairs(self._all(name)), check=self._asks(name))
            for name in CHOSEN
        ]
        fields += [
            LineField("amount", "金额", most=20, placeholder="元", check=self._reads("amount", "金额")),
            LineField("weight", "数量", most=20, check=self._reads("weight", "数量")),
            NumberField("people", "一共几人", largest=9999, unit="人", check=self._asks("people")),
            NumberField("peers", "同一角色", largest=9999, unit="人"),
            LineField("within", "所属会议", most=200, help="同一次会议里的几件，写一样的名称。"),
            LineField("votes", "票数", most=200, placeholder="满意 41、基本满意 6", check=self._reads_votes),
        ]
        if self._people is not None:
            fields += [
                LineField(
                    "evidence_title",
                    "证明材料",
                    most=200,
                    placeholder="证书、照片、文件、收据",
                    help="办法要看证明材料，没有的不能核准或要提醒。",
                ),
                LineField("evidence_at", "存放处", most=200, placeholder="如 2026 年卷 5 页"),
            ]
        fields.append(TextField("details", "说明", lines=2))
        # Their words change with the kind: each is a cell of the register's table that the kind stands in.
        fields += [LineField(name, label, most=200) for name, label in _CELL_LABELS.items()]
        return fields

    @property
    def _offer(self) -> KindOffer | None:
        kind = self._kind or self._by_name["kind"].value()
        return self._offers.get(kind) if kind else None

    def _all(self, name: str) -> list[str]:
        """The words of every kind: a draft is taken up before the kind has narrowed them."""
        found = (offer.states if name == "states" else offer.words[name] for offer in self._offers.values())
        return list(dict.fromkeys(word for words in found for word in words))

    def _asks(self, name: str) -> Callable[[Any], str | None]:
        def check(value: Any) -> str | None:
            offer = self._offer
            if offer is None or value not in (None, "", 0):
                return None
            asked = bool(offer.states) if name == "state" else name in offer.required
            label = "一共几人" if name == "people" else LABELS[name]
            return f"登记“{offer.kind}”要填{label}。" if asked else None

        return check

    def _reads(self, name: str, label: str) -> Callable[[Any], str | None]:
        def check(value: Any) -> str | None:
            offer = self._offer
            if not value:
                asked = offer is not None and name in offer.required
                return f"登记“{offer.kind}”要填{label}。" if asked and offer is not None else None
            try:
                read_exact(label, value)
            except Refusal as error:
                return str(error)
            return None

        return check

    def _reads_votes(self, value: Any) -> str | None:
        offer = self._offer
        if offer is None or "votes" not in offer.required:
            return None
        words = "、".join(offer.ballot) or "好、一般、差"
        if not value:
            return f"登记“{offer.kind}”要填各种票的票数。办法里算的票有：{words}。"
        try:
            read_votes(str(value))
        except Refusal as error:
            return str(error)
        return None

    def _edited(self) -> None:
        offer = self._offer
        self._show_fields(offer)
        if offer is None:
            self._say("选好做了什么，这里会说计入哪一项、加几分。")
            return
        day = self._by_name["done_on"].value()
        if day is None:
            return
        deputies = self._held if self._people is None else self._people.value()
        self._page.work.ask(
            worth_of_entry,
            then=partial(self._say_worth, offer),
            on_refusal=self._say,
            owner=self._dialog,
            key=(self._dialog, "worth"),
            entered=self._entered(offer, day),
            deputy_ids=deputies,
        )

    def _entered(self, offer: KindOffer, day: date) -> Entered:
        def word(name: str) -> str:
            field = self._by_name[name]
            return "" if field.isHidden() else str(field.value() or "")

        proved = "evidence_title" in self._by_name and bool(word("evidence_title"))
        return Entered(
            offer.kind,
            day,
            **{name: word(name) for name in ("weight", "amount", *CHOSEN, "state", "within", "votes")},
            people=int(word("people") or 0),
            peers=int(word("peers") or 0),
            proved=proved or self._people is None or offer.evidence != "必须",
        )

    def _say_worth(self, offer: KindOffer, told: str) -> None:
        waits = self._reported or offer.approval
        self._say(f"核准后{told}" if told.startswith("会计入") and waits else told)

    def _say(self, told: str) -> None:
        self._worth.say(told)

    def _show_fields(self, offer: KindOffer | None) -> None:
        form = self._dialog.form
        shown = set()
        if offer is not None:
            shown = {*offer.required, *offer.optional}
            if offer.states:
                shown.add("state")
            if offer.attended or "session" in offer.required:
                shown.add("within")
            else:
                shown.add("weight")
            if "people" in shown:
                shown.add("peers")
            if offer.evidence:
                shown |= {"evidence_title", "evidence_at"}
            for name in CHOSEN:
                self._narrow(name, offer.words[name], asked=name in offer.required)
            self._narrow("state", offer.states, asked=bool(offer.states))
        for name in ("state", *CHOSEN, "amount", "weight", "people", "peers", "within", "votes"):
            form.show_field(name, name in shown)
        for name in ("evidence_title", "evidence_at"):
            if name in self._by_name:
                form.show_field(name, name in shown)
        cells = _CELLS.get(form_of_kind(offer.kind), {}) if offer is not None else {}
        for name in _CELL_LABELS:
            form.show_field(name, name in cells)
            if name in cells:
                form.rename_field(name, cells[name])

    def _narrow(self, name: str, words: tuple[str, ...], *, asked: bool) -> None:
        """Offer these words; nothing is done where they stand already, so that a list in use does not jump."""
        field = self._by_name[name]
        assert isinstance(field, AskedChoice)
        if self._offered.get(name) != (words, asked):
            self._offered[name] = (words, asked)
            field.offer_words(words, asked=asked)


def open_entry(
    page: ChecksPage,
    draft: str,
    deputy: tuple[int, str] | None,
    then: Callable[[ClaimRow], object],
    offers: Sequence[KindOffer],
) -> FormDialog:
    """Enter one thing for one deputy or many; `draft` "report" for what a deputy reports, "enter" for the rest."""
    reported = draft == "report"
    form = EntryForm(page, offers, reported=reported)
    values: dict[str, Any] = {"done_on": page.context.clock.today(), "weight": "1"}
    if deputy is not None:
        values["deputy_ids"] = [deputy]

    def say(rows: list[ClaimRow]) -> str:
        who = rows[0].deputy if len(rows) == 1 else f" {len(rows)} 人"
        waits = "，等核准" if rows[0].review is Review.WAITING else ""
        return f"已{'申报' if reported else '登记'}{who}的{rows[0].kind}{waits}"

    dialog = page.open_form(
        "代替代表申报" if reported else "登记",
        form.fields,
        values=values,
        save_word="申报" if reported else "登记",
        service=enter_many,
        fixed={"self_reported": reported},
        say=say,
        then=lambda rows: then(rows[0]),
        draft=draft,
        width=700,
    )
    return form.open_on(dialog)


def open_edit(page: ChecksPage, claim: ClaimRow, offers: Sequence[KindOffer]) -> FormDialog:
    """Correct a claim; a returned one may be handed in again by the same press."""
    form = EntryForm(page, offers, kind=claim.kind, deputies=False, reported=claim.self_reported)
    names = (
        "title",
        "done_on",
        "state",
        *CHOSEN,
        "people",
        "peers",
        "within",
        "votes",
        "details",
        *_CELL_LABELS,
    )
    values: dict[str, Any] = {name: getattr(claim, name) or None for name in names}
    values["weight"] = exact_or_none(claim.weight) or str(claim.weight)
    if claim.amount is not None:
        values["amount"] = exact_or_none(claim.amount) or str(claim.amount)
    fields = form.fields
    if claim.review is Review.RETURNED:
        fields = [*fields, CheckField("hand_in", "", "改好了，重新申报")]
        values["hand_in"] = True
    dialog = page.open_form(
        f"修改{claim.deputy}的{claim.kind}",
        fields,
        values=values,
        save_word="保存",
        service=edit_typed,
        fixed={"claim_id": claim.id, "version": claim.version},
        say=lambda saved: f"已修改{saved.deputy}的{saved.kind}",
        draft=f"edit:{claim.id}",
        width=700,
    )
    return form.open_on(dialog, [claim.deputy_id])


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def _kind_words(offer: KindOffer) -> str:
    return offer.kind if offer.counts else f"{offer.kind}（不计分）"
