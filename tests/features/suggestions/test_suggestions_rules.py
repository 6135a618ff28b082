"""The pure decisions about suggestions: the table, the reasons for refusing, classes, numbers, privacy, six months."""

from datetime import date

import pytest

from deputy_station.core.settings import SETTINGS
from deputy_station.core.workdays import DeadlineRule, DeadlineUnit, Workdays, deadline
from deputy_station.features.demands.rules.faces import Person
from deputy_station.features.matters.rules.choices import MatterKind, Term
from deputy_station.features.matters.rules.table import Need
from deputy_station.features.matters.service.terms import shipped_terms
from deputy_station.features.suggestions.page.listing import CHIPS, MORE_CHIPS
from deputy_station.features.suggestions.page.moving import SERVICES
from deputy_station.features.suggestions.page.telling import TONES
from deputy_station.features.suggestions.rules.choices import (
    ACCEPTED_STATES,
    NOT_ACCEPTED_STATES,
    RefusalReason,
    SuggestionKind,
    SuggestionSatisfaction,
    SuggestionState,
)
from deputy_station.features.suggestions.rules.deadlines import (
    ExtensionUseless,
    TermTooLong,
    ceiling,
    check_extension,
    months_rule,
    reply_due,
)
from deputy_station.features.suggestions.rules.numbering import (
    SessionTooLong,
    number_text,
    read_number,
    session_for,
)
from deputy_station.features.suggestions.rules.privacy import published, without_people
from deputy_station.features.suggestions.rules.refusing import FOLLOW_UPS, find_doubts, reasons
from deputy_station.features.suggestions.rules.replies import (
    DEFAULT_SCHEME,
    ReplyClassUnknown,
    classes_of,
    reply_class,
    reply_schemes,
)
from deputy_station.features.suggestions.rules.steps import STEPS, TABLE, StepNotAllowed
from deputy_station.features.suggestions.service.listing import View

ALL_GIVEN = frozenset(Need)
LONG = "东岗村主街 12 盏路灯坏了两年，晚上行人车辆都不安全。建议镇里今年修好，并明确管护单位。"


@pytest.mark.parametrize("state", list(SuggestionState))
@pytest.mark.parametrize("key", [key for key, step in STEPS.items() if not step.begins])
def test_every_step_is_either_in_the_table_or_refused(state: SuggestionState, key: str) -> None:
    step = STEPS[key]
    opinion = SuggestionSatisfaction.UNSATISFIED if Need.SATISFACTION in step.needs else None
    if state in step.from_states:
        assert TABLE.check(key, state, given=ALL_GIVEN, opinion=opinion) in step.to_states(state)
    else:
        with pytest.raises(StepNotAllowed, match=f"建议现在是“{state.label}”，不能“{step.label}”"):
            TABLE.check(key, state, given=ALL_GIVEN, opinion=opinion)


def test_every_state_is_reached_and_nobody_waits_in_the_last_ones() -> None:
    reached = {
        after for step in STEPS.values() for before in step.from_states for after in step.to_states(before)
    }
    assert reached | {SuggestionState.DRAFT} == set(SuggestionState)
    assert {state for state in SuggestionState if TABLE.main(state) is None} == TABLE.closed


def test_a_refusal_has_its_three_follow_ups_and_no_other_way() -> None:
    moves = {
        key
        for key, step in STEPS.items()
        if SuggestionState.REFUSED in step.from_states and step.to is not None
    }
    assert moves == set(FOLLOW_UPS)


def test_every_step_a_person_takes_has_its_button_and_every_state_its_colour() -> None:
    apart = {
        "draft",
        "edit",
        "publish",
        "excellent",
        "close",
        "settle_promise",
    }  # forms and buttons of their own
    assert set(SERVICES) == set(STEPS) - apart
    assert set(TONES) == set(SuggestionState)
    assert set(CHIPS) | set(MORE_CHIPS) == set(View)


