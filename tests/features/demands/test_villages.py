"""The village in what people say of a place, and how far an address is told."""

import pytest

from deputy_station.features.demands.rules.villages import down_to_village, village_in


@pytest.mark.parametrize(
    ("said", "village", "told"),
    [
        ("杜集区朔里镇六村 3 组", "六村", "杜集区朔里镇六村"),
        ("六村村委会对面", "六村", "六村"),
        ("朔里镇大庄村委会", "大庄村", "朔里镇大庄村委会"),
        ("朱庄社区东巷 2 号", "朱庄社区", "朱庄社区"),
        ("白音苏木巴彦嘎查", "巴彦嘎查", "白音苏木巴彦嘎查"),
        ("高岳街道 5 号", "", "高岳街道"),
        ("我们村的路灯不亮", "", "我们村"),
        ("幸福小区 3 号楼", "", ""),
        ("", "", ""),
    ],
)
def test_a_place_is_read_down_to_its_village(said: str, village: str, told: str) -> None:
    assert (village_in(said), down_to_village(said)) == (village, told)


def test_the_first_text_that_names_a_village_counts() -> None:
    assert village_in("桥头", "朔里镇六村三组", "朱庄社区") == "六村"
