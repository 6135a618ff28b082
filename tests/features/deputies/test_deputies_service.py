"""The roster: deputies with their mandates over time, found by name and pinyin."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from deputy_station.core.errors import NotFound, StaleEdit
from deputy_station.features.deputies.rules import Level, MandateDatesWrong, MandatesOverlap, Sex
from deputy_station.features.deputies.service.editing import (
    BirthMonthWrong,
    MandateAlreadyEnded,
    MandateMissing,
    NewMandate,
    PostcodeWrong,
    add_mandate,
    create_deputy,
    edit_deputy,
    edit_mandate,
    end_mandate,
)
from deputy_station.features.deputies.service.frame import (
    NameMissing,
    NameTaken,
    NoHomeStation,
    TermDatesWrong,
    create_constituency,
    create_group,
    create_station,
    create_term,
    current_term,
    edit_group,
    group_named,
    home_station,
    list_groups,
)
from deputy_station.features.deputies.service.roster import (
    SeveralDeputies,
    count_deputies,
    count_for_chips,
    deputies_in_office,
    find_deputy,
    get_deputy,
    list_deputies,
    list_mandates,
)
from deputy_station.features.history.service import list_history
from deputy_station.store.database import Database

ELECTED = date(2021, 12, 4)
TODAY = date(2026, 11, 20)


def enter(session: Session, name: str, *, group_id: int | None = None, phone: str = "", level: Level = Level.TOWN,
          constituency_id: int | None = None, started_on: date = ELECTED) -> int:  # fmt: skip
    mandate = NewMandate(level, started_on, constituency_id=constituency_id)
    return create_deputy(session, name=name, group_id=group_id, phone=phone, mandates=[mandate]).id


def names(session: Session, **filters: object) -> list[str]:
    rows = list_deputies(session, **filters)  # type: ignore[arg-type]
    assert count_deputies(session, **filters) == len(rows)  # type: ignore[arg-type]
    return [row.name for row in rows]


def test_a_deputy_holds_mandates_at_several_levels_over_time(database: Database) -> None:
    with database.transaction() as session:
        term = create_term(session, name="第十九届", starts_on=date(2021, 12, 1), ends_on=date(2026, 12, 31))
        place = create_constituency(session, name="第三选区（朔北村）")
        group = create_group(session, name="第一代表小组")
        seat = NewMandate(Level.TOWN, ELECTED, term_id=term.id, constituency_id=place.id)
        deputy = create_deputy(
            session, name=" 张守田 ", sex=Sex.MALE, born="1975-03", group_id=group.id, mandates=[seat]
        )
        add_mandate(session, deputy_id=deputy.id, mandate=NewMandate(Level.DISTRICT, date(2022, 1, 10)))
        add_mandate(
            session, deputy_id=deputy.id, mandate=NewMandate(Level.CITY, date(2017, 1, 5), date(2022, 1, 4))
        )
    with database.reading() as session:
        detail = get_deputy(session, deputy_id=deputy.id)
        row = list_deputies(session)[0]
        lines = [line.sentence for line in list_history(session, subject="deputy", subject_id=deputy.id)]
    assert detail.name == "张守田"
    assert [(each.level, each.started_on, each.ended_on) for each in detail.mandates] == [
        (Level.CITY, date(2017, 1, 5), date(2022, 1, 4)),
        (Level.TOWN, ELECTED, None),
        (Level.DISTRICT, date(2022, 1, 10), None),
    ]
    assert (detail.mandates[1].term, detail.mandates[1].constituency) == ("第十九届", "第三选区（朔北村）")
    assert row.levels == (Level.TOWN, Level.DISTRICT)
    assert (row.group, row.constituency, row.level_words) == (
        "第一代表小组",
        "第三选区（朔北村）",
        "镇、县区",
    )
    assert lines == [
        "登记代表张守田",
        "登记张守田的县区代表职务（2022年1月10日当选）",
        "登记张守田的市代表职务（2017年1月5日当选）",
    ]


def test_two_seats_in_one_congress_at_one_time_are_refused(database: Database) -> None:
    with database.transaction() as session:
        deputy_id = enter(session, "张守田")
        with pytest.raises(MandatesOverlap, match="已有镇代表职务（2021年12月4日至今），时间重叠。请先填写"):
            add_mandate(session, deputy_id=deputy_id, mandate=NewMandate(Level.TOWN, date(2026, 12, 10)))
        mandate = get_deputy(session, deputy_id=deputy_id).mandates[0]
        end_mandate(
            session, mandate_id=mandate.id, version=mandate.version, ended_on=date(2026, 12, 9), reason="届满"
        )
        detail = add_mandate(session, deputy_id=deputy_id, mandate=NewMandate(Level.TOWN, date(2026, 12, 10)))
    assert [each.ended_on for each in detail.mandates] == [date(2026, 12, 9), None]


def test_a_mandate_ends_once_and_not_before_it_began(database: Database) -> None:
    with database.transaction() as session:
        deputy_id = enter(session, "张守田")
        mandate = get_deputy(session, deputy_id=deputy_id).mandates[0]
        with pytest.raises(MandateDatesWrong, match="早于当选日期"):
            end_mandate(
                session, mandate_id=mandate.id, version=mandate.version, ended_on=date(2021, 12, 3), reason=""
            )
        ended = end_mandate(
            session, mandate_id=mandate.id, version=mandate.version, ended_on=date(2024, 6, 30), reason="迁出"
        ).mandates[0]
        assert (ended.ended_on, ended.end_reason) == (date(2024, 6, 30), "迁出")
        with pytest.raises(MandateAlreadyEnded):
            end_mandate(
                session, mandate_id=ended.id, version=ended.version, ended_on=date(2024, 7, 1), reason=""
            )
        with pytest.raises(StaleEdit):
            edit_mandate(
                session,
                mandate_id=ended.id,
                version=1,
                started_on=ELECTED,
                term_id=None,
                constituency_id=None,
            )


def test_who_is_in_office_depends_on_the_day(database: Database) -> None:
    with database.transaction() as session:
        stays = enter(session, "张守田")
        leaves = enter(session, "李娟")
        enter(session, "王五", started_on=date(2025, 5, 20))
        mandate = get_deputy(session, deputy_id=leaves).mandates[0]
        end_mandate(
            session, mandate_id=mandate.id, version=mandate.version, ended_on=date(2025, 5, 20), reason=""
        )
        assert {row.name for row in deputies_in_office(session, on=date(2025, 5, 20))} == {
            "张守田",
            "李娟",
            "王五",
        }
        assert {row.name for row in deputies_in_office(session, on=date(2025, 5, 21))} == {"张守田", "王五"}
        assert [row.id for row in deputies_in_office(session, on=ELECTED) if row.name == "张守田"] == [stays]
        assert deputies_in_office(session, on=date(2021, 12, 3)) == []
        assert deputies_in_office(session, on=TODAY, level=Level.CITY) == []
        held = list_mandates(session, first=date(2025, 5, 21), last=TODAY, level=Level.TOWN)
        assert [each.deputy_id for each in held] == [stays, stays + 2]


def test_deputies_are_found_by_name_pinyin_initials_group_and_place(database: Database) -> None:
    with database.transaction() as session:
        first = create_group(session, name="第一代表小组").id
        north = create_constituency(session, name="第三选区（朔北村）").id
        enter(session, "曾国藩", group_id=first)
        enter(session, "张守田", group_id=first, phone="13800001111")
        enter(session, "张国锋", constituency_id=north)
        enter(session, "阿依古丽·买买提")
        enter(session, "𠮷田 一郎", level=Level.CITY)
    with database.reading() as session:
        assert names(session, search="zgf") == ["曾国藩", "张国锋"]
        assert names(session, search="cgf") == ["曾国藩"]
        assert names(session, search="zhangshou") == ["张守田"]
        assert names(session, search="zgf 第一") == ["曾国藩"]
        assert names(session, search="朔北") == ["张国锋"]
        assert names(session, search="1111") == ["张守田"]
        assert names(session, search="买买提") == ["阿依古丽·买买提"]
        assert names(session, search="𠮷田") == ["𠮷田 一郎"]
        assert names(session, search="%") == []
        assert names(session, group_id=first) == ["曾国藩", "张守田"]
        assert names(session, constituency_id=north) == ["张国锋"]
        assert names(session, level=Level.CITY) == ["𠮷田 一郎"]
        assert names(session, in_office_on=date(2020, 1, 1)) == []
        assert len(names(session)) == 5
        assert names(session, left_by=date(2020, 1, 1)) == names(session)
        assert names(session, left_by=TODAY) == []
        backwards = list_deputies(session, order="name", descending=True)
        assert [row.name for row in backwards] == names(session)[::-1]
        counts = count_for_chips(session, on=TODAY)
        assert (counts.in_office, counts.left) == (5, 0)
        assert (counts.by_level[Level.TOWN], counts.by_level[Level.CITY], counts.by_level[Level.NATION]) == (
            4,
            1,
            0,
        )
        assert [row.name for row in list_deputies(session, offset=1, limit=2)] == ["曾国藩", "张国锋"]


def test_a_name_two_people_share_is_asked_with_what_tells_them_apart(database: Database) -> None:
    with database.transaction() as session:
        one = create_group(session, name="第一代表小组").id
        two = create_group(session, name="第二代表小组").id
        enter(session, "张伟", group_id=one, phone="13800001111")
        enter(session, "张伟", group_id=two)
        enter(session, "张守田", group_id=two)
    with database.reading() as session:
        with pytest.raises(SeveralDeputies) as refused:
            find_deputy(session, name="张伟")
        assert str(refused.value) == (
            "“张伟”对应 2 位代表：张伟（第一代表小组，镇，电话 138****1111）；张伟（第二代表小组，镇）。"
            "请写明全名或所在小组。"
        )
        assert find_deputy(session, name="张伟", group="第二").group == "第二代表小组"
        assert find_deputy(session, name="zst").name == "张守田"
        with pytest.raises(NotFound, match="没有找到名为“赵六”的代表"):
            find_deputy(session, name="赵六")
        with pytest.raises(NotFound):
            find_deputy(session, name=" ")


def test_an_edit_on_an_old_copy_is_refused_and_an_empty_one_leaves_no_trace(database: Database) -> None:
    with database.transaction() as session:
        deputy = get_deputy(session, deputy_id=enter(session, "张守田"))
    with database.transaction() as session:
        edited = edit_deputy(
            session, deputy_id=deputy.id, version=deputy.version, name="曾守田", phone="1380"
        )
    with database.transaction() as session:
        assert [row.name for row in list_deputies(session, search="zst")] == ["曾守田"]
        with pytest.raises(StaleEdit, match="代表资料已被别处改过"):
            edit_deputy(session, deputy_id=deputy.id, version=deputy.version, phone="139")
        same = edit_deputy(session, deputy_id=deputy.id, version=edited.version, phone="1380")
        assert same.version == edited.version
        lines = list_history(session, subject="deputy", subject_id=deputy.id)
    assert [line.sentence for line in lines][1:] == ["修改代表曾守田的姓名、联系电话"]


def test_a_deputy_needs_a_name_and_a_mandate(database: Database) -> None:
    with database.transaction() as session:
        with pytest.raises(MandateMissing):
            create_deputy(session, name="张守田", mandates=[])
        with pytest.raises(NameMissing):
            create_deputy(session, name=" \t", mandates=[NewMandate(Level.TOWN, ELECTED)])
        with pytest.raises(BirthMonthWrong):
            create_deputy(session, name="张守田", born="七五年", mandates=[NewMandate(Level.TOWN, ELECTED)])
        with pytest.raises(PostcodeWrong, match="邮编是 6 位数字，不知道就空着。"):
            create_deputy(
                session, name="张守田", postcode="10020", mandates=[NewMandate(Level.TOWN, ELECTED)]
            )
        with pytest.raises(NotFound, match="没有找到代表小组"):
            create_deputy(session, name="张守田", group_id=99, mandates=[NewMandate(Level.TOWN, ELECTED)])


def test_the_desk_knows_its_home_station(database: Database) -> None:
    with database.transaction() as session:
        with pytest.raises(NoHomeStation):
            home_station(session)
        create_station(session, name="朔里镇代表之家", code="朔里", township="朔里镇", district="杜集区")
        create_station(session, name="朔北村联络站", code="朔北", township="朔里镇", district="杜集区")
        assert home_station(session).name == "朔里镇代表之家"
        create_station(session, name="新站", code="新", township="朔里镇", district="杜集区", is_home=True)
        assert home_station(session).name == "新站"
        with pytest.raises(NameTaken, match="编号简称“朔里”已被别的联络站使用"):
            create_station(session, name="另一站", code="朔里", township="朔里镇", district="杜集区")


def test_terms_and_groups_are_named_once(database: Database) -> None:
    with database.transaction() as session:
        create_term(session, name="第十九届", starts_on=date(2021, 12, 1), ends_on=date(2026, 12, 31))
        with pytest.raises(NameTaken):
            create_term(session, name="第十九届", starts_on=date(2027, 1, 1), ends_on=date(2031, 12, 31))
        with pytest.raises(TermDatesWrong):
            create_term(session, name="第二十届", starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 1))
        found = current_term(session, on=date(2026, 12, 31))
        assert found is not None
        assert found.name == "第十九届"
        assert current_term(session, on=date(2027, 1, 1)) is None
        group = create_group(session, name="第一代表小组")
        outsider = enter(session, "李娟")
        leader = enter(session, "张守田", group_id=group.id)
        with pytest.raises(Exception, match="李娟不在“第一代表小组”"):
            edit_group(session, group_id=group.id, version=group.version, name=group.name, leader_id=outsider)
        edit_group(session, group_id=group.id, version=group.version, name="一组", leader_id=leader)
        assert [(row.name, row.leader, row.deputies) for row in list_groups(session)] == [
            ("一组", "张守田", 1)
        ]
        assert group_named(session, name="一").id == group.id
        with pytest.raises(NotFound, match="名为“三组”的代表小组"):
            group_named(session, name="三组")