def test_what_was_refused_or_taken_back_does_not_count_as_work() -> None:
    assert {
        SuggestionState.REFERENCE,
        SuggestionState.LETTER,
        SuggestionState.WITHDRAWN,
    } <= NOT_ACCEPTED_STATES
    assert SuggestionState.HANDED in ACCEPTED_STATES
    assert set(SuggestionState) == ACCEPTED_STATES | NOT_ACCEPTED_STATES


def test_the_shipped_terms_are_those_of_the_law_and_the_commonest_of_the_places() -> None:
    terms = {entry.term: entry.rule for entry in shipped_terms(MatterKind.SUGGESTION)}
    assert terms[Term.ANSWER] == DeadlineRule(3, DeadlineUnit.MONTH)
    assert terms[Term.EXTENSION] == DeadlineRule(6, DeadlineUnit.MONTH)
    assert terms[Term.REDO] == DeadlineRule(1, DeadlineUnit.MONTH)
    assert set(terms) == {
        Term.ASSIGN, Term.SIGN, Term.ANSWER, Term.EXTENSION, Term.CO_OPINION, Term.CONTACT, Term.APPRAISE,
        Term.REDO, Term.LOOK_BACK,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("handed_on", "months", "due"),
    [
        (date(2026, 3, 2), 3, date(2026, 6, 2)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),  # a leap year's February has no 30th
        (date(2026, 5, 31), 1, date(2026, 6, 30)),
        (date(2026, 2, 20), 6, date(2026, 8, 20)),
        (date(2026, 7, 1), 3, date(2026, 10, 8)),  # 1 October is a holiday to the 7th
    ],
)
def test_months_end_on_the_same_day_the_months_end_or_after_the_holiday(
    handed_on: date, months: int, due: date
) -> None:
    assert deadline(handed_on, months_rule(months), Workdays()).on == due


def test_an_extension_gains_something_and_stays_within_six_months() -> None:
    due_on, last = date(2026, 6, 2), ceiling(date(2026, 3, 2), Workdays())
    assert last.on == date(2026, 9, 2)
    check_extension(date(2026, 9, 2), due_on=due_on, last=last)
    with pytest.raises(TermTooLong, match=r"最长自交办之日起.*6 个月，到 9月2日"):
        check_extension(date(2026, 9, 3), due_on=due_on, last=last)
    with pytest.raises(ExtensionUseless, match="现在的期限是2026年6月2日"):
        check_extension(due_on, due_on=due_on, last=last)
    for months in (0, 7):
        with pytest.raises(TermTooLong, match=f"不能是 {months} 个月"):
            months_rule(months)


@pytest.mark.parametrize(
    ("state", "on", "words"),
    [
        (SuggestionState.ASSIGNED, date(2026, 11, 19), "已超期 1 天"),
        (SuggestionState.HANDED, date(2026, 11, 20), "今天到期"),
        (SuggestionState.ASSIGNED, date(2026, 11, 25), "还有 5 天"),
        (SuggestionState.REPLIED, date(2026, 11, 19), ""),
        (SuggestionState.ASSIGNED, None, ""),
    ],
)
def test_a_reply_is_owed_while_it_lies_with_a_unit(
    state: SuggestionState, on: date | None, words: str
) -> None:
    assert reply_due(on, state, date(2026, 11, 20)).text == words


