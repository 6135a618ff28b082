"""The demo's suggestions: at the sessions, between them, and the monthly ones on people's livelihood.

Those that are handled one by one go their way through the real services in the order of time, so that every rule holds
for them; the monthly ones are read together and are only entered.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deputy_station.core.clock import Clock, from_local
from deputy_station.features.demo.service.cast import Cast
from deputy_station.features.demo.service.roster import Roster
from deputy_station.features.matters.models import Unit
from deputy_station.features.matters.rules.choices import ContactHow, ContactStage
from deputy_station.features.suggestions.models import SignRole, Suggestion, SuggestionSigner
from deputy_station.features.suggestions.rules.choices import (
    PromiseState,
    RefusalReason,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.service import (
    extensions,
    handing,
    promises,
    replying,
    reviewing,
    writing,
)
from deputy_station.features.suggestions.service.detail import get_suggestion
from deputy_station.features.suggestions.service.rows import SuggestionDetail
from deputy_station.features.suggestions.service.way import search_text_of
from deputy_station.store import context

FORMAL = 50
"""Suggestions that are handed over one by one."""
SUBJECTS = (
    "修缮{village}灌溉渠",
    "在{village}增设路灯",
    "改善{village}饮水",
    "{village}道路拓宽",
    "加强{village}养老服务",
)
_WORDS = {
    "灌溉渠": (
        "主渠多年没有清淤，有三处塌了，下游 200 多亩地春灌要等水。建议今年冬天清淤、修补塌口，并明确每年由谁管护。",
        ("镇水利站", "镇农技站", "区水务公司"),
    ),
    "路灯": (
        "村里主路晚上没有灯，学生下晚自习、老人赶早集都看不清路，今年已摔伤两人。建议先装主路和桥头，并定下电费和维修由谁负责。",
        ("镇供电所", "镇村建办", "镇财政所"),
    ),
    "饮水": (
        "夏天水压小，高处几十户白天接不上水，水有时发黄。建议查清是管网还是水源的问题，更换老管，并把水质检测结果告诉村民。",
        ("区水务公司", "镇水利站", "区卫健委"),
    ),
    "道路": (
        "进村的路只有 3 米多宽，两车相会要倒车，收粮时常堵一个多小时。建议按 5 米拓宽，先修桥头和学校门口两段。",
        ("区交通局", "镇村建办", "镇自然资源所"),
    ),
    "养老": (
        "村里 70 岁以上老人有 160 多位，近一半独自居住，吃饭、看病没人照应。建议办一个助餐点，由卫生室每月上门一次。",
        ("镇民政办", "镇卫生院", "区民政局"),
    ),
}
"""What is said of a subject, and whom it goes to: the lead unit first."""
_REPLIES = {
    "A": "已到现场看过，10 月底前全部办完，并约代表一起验收，请代表继续监督。",
    "B": "资金已落实，施工队上周进场，已完成一半；其余部分雨季过后接着做。",
    "C": "已列入明年计划，开工前再请代表看方案。",
    "D": "涉及上级规划，今年还不能办；已报区里，有了消息当面告诉代表。",
}
_RECENT = {46: ("late", 104), 47: ("handed", 6), 48: ("draft", 2), 49: ("refused", 4)}
"""The last ones are of these days, each still where a desk finds one: late and supervised, not signed for, a draft, not
accepted; with how many days ago they were proposed."""
_ORDINALS = "〇一二三四五六七八九"
_PEOPLE = ("李强", "张敏", "周大勇", "陈静")
_TERM_BEGAN = 2021
Step = tuple[date, Callable[[], object]]


def session_word(year: int) -> str:
    """The congress session of a year: every year one, since the term began."""
    return f"第十九届第{_ORDINALS[max(1, min(9, year - _TERM_BEGAN))]}次会议"


@dataclass(order=True)
class _Due:
    """A step on a day; the serial number keeps the order of equals."""

    on: date
    serial: int
    run: Callable[[], object] = field(compare=False)
    rest: Iterator[Step] = field(compare=False)


def make_suggestions(
    session: Session, cast: Cast, roster: Roster, chance: random.Random, first: date, today: date
) -> None:
    """Fifty suggestions with signers on their way, and monthly ones from the diligent half of the deputies."""
    held = list(session.scalars(select(Unit)))  # held, they are not read again at each step
    units = {unit.name: unit.id for unit in held}
    ways = []
    for number in range(FORMAL):
        on = first + timedelta(days=chance.randint(0, (today - first).days))
        until, ago = _RECENT.get(number, ("", 0))
        if until:
            on = today - timedelta(days=ago)
        signers = [row for row in chance.sample(list(roster.deputy_ids), 4) if roster.since[row] <= on]
        if signers:
            subject = chance.choice(SUBJECTS).format(village=chance.choice(cast.villages))
            way = _Way(session, random.Random(f"{number}-{on}"), units, number, subject, on, until)
            ways.append(way.go(signers[: chance.randint(1, 4)]))
    _walk(session, ways, today)
    held.clear()
    for deputy_id in roster.deputy_ids:
        if chance.random() > roster.zeal[deputy_id] * 0.7:
            continue
        for month in range(chance.randint(6, 13)):
            on = first + timedelta(days=28 * month + chance.randint(0, 20))
            if roster.since[deputy_id] <= on <= today:
                subject = chance.choice(SUBJECTS).format(village=chance.choice(cast.villages))
                monthly = Suggestion(
                    title=f"{on.month}月民生建议：{subject}",
                    text="",
                    kind=SuggestionKind.LIVELIHOOD,
                    session_name=f"{on.year}年民生建议",
                    proposed_on=on,
                    state=SuggestionState.ACCEPTED,
                    accepted_on=on,
                )
                monthly.signers = [SuggestionSigner(deputy_id=deputy_id, role=SignRole.LEAD)]
                monthly.search_text = search_text_of(session, monthly)
                session.add(monthly)
    session.flush()


def _walk(session: Session, ways: list[Iterator[Step]], today: date) -> None:
    """Take the steps of all ways in the order of time, each on its own day; those to come are left."""
    queue: list[_Due] = []

    def enter(way: Iterator[Step], serial: int) -> None:
        step = next(way, None)
        if step is not None and step[0] <= today:
            heapq.heappush(queue, _Due(step[0], serial, step[1], way))

    clock = context.clock(session)
    for serial, way in enumerate(ways):
        enter(way, serial)
    serial = len(ways)
    while queue:
        due = heapq.heappop(queue)
        session.info[context.CLOCK] = Clock.fixed(
            from_local(datetime.combine(due.on, time(9, due.serial % 60)))
        )
        due.run()
        serial += 1
        enter(due.rest, serial)
    session.info[context.CLOCK] = clock


class _Way:
    """One suggestion on its way: the steps with their days, each taken at the version then read."""

    def __init__(
        self,
        session: Session,
        chance: random.Random,
        units: dict[str, int],
        number: int,
        subject: str,
        on: date,
        until: str,
    ) -> None:
        self.session, self.chance = session, chance
        self.number, self.subject, self.on, self.until = number, subject, on, until
        self.words, names = next(told for word, told in _WORDS.items() if word in subject)
        self.hands = [units[name] for name in names]
        self.id = 0

    def wait(self, least: int, most: int) -> date:
        """So many days later."""
        self.on += timedelta(days=self.chance.randint(least, most))
        return self.on

    def take(self, step: Callable[..., Any], **values: Any) -> Callable[[], object]:
        """A step, ready to be taken."""

        def run() -> object:
            self.session.flush()  # the row counts its versions as it is written
            row = self.session.get(Suggestion, self.id)  # held, so that the step need not read it again
            assert row is not None
            return step(self.session, suggestion_id=self.id, version=row.version, **values)

        return run

    @property
    def now(self) -> SuggestionDetail:
        """The suggestion as it stands."""
        return get_suggestion(self.session, suggestion_id=self.id)

    def go(self, signers: list[int]) -> Iterator[Step]:
        """Its steps, one after the other."""
        yield self.on, lambda: self._begin(signers)
        if self.until == "draft":
            return
        if self.until == "refused":
            yield (
                self.wait(1, 2),
                self.take(
                    reviewing.refuse_suggestion, ground=RefusalReason.SEVERAL, reason="请把路灯和饮水分开写"
                ),
            )
            return
        if self.number % 17 == 5:
            ground = self.chance.choice((RefusalReason.VAGUE, RefusalReason.POWERS))
            yield self.wait(1, 3), self.take(reviewing.refuse_suggestion, ground=ground)
            if self.number % 2:
                yield self.wait(1, 4), self.take(reviewing.pass_for_reference, note="转区级有关部门参考。")
                return
            yield self.wait(1, 4), self.take(reviewing.rework_suggestion, note="请写明地点、原因和要求。")
            yield self.wait(2, 6), self.take(writing.submit_suggestion)
        yield self.wait(1, 3), self.take(reviewing.accept_suggestion)
        yield self.wait(1, 5), self._assign()
        if self.until == "handed":
            return
        yield (
            self.wait(0, 4),
            self.take(
                handing.sign_for_suggestion,
                leader="分管负责人",
                person=self.chance.choice(_PEOPLE),
                measures="先到现场看，和代表商量先办哪一段，再报资金和时间。",
            ),
        )
        if self.number % 9 == 4 or self.until == "late":
            yield (
                self.wait(1, 5),
                self.take(handing.supervise_suggestion, supervisor="镇人大主席团", note="请每月报一次进度。"),
            )
        if self.chance.random() < 0.8:
            yield (
                self.wait(2, 15),
                self.take(
                    handing.log_contact,
                    stage=ContactStage.BEFORE,
                    how=self.chance.choice((ContactHow.IN_PERSON, ContactHow.PHONE)),
                    note="说明办理打算，听取代表意见。",
                ),
            )
        if self.until == "late":
            yield self.wait(60, 70), self.take(handing.urge_suggestion, note="快到期了，请抓紧答复。")
            return
        if self.number % 8 == 3:
            yield self.wait(30, 45), self._ask_longer
            yield self.wait(1, 3), self._grant
            yield self.wait(40, 60), self._reply()
        else:
            yield self.wait(20, 75), self._reply()
        if self.chance.random() < 0.15:
            return
        said = self.chance.choices(list(SuggestionSatisfaction), [78, 17, 5])[0]
        yield self.wait(3, 14), self._appraise(said)
        if said is SuggestionSatisfaction.UNSATISFIED:
            yield self.wait(1, 4), self.take(handing.sign_for_suggestion)
            yield self.wait(8, 20), self._reply()
            yield self.wait(2, 8), self._appraise(SuggestionSatisfaction.FAIR)
        if self.chance.random() < 0.12:
            yield self.on, self.take(writing.mark_excellent, excellent=True)
        yield self.wait(40, 120), self._settle
        if self.number % 7 == 2:
            return  # nobody has looked yet
        yield (
            self.wait(30, 90),
            self.take(replying.look_back, kept=True, who="主席团", note="现场看过，与答复相符。"),
        )

    def _begin(self, signers: list[int]) -> None:
        at_session = self.number % 3 == 0
        made = writing.draft_suggestion(
            self.session,
            title=f"关于{self.subject}的建议",
            text=self.words,
            kind=SuggestionKind.SESSION if at_session else SuggestionKind.BETWEEN,
            session_name=session_word(self.on.year) if at_session else "",
            lead_id=signers[0],
            co_signer_ids=signers[1:],
            submit=self.until != "draft",
        )
        self.id = made.id
        if self.number % 23 == 7:
            self.take(writing.set_public, public=False, reason="代表要求不公开")()

    def _assign(self) -> Callable[[], object]:
        lead, *others = self.hands
        return self.take(
            handing.assign_suggestion,
            unit_id=lead,
            co_unit_ids=others[: self.number % 3],
            note="请在期限内答复代表。",
        )

    def _reply(self) -> Callable[[], object]:
        letter = self.chance.choices("ABCD", [58, 25, 10, 7])[0]
        words = _REPLIES[letter]
        later = letter in "BC"
        # Drawn here, so that the day does not hang on when the step is taken.
        due = self.on + timedelta(days=self.chance.choice((45, 90, 240)))
        return self.take(
            replying.reply_to_suggestion,
            reply=words,
            reply_class=f"four.{letter}",
            promise=f"完成{self.subject}" if later else "",
            promise_due=due if later else None,
        )

    def _appraise(self, said: SuggestionSatisfaction) -> Callable[[], object]:
        note = "没有说明完成时间。" if said is SuggestionSatisfaction.UNSATISFIED else ""
        return self.take(
            replying.appraise_suggestion,
            satisfaction=said,
            manner=SuggestionSatisfaction.SATISFIED,
            note=note,
        )

    def _ask_longer(self) -> None:
        due = self.now.deadline_on
        if due is not None:
            until = due + timedelta(days=40)
            self.take(extensions.ask_extension, until=until, note="涉及面广，要分段实施。")()

    def _grant(self) -> None:
        asked = self.now.asked_extension
        if asked is not None:
            note = "已征得代表同意。"
            self.take(extensions.decide_extension, extension_id=asked.id, granted=True, note=note)()

    def _settle(self) -> None:
        """Most of what was promised came true."""
        for one in self.now.promises:
            if self.chance.random() < 0.6:
                promises.settle_promise(
                    self.session,
                    promise_id=one.id,
                    version=self.now.version,
                    state=PromiseState.KEPT,
                    note="已经完成。",
                    told=True,
                )
