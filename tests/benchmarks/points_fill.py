"""A province of deputies and their records of one year, written straight into the tables by SQL.

Some 111 records a deputy (180,000 deputies: 20 million): 72 attendances, 30 deeds, 3 signatures, 4 demands and 2
follow-ups. Towns of sixty deputies hold activities of all kinds, more or fewer of each; who came, and what each did,
is mixed by a hash of the numbers, so that hardly two deputies have the same year. Two in a hundred began or ended
their mandate within the year.
"""

from sqlalchemy import Connection, Table, text

import deputy_station.schema  # noqa: F401  (the metadata must be whole)
from deputy_station.features.activities.models import Attendance, Deed
from deputy_station.features.demands.models import DemandDeputy, DemandStep
from deputy_station.features.suggestions.models import SuggestionSigner
from deputy_station.store.database import Database

TOWN = 60
ATTENDANCES, DEEDS, SIGNATURES, DEMANDS, FOLLOW_UPS = 72, 30, 3, 4, 2
RECORDS = ATTENDANCES + DEEDS + SIGNATURES + DEMANDS + FOLLOW_UPS
YEAR = 2026

ACTIVITY_KINDS = (
    ("congress_plenary", 8),
    ("congress_review", 6),
    ("congress_vote", 4),
    ("congress_preparation", 4),
    ("group_activity", 18),
    ("reception", 26),
    ("training", 12),
    ("inspection", 12),
    ("invited_meeting", 6),
    ("themed_practice", 4),
)
STATES = (("present", 88), ("late", 3), ("left_early", 1), ("leave", 5), ("absent", 3))
DEED_KINDS = (
    ("voter_contact", 55),
    ("speech", 20),
    ("good_deed", 10),
    ("report", 7),
    ("award", 5),
    ("duty_report", 3),
)


def fill_province(database: Database, deputies: int) -> None:
    """So many deputies with their records. Indexes are laid once, when the rows are there."""
    postgres = database.engine.dialect.name == "postgresql"
    laid = [
        index
        for model in (Attendance, Deed, SuggestionSigner, DemandDeputy, DemandStep)
        if isinstance(model.__table__, Table)
        for index in model.__table__.indexes
    ]
    with database.engine.connect() as connection:
        if postgres:
            # Keys between the tables are looked up row by row; here they are right by arithmetic.
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.commit()
        else:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        for index in laid:
            index.drop(connection)
        for statement in _statements(deputies, postgres=postgres):
            connection.execute(text(statement))
            if postgres:
                connection.commit()
        for index in laid:
            index.create(connection)
        connection.commit()
        _settle(connection, postgres=postgres)


def _settle(connection: Connection, *, postgres: bool) -> None:
    if postgres:
        # A server cleans up and counts by itself after a while.
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
        return
    connection.exec_driver_sql("ANALYZE")
    connection.commit()


