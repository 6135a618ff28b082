#!/usr/bin/env bash
# Every check and every test, on a fresh machine too: sets up, brings up a throw-away PostgreSQL, runs, tears down.
# Status 0 only when every check and every test passed. `.ci/run` calls this.
set -uo pipefail
# shellcheck source=installer/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT" || exit 1

SCRATCH=""
PG_BIN=""
failed=()

as_server() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

tidy_up() {
    if [ -n "$SCRATCH" ]; then
        if [ -f "$SCRATCH/server/data/postmaster.pid" ]; then
            as_server "$PG_BIN/pg_ctl" -D "$SCRATCH/server/data" -m immediate -w stop >/dev/null 2>&1
        fi
        rm -rf "$SCRATCH"
    fi
}
trap tidy_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

find_postgres() {
    local folder
    for folder in $(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
    done
    return 1
}

# A PostgreSQL of our own on loopback with a random password and no fsync; sets TEST_POSTGRES_URL, or says why not.
start_postgres() {
    local port password home="$SCRATCH/server"
    PG_BIN="$(find_postgres)" || return 1
    if [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; then
        return 1
    fi
    chmod 755 "$SCRATCH"
    mkdir "$home"
    password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
    (umask 077 && printf '%s\n' "$password" >"$home/password")
    [ "$(id -u)" = 0 ] && chown -R postgres "$home"
    port="$("$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
    # A folder that the postgres user may not enter would make every command complain.
    cd / || return 1
    as_server "$PG_BIN/initdb" -D "$home/data" -U station -A scram-sha-256 --pwfile "$home/password" \
        -E UTF8 --locale C.UTF-8 --no-sync >"$SCRATCH/initdb.log" 2>&1 &&
        as_server "$PG_BIN/pg_ctl" -D "$home/data" -w -t 60 -l "$home/server.log" -o "-p $port -c listen_addresses=127.0.0.1 \
-c unix_socket_directories=$home -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=200" \
            start >"$SCRATCH/start.log" 2>&1
    local status=$?
    cd "$ROOT" || return 1
    if [ "$status" != 0 ]; then
        tail -n 5 "$SCRATCH/initdb.log" "$SCRATCH/start.log" "$home/server.log" >&2 2>/dev/null
        return 1
    fi
    export TEST_POSTGRES_URL="postgresql+psycopg://station:$password@127.0.0.1:$port/postgres"
}

# One check with its name in front; a failure is remembered and the rest goes on.
check() {
    local name="$1"
    shift
    say "—— $name"
    if ! "$@"; then
        failed+=("$name")
    fi
}

check_shell() {
    local script status=0
    for script in installer/*.sh .ci/run; do
        bash -n "$script" || status=1
    done
    if command -v shellcheck >/dev/null; then
        shellcheck -x -e SC1111 installer/*.sh .ci/run || status=1
    fi
    return "$status"
}

install_test_packages() {
    local missing=()
    command -v dpkg-query >/dev/null || return 0
    command -v git >/dev/null || missing+=(git)
    find_postgres >/dev/null || missing+=(postgresql)
    command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui) # opens our DOCX as an office would
    [ "${#missing[@]}" = 0 ] && return 0
    mkdir -p "$ROOT/out"
    install_packages "${missing[@]}" || true
}

run_tests() {
    mkdir -p "$SCRATCH/tmp"
    QT_QPA_PLATFORM=offscreen TMPDIR="$SCRATCH/tmp" XDG_DATA_HOME="$SCRATCH/data" XDG_CONFIG_HOME="$SCRATCH/config" \
        env -u DISPLAY -u WAYLAND_DISPLAY -u DEPUTY_STATION_DATABASE \
        "$VENV/bin/python" -m pytest -n 2 --dist worksteal "$@" 2>&1 | tee "$ROOT/out/test.log"
    return "${PIPESTATUS[0]}"
}

set_up
install_test_packages
mkdir -p "$ROOT/out"
# Thousands of small databases: in memory where there is room for them, else on the disk.
if [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ]; then
    SCRATCH="$(mktemp -d -p /dev/shm)"
else
    SCRATCH="$(mktemp -d)"
fi
export PATH="$VENV/bin:$PATH"

check "排版、写法、类型、层次" poe check
check "安装脚本" check_shell
if start_postgres; then
    say "—— 测试：SQLite 和 PostgreSQL $("$PG_BIN/postgres" -V | grep -o '[0-9][0-9.]*' | head -n 1)"
else
    say "—— 测试：只在 SQLite 上。这台机器上起不来 PostgreSQL，它的那一遍没有跑。"
fi
run_tests "$@" || failed+=("测试")

skipped="$(tail -n 1 "$ROOT/out/test.log" | grep -o '[0-9]* skipped' | grep -o '[0-9]*')"
[ -z "${TEST_POSTGRES_URL:-}" ] && say "没有 PostgreSQL：跳过 ${skipped:-0} 项测试（上面的 SKIPPED 行写着各自的原因）。"
if [ "${#failed[@]}" -gt 0 ]; then
    stop "没有通过：${failed[*]}。"
fi
say "全部通过，跳过 ${skipped:-0} 项。"
