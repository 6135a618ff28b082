"""The JSON of a trial: read exactly, every mistake at once with its place and the nearest spelling."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from deputy_station.features.points.rules.asked import Attendance, Selector
from deputy_station.features.points.rules.facts import Decision, Earlier, Mark, Period, Span
from deputy_station.features.points.rules.ruling import Count, Price, Rated, Rater
from deputy_station.features.points.rules.scheme import (
    Category,
    Grade,
    Grading,
    Item,
    PeriodRule,
    Scheme,
    Switch,
)
from deputy_station.features.points.rules.trying import Trial, TrialProblem, read_trial, trial_period

TALKS = Item(
    "A1", "A", "走访", Fraction(10), Count(prices=(Price((Selector(("走访联系选民",)),), Fraction(1)),))
)
MARKED = Item(
    "A2",
    "A",
    "评分",
    Fraction(10),
    Rated(raters=(Rater("自评"), Rater("小组")), combine="加权", most=Fraction(10)),
)
SCHEME = Scheme(
    name="青石镇代表履职积分办法",
    version="2026",
    body="",
    subject="代表",
    period=PeriodRule(),
    categories=(Category("A", "活动", "活动", Fraction(20)),),
    items=(TALKS, MARKED),
    grades=(Grade("优秀", at_least=Fraction(15)), Grade("合格", at_least=Fraction(0))),
    grading=Grading(),
    attendance=Attendance(credit=(("到会", Fraction(1)),)),
    total=Fraction(20),
    roles=("无职代表",),
    switches=(
        Switch("leave", "请假怎么算", "算缺席", ("算缺席", "算一半")),
        Switch("mostly", "基本满意算满意", "是"),
    ),
)
ZHOU = {"id": "zhou", "name": "周明"}


def read(document: object) -> Trial:
    return read_text(json.dumps(document, ensure_ascii=False))


def read_text(text: str) -> Trial:
    return read_trial(text.encode(), lambda answers: SCHEME)


def record(**said: object) -> dict[str, object]:
    return {"subject": "zhou", "kind": "走访联系选民", "date": "2026-06-09", **said}


def told(document: object) -> list[str]:
    with pytest.raises(TrialProblem) as caught:
        read(document)
    return [each.words for each in caught.value.mistakes]


def told_of_record(**said: object) -> list[str]:
    return told({"subjects": [ZHOU], "records": [record(**said)]})


def test_a_whole_file_becomes_subjects_facts_marks_and_decisions() -> None:
    trial = read(
        {
            "period": {"from": "2026-01-01", "until": "2026-12-31"},
            "today": "2026-12-31",
            "switches": {"leave": "算一半", "mostly": False},
            "subjects": [
                {
                    **ZHOU,
                    "roles": ["无职代表"],
                    "group": "第一代表小组",
                    "in_office": [{"from": "2026-03-01"}],
                    "scores": [{"item": "A2", "rater": "小组", "points": 8.5}],
                    "earlier": [{"period": "2025", "grade": "优秀", "total": "91.5", "rank": 3, "of": 60}],
                }
            ],
            "records": [
                record(kind="议案建议", state="已受理", role="附议", people=4, peers=3, session="二次会议"),
                record(kind="捐款", amount=999, review="已核准", evidence=1),
                record(weight=10, title="走访东街十户"),
            ],
            "ballots": [
                {"subject": "zhou", "kind": "测评", "date": "2026-12-10", "votes": {"满意": 41, "不满意": 3}}
            ],
            "decisions": [{"subject": "zhou", "grade": "优秀"}],
        }
    )
    assert trial.period == (date(2026, 1, 1), date(2026, 12, 31))
    assert trial.today == date(2026, 12, 31)
    assert trial.decisions == (Decision("zhou", "优秀"),)
    ((zhou, facts),) = trial.entries
    assert (zhou.name, zhou.group, zhou.roles) == ("周明", "第一代表小组", frozenset({"无职代表"}))
    assert zhou.in_office == (Span(date(2026, 3, 1)),)
    assert zhou.marks == (Mark("A2", Fraction(17, 2), "小组"),)
    assert zhou.earlier == (Earlier("2025", "优秀", Fraction(183, 2), 3, 60),)
    suggestion, gift, visit, ballot = facts
    assert (suggestion.state, suggestion.role, suggestion.people, suggestion.peers) == (
        "已受理",
        "附议",
        4,
        3,
    )
    assert suggestion.within == "二次会议"
    assert (gift.amount, gift.review, gift.evidence) == (Fraction(999), "已核准", 1)
    assert (visit.weight, visit.title, visit.source) == (10, "走访东街十户", ("record", 3))
    assert visit.evidence is None
    assert (ballot.votes, ballot.source) == ((("满意", 41), ("不满意", 3)), ("ballot", 1))


def test_only_subjects_and_records_must_be_written() -> None:
    trial = read({"subjects": [{"id": 7}], "records": []})
    ((subject, facts),) = trial.entries
    assert (subject.id, subject.in_office, facts) == (7, None, ())
    assert (trial.period, trial.today, trial.decisions) == (None, None, ())
    assert told({}) == [
        '缺少 subjects，至少写一个要打分的人：[{ "id": "zhou" }]。',
        "缺少 records，没有记录就写 []。",
    ]


def test_decimals_are_read_as_they_are_written() -> None:
    text = '{"subjects": [{"id": "zhou"}], "records": [{"subject": "zhou", "kind": "捐款", "date": "2026-06-01", %s}]}'
    for written, exact in [
        ("0.1", Fraction(1, 10)),
        ("33.333333333333333", Fraction(33333333333333333, 10**15)),
        ("1e3", Fraction(1000)),
        ("25E-2", Fraction(1, 4)),
        ('"1/3"', Fraction(1, 3)),
    ]:
        ((_, (gift,)),) = read_text(text % f'"amount": {written}').entries
        assert gift.amount == exact, written


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e999999999", "9" * 5000, "1e-999999"])
def test_what_is_no_number_of_ours_is_told_with_its_place(written: str) -> None:
    text = '{"subjects": [{"id": "zhou"}], "records": [{"subject": "zhou", "kind": "捐款", "date": "2026-06-01", "amount": %s}]}'
    with pytest.raises(TrialProblem) as caught:
        read_text(text % written)
    (mistake,) = caught.value.mistakes
    assert mistake.where == "records 第 1 条的 amount"
    assert "不是能用的数" in mistake.what


def test_every_mistake_is_told_at_once_with_its_place_in_the_order_of_the_file() -> None:
    said = told(
        {
            "today": "2026-02-30",
            "switches": {"leav": "算一半"},
            "subjects": [ZHOU, {"name": "没写"}, {"id": "zhou"}],
            "records": [record(), record(subject="zhuo"), record(date="2026/06/09"), record(weigth=2)],
            "decisions": [{"subject": "zhou", "grade": "优"}],
        }
    )
    assert said == [
        "switches：没有“leav”这个名字，您要的是不是“leave”。",
        "today：没有“2026-02-30”这一天。",
        "subjects 第 2 个：缺少 id，必须写。",
        "subjects 第 3 个的 id：“zhou”前面已经有了，每个人的 id 要不一样。",
        "records 第 2 条的 subject：subjects 里没有“zhuo”，您要的是不是“zhou”。",
        "records 第 3 条的 date：日期“2026/06/09”写法不对，请写成 2026-03-05 的样子。",
        "records 第 4 条：没有“weigth”这个名字，您要的是不是“weight”。",
        "decisions 第 1 条的 grade：办法里没有“优”这个等次，您要的是不是“优秀”。",
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"weight": "10"}, "records 第 1 条的 weight：应为数，写成了文字“10”，请去掉引号。"),
        ({"weight": True}, "records 第 1 条的 weight：应为数，写成了 true。"),
        ({"weight": -1}, "records 第 1 条的 weight：不能小于 0，写成了 -1。"),
        ({"amount": "很多"}, "records 第 1 条的 amount：应为数，写成了“很多”。"),
        ({"people": 2.5}, "records 第 1 条的 people：应为整数，写成了 2.5。"),
        ({"state": 3}, "records 第 1 条的 state：应为文字，写成了 3，请加引号。"),
        ({"state": None}, "records 第 1 条的 state：写成了 null，没有就整项不写。"),
        ({"date": "2026-13-01"}, "records 第 1 条的 date：没有“2026-13-01”这一天。"),
        ({"date": "0001-01-01"}, "records 第 1 条的 date：年份不对：“0001-01-01”。"),
        ({"kind": ""}, "records 第 1 条的 kind：是空的，必须写。"),
        ({"review": "已批准"}, "records 第 1 条的 review：没有“已批准”这个词，您要的是不是“已核准”。"),
        ({"subject": "周明"}, "records 第 1 条的 subject：subjects 里没有“周明”，请写 id：“zhou”。"),
        ({"subject": []}, "records 第 1 条的 subject：是空的，写明是谁的，写 id。"),
        ({"subject": ["zhou", "zhou"]}, "records 第 1 条的 subject：“zhou”写了两遍，请留一个。"),
        (
            {"people": 2, "peers": 3},
            "records 第 1 条的 peers：同一角色 3 人，比一共 2 人还多，请核对 people 和 peers。",
        ),
        ({"title": "\ud800"}, "records 第 1 条的 title：里面有不成字的符号，请重新输入这几个字。"),
    ],
)
def test_a_wrong_value_in_a_record_is_told(said: Mapping[str, object], sentence: str) -> None:
    with pytest.raises(TrialProblem) as caught:
        read_text(json.dumps({"subjects": [ZHOU], "records": [record(**said)]}))
    assert [each.words for each in caught.value.mistakes] == [sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"\xff\xfe{", "不是 UTF-8 文字"),
        (b"[]", "应为一段"),
        (b"12", "应为一段"),
        (b"", "第 1 行第 1 个字：读不下去，不是正确的 JSON，文件是空的。"),
        ('{\n"subjects": []，\n}'.encode(), "第 2 行第 15 个字：读不下去，不是正确的 JSON，“，”是中文的"),
        (b'{\n# who\n"subjects": []}', "第 2 行第 1 个字：读不下去，不是正确的 JSON，JSON 里不能写说明"),
        (b'{"subjects": [1,]}', "最后一样后面多了一个逗号"),
        (b'{"subjects": [],\n}', "最后一样后面多了一个逗号"),
        (b"{'subjects': []}", "引号要用英文双引号"),
        ("{“subjects”: []}".encode(), "引号是中文的"),
        (b'{"subjects": [] "records": []}', "前面少了一个逗号或冒号"),
        (b'{"subjects": [', "后面缺了一截"),
        (
            b'{"subjects": [\n{"id": "zhou}]}',
            "第 2 行第 8 个字：读不下去，不是正确的 JSON，这里的引号没有关上",
        ),
        (b"[" * 200_000, "套得太深"),
        (b'{"subjects": [], "records": [], "records": []}', "“records”写了两遍"),
    ],
)
def test_a_file_that_is_no_such_document_is_told(text: bytes, sentence: str) -> None:
    with pytest.raises(TrialProblem, match="没有试算") as caught:
        read_trial(text, lambda answers: SCHEME)
    assert sentence in str(caught.value)


def test_a_mark_names_an_item_of_the_scheme_and_one_of_its_raters() -> None:
    scores = [
        {"item": "A3", "points": 1},
        {"item": "A2", "rater": "小祖", "points": 1},
        {"item": "A2", "rater": "自评"},
        {"item": "A2", "rater": "自评", "points": 2},
    ]
    assert told({"subjects": [{**ZHOU, "scores": scores}], "records": []}) == [
        "subjects 第 1 个的 scores 第 1 个的 item：办法里没有“A3”这一项，您要的是不是“A2”。",
        "subjects 第 1 个的 scores 第 2 个：A2 没有叫“小祖”的评分人，您要的是不是“小组”。",
        "subjects 第 1 个的 scores 第 3 个：缺少 points，必须写。",
        "subjects 第 1 个的 scores 第 4 个：A2 的“自评”分前面已经有了，请留一个。",
    ]


def test_a_mark_for_an_item_that_nobody_marks_is_a_doubt_and_no_mistake() -> None:
    trial = read({"subjects": [{**ZHOU, "scores": [{"item": "A1", "points": 8.5}]}], "records": []})
    assert trial.doubts == ("subjects 第 1 个的 scores 第 1 个：A1 走访 不由人打分，这个分没有用上。",)


def test_a_record_of_several_is_one_fact_of_each_and_shared_by_so_many() -> None:
    trial = read({"subjects": [ZHOU, {"id": "li"}], "records": [record(subject=["zhou", "li"])]})
    assert [(subject.id, len(facts), facts[0].people) for subject, facts in trial.entries] == [
        ("zhou", 1, 2),
        ("li", 1, 2),
    ]
    named = read({"subjects": [ZHOU, {"id": "li"}], "records": [record(subject=["zhou", "li"], people=5)]})
    assert [(facts[0].people, facts[0].peers) for _, facts in named.entries] == [(5, 0), (5, 0)]


def test_a_record_of_a_group_names_one_of_its_members() -> None:
    group = {"id": "g1", "name": "第一小组", "members": [{"id": "li", "name": "李强"}]}
    trial = read({"subjects": [group], "records": [record(subject="g1", member="li")]})
    assert trial.entries[0][1][0].member == "li"
    said = told({"subjects": [group], "records": [record(subject="g1", member="lii"), record(subject="li")]})
    assert said == [
        "records 第 1 条的 member：“第一小组”里没有“lii”这名成员，您要的是不是“li”。",
        "records 第 2 条的 subject：subjects 里没有“li”，这是“第一小组”的成员，subject 请写 g1，member 写 li。",
    ]


def test_a_switch_is_answered_with_one_of_its_answers() -> None:
    assert told({"switches": {"leave": "算半", "mostly": "也许"}, "subjects": [ZHOU], "records": []}) == [
        "switches 的 leave：不能答“算半”，您要的是不是“算一半”。",
        "switches 的 mostly：不能答“也许”，可以答：true、false。",
    ]


def test_the_scheme_is_read_under_the_answers_of_the_file() -> None:
    asked: list[object] = []

    def under(answers: Mapping[str, str | bool]) -> Scheme:
        asked.append(dict(answers))
        return replace(SCHEME, version=f"第 {len(asked)} 次")

    document = {"switches": {"leave": "算一半", "mostly": "否"}, "subjects": [ZHOU], "records": []}
    trial = read_trial(json.dumps(document).encode(), under)
    assert asked == [{}, {"leave": "算一半", "mostly": False}]
    assert trial.scheme.version == "第 2 次"


def test_a_role_that_is_nearly_one_of_the_scheme_is_a_doubt() -> None:
    trial = read({"subjects": [{**ZHOU, "roles": ["无职务代表", "党员"]}], "records": []})
    assert trial.doubts == ("subjects 第 1 个：身份“无职务代表”办法里没有，您要的是不是“无职代表”？",)


def test_a_word_that_is_used_nowhere_is_a_doubt_but_whether_somebody_came_must_be_known() -> None:
    trial = read({"subjects": [ZHOU], "records": [record(kind="议案建议", role="领街")]})
    assert trial.doubts == ("records 第 1 条：role 的词“领街”别处没有用过，照写的算，您要的是不是“领衔”？",)
    assert trial.entries[0][1][0].role == "领街"
    assert told_of_record(kind="接待日值班", state="缺度") == [
        "records 第 1 条的 state：没有“缺度”这个词，您要的是不是“缺席”。"
    ]


def test_a_kind_of_record_that_is_known_nowhere_is_no_mistake() -> None:
    assert read({"subjects": [ZHOU], "records": [record(kind="助学")]}).entries[0][1][0].kind == "助学"


def test_the_days_of_the_trial_are_the_scheme_s_period_where_they_are_the_same() -> None:
    year = Period("2026", "2026年", date(2026, 1, 1), date(2026, 12, 31), 2026)
    whole = read({"period": {"from": "2026-01-01", "until": "2026-12-31"}, "subjects": [ZHOU], "records": []})
    part = read({"period": {"from": "2026-01-01", "until": "2026-06-30"}, "subjects": [ZHOU], "records": []})
    assert trial_period(whole, lambda day: year) is year
    half = trial_period(part, lambda day: year)
    assert half is not None
    assert (half.name, half.first, half.last) == (
        "2026年1月1日至2026年6月30日",
        date(2026, 1, 1),
        date(2026, 6, 30),
    )
    backwards = {"period": {"from": "2026-06-30", "until": "2026-01-01"}, "subjects": [ZHOU], "records": []}
    assert told(backwards) == ["period：until 早于 from，请核对两个日期。"]


def test_what_an_earlier_period_cannot_be_compared_by_is_told() -> None:
    earlier = [
        {"period": "去年", "grade": "优秀"},
        {"period": "2025", "grade": "优良"},
        {"period": "2025-Q2", "grade": "合格"},
    ]
    trial = read({"subjects": [{**ZHOU, "earlier": earlier}], "records": []})
    assert trial.doubts == (
        "subjects 第 1 个的 earlier 第 1 个：看不出“去年”是哪一期，请写成 2025、2025-Q2（季）、2025-H1（上半年）、"
        "2025-11（月）的样子；现在当作紧挨着的前一期。",
        "subjects 第 1 个的 earlier 第 2 个：办法里没有“优良”这个等次，您要的是不是“优秀”？",
    )


def test_a_record_that_does_not_say_whether_somebody_came_is_told_and_a_visit_is_not() -> None:
    training = record(kind="学习培训")
    trial = read({"subjects": [ZHOU], "records": [training, {**training, "state": "缺席"}, record()]})
    assert trial.doubts == ("records 第 1 条：“学习培训”没有写 state（到会、请假、缺席等），当作到会算。",)


def test_of_words_equally_near_the_one_with_its_signs_in_place_is_offered() -> None:
    # 到汇 shares one sign of two with 迟到 and with 到会; typed by sound it was 到会.
    assert told_of_record(kind="学习培训", state="到汇") == [
        "records 第 1 条的 state：没有“到汇”这个词，您要的是不是“到会”。"
    ]


@pytest.mark.parametrize(("until", "told_of"), [("2026-12-31", False), ("2027-03-31", True)])
def test_a_period_the_scheme_is_not_valid_in_is_told(until: str, told_of: bool) -> None:
    of_2026 = replace(SCHEME, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    document = {"subjects": [ZHOU], "records": [], "period": {"from": "2026-01-01", "until": until}}
    trial = read_trial(json.dumps(document).encode(), lambda answers: of_2026)
    said = "试算的期间不全在办法的有效期里，仍照这份办法算。"
    assert trial.doubts == ((said,) if told_of else ())


def test_a_rater_of_an_item_without_raters_is_told_and_the_mark_counts() -> None:
    alone = replace(SCHEME, items=(TALKS, replace(MARKED, rule=replace(MARKED.rule, raters=()))))  # type: ignore[call-arg]
    zhou = {**ZHOU, "scores": [{"item": "A2", "rater": "小组", "points": 8}]}
    text = json.dumps({"subjects": [zhou], "records": []}, ensure_ascii=False)
    trial = read_trial(text.encode(), lambda answers: alone)
    (doubt,) = trial.doubts
    assert "没有分谁来评，“小组”没有用上，这个分照算" in doubt
    assert [mark.points for mark in trial.entries[0][0].marks] == [8]


def test_nobody_to_score_is_refused() -> None:
    (sentence,) = told({"subjects": [], "records": []})
    assert sentence == 'subjects：是空的，至少写一个要打分的人：[{ "id": "zhou" }]。'
