"""What the search box finds, area by area: asks the features, says how well each thing fits, names it in words.

All of it runs on the reading thread, the pinyin of settings too: the dictionary takes its time to load.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deputy_station.core.cleaning import search_form
from deputy_station.core.clock import day_words, weekday_word
from deputy_station.core.command_list import COMMANDS, Declared
from deputy_station.core.errors import Refusal
from deputy_station.core.fitting import Fit, fit, split_words
from deputy_station.core.pinyin import search_keys
from deputy_station.core.settings import SETTINGS
from deputy_station.features.activities.service.finding import (
    FoundActivity,
    name_activities,
    search_activities,
)
from deputy_station.features.demands.service.finding import is_number_of, name_demands, search_demands
from deputy_station.features.demands.service.rows import DemandRow
from deputy_station.features.deputies.service.finding import FoundDeputy, name_deputies, search_deputies
from deputy_station.features.papers.service.finding import FoundPaper, name_kept, search_kept
from deputy_station.features.reception.service.finding import FoundDay, name_days, search_days
from deputy_station.features.register.rules.record_numbers import read_record_number
from deputy_station.features.register.service.finding import find_record
from deputy_station.features.suggestions.rules.choices import state_word
from deputy_station.features.suggestions.service.finding import (
    FoundSuggestion,
    name_suggestions,
    search_suggestions,
)
from deputy_station.shell.code_shapes import looks_like_code
from deputy_station.shell.days_typed import Span, days_of
from deputy_station.shell.entries import HELP, Found
from deputy_station.shell.help import find_help
from deputy_station.shell.scanned_codes import lead_of
from deputy_station.store import context

MOST_OF_A_KIND = 8
POINTS_WORD = "积分"


@dataclass(frozen=True)
class Typed:
    """What was typed: words in search form, and which of them mean days."""

    words: tuple[str, ...]
    days: Mapping[str, Span]
    session: Any

    @property
    def plain(self) -> tuple[str, ...]:
        """The words that mean no day."""
        return tuple(word for word in self.words if word not in self.days)


def find_matters(session: Any, text: str) -> list[Found]:
    """Everything that fits what was typed, a handful of each kind; the palette puts it in order."""
    words = split_words(text)
    if not words:
        return []
    if looks_like_code(text):
        return find_by_code(session, text)
    typed = Typed(words, days_of(words, context.today(session)), session)
    return [found for finder in FINDERS for found in finder(typed)]


def find_by_code(session: Any, text: str) -> list[Found]:
    """The record of a printed page whose code was copied by hand; one that is refused finds nothing."""
    try:
        lead = lead_of(session, text=text)
    except Refusal:
        return []  # why not is said to the scanner gun; here it is a word like any other
    row_id = lead.filters.get("id")
    named = name_opened(session, [] if row_id is None else [(lead.page, row_id)])
    return [replace(found, filters=lead.filters, fit=Fit.EXACT) for found in named.values()]


def find_deputies(typed: Typed) -> list[Found]:
    """People by name, pinyin and initials with every reading, group and phone."""
    fitting = [
        (fit(typed.words, one.name, keys=one.keys) or Fit.WITHIN, one)
        for one in search_deputies(typed.session, words=typed.words)
    ]
    fitting.sort(key=lambda pair: pair[0])  # by name within each, as they came
    return [_deputy(one, "deputies", found) for found, one in fitting[:MOST_OF_A_KIND]]


def find_points(typed: Typed) -> list[Found]:
    """Somebody's points: 积分 and a name in any spelling, in either order."""
    names = tuple(word for word in typed.words if word != POINTS_WORD)
    if not names or len(names) == len(typed.words):
        return []
    people = search_deputies(typed.session, words=names)
    found = [_deputy(one, "points", fit(names, one.name, keys=one.keys) or Fit.WITHIN) for one in people]
    return sorted(found, key=lambda each: each.fit)[:MOST_OF_A_KIND]