def _statements(deputies: int, *, postgres: bool) -> list[str]:
    towns = -(-deputies // TOWN)

    def series(count: int) -> str:
        if postgres:
            return f"(SELECT n::bigint AS n FROM generate_series(0, {count - 1}) AS s(n)) AS s"
        return f"(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {count - 1}) SELECT n FROM s) AS s"

    def hashed(first: str, second: str, below: int) -> str:
        mixed = f"((({first}) * 2654435761 + ({second}) * 2797501707) % 4294967291)"
        return f"(({mixed} * 69621 % 2147483647) / 7 % {below})"

    def day(number: str) -> str:
        if postgres:
            return f"(DATE '{YEAR}-01-04' + ({number})::integer)"
        return f"date('{YEAR}-01-04', ({number}) || ' days')"

    def instant(number: str) -> str:
        if postgres:
            return f"(TIMESTAMPTZ '{YEAR}-01-04 02:00:00+00' + ({number})::integer * INTERVAL '1 day')"
        return f"(date('{YEAR}-01-04', ({number}) || ' days') || ' 02:00:00.000000')"

    def one_of(shares: tuple[tuple[str, int], ...], number: str) -> str:
        upto, cases = 0, []
        for word, share in shares:
            upto += share
            cases.append(f"WHEN {number} < {upto} THEN '{word}'")
        return f"CASE {' '.join(cases)} END"

    def says(number: str) -> str:
        told = (("unsatisfied", 1), ("half_solved", 2), ("fair", 3), ("satisfied", 10))
        cases = " ".join(f"WHEN ({number}) % 10 < {upto} THEN '{word}'" for word, upto in told)
        return f"CASE {cases} END"

    yes, no = ("true", "false") if postgres else ("1", "0")
    town, deputy = f"((n % {deputies}) / {TOWN})", f"(n % {deputies} + 1)"
    turn = f"(n / {deputies})"
    suggestions, demands = -(-deputies * SIGNATURES // 3), deputies * DEMANDS
    return [
        f"""INSERT INTO stations (id, name, code, township, district, address, phone, is_home, version)
            VALUES (1, '测速站', '测速', '测速镇', '测速区', '', '', {yes}, 1)""",
        f"""INSERT INTO deputies (id, name, ethnicity, party, education, work_unit, phone, address, card_number, note,
                search_keys, sort_key, version, born)
            SELECT n + 1, '代表' || n, '', '', '', '', '', '', '', '', '', '', 1, '' FROM {series(deputies)}""",
        f"""INSERT INTO mandates (id, deputy_id, level, started_on, ended_on, end_reason, version)
            SELECT n + 1, n + 1, 'town', CASE WHEN n % 100 = 7 THEN {day("60 + n % 90")} ELSE {day("-1000")} END,
                CASE WHEN n % 100 = 8 THEN {day("100 + n % 90")} END, '', 1 FROM {series(deputies)}""",
        f"""INSERT INTO activities (id, kind, title, held_on, place, organiser, session_name, content, result, cancelled,
                version)
            SELECT n + 1, {one_of(ACTIVITY_KINDS, hashed(f"n / {towns}", f"n % {towns} / 4", 100))}, '活动' || n,
                {day(f"(n / {towns}) * 4 + n % 4")}, '', '', '第' || (n / {towns} / 36) || '次会议', '', '',
                {no}, 1 FROM {series(towns * ATTENDANCES)}""",
        f"""INSERT INTO attendances (id, activity_id, deputy_id, expected, state, leave_reason, leave_approved_by, note,
                version)
            SELECT n + 1, {turn} * {towns} + {town} + 1, {deputy}, {yes},
                {one_of(STATES, hashed("n", turn, 100))}, '', '', '', 1 FROM {series(deputies * ATTENDANCES)}""",
        f"""INSERT INTO deeds (id, kind, deputy_id, done_on, title, place, details, quantity, accepted, manner,
                votes_satisfied, votes_fair, votes_unsatisfied, awarded_by, version)
            SELECT n + 1, kind, deputy, done_on, '事项' || n, '', '', CASE kind WHEN 'voter_contact' THEN quantity ELSE 1 END,
                accepted, CASE kind WHEN 'duty_report' THEN manner END, CASE kind WHEN 'duty_report' THEN 30 + quantity END,
                CASE kind WHEN 'duty_report' THEN quantity END, CASE kind WHEN 'duty_report' THEN quantity / 3 END, '', 1
            FROM (SELECT n, {one_of(DEED_KINDS, hashed(turn, "n * 3", 100))} AS kind, {deputy} AS deputy,
                {day(f"{turn} * 10 + n % 7")} AS done_on, 1 + {hashed("n", "7", 10)} AS quantity,
                CASE WHEN n % 20 = 3 THEN {no} ELSE {yes} END AS accepted,
                CASE WHEN n % 3 = 0 THEN 'written' ELSE 'oral' END AS manner FROM {series(deputies * DEEDS)}) AS made""",
        f"""INSERT INTO suggestions (id, title, text, kind, proposed_on, state, reply, excellent, refusal_reason, version)
            SELECT n + 1, '建议' || n, '', CASE n % 4 WHEN 0 THEN 'livelihood' WHEN 1 THEN 'session' ELSE 'between' END,
                {day("n % 300")}, CASE n % 15 WHEN 0 THEN 'refused' ELSE 'closed' END, '',
                CASE n % 40 WHEN 0 THEN {yes} ELSE {no} END, '', 1 FROM {series(suggestions)}""",
        f"""INSERT INTO suggestion_signers (suggestion_id, deputy_id, role)
            SELECT {deputy}, ({deputy} + {turn} * 7) % {deputies} + 1,
                CASE {turn} WHEN 0 THEN 'lead' ELSE 'co_sign' END FROM {series(deputies * SIGNATURES)}""",
        f"""INSERT INTO demands (id, station_id, year, number, title, words, wish, channel, received_at, visitor_name,
                visitor_phone, visitor_address, people, confidential, place, opinion, co_units, state, assigned_on,
                deadline_arithmetic, deadline_provisional, result, solved, informed_how, struck_off_on, rounds, urged,
                search_text, version, followed_up_on, satisfaction)
            SELECT n + 1, 1, {YEAR}, n + 1, '诉求' || n, '', '', 'reception', {instant("n % 300")}, '', '', '', 1, {no},
                '', '', '', CASE n % 5 WHEN 0 THEN 'handling' ELSE 'struck_off' END, {day("n % 300 + 3")}, '', {no}, '',
                CASE n % 3 WHEN 0 THEN {no} ELSE {yes} END, '', CASE n % 5 WHEN 0 THEN NULL ELSE {day("n % 300 + 20")} END,
                1, 0, '', 1, CASE n % 2 WHEN 0 THEN {day("n / 2 % 300 + 25")} END,
                CASE n % 2 WHEN 0 THEN {says("n / 2")} END FROM {series(demands)}""",
        f"""INSERT INTO demand_deputies (demand_id, deputy_id)
            SELECT n + 1, {hashed("n", "11", deputies)} + 1 FROM {series(demands)}""",
        f"""INSERT INTO demand_steps (id, demand_id, at, actor, step, state_after, sentence, note, satisfaction)
            SELECT n + 1, n * 2 + 1, {instant("n % 300 + 25")}, '联络员', 'follow_up', 'settled', '', '',
                {says("n")} FROM {series(deputies * FOLLOW_UPS)}""",
    ]