def test_the_check_points_at_words_and_at_what_is_missing() -> None:
    assert find_doubts(title="关于修路灯的建议", text=LONG) == ()
    found = {doubt.reason: doubt.why for doubt in find_doubts(title="路灯", text="请修")}
    assert found == {
        RefusalReason.VAGUE: "内容只有 2 个字",
        RefusalReason.FORMAT: "标题不是“关于……的建议”",
    }
    worded = find_doubts(title="关于举报某人中标的建议", text=f"{LONG}某公司中标不公，我要举报。")
    assert [doubt.sentence for doubt in worded] == ["检举、控告：文中有“举报”", "干预招投标：文中有“中标”"]
    own = find_doubts(title="关于修路灯的建议", text=f"{LONG}张守田", lead="张守田", work_unit="东岗村")
    assert {doubt.reason for doubt in own} == {RefusalReason.PERSONAL, RefusalReason.OWN_UNIT}
    several = find_doubts(title="关于民生的建议", text=f"关于修路的建议\n{LONG}\n二、关于修桥的建议\n{LONG}")
    assert [doubt.reason for doubt in several] == [RefusalReason.SEVERAL]
    assert set(reasons()) == set(RefusalReason)


def test_each_scheme_has_letters_of_its_own_and_a_stored_letter_keeps_its_meaning() -> None:
    for scheme in reply_schemes().values():
        letters = [one.letter for one in scheme.classes]
        assert letters == sorted(set(letters))
        assert any(one.promises for one in scheme.classes)
        for one in scheme.classes:
            assert len(one.key) <= 8
            assert reply_class(one.key) == one
    four, abc = reply_class("four.C"), reply_class("abc.C")
    assert four is not None
    assert abc is not None
    assert (four.label, abc.label) == ("C 列入规划计划", "C 受条件限制，留作参考")
    assert reply_class("") is None
    for unknown in ("four.Z", "nowhere.A", "A"):
        with pytest.raises(ReplyClassUnknown):
            reply_class(unknown)
    assert classes_of("a scheme of yesterday") == classes_of(DEFAULT_SCHEME)


def test_the_settings_offer_every_scheme_by_its_name() -> None:
    [setting] = [each for each in SETTINGS if each.key == "reply_scheme"]
    assert dict(setting.choices) == {key: scheme.name for key, scheme in reply_schemes().items()}
    assert setting.default == DEFAULT_SCHEME


def test_numbers_count_within_a_session_or_a_year() -> None:
    day = date(2026, 11, 2)
    assert session_for(SuggestionKind.BETWEEN, "写错的", day) == "2026年闭会期间"
    assert session_for(SuggestionKind.LIVELIHOOD, "", day) == "2026年民生建议"
    assert session_for(SuggestionKind.BILL, "第十九届第五次会议", day) == "第十九届第五次会议"
    with pytest.raises(SessionTooLong):
        session_for(SuggestionKind.SESSION, "第" * 61, day)
    assert number_text("2026年闭会期间", None) == ""
    for typed, read in (
        ("2026年闭会期间第 5 号", ("2026年闭会期间", 5)),
        ("第５号", ("", 5)),
        ("12", ("", 12)),
        ("路灯", None),
        ("第号", None),
    ):
        assert read_number(typed) == read


def test_a_private_person_is_taken_out_of_what_is_published() -> None:
    told = "我是陈大爷，住东岗村3组8号，电话138 0000 1111、0561-5550123，身份证340603196001011234。"
    chen = Person("陈大爷", "13800001111", "东岗村3组8号")
    assert (
        published(told, [chen]) == "我是某某，住东岗村，电话138****1111、0561-*****23，身份证（证件号码略）。"
    )
    # In the suggestion itself the number of a unit stays, the visitor's does not.
    own = without_people("请打 0561-5550123，或问陈大爷 13800001111。", [chen])
    assert own == "请打 0561-5550123，或问某某 138****1111。"
    # A single sign of a name would be cut out of every word that holds it; a village alone tells of nobody.
    assert published("陈旧的路", [Person("陈")]) == "陈旧的路"
    assert (
        without_people("关于修复东岗村路灯的建议", [Person("陈大爷", "", "东岗村")])
        == "关于修复东岗村路灯的建议"
    )
    # A school that came to the desk is no private person: the matter is at its gate.
    assert without_people("朔里中学门口堵车", [Person("朔里中学")]) == "朔里中学门口堵车"
    assert published("编号 20261120001 不是电话") == "编号 20261120001 不是电话"
