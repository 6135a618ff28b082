"""What the search box finds in a small town: people, demands, days, papers, settings, help."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from deputy_station.core.clock import Clock
from deputy_station.core.fitting import Fit
from deputy_station.core.pinyin import search_keys, sort_key
from deputy_station.features.activities.models import Activity, Attendance
from deputy_station.features.activities.rules import ActivityKind
from deputy_station.features.demands.service.register import register_demand
from deputy_station.features.deputies.models import Deputy, Station
from deputy_station.features.papers.rules.kinds import Way
from deputy_station.features.papers.service.keeping import keep_paper
from deputy_station.features.reception.models import ReceptionDay
from deputy_station.menu import PAGES
from deputy_station.shell.entries import Found
from deputy_station.shell.finders import find_matters
from deputy_station.shell.lately import read_opened, remember_opened
from deputy_station.store.database import Database

MORNING = datetime(2026, 11, 20, 1, 42, tzinfo=UTC)
NAMES = (
    "曾国藩",
    "单雄信",
    "仇士良",
    "解晓东",
    "区志海",
    "查文斌",
    "朴永顺",
    "盖克",
    "乐建民",
    "尉迟恭",
    "王建国",
)


@dataclass(frozen=True)
class Small:
    """The ids of what is in the town."""

    lamp: int
    secret: int
    training: int
    day: int
    deputy: int


@pytest.fixture
def town(database: Database) -> Small:
    database.clock = Clock.fixed(MORNING)
    with database.transaction() as session:
        station = Station(
            name="青石镇人大代表之家", code="青石", township="青石镇", district="杜集区", is_home=True
        )
        deputies = [
            Deputy(name=name, sort_key=sort_key(name), search_keys=search_keys(name)) for name in NAMES
        ]
        session.add_all([station, *deputies])
        session.flush()
        lamp = register_demand(
            session,
            words="北村三组的路灯坏了两个月",
            title="路灯不亮",
            place="北村三组",
            visitor_name="冯玉兰",
            visitor_phone="13900126688",
        )
        secret = register_demand(
            session,
            words="村干部占地",
            title="反映占地问题",
            visitor_name="秦明月",
            visitor_phone="13900127777",
            confidential=True,
        )
        training = Activity(
            kind=ActivityKind.TRAINING, title="监督法学习", held_on=date(2026, 11, 20), place="三楼"
        )
        duty = Activity(kind=ActivityKind.RECEPTION, title="代表接待日", held_on=date(2026, 12, 4))
        session.add_all([training, duty])
        session.flush()
        session.add(Attendance(activity_id=duty.id, deputy_id=deputies[0].id))
        day = ReceptionDay(
            activity_id=duty.id, station_id=station.id, held_on=date(2026, 12, 4), theme="冬季供暖"
        )
        session.add(day)
        session.flush()
        return Small(lamp.id, secret.id, training.id, day.id, deputies[0].id)


def find(database: Database, text: str) -> list[Found]:
    with database.reading() as session:
        return sorted(find_matters(session, text), key=lambda found: found.fit)


def words(database: Database, text: str, kind: str) -> list[str]:
    return [found.words for found in find(database, text) if found.kind == kind]


@pytest.mark.usefixtures("town")
class TestPeople:
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("zgf", "曾国藩"),
            ("cgf", "曾国藩"),
            ("sxx", "单雄信"),
            ("dxx", "单雄信"),
            ("qsl", "仇士良"),
            ("xxd", "解晓东"),
            ("ozh", "区志海"),
            ("zwb", "查文斌"),
            ("pys", "朴永顺"),
            ("gk", "盖克"),
            ("yjm", "乐建民"),
            ("ljm", "乐建民"),
            ("ycg", "尉迟恭"),
            ("yuchi", "尉迟恭"),
            ("国藩", "曾国藩"),
            ("曾", "曾国藩"),
        ],
    )
    def test_a_deputy_is_found_by_every_reading(self, database: Database, typed: str, name: str) -> None:
        assert words(database, typed, "代表")[0] == name

    def test_the_name_itself_fits_best(self, database: Database) -> None:
        assert [(one.words, one.fit) for one in find(database, "王建国")] == [("王建国", Fit.EXACT)]


class TestDemands:
    @pytest.mark.parametrize("typed", ["1", "2026-1", "青石-2026-0001", "２０２６－０００１"])
    def test_a_number_in_any_spelling_is_that_demand(
        self, database: Database, town: Small, typed: str
    ) -> None:
        first = find(database, typed)[0]
        assert (first.words, first.filters, first.fit) == (
            "青石-2026-0001 路灯不亮",
            {"id": town.lamp},
            Fit.EXACT,
        )

    @pytest.mark.parametrize("typed", ["路灯 北村", "北村 路灯", "fyl", "冯玉兰", "6688", "路灯，三组"])
    def test_words_in_any_order_the_visitor_and_the_end_of_the_phone_find_it(
        self, database: Database, town: Small, typed: str
    ) -> None:
        found = [one for one in find(database, typed) if one.kind == "诉求"]
        assert [one.filters for one in found] == [{"id": town.lamp}]
        assert "冯**" in found[0].note
        assert "玉兰" not in found[0].words + found[0].note

    @pytest.mark.parametrize("typed", ["秦明月", "qmy", "7777"])
    def test_a_visitor_who_asked_for_secrecy_leads_nowhere(
        self, database: Database, town: Small, typed: str
    ) -> None:
        assert words(database, typed, "诉求") == []

    def test_a_word_that_is_nowhere_finds_nothing(self, database: Database, town: Small) -> None:
        assert find(database, "路灯 南极") == []


class TestDays:
    @pytest.mark.parametrize("typed", ["1120", "11.20", "11-20", "今天", "11月20日", "2026-11-20"])
    def test_an_activity_is_found_by_its_day_as_it_is_typed(
        self, database: Database, town: Small, typed: str
    ) -> None:
        [found] = [one for one in find(database, typed) if one.kind == "活动"]
        assert (found.words, found.filters, found.fit) == ("监督法学习", {"id": town.training}, Fit.EXACT)

    @pytest.mark.parametrize("typed", ["11月 培训", "培训 今天", "学习 三楼", "11月"])
    def test_day_kind_and_words_go_together(self, database: Database, town: Small, typed: str) -> None:
        assert words(database, typed, "活动") == ["监督法学习"]

    @pytest.mark.parametrize("typed", ["1204", "12.4 接待", "供暖", "接待 zgf", "12月 曾国藩"])
    def test_a_reception_day_is_found_by_day_theme_and_who_is_on_duty(
        self, database: Database, town: Small, typed: str
    ) -> None:
        assert words(database, typed, "接待") == ["接待日 2026年12月4日 星期五"]

    def test_another_day_finds_neither(self, database: Database, town: Small) -> None:
        assert [one.kind for one in find(database, "1121") if one.kind in ("活动", "接待")] == []


class TestPapersSettingsAndHelp:
    def test_a_paper_of_a_day_opens_what_it_is_printed_for(self, database: Database, town: Small) -> None:
        found = [one for one in find(database, "签到表 11月20日") if one.kind == "文书"]
        assert [(one.words, one.note, one.page, one.filters) for one in found] == [
            ("打印签到表 2026年11月20日", "监督法学习", "activities", {"id": town.training})
        ]
        notices = [one for one in find(database, "公告 1204") if one.kind == "文书"]
        assert [(one.words, one.page, one.filters) for one in notices] == [
            ("打印接待日公告 2026年12月4日", "reception", {"id": town.day})
        ]

    @pytest.mark.parametrize("typed", ["字号", "zihao", "zh", "滚轮"])
    def test_a_setting_is_found_by_title_pinyin_and_help(
        self, database: Database, town: Small, typed: str
    ) -> None:
        assert "字号" in words(database, typed, "设置")

    def test_help_pages_are_found(self, database: Database, town: Small) -> None:
        [page] = [one for one in find(database, "用键盘") if one.kind == "帮助"]
        assert page.page == "help"


class TestOpenedLately:
    def opened(self, database: Database, desk: str = "here") -> list[str]:
        with database.reading() as session:
            return [found.words for found in read_opened(session, entries=PAGES, desk=desk)]

    def open(self, database: Database, page: str, row_id: int | None, desk: str = "here") -> None:
        with database.transaction() as session:
            remember_opened(session, page=page, row_id=row_id, desk=desk)

    def test_the_last_opened_comes_first_and_once(self, database: Database, town: Small) -> None:
        for page, row_id in (("demands", town.lamp), ("deputies", town.deputy), ("points", None)):
            self.open(database, page, row_id)
        self.open(database, "demands", town.lamp)
        assert self.opened(database) == ["青石-2026-0001 路灯不亮", "履职积分", "曾国藩"]
        assert self.opened(database, desk="another computer") == []

    def test_it_survives_a_restart_and_follows_a_new_name(self, database: Database, town: Small) -> None:
        self.open(database, "deputies", town.deputy)
        with database.transaction() as session:
            session.get_one(Deputy, town.deputy).name = "曾国璠"
        assert self.opened(database) == ["曾国璠"]

    def test_a_deleted_thing_is_gone_from_it(self, database: Database, town: Small) -> None:
        self.open(database, "activities", town.training)
        self.open(database, "reception", town.day)
        with database.transaction() as session:
            session.delete(session.get_one(Activity, town.training))
        assert self.opened(database) == ["接待日 2026年12月4日 星期五"]

    def test_eight_at_most_and_three_of_them_pages(self, database: Database, town: Small) -> None:
        for entry in PAGES:
            self.open(database, entry.key, None)
        for row_id in range(town.deputy, town.deputy + 10):
            self.open(database, "deputies", row_id)
        shown = self.opened(database)
        assert len(shown) == 8
        self.open(database, "demands", None)
        assert self.opened(database)[0] == "群众诉求"
        for entry in PAGES:
            self.open(database, entry.key, None)
        titles = {entry.title for entry in PAGES}
        assert len([each for each in self.opened(database) if each in titles]) == 3

    def test_nobody_hears_of_a_change(self, database: Database, town: Small) -> None:
        heard: list[frozenset[str]] = []
        database.subscribe(heard.append)
        self.open(database, "demands", town.lamp)
        assert heard == []


@pytest.mark.parametrize("typed", ["积分 王建国", "王建国 积分", "积分 wjg"])
def test_the_word_for_points_and_a_name_lead_to_that_deputys_points(
    database: Database, town: Small, typed: str
) -> None:
    with database.reading() as session:
        found = [each for each in find_matters(session, typed) if each.page == "points"]
    assert [(each.words, each.kind) for each in found] == [("王建国", "积分")]


def test_the_word_for_points_alone_is_the_pages(database: Database, town: Small) -> None:
    with database.reading() as session:
        assert [each for each in find_matters(session, "积分") if each.page == "points"] == []


@pytest.mark.parametrize("typed", ["活{}", "活 {}"])
def test_the_number_beside_a_printed_row_leads_to_its_record(
    database: Database, town: Small, typed: str
) -> None:
    with database.reading() as session:
        found = find_matters(session, typed.format(town.training))
        nothing = [each for each in find_matters(session, "活999") if each.kind == "记录"]
    [record] = [each for each in found if each.kind == "记录"]
    assert (record.words, record.page, record.filters) == (
        f"活{town.training} 监督法学习",
        "activities",
        {"id": town.training},
    )
    assert record.fit is Fit.EXACT
    assert nothing == []


@pytest.mark.usefixtures("town")
def test_a_kept_paper_that_went_out_again_stands_once_and_first(database: Database) -> None:
    with database.transaction() as session:
        ids = [
            keep_paper(
                session,
                kind="demand_handover",
                title=f"交办单 0012 {title}",
                content=title.encode(),
                pages=1,
                way=Way.PRINTED,
            ).id
            for title in ("甲", "乙", "甲")
        ]
    found = [(each.words[-1], each.filters["id"]) for each in find(database, "交办单") if each.kind == "存底"]
    assert found == [("甲", ids[2]), ("乙", ids[1])]
