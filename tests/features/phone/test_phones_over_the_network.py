"""The page over real sockets on loopback: signing in, leaving a demand, and everything it refuses."""

import http.client
import re
import socket
import threading
import time as seconds_of
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from deputy_station.core import error_log
from deputy_station.features.activities.models import AttendanceState
from deputy_station.features.activities.service.attendance import list_attendance
from deputy_station.features.demands.models import Channel, Demand
from deputy_station.features.history.models import HistoryLine
from deputy_station.store.database import Database
from tests.features.phone.phone_hall import (
    CODES,
    Phone,
    give_codes,
    held_activity,
    open_page,
    say_raw,
    with_limits,
)


@pytest.fixture
def hall(database: Database, people: dict[str, int]) -> int:
    """An activity of this morning; four deputies have codes."""
    give_codes(database, people)
    return held_activity(database, people)


def demands(database: Database) -> list[Demand]:
    with database.reading() as session:
        return list(session.scalars(select(Demand).order_by(Demand.id)))


def test_a_deputy_types_the_code_and_reads_name_time_and_in_time(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        said = Phone(server).sign("100 002")
        assert said.status == 200
        assert "李秀英" in said.page
        assert "签到成功" in said.page
        assert "9:00:00" in said.page
        assert server.counters.signed_in == 1
    with database.reading() as session:
        row = next(r for r in list_attendance(session, activity_id=hall) if r.deputy == "李秀英")
        actors = set(
            session.scalars(select(HistoryLine.actor).where(HistoryLine.action == "attendance.record"))
        )
    assert row.state is AttendanceState.PRESENT
    assert actors == {"手机页面"}


def test_the_first_page_names_nobody_and_lists_nothing(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        page = Phone(server).get().page
    assert "11月代表接待日" in page
    assert not [name for name in ("王建国", "李秀英", "张守田", "曾国藩") if name in page]


def test_a_wrong_code_is_told_so_and_the_form_is_there_again(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        said = phone.sign("987654")
        assert said.status == 403
        assert "个人码不对" in said.page
        assert not [name for name in CODES if name in said.page]
        assert phone.post("/sign", ticket=said.ticket, code=CODES["王建国"]).status == 200
        assert (server.counters.signed_in, server.counters.wrong_codes) == (1, 1)


def test_a_visitor_leaves_a_demand_and_reads_its_number_and_the_desk_phone(
    database: Database, hall: int
) -> None:
    with open_page(database, hall) as server:
        said = Phone(server).leave(
            "村口的路灯坏了半个月，晚上看不见路。\r\n请修一修。",
            name="刘大娘",
            phone="13812341234",
            village="东街村",
            confidential="1",
        )
        assert server.counters.demands == 1
    [demand] = demands(database)
    assert f"东街-{demand.year}-" in said.page or str(demand.number) in said.page
    assert "0561－5550123" in said.page
    assert demand.channel is Channel.QR
    assert demand.words == "村口的路灯坏了半个月，晚上看不见路。\n请修一修。"
    assert (demand.visitor_name, demand.visitor_phone, demand.visitor_address, demand.confidential) == (
        "刘大娘",
        "13812341234",
        "东街村",
        True,
    )


def test_a_demand_without_words_comes_back_with_what_was_typed(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        said = Phone(server).leave("  ", name='<b onclick="x">刘</b>')
    assert said.status == 422
    assert "请写下您要反映的事" in said.page
    assert "&lt;b onclick=&quot;x&quot;&gt;刘&lt;/b&gt;" in said.page
    assert demands(database) == []


def test_each_field_of_a_demand_has_its_longest(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        said = [
            phone.leave("字" * 1501),
            phone.leave("灯坏了", name="名" * 41),
            phone.leave("灯坏了", phone="1" * 21),
            phone.leave("灯坏了", village="村" * 61),
        ]
        longest = phone.leave("字" * 1500, name="名" * 40, phone="1" * 20, village="村" * 60)
    assert [each.status for each in said] == [422] * 4
    assert "“要反映的事”最多 1500 个字，您写了 1501 个" in said[0].page
    assert longest.status == 200
    assert [len(demand.words) for demand in demands(database)] == [1500]


def test_the_field_nobody_sees_catches_programs(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        assert Phone(server).leave("买药请打电话", website="http://x").status == 403
        assert server.counters.refused == 1
    assert demands(database) == []


def test_an_activity_without_visitors_has_no_form_for_them(database: Database, hall: int) -> None:
    with open_page(database, hall, with_demands=False) as server:
        phone = Phone(server)
        assert "反映问题" not in phone.get().page
        assert phone.get("/demand").status == 404
        assert phone.post("/demand", words="灯坏了").status == 404


def test_a_form_sent_again_gets_its_first_answer_and_is_one_record(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        ticket = phone.get("/demand").ticket
        first = phone.post("/demand", ticket=ticket, words="路灯坏了")
        second = phone.post("/demand", ticket=ticket, words="别的话")
    assert (first.status, first.page) == (200, second.page)
    assert [demand.words for demand in demands(database)] == ["路灯坏了"]


def test_fifty_taps_at_once_are_one_demand(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        ticket = phone.get("/demand").ticket
        pages: list[str] = []
        taps = [
            threading.Thread(
                target=lambda: pages.append(phone.post("/demand", ticket=ticket, words="路灯坏了").page)
            )
            for _ in range(50)
        ]
        for tap in taps:
            tap.start()
        for tap in taps:
            tap.join()
    assert len(pages) == 50
    assert len(set(pages)) == 1
    assert len(demands(database)) == 1


@pytest.mark.parametrize("ticket", ["", "abc", "A" * 44, "é"])
def test_a_form_without_a_ticket_of_ours_is_not_taken(database: Database, hall: int, ticket: str) -> None:
    with open_page(database, hall) as server:
        said = Phone(server).post("/sign", ticket=ticket, code=CODES["王建国"])
        assert said.status == 409
        assert server.counters.signed_in == 0


def test_a_ticket_of_one_form_is_none_of_the_other_and_none_of_another_start(
    database: Database, hall: int
) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        other = phone.get("/demand").ticket
        assert phone.post("/sign", ticket=other, code=CODES["王建国"]).status == 409
        old, old_home = phone.get().ticket, phone.home
    with open_page(database, hall) as server:
        phone = Phone(server)
        assert phone.ask("GET", old_home).status == 404
        assert phone.post("/sign", ticket=old, code=CODES["王建国"]).status == 409


def test_every_answer_has_the_strict_headers_and_nothing_of_the_server(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        replies = [
            phone.get(),
            phone.sign(CODES["王建国"]),
            phone.ask("GET", "/"),
            phone.ask("PUT", phone.home),
            phone.ask("GET", phone.home, headers={"Host": "evil.example"}),
        ]
    for reply in replies:
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert not {"server", "date", "x-powered-by", "set-cookie"} & set(reply.headers)
        assert "<script" not in reply.page
        assert not re.search(r'(?:src|href|action)="(?!/a/|data:,)', reply.page)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/a/",
        "/a/wrong-token",
        "/favicon.ico",
        "/docs",
        "/openapi.json",
        "/static/../../station.db",
        "/a/%2e%2e/%2e%2e/etc/passwd",
        "//evil.example/a",
        "/a/" + "x" * 600,
    ],
)
def test_only_the_address_on_the_poster_is_answered(database: Database, hall: int, path: str) -> None:
    with open_page(database, hall) as server:
        said = Phone(server).ask("GET", path)
    assert said.status in (404, 414)
    assert "11月代表接待日" not in said.page
    assert "请重新扫一次二维码" in said.page


def test_tricks_below_the_right_address_find_nothing(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        for more in ("/", "/sign/..", "/%64emand", "/demand/", "/../../station.db"):
            assert phone.get(more).status == 404, more


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_other_methods_are_refused(database: Database, hall: int, method: str) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        assert phone.ask(method, phone.home).status == 405


def test_a_post_to_a_page_that_is_only_read_is_refused(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        assert Phone(server).post("", code="1").status == 405


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_name_for_this_computer_is_refused(database: Database, hall: int, host: str) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        assert phone.ask("GET", phone.home, headers={"Host": host}).status == 421


def test_two_hosts_or_none_are_refused(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        path = Phone(server).home.encode()
        ours = f"Host: 127.0.0.1:{server.running.port}\r\n".encode()
        assert say_raw(server, b"GET " + path + b" HTTP/1.1\r\n" + ours + ours + b"\r\n")[9:12] == b"400"
        assert say_raw(server, b"GET " + path + b" HTTP/1.1\r\n\r\n")[9:12] == b"400"
        assert say_raw(server, b"GET " + path + b" HTTP/1.0\r\n\r\n")[9:12] == b"421"


def test_a_form_of_another_site_is_refused(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        sent = urlencode({"ticket": phone.get().ticket, "code": CODES["王建国"]})
        for origin in ("http://evil.example", "null"):
            assert phone.ask("POST", phone.home + "/sign", sent, {"Origin": origin}).status == 403
        ours = f"http://127.0.0.1:{server.running.port}"
        assert phone.ask("POST", phone.home + "/sign", sent, {"Origin": ours}).status == 200


def test_a_body_beyond_16_kb_is_refused(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        ticket = phone.get("/demand").ticket
        room = 16 * 1024 - len(f"ticket={ticket}&words=")
        assert phone.post("/demand", ticket=ticket, words="x" * (room + 1)).status == 413
        assert (
            phone.post("/demand", ticket=ticket, words="x" * room).status == 422
        )  # taken, but too many words
    assert demands(database) == []


def test_a_body_without_end_is_cut_off(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        path = Phone(server).home.encode()
        head = (
            b"POST "
            + path
            + b"/sign HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % server.running.port
            + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000000\r\n\r\n"
        )
        heard = say_raw(server, head + b"x" * 3_000_000)
        assert heard[9:12] in (b"413", b"")
        assert Phone(server).get().status == 200


def test_other_kinds_of_bodies_are_refused(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        phone = Phone(server)
        path = phone.home + "/sign"
        for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain", ""):
            assert phone.ask("POST", path, "{}", {"Content-Type": kind}).status == 415, kind
        for body in ("code", "a=1&" * 20 + "a=1", "code=%ff%fe", "=&=&;"):
            assert phone.ask("POST", path, body).status == 400, body
        assert phone.ask("GET", phone.home, "a=1").status == 400


MALFORMED = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET\r\n\r\n",
    b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    b"GET /" + b"y" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\r\n" * 10_000,
]


@pytest.mark.parametrize("sent", MALFORMED)
def test_what_is_no_request_is_answered_in_chinese_or_hung_up_on(
    database: Database, hall: int, sent: bytes
) -> None:
    with open_page(database, hall, limits=with_limits(request_seconds=0.5)) as server:
        heard = say_raw(server, sent)
        assert heard == b"" or (heard[9:10] == b"4" and "没有办成".encode() in heard)
        assert server.counters.refused >= 1
        assert Phone(server).get().status == 200


def test_requests_that_do_not_wait_for_the_answer_are_hung_up_on(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        one = f"GET {Phone(server).home} HTTP/1.1\r\nHost: 127.0.0.1:{server.running.port}\r\n\r\n".encode()
        assert say_raw(server, one * 50).count(b"HTTP/1.1 200") <= 1
        assert server.counters.refused == 1
        assert Phone(server).get().status == 200


def test_chunked_bodies_and_two_lengths_are_no_way_in(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        path = Phone(server).home.encode()
        head = (
            b"POST "
            + path
            + b"/sign HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % server.running.port
            + b"Content-Type: application/x-www-form-urlencoded\r\n"
        )
        chunked = head + b"Transfer-Encoding: chunked\r\n\r\n5\r\ncode=\r\n0\r\n\r\n"
        both = head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        assert say_raw(server, chunked)[9:12] == b"400"
        assert say_raw(server, both)[9:12] == b"400"


def test_a_request_that_comes_in_drops_is_cut_off_however_often_a_drop_falls(
    database: Database, hall: int
) -> None:
    with open_page(database, hall, limits=with_limits(request_seconds=0.6)) as server:
        begun = seconds_of.monotonic()
        with socket.create_connection(("127.0.0.1", server.running.port), 10) as line:
            line.settimeout(0.1)
            sent = 0
            gone = False
            while not gone and seconds_of.monotonic() < begun + 8:
                try:
                    line.sendall(b"GET /a HTTP/1.1\r\nX: "[sent % 20 : sent % 20 + 1])
                    sent += 1
                    gone = line.recv(10) == b""
                except TimeoutError:
                    continue
                except OSError:
                    gone = True
        assert gone
        assert seconds_of.monotonic() - begun < 4
        assert sent > 3


def test_hundreds_of_half_open_lines_keep_nobody_out(database: Database, hall: int) -> None:
    with open_page(database, hall, limits=with_limits(request_seconds=1.0)) as server:
        slow = []
        try:
            for number in range(300):
                line = socket.create_connection(
                    ("127.0.0.1", server.running.port), 5, (f"127.0.0.{2 + number % 6}", 0)
                )
                line.sendall(b"POST /a HTTP/1.1\r\n")
                slow.append(line)
            assert Phone(server).sign(CODES["王建国"]).status == 200
            for line in slow:
                line.settimeout(10)
                try:
                    assert line.recv(10) == b""
                except ConnectionResetError:
                    continue
        finally:
            for line in slow:
                line.close()
        assert Phone(server, "127.0.0.2").get().status == 200


def test_one_address_has_only_so_many_lines(database: Database, hall: int) -> None:
    with open_page(database, hall, limits=with_limits(connections_per_client=3)) as server:
        place = ("127.0.0.1", server.running.port)
        lines = [
            http.client.HTTPConnection(*place, timeout=5, source_address=("127.0.0.7", 0)) for _ in range(4)
        ]
        try:
            path = Phone(server).home
            for line in lines[:3]:
                line.request("GET", path)
                assert line.getresponse().read()
            with pytest.raises(OSError):  # noqa: PT011, PT012 - reset or hung up, as it happens
                lines[3].request("GET", path)
                lines[3].getresponse()
            assert Phone(server, "127.0.0.8").get().status == 200
        finally:
            for line in lines:
                line.close()


def test_a_flood_from_one_address_is_told_to_wait_and_others_go_on(database: Database, hall: int) -> None:
    limits = with_limits(requests_per_client_at_once=10.0, requests_per_client=0.001)
    with open_page(database, hall, limits=limits) as server:
        flooding = Phone(server, "127.0.0.9")
        statuses = [flooding.get().status for _ in range(14)]
        assert statuses == [200] * 10 + [429] * 4
        assert Phone(server).sign(CODES["王建国"]).status == 200
        assert server.counters.refused == 4


def test_after_five_wrong_codes_an_address_waits_even_with_a_right_one(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        guessing = Phone(server, "127.0.0.9")
        assert [guessing.sign(f"00000{n}").status for n in range(5)] == [403] * 5
        waiting = guessing.sign(CODES["王建国"])
        assert waiting.status == 429
        assert re.search(r"请等 1[0-3] 秒再试", waiting.page)
        assert Phone(server).sign(CODES["王建国"]).status == 200
        assert server.counters.wrong_codes == 5


def test_guesses_sent_all_at_once_are_counted_before_they_are_tried(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        guessing = Phone(server, "127.0.0.9")
        tickets = [guessing.get().ticket for _ in range(25)]
        statuses: list[int] = []
        threads = [
            threading.Thread(
                target=lambda n=n, t=t: statuses.append(
                    guessing.post("/sign", ticket=t, code=f"{n:06}").status
                )
            )
            for n, t in enumerate(tickets)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses.count(403) == 5
        assert statuses.count(429) == 20


def test_a_hall_behind_one_address_signs_in_all_at_once(database: Database, people: dict[str, int]) -> None:
    codes = [f"{number:06}" for number in range(300_000, 300_006)]
    give_codes(database, people, dict(zip(people, codes, strict=True)))
    activity = held_activity(database, people, expected=tuple(people))
    with open_page(database, activity) as server:
        shared = Phone(server, "127.0.0.5")
        tickets = [shared.get().ticket for _ in range(24)]
        statuses: list[int] = []
        threads = [
            threading.Thread(
                target=lambda n=n, t=t: statuses.append(
                    shared.post("/sign", ticket=t, code=codes[n % 6]).status
                )
            )
            for n, t in enumerate(tickets)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [200] * 24
        assert server.counters.signed_in == 6


def test_right_codes_are_never_counted_against_an_address(database: Database, hall: int) -> None:
    with open_page(database, hall) as server:
        shared = Phone(server)
        assert {shared.sign(CODES["王建国"]).status for _ in range(12)} == {200}


def test_a_queue_that_is_full_says_so_and_the_same_form_can_be_sent_again(
    database: Database, hall: int
) -> None:
    with open_page(database, hall, limits=with_limits(waiting=0)) as server:
        phone = Phone(server)
        said = phone.sign(CODES["王建国"])
        assert said.status == 503
        assert "现在人多" in said.page


def test_while_the_database_is_held_phones_wait_and_nothing_is_lost(database: Database, hall: int) -> None:
    with open_page(database, hall, limits=with_limits(answer_seconds=0.3)) as server:
        phone = Phone(server)
        ticket = phone.get("/demand").ticket
        if database.is_file:
            with database.transaction():
                said = phone.post("/demand", ticket=ticket, words="路灯坏了")
                assert said.status == 503
                assert "正在登记" in said.page
        while (again := phone.post("/demand", ticket=ticket, words="路灯坏了")).status == 503:
            pass
        assert again.status == 200
    assert len(demands(database)) == 1


def test_many_at_once_are_all_signed_in_each_once(database: Database, people: dict[str, int]) -> None:
    codes = {name: f"20000{number}" for number, name in enumerate(people)}
    give_codes(database, people, codes)
    activity = held_activity(database, people, expected=tuple(people))
    with open_page(database, activity) as server:
        statuses: list[int] = []
        threads = [
            threading.Thread(
                target=lambda code=code, n=n: statuses.append(Phone(server, f"127.0.0.{n}").sign(code).status)
            )
            for n, code in enumerate([*codes.values()] * 4, 2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [200] * 24
        assert server.counters.signed_in == 6
    with database.reading() as session:
        lines = session.scalar(
            select(func.count()).select_from(HistoryLine).where(HistoryLine.action == "attendance.record")
        )
    assert lines == 6


def test_our_own_bugs_get_a_page_and_a_line_without_anybodys_words(
    database: Database, hall: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(error_log, "keep_details", lambda details, at: kept.append(details))

    who = ("刘大娘", "13812341234")

    def broken(*_: object, **__: object) -> None:
        raise ValueError(*who)

    monkeypatch.setattr("deputy_station.features.phone.service.writer.leave_demand", broken)
    with open_page(database, hall) as server:
        said = Phone(server).leave("路灯坏了", name="刘大娘", phone="13812341234")
    assert said.status == 500
    assert "请到接待台办理" in said.page
    assert len(kept) == 1
    assert "ValueError" in kept[0]
    assert "13812341234" not in kept[0]
    assert "刘大娘" not in kept[0]
    out, err = capfd.readouterr()
    assert out + err == ""
