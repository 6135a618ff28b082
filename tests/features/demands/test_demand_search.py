"""One search on two engines: the same hits in the same order, whatever is typed."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from deputy_station.core.cleaning import clean_line, search_form
from deputy_station.core.grams import FIELDS, is_told_by_pieces, mark, pieces_of, pieces_to_ask
from deputy_station.features.demands.models import Channel, Demand, DemandState
from deputy_station.features.demands.rules.choices import Route
from deputy_station.features.demands.service import finding, listing, register, steps, voices
from deputy_station.features.demands.service.listing import DemandFilter, View
from deputy_station.store.database import Database

from .conftest import Town

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
SIGNS = "路灯不亮村北12aZ%_'\"\\|-* 😀𠮷\u200f\u202eé．ﬁ\ue025()Ａ１ßİı㍿國䶮ǅ"
texts = st.text(alphabet=SIGNS, min_size=1, max_size=12)
typed = st.text(alphabet=SIGNS, min_size=1, max_size=6)


class _Undone(Exception):
    """Takes an example back, so that the next one begins with an empty table."""


@given(texts, typed)
def test_the_pieces_of_a_word_are_in_every_text_that_holds_it(text: str, word: str) -> None:
    form, looked_for = search_form(f"村{text}{word}{text}"), search_form(word)
    assert pieces_of(form).issuperset(pieces_to_ask(looked_for))
    tokens = [mark(piece) for piece in pieces_of(form)]
    assert not any(sign.isupper() or sign in " \"'%-*()" for token in tokens for sign in token)


@given(texts, typed)
def test_where_pieces_are_said_to_tell_they_tell(text: str, word: str) -> None:
    form, looked_for = search_form(text), search_form(word)
    if looked_for and is_told_by_pieces(looked_for):
        held = pieces_of(form).issuperset(pieces_to_ask(looked_for))
        assert held == any(looked_for in field for field in form.split(FIELDS))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, texts, st.integers(0, 3)), min_size=1, max_size=8), typed)
@example([("路灯不亮", "村北", 0), ("村北", "路灯不亮", 1), ("亮不灯路", "x", 0)], "路灯不")
@example([("涨了50%", "a_b", 0), ("涨了50", "axb", 0)], "%")
@example([("1", "1", 0), ("2", "2", 1)], " \u200f")
@example([("他说'好'", '"好"', 2), ("𠮷祥😀", "😀", 1)], "😀")
def test_any_search_finds_what_holds_it_in_the_one_order(
    database: Database, town: Town, made: Sequence[tuple[str, str, int]], search: str
) -> None:
    with contextlib.suppress(_Undone), database.transaction() as session:
        _check(session, town, made, search)
        raise _Undone


def _check(session: Session, town: Town, made: Sequence[tuple[str, str, int]], search: str) -> None:
    for number, (title, words, age) in enumerate(made, 1):
        title, words = clean_line(title), clean_line(words)
        session.add(
            Demand(
                station_id=town.station,
                year=2026,
                number=number + 5000,
                title=title,
                words=words,
                channel=Channel.VISIT,
                received_at=NOON - timedelta(days=age),
                search_text=search_form(f"{title}|{words}"),
            )
        )
    session.flush()
    rows = list(session.query(Demand))
    where = DemandFilter(search=search)
    found = [row.id for row in listing.list_demands(session, where=where)]
    assert found == _expected(rows, search)
    assert listing.count_demands(session, where=where) == len(found)
    for size in (1, 2):
        assert _walked(session, where, size) == found
        jumped = [
            row.id
            for start in range(0, len(found), size)
            for row in listing.list_demands(session, where=where, offset=start, limit=size)
        ]
        assert jumped == found


def _expected(rows: Sequence[Demand], search: str) -> list[int]:
    """By looking through every text: titles that begin like the first word, titles with all pieces, the rest; the
    newest day first in each, the last taken down first within a day."""
    words = list(dict.fromkeys(form for form in map(search_form, search.split()) if form))
    if not words:  # nothing but spaces and invisible marks asks for nothing
        return [row.id for row in sorted(rows, key=lambda row: (row.received_at, row.id), reverse=True)]
    if not all(word.strip(FIELDS) for word in words):
        return []
    pieces = {piece for word in words for piece in pieces_to_ask(word)}

    def stage(row: Demand) -> int:
        title = search_form(row.title)
        first = words[0].split(FIELDS)[0][:2]
        if first and title.startswith(first):
            return 0
        return 1 if pieces_of(title) >= pieces else 2

    held = [row for row in rows if all(word in row.search_text for word in words)]
    held.sort(key=lambda row: (stage(row), -row.received_at.toordinal(), -row.id))
    return [row.id for row in held]


def _walked(session: Session, where: DemandFilter, size: int) -> list[int]:
    walked: list[int] = []
    last = None
    while page := listing.list_demands(session, where=where, after=last, limit=size):
        walked += [row.id for row in page]
        last = page[-1]
    return walked


def test_titles_come_first_and_the_newest_of_them_before(database: Database, town: Town) -> None:
    with database.transaction() as session:
        for title, words in (
            ("北村路灯不亮", "晚上黑"),
            ("自来水浑", "路灯下面看得见"),
            ("路灯坏了三盏", "北村口"),
            ("北村的路灯", "换灯泡"),
        ):
            register.register_demand(session, title=title, words=words)
        wanted = ["路灯坏了三盏", "北村的路灯", "北村路灯不亮", "自来水浑"]
        assert [
            row.title for row in listing.list_demands(session, where=DemandFilter(search="路灯"))
        ] == wanted
        assert [row.title for row in finding.search_demands(session, words=("路灯",))] == wanted
        assert [
            row.title for row in finding.search_demands(session, words=("路灯", "北村"), limit=2)
        ] == wanted[:2]


def test_a_number_typed_comes_first_and_a_whole_number_comes_alone(database: Database, town: Town) -> None:
    with database.transaction() as session:
        for words in ("路灯", "水表上写着1号", "1号楼漏水"):
            register.register_demand(session, words=words)
        assert [row.short for row in listing.list_demands(session, where=DemandFilter(search="1"))] == [
            "0001",
            "0003",
            "0002",
        ]
        assert [row.short for row in listing.list_demands(session, where=DemandFilter(search="2026-1"))] == [
            "0001"
        ]
        assert [row.short for row in finding.search_demands(session, words=("2026-3", "漏水"))] == ["0003"]
        assert finding.search_demands(session, words=("2026-3", "路灯")) == []
        assert finding.search_demands(session, words=("2026-9",)) == []


def test_words_and_facts_narrow_one_list_together(database: Database, town: Town) -> None:
    road = town.categories["城乡建设/村镇建设"]
    with database.transaction() as session:
        for number in range(6):
            row = register.register_demand(
                session,
                words=f"第 {number} 处路灯不亮",
                category_id=road if number % 2 else None,
                deputy_ids=[town.deputies["王建国"]] if number % 3 == 0 else [],
            )
            if number > 2:
                steps.assign_demand(
                    session,
                    demand_id=row.id,
                    version=row.version,
                    unit_id=town.units["镇村建办"],
                    route=Route.TOWN,
                )

    def shorts(**fields: object) -> list[str]:
        with database.reading() as session:
            where = DemandFilter(**fields)  # type: ignore[arg-type]
            rows = listing.list_demands(session, where=where)
            assert listing.count_demands(session, where=where) == len(rows)
            by_number = listing.list_demands(session, where=where, order="number", descending=True)
            assert [row.id for row in by_number] == [row.id for row in rows]
            return [row.short for row in rows]

    assert shorts(search="路灯", view=View.TO_ASSIGN) == ["0003", "0002", "0001"]
    assert shorts(search="路灯", unit_id=town.units["镇村建办"]) == ["0006", "0005", "0004"]
    assert shorts(search="路灯", category_id=town.categories["城乡建设"], view=View.OPEN) == [
        "0006",
        "0004",
        "0002",
    ]
    assert shorts(deputy_id=town.deputies["王建国"]) == ["0004", "0001"]
    assert shorts(deputy_id=town.deputies["王建国"], state=DemandState.ASSIGNED) == ["0004"]
    assert shorts(view=View.TO_ACCEPT, state=DemandState.REGISTERED) == []
    assert shorts(year=2025, search="路灯") == []
    assert shorts(year=2026, route=Route.TOWN, search="处路灯不") == ["0006", "0005", "0004"]


def test_other_voices_and_merged_numbers_are_found_but_no_confidential_person(
    database: Database, town: Town
) -> None:
    with database.transaction() as session:
        first = register.register_demand(session, words="桥栏杆断了")
        first = voices.add_voice(
            session,
            demand_id=first.id,
            version=first.version,
            name="张守田",
            phone="13812341234",
            words="孩子差点掉下去",
        )
        first = voices.add_voice(
            session,
            demand_id=first.id,
            version=first.version,
            name="李玉兰",
            phone="13900001111",
            confidential=True,
        )
        other = register.register_demand(session, words="过桥不安全")
        voices.merge_demand(session, demand_id=other.id, version=other.version, into_id=first.id)

    def found(search: str) -> list[int]:
        with database.reading() as session:
            return [row.id for row in listing.list_demands(session, where=DemandFilter(search=search))]

    assert found("差点掉") == found("张守田") == found("zst") == found("381234") == [first.id]
    assert found("李玉兰") == found("lyl") == found("0001111") == []
    assert found("0002") == [other.id, first.id]


def test_a_search_finds_nothing_in_half_a_million_pasted_signs_and_does_not_mind(
    database: Database, town: Town
) -> None:
    with database.transaction() as session:
        register.register_demand(session, words="路灯" * 250_000)
        assert listing.list_demands(session, where=DemandFilter(search="路灯" * 250_000)) != []
        assert listing.list_demands(session, where=DemandFilter(search="灯亮" * 1_000)) == []
        page = "".join(map(chr, range(0x4E00, 0x9FA5)))
        assert listing.list_demands(session, where=DemandFilter(search=page)) == []
        assert listing.list_demands(session, where=DemandFilter(search=" ".join(page))) == []