def find_demands(typed: Typed) -> list[Found]:
    """Demands by number and words; who came stays masked, however it was found."""
    year = context.today(typed.session).year
    found = []
    for row in search_demands(typed.session, words=typed.words, limit=MOST_OF_A_KIND):
        numbered = len(typed.words) == 1 and is_number_of(typed.words[0], row, year=year)
        place = Fit.EXACT if numbered else fit(typed.words, row.title)
        found.append(_demand(row, place or Fit.WITHIN))
    return found


def find_activities(typed: Typed) -> list[Found]:
    """Activities by day, title, place and kind."""
    rows = search_activities(typed.session, words=typed.words, days=typed.days, limit=MOST_OF_A_KIND)
    return [_activity(row, _day_fit(typed, row.title, more=[row.kind.label])) for row in rows]


def find_days(typed: Typed) -> list[Found]:
    """Reception days by day, theme and who is on duty; the bare word 接待 is the page's."""
    rows = search_days(typed.session, words=typed.words, days=typed.days, limit=MOST_OF_A_KIND)
    return [_day(row, _day_fit(typed, row.theme)) for row in rows]


def find_suggestions(typed: Typed) -> list[Found]:
    """Suggestions by title, text, signer and unit."""
    rows = search_suggestions(typed.session, words=typed.words, limit=MOST_OF_A_KIND)
    return [_suggestion(row, fit(typed.words, row.title) or Fit.WITHIN) for row in rows]


def find_records(typed: Typed) -> list[Found]:
    """A record by the number printed beside its row in the register: 活123, also with a space in it."""
    number = read_record_number("".join(typed.words))
    found = number and find_record(typed.session, subject=number[0], subject_id=number[1])
    if not found:
        return []
    words = f"{found.record} {found.title}"
    return [Found(words, "记录", found.page, dict(found.filters), note=found.note, fit=Fit.EXACT)]


def find_papers(typed: Typed) -> list[Found]:
    """A paper of a day: 打印签到表 11月20日, 公告 1204. Without a day the command itself is offered."""
    if not typed.days or not typed.plain:
        return []
    days = tuple(typed.days)
    sheet, notice = (_declared(key) for key in ("signin.sheet", "reception.notice"))
    found = []
    sheet_fit, notice_fit = (fit(typed.plain, each.words) for each in (sheet, notice))
    if sheet_fit is not None:
        for activity in search_activities(typed.session, words=days, days=typed.days, limit=4):
            found.append(
                _paper(sheet, activity.held_on, activity.title, sheet_fit, "activities", activity.id)
            )
    for paper, place in ((sheet, sheet_fit), (notice, notice_fit)):
        if place is not None:
            for day in search_days(typed.session, words=days, days=typed.days, limit=4):
                found.append(_paper(paper, day.held_on, "接待日", place, "reception", day.id))
    return found


def find_kept(typed: Typed) -> list[Found]:
    """What went out, by title (number, deputy in it), kind, who, and the day it went out, the newest first; one that
    said the same thing again stands once, as it went out last."""
    rows = search_kept(typed.session, words=typed.words, days=typed.days, limit=4 * MOST_OF_A_KIND)
    once: dict[str, FoundPaper] = {}
    for row in rows:
        once.setdefault(row.title, row)
    newest = list(once.values())[:MOST_OF_A_KIND]
    return [_kept(row, fit(typed.plain or typed.words, row.title) or Fit.WITHIN) for row in newest]


def find_settings(typed: Typed) -> list[Found]:
    """Settings by title, its pinyin, and the words of the help."""
    found = []
    for setting in SETTINGS:
        if setting.hidden:
            continue
        labels = [label for _, label in setting.choices]
        place = fit(
            typed.words,
            setting.title,
            keys=search_keys(setting.title),
            more=[setting.help, setting.group, *labels],
        )
        if place is not None:
            found.append(
                Found(
                    setting.title, "设置", "settings", {"search": setting.title}, note=setting.help, fit=place
                )
            )
    return found


def find_help_pages(typed: Typed) -> list[Found]:
    """Help pages by their title and what they say."""
    return [
        Found(page.title, "帮助", HELP, {"area": page.key}, fit=fit(typed.words, page.title) or Fit.WITHIN)
        for page in find_help(" ".join(typed.words))[:MOST_OF_A_KIND]
    ]


