"""The three faces of an export: what of a person each of them shows, and that nothing slips through a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputy_station.features.demands.rules.faces import (
    ADDRESS_GONE,
    CONFIDENTIAL,
    Face,
    Person,
    Shown,
    cleared,
    masked_number,
    show_person,
    show_text,
    some_name,
)
from deputy_station.features.demands.rules.villages import down_to_village

ZHANG = Person("张守田", "13812341234", "朔里镇六村三组 12 号")
OUTSIDE = (Face.UPWARD, Face.PUBLIC)


def test_inside_a_person_is_shown_whole_and_upward_masked_and_in_public_not_at_all() -> None:
    assert show_person(ZHANG, Face.INSIDE) == Shown("张守田", "13812341234", "朔里镇六村三组 12 号")
    assert show_person(ZHANG, Face.UPWARD) == Shown("张某某", "138****1234", "朔里镇六村")
    assert show_person(ZHANG, Face.PUBLIC) == Shown("", "", "朔里镇六村")


def test_who_asked_for_secrecy_is_nameless_but_inside_for_those_with_the_right() -> None:
    for face in Face:
        for may_see in (False, True):
            shown = show_person(ZHANG, face, confidential=True, may_see=may_see)
            whole = face is Face.INSIDE and may_see
            assert (shown.name == "张守田") is whole
            assert (shown.phone, shown.address) == ((ZHANG.phone, ZHANG.address) if whole else ("", ""))
    assert show_text("他家门口", Face.UPWARD, confidential=True, may_see=True) == CONFIDENTIAL
    assert show_text("", Face.PUBLIC, confidential=True) == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张守田", "张某某"),
        ("李四", "李某"),
        ("欧阳明", "欧阳某"),
        ("阿依古丽·买买提", "阿某某"),
        ("张守田、李四", "张某某、李某"),
        ("张守田等 5 人", "张某某等 5 人"),
        ("𠮷庆云", "𠮷某某"),
        ("欧阳", "欧某"),
        ("第五明伦", "第五某某"),
        ("李", "李某"),
        ("John Smith", "J某某"),
        ("John Smith、李四", "J某某、李某"),
        ("张守田 李四", "张某某 李某"),
        ("李　四", "李某"),
        ("李 四、王 五六", "李某、王某某"),
        ("朔里镇第二小学", "某小学"),
        ("鑫源建材有限公司", "某有限公司"),
        ("王店", "王某"),
        ("张守田等村民", "某村民"),
        ("群众", "群众"),
        ("等等", "等某"),
        ("", ""),
    ],
)
def test_a_name_becomes_somebody_of_that_surname(name: str, shown: str) -> None:
    assert some_name(name) == shown


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("朔里镇六村三组 12 号", "朔里镇六村"),
        ("东街社区 3 组", "东街社区"),
        ("朔里镇六村杨村组 8 号", "朔里镇六村"),
        ("中村镇李庄 5 号", "中村镇"),
        ("张家村民组", ""),
        ("幸福小区 3 号楼", ""),
        ("", ""),
    ],
)
def test_an_address_ends_with_its_village(address: str, village: str) -> None:
    assert down_to_village(address) == village


def test_the_recorded_village_stands_for_the_address() -> None:
    assert show_person(ZHANG, Face.UPWARD, village="六村").address == "六村"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我叫张守田，电话 138 1234 1234。", "我叫张某某，电话 138****1234。"),
        ("张 守田说的", "张某某说的"),
        ("家在朔里镇六村三组12号门口", "家在朔里镇六村门口"),
        ("三组 12 号积水", f"{ADDRESS_GONE}积水"),
        ("打１３８１２３４１２３４也行", "打138****1234也行"),
        ("找李主任 0561-6610018", "找李主任 0561-*****18"),
        ("身份证 340602196001011234", "身份证 340***********1234"),
        ("2026-11-20 欠 12000000 元，路 3000000 米", "2026-11-20 欠 12000000 元，路 3000000 米"),
        ("打 6610018 没人接", "打 *****18 没人接"),
        ("电话是6610018.", "电话是*****18."),
        ("661-0018 或 (0561)6610018", "*****18 或 (0561)*****18"),
        ("+86 139 8765 4321", "139****4321"),
        ("8613987654321", "139****4321"),
        ("+8613812341234", "138****1234"),
        ("身份证 340602 19600101 123X", "身份证 340***********123X"),
        ("卡号 6222 0212 3456 7890", "卡号 622*********7890"),
        ("幺三八一二三四一二三四", "（号码略）"),
        ("邮箱 zhang.st@qq.com", "邮箱 （邮箱略）"),
        (
            "12345 热线转来，和东街-2026-0012 是一件事，20261120 到期",
            "12345 热线转来，和东街-2026-0012 是一件事，20261120 到期",
        ),
    ],
)
def test_a_text_is_cleared_of_whom_it_is_known_to_be_about_and_of_numbers(text: str, shown: str) -> None:
    assert cleared(text, [ZHANG]) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+86 13812341234（儿子）、0561-6610018", "138****1234（儿子）、0561-*****18"),
        ("13812341234 13912345678", "138****1234 139****5678"),
        ("0561－6610018", "0561－*****18"),
        ("6610018", "*****18"),
        ("12345", "***45"),
        ("没有", "没有"),
    ],
)
def test_each_number_in_the_field_of_the_phone_is_masked_by_itself(typed: str, shown: str) -> None:
    assert masked_number(typed) == shown


def test_each_part_of_a_name_in_parts_is_found_in_a_text() -> None:
    people = [Person("阿依古丽·买买提")]
    assert (
        cleared("阿依古丽来过，买买提 也来过，阿依古丽·买买提还会来", people)
        == "阿某某来过，买某某 也来过，阿某某还会来"
    )


def test_a_name_with_spaces_in_it_is_found_however_it_is_typed() -> None:
    assert cleared("我是李四，李 四，John  Smith，JOHN SMITH", [Person("李　四"), Person("John Smith")]) == (
        "我是李某，李某，J某某，J某某"
    )


def test_of_who_asked_for_secrecy_not_even_the_surname_stands_in_a_text() -> None:
    people = [Person("赵敏", "13912345678", secret=True), Person("赵敏华")]
    assert cleared("赵敏和赵敏华来过", people[:1]) == "某某和某某华来过"
    assert cleared("赵敏来过，电话13912345678", people) == "某某来过，电话139****5678"


def test_a_word_that_names_nobody_stays_a_word() -> None:
    assert cleared("村民都说路灯坏了", [Person("村民")]) == "村民都说路灯坏了"


NAMES = st.text(alphabet="张王李赵守田建国秀英欧阳某·", min_size=2, max_size=6).filter(
    lambda name: set(name[1:]) - set("某·") != set()
)
SEPARATORS = st.sampled_from(["", " ", "-", "　", "－"])
WORDS = st.text(alphabet="村路灯坏了三组12号，。 ０９电话一", max_size=12)


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = draw(st.text(alphabet="0123456789", min_size=7, max_size=12))
    return digits[:3] + draw(SEPARATORS) + digits[3:]


@st.composite
def addresses(draw: st.DrawFn) -> str:
    village = draw(st.sampled_from(["六村", "朔里镇六村", "东街社区", ""]))
    return village + draw(st.sampled_from(["三组 12 号", "桥头第3家", "幸福巷7号", "杨庄组"]))


def digits_of(text: str) -> str:
    return re.sub(
        r"\D", "", "".join(chr(ord(sign) - 0xFEE0) if "０" <= sign <= "９" else sign for sign in text)
    )


@given(NAMES, phones(), addresses(), st.sampled_from(OUTSIDE))
def test_nothing_of_a_person_goes_out_whole(name: str, phone: str, address: str, face: Face) -> None:
    shown = show_person(Person(name, phone, address), face)
    assert name not in shown.name
    assert digits_of(phone) not in digits_of(shown.phone)
    assert address.startswith(shown.address)
    assert shown.address == "" or shown.address.endswith(("村", "社区", "镇"))


@given(NAMES, phones(), addresses(), WORDS, WORDS, WORDS, st.sampled_from(OUTSIDE))
def test_no_text_that_goes_out_holds_the_name_the_number_or_where_they_live(
    name: str, phone: str, address: str, first: str, second: str, third: str, face: Face
) -> None:
    person = Person(name, phone, address)
    text = f"{first}，我是{name}，{second}，住{address}，电话是{phone}。{third}"
    shown = show_text(text, face, [person])
    below = address[len(down_to_village(address)) :]
    assert name not in shown
    assert phone not in shown
    assert below not in shown
    assert "".join(below.split()) not in "".join(shown.split())


@given(phones())
def test_a_masked_number_keeps_at_most_its_first_three_and_last_four_digits(phone: str) -> None:
    shown = masked_number(phone)
    assert len(digits_of(shown)) <= 7
    assert "*" in shown


@given(WORDS)
def test_inside_a_text_stands_as_it_was_said(text: str) -> None:
    assert show_text(text, Face.INSIDE, [ZHANG]) == text


@pytest.mark.parametrize(
    ("typed", "shown"), [("张守田的手机", "张某某的手机"), ("张守田13812341234", "张某某138****1234")]
)
def test_a_name_written_beside_the_number_is_masked_with_it(typed: str, shown: str) -> None:
    assert show_person(Person("张守田", typed), Face.UPWARD).phone == shown
