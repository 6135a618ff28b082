"""申报 on the page 积分核对: what waits, what was returned, what was approved; one key for each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from deputy_station.features.activities.page.materials import file_material, material_line, remove_material
from deputy_station.features.activities.service.evidence import EvidenceRow, list_evidence
from deputy_station.features.history.service import HistoryRow, list_history
from deputy_station.features.points.page.check_part import CheckPart
from deputy_station.features.points.page.claim_form import open_edit, open_entry
from deputy_station.features.points.page.reason_field import ReasonField
from deputy_station.features.points.rules.claiming import ClaimStep
from deputy_station.features.points.rules.numbers import points_words
from deputy_station.features.points.rules.vocabulary import Review
from deputy_station.features.points.service import claim_listing, claims
from deputy_station.features.points.service.checking import (
    read_offers,
    return_claims,
    withdraw_claims,
)
from deputy_station.features.points.service.claim_listing import ClaimRow
from deputy_station.features.points.service.worth import worth_of_claim
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dates import short_day, short_instant, whole_day
from deputy_station.widgets.detail import Block, Detail, Facts, Heading, Text, Timeline
from deputy_station.widgets.dialogs import ask_verbs
from deputy_station.widgets.labels import Words
from deputy_station.widgets.page import PageContext
from deputy_station.widgets.pill import Pill, Tone
from deputy_station.widgets.table_model import Column, Kind

RETURN_REASONS = (
    "没有证明材料",
    "和另一条重复了",
    "时间不在本期",
    "写得太笼统，请补时间、地点",
    "不在积分办法里",
)
"""Usual reasons to send a claim back, taken with one press."""
REVOKE_REASONS = ("核准错了", "材料有问题", "和另一条重复了")
EXAMPLES = "证书照片、文件、报道、收据……"


@dataclass(frozen=True)
class ClaimsView:
    """A chip: its word, and the reviews it lists (none: all)."""

    word: str
    reviews: tuple[Review, ...]


VIEWS: Mapping[str, ClaimsView] = {
    "waiting": ClaimsView("待审", (Review.WAITING,)),
    "returned": ClaimsView("已退回", (Review.RETURNED,)),
    "approved": ClaimsView("已核准", (Review.APPROVED,)),
    "claims": ClaimsView("全部申报", ()),
}

TONES = {
    Review.WAITING: Tone.SOON,
    Review.APPROVED: Tone.DONE,
    Review.RETURNED: Tone.OVERDUE,
    Review.WITHDRAWN: Tone.QUIET,
    Review.NONE: Tone.INFO,
}


def review_pill(review: Review) -> Pill:
    """How far it is, as a pill; what the organiser registered needs no review."""
    return Pill(review.value or "已登记", TONES[review])


@dataclass(frozen=True)
class ShownClaim:
    """A claim with its evidence, its trail, and what it counts for."""

    claim: ClaimRow
    evidence: list[EvidenceRow]
    history: list[HistoryRow]
    worth: str


def read_claim(session: Any, *, claim_id: int) -> ShownClaim:
    """Everything the detail shows."""
    return ShownClaim(
        claim_listing.get_claim(session, claim_id=claim_id),
        list_evidence(session, subject="claim", subject_id=claim_id),
        list_history(session, subject="claim", subject_id=claim_id),
        worth_of_claim(session, claim_id=claim_id),
    )


class ClaimsPart(CheckPart):
    """Enter, review, return, withdraw."""

    empty = "没有等着核准的申报。代表报来的事，按“代替申报”记下；站里自己掌握的，按“登记”。"

    @staticmethod
    def columns(context: PageContext) -> Sequence[Column]:
        today = context.clock.today
        return (
            Column("日期", lambda row: short_day(row.done_on, today()), chars=8),
            Column("代表", "deputy", chars=4),
            Column("类别", "kind", chars=6, leaves=2),
            Column("事项", "title", chars=10, grow=1),
            Column("材料", lambda row: row.evidence or "", chars=2, leaves=3, kind=Kind.NUMBER),
            Column("状态", lambda row: review_pill(row.review), chars=4, kind=Kind.PILL),
        )

    def actions(self) -> Sequence[Action]:
        return (Action("代替申报", self.report), Action("登记", self.register, primary=True))

    def empty_action(self) -> Action:
        return Action("代替申报", self.report)

    def openers(self) -> Mapping[str, Callable[..., object]]:
        return {
            "enter": self.register,
            "report": self.report,
            "edit": self._again(self.edit),
            "evidence": self._again(self.add_evidence),
            "return": lambda *ids: self.page.ask(claim_listing.claims_by_id, ids=ids, then=self.return_found),
            "revoke": self._again(self.revoke),
        }

    def _again(self, then: Callable[[ClaimRow], object]) -> Callable[[int], object]:
        return lambda row_id: self.page.ask(claim_listing.get_claim, claim_id=row_id, then=then)

    # ------------------------------------------------------------------ list and detail

    def load(self) -> None:
        view = VIEWS.get(self.page.filters.chosen, VIEWS["waiting"])
        wanted: dict[str, Any] = {"reviews": view.reviews, "search": self.page.filters.words}
        for name in ("deputy_id", "kind", "batch"):
            if name in self.page.sent:
                wanted[name] = self.page.sent[name]
        self.page.table.load(claim_listing.list_claims, claim_listing.count_claims, **wanted)

    def show(self, row_id: int) -> None:
        self.page.ask(read_claim, claim_id=row_id, then=self.fill)

    def fill(self, shown: ShownClaim) -> None:
        """Show a claim as kept now."""
        claim = shown.claim
        blocks: list[Block] = [Facts(self._facts(claim))]
        if shown.worth:
            waits = claim.review in (Review.WAITING, Review.RETURNED)
            ahead = "核准后" if waits and shown.worth.startswith("会计入") else ""
            blocks.append(Words(f"{ahead}{shown.worth}", role="heading"))
        if claim.details:
            blocks.append(Text(claim.details))
        if shown.evidence:
            blocks.append(Heading(f"证明材料 {len(shown.evidence)} 件"))
            blocks += [
                material_line(each, partial(remove_material, self.page, each)) for each in shown.evidence
            ]
        else:
            blocks.append(Words("还没有归入证明材料。", role="soft"))
        today = self.page.context.clock.today()
        lines = [(short_instant(each.at, today), f"{each.actor}：{each.sentence}") for each in shown.history]
        if lines:
            blocks += [Heading("经过"), Timeline(lines)]
        self.put(
            Detail(
                title=claim.title,
                reference=f"{claim.kind}　{'代表申报' if claim.self_reported else '站里登记'}",
                pill=review_pill(claim.review),
                blocks=blocks,
                actions=self._steps(claim),
            )
        )

    def _facts(self, claim: ClaimRow) -> list[tuple[str, str] | tuple[str, str, Callable[[], object]]]:
        go = self.page.context.go
        facts: list[tuple[str, str] | tuple[str, str, Callable[[], object]]] = [
            ("代表", f"{claim.deputy}  {claim.group}".strip(), partial(go, "points", id=claim.deputy_id)),
            ("日期", whole_day(claim.done_on)),
        ]
        words = (claim.state, claim.level, claim.role, claim.manner, claim.satisfaction, claim.within)
        facts += [(name, word) for name, word in zip(FACT_NAMES, words, strict=True) if word]
        if claim.amount is not None:
            facts.append(("金额", f"{points_words(claim.amount)} 元"))
        if claim.weight != 1:
            facts.append(("数量", points_words(claim.weight)))
        if claim.people:
            peers = f"，同一角色 {claim.peers} 人" if claim.peers else ""
            facts.append(("人数", f"{claim.people} 人{peers}"))
        if claim.batch is not None:
            same = partial(go, "checks", view="claims", batch=claim.batch)
            facts.append(("一起登记的", "看同一批", same))
        if claim.review_reason:
            facts.append(("原因", claim.review_reason))
        return facts

    def _steps(self, claim: ClaimRow) -> list[Action]:
        picked = [(claim.id, claim.version)]
        does: dict[ClaimStep, Callable[[], object]] = {
            ClaimStep.APPROVE: partial(self.approve, picked),
            ClaimStep.RETURN: partial(self.send_back, [claim]),
            ClaimStep.WITHDRAW: partial(self.withdraw, picked),
            ClaimStep.HAND_IN: partial(self.hand_in, claim),
            ClaimStep.REVOKE: partial(self.revoke, claim),
        }
        steps = [step for step in claim.steps if claim.review is not Review.NONE]
        first = next((step for step in steps if step in (ClaimStep.APPROVE, ClaimStep.HAND_IN)), None)
        actions = [Action(step.label, does[step], primary=step is first) for step in steps]
        if claim.can_change:
            actions.append(Action("修改", partial(self.edit, claim), primary=first is None))
        actions.append(Action("归材料", partial(self.add_evidence, claim)))
        if claim.review is Review.NONE and not claim.self_reported:
            actions.append(Action("删除", partial(self.remove, claim)))
        return actions

    def selection(self, rows: list[Any]) -> Sequence[Action]:
        waiting = [row for row in rows if row.review is Review.WAITING]
        if not waiting:
            return ()
        picked = [(row.id, row.version) for row in waiting]
        return (
            Action(f"核准 {len(waiting)} 条", partial(self.approve, picked)),
            Action(f"退回 {len(waiting)} 条", partial(self.send_back, waiting)),
            Action(f"撤回 {len(waiting)} 条", partial(self.withdraw, picked)),
        )

    # ------------------------------------------------------------------ what people do

    def register(self) -> None:
        """Enter what the station knows of, for one deputy or many."""
        self._ask_entry("enter")

    def report(self) -> None:
        """Write down what a deputy reports."""
        self._ask_entry("report")

    def _ask_entry(self, draft: str, deputy: tuple[int, str] | None = None) -> None:
        year = self.page.context.clock.today().year
        open_it = partial(open_entry, self.page, draft, deputy, self.page.show_claim)
        # A `then` of its own each time: the two forms are not the same question.
        self.page.work.ask(
            read_offers,
            year=year,
            then=open_it,
            on_refusal=self.page.notice.refuse,
            owner=self.page,
            key=(self.page, draft),
        )

    def register_for(self, deputy: tuple[int, str]) -> None:
        """Enter something for this deputy (id, name): what an objection says is missing."""
        self._ask_entry("enter", deputy)

    def edit(self, claim: ClaimRow) -> None:
        """Correct a claim."""
        self.page.work.ask(
            read_offers,
            year=claim.done_on.year,
            then=partial(open_edit, self.page, claim),
            on_refusal=self.page.notice.refuse,
            owner=self.page,
            key=(self.page, "edit"),
        )

    def add_evidence(self, claim: ClaimRow) -> None:
        """File a piece of evidence."""
        file_material(self.page, subject="claim", subject_id=claim.id, examples=EXAMPLES)

    def approve(self, picked: list[tuple[int, int]]) -> None:
        """Approve these (id, version)."""
        self.page.change(claims.approve_claims, picked=picked, say=_said("核准"), then=self._went_on)

    def send_back(self, rows: Sequence[ClaimRow]) -> None:
        """Ask why, and send these back."""
        names = rows[0].deputy if len(rows) == 1 else f"{len(rows)} 条申报"
        title = f"退回{names}的“{rows[0].title}”" if len(rows) == 1 else f"退回 {len(rows)} 条申报"
        self.page.open_form(
            title,
            [ReasonField("reason", "原因", RETURN_REASONS, help="代表会看到这句话，写明缺什么、怎么补。")],
            save_word="退回",
            service=return_claims,
            fixed={"picked": [(row.id, row.version) for row in rows]},
            say=_said("退回"),
            then=self._went_on,
            draft=":".join(["return", *(str(row.id) for row in rows)]),
        )

    def return_found(self, found: dict[int, ClaimRow]) -> None:
        """Open the form of a draft again, for those that still are there."""
        if found:
            self.send_back(list(found.values()))

    def withdraw(self, picked: list[tuple[int, int]]) -> None:
        """The deputy takes it back; handing it in again is one press."""
        self.page.change(withdraw_claims, picked=picked, say=_said("撤回"), then=self._went_on)

    def hand_in(self, claim: ClaimRow) -> None:
        """It waits for its review again."""
        self.page.change(
            claims.hand_in_claim,
            claim_id=claim.id,
            version=claim.version,
            say=f"{claim.deputy}的申报又在待审里",
        )

    def revoke(self, claim: ClaimRow) -> None:
        """An approval given by mistake."""
        self.page.open_form(
            f"取消核准{claim.deputy}的“{claim.title}”",
            [ReasonField("reason", "原因", REVOKE_REASONS)],
            save_word="取消核准",
            service=claims.revoke_approval,
            fixed={"claim_id": claim.id, "version": claim.version},
            say=f"{claim.deputy}的“{claim.title}”取消了核准，回到待审",
            draft=f"revoke:{claim.id}",
        )

    def remove(self, claim: ClaimRow) -> None:
        """Registered by mistake."""

        def removed(_nothing: None) -> None:
            self.page.open_id = None
            self.page.detail.show_nothing("已删除。")

        ask_verbs(
            self.page,
            f"删除{claim.deputy}的“{claim.title}”？",
            detail="删除后不再计分，经过里会留下一行。",
            do_word="删除",
            do=lambda: self.page.change(
                claims.remove_claim,
                claim_id=claim.id,
                version=claim.version,
                say=f"已删除{claim.deputy}的{claim.kind}",
                then=removed,
                on_refusal=self.page.detail.notice.refuse,
            ),
        )

    def _went_on(self, _rows: list[ClaimRow]) -> None:
        """What was reviewed leaves the list: the next one comes up, so that one key follows the other."""
        self.page.next_row()


FACT_NAMES = ("情况", "级别", "角色", "方式", "满意度", "所属会议")


def _said(verb: str) -> Callable[[list[ClaimRow]], str]:
    def say(rows: list[ClaimRow]) -> str:
        if len(rows) == 1:
            return f"已{verb}{rows[0].deputy}的“{rows[0].title}”"
        return f"已{verb} {len(rows)} 条申报"

    return say