FINDERS: tuple[Callable[[Typed], list[Found]], ...] = (
    find_deputies,
    find_points,
    find_demands,
    find_activities,
    find_days,
    find_suggestions,
    find_records,
    find_papers,
    find_kept,
    find_settings,
    find_help_pages,
)


def name_opened(session: Any, opened: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Found]:
    """The words of things by page and row id, as they are now; what is gone is not among them."""
    named: dict[tuple[str, int], Found] = {}
    for page in {page for page, _ in opened}:
        ids = [row_id for at, row_id in opened if at == page]
        if page in _NAMERS:
            named.update({(page, found.filters["id"]): found for found in _NAMERS[page](session, ids)})
    return named


def _name_people_on(page: str) -> Callable[[Any, Collection[int]], list[Found]]:
    return lambda session, ids: [_deputy(one, page, Fit.WITHIN) for one in name_deputies(session, ids=ids)]


_NAMERS: Mapping[str, Callable[[Any, Collection[int]], list[Found]]] = {
    "deputies": _name_people_on("deputies"),
    "points": _name_people_on("points"),
    "assessment": _name_people_on("assessment"),
    "demands": lambda session, ids: [_demand(row, Fit.WITHIN) for row in name_demands(session, ids=ids)],
    "activities": lambda session, ids: [
        _activity(one, Fit.WITHIN) for one in name_activities(session, ids=ids)
    ],
    "reception": lambda session, ids: [_day(one, Fit.WITHIN) for one in name_days(session, ids=ids)],
    "papers": lambda session, ids: [_kept(row, Fit.WITHIN) for row in name_kept(session, ids=ids)],
    "register": _name_people_on("register"),
    "suggestions": lambda session, ids: [
        _suggestion(one, Fit.WITHIN) for one in name_suggestions(session, ids=ids)
    ],
}
"""Who knows the things of a page; `points` and `assessment` show deputies."""

_PEOPLE_KINDS = {"deputies": "代表", "points": "积分", "assessment": "考核", "register": "登记册"}


def _deputy(one: FoundDeputy, page: str, place: Fit) -> Found:
    return Found(one.name, _PEOPLE_KINDS[page], page, {"id": one.id}, note=one.group, fit=place)


def _demand(row: DemandRow, place: Fit) -> Found:
    note = "，".join(part for part in (row.state.label, row.visitor, row.place) if part)
    return Found(f"{row.number} {row.title}", "诉求", "demands", {"id": row.id}, note=note, fit=place)


def _activity(one: FoundActivity, place: Fit) -> Found:
    note = "，".join([f"{day_words(one.held_on)} {weekday_word(one.held_on)}", one.kind.label])
    return Found(one.title, "活动", "activities", {"id": one.id}, note=note, fit=place)


def _day(one: FoundDay, place: Fit) -> Found:
    words = f"接待日 {day_words(one.held_on)} {weekday_word(one.held_on)}"
    note = "，".join(part for part in (one.state.label, one.theme) if part)
    return Found(words, "接待", "reception", {"id": one.id}, note=note, fit=place)


def _suggestion(one: FoundSuggestion, place: Fit) -> Found:
    note = f"{state_word(one.kind, one.state)}，{day_words(one.proposed_on)}"
    return Found(one.title, "建议", "suggestions", {"id": one.id}, note=note, fit=place)


def _paper(paper: Declared, on: Any, title: str, place: Fit, page: str, row_id: int) -> Found:
    return Found(f"{paper.words} {day_words(on)}", "文书", page, {"id": row_id}, note=title, fit=place)


def _kept(row: FoundPaper, place: Fit) -> Found:
    note = f"{row.word}，{day_words(row.went_out_on)}"
    return Found(row.title, "存底", "papers", {"id": row.id}, note=note, fit=place)


def _declared(key: str) -> Declared:
    return next(each for each in COMMANDS if each.key == key)


def _day_fit(typed: Typed, title: str, more: Sequence[str] = ()) -> Fit:
    """A day named is as good as a name; the other words must then fit by themselves."""
    if typed.days and not typed.plain:
        return Fit.EXACT
    found = fit(typed.plain, search_form(title), more=more)
    return found or Fit.WITHIN
