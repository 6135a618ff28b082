#!/usr/bin/env bash
# Sets up what is missing, then starts the program; without a display the same main job runs without a window.
# With arguments they are the command line of the program (`bash installer/run.sh doctor`).
set -uo pipefail
# shellcheck source=installer/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

station() { "$VENV/bin/python" -m deputy_station --database "$ROOT/out/demo.db" "$@"; }

# One step of the main job; its file is made new. Stops at the first that fails, with an honest status.
step() {
    local title="$1" file="$2"
    shift 2
    rm -f "$file"
    if ! station "$@"; then
        stop "“${title}”没有做成。"
    fi
    [ -s "$file" ] || stop "“${title}”没有写出 ${file}。"
    files+=("${title}：$file")
}

# The reception day to prepare: the first that was not held yet, else the last; prints its date.
next_reception_day() {
    station reception list --json | "$VENV/bin/python" -c '
import json, sys
days = json.load(sys.stdin)["rows"]
print(next((day for day in days if day["state"] != "held"), days[-1])["held_on"])'
}

without_window() {
    local out="$ROOT/out" files=() year quarter day file
    say "没有显示器，不开窗口；同一套工作改用命令做，结果放在 ${out}。"
    mkdir -p "$out"
    # The demo station is made anew each time, so that a run that broke off leaves nothing behind.
    rm -f "$out"/demo.db "$out"/demo.db-wal "$out"/demo.db-shm
    step "演示站" "$out/demo.db" demo
    read -r year quarter < <("$VENV/bin/python" -c '
from deputy_station.core.clock import Clock
today = Clock().today()
print(today.year, (today.month + 2) // 3)')
    day="$(next_reception_day)" || stop "“接待日”没有列出来。"
    step "签到表" "$out/sign-in.pdf" export sign-in --day "$day" --out "$out/sign-in.pdf"
    step "接待日公告" "$out/notice.pdf" export notice --day "$day" --out "$out/notice.pdf"
    station points --year "$year" --json >"$out/points.json" || stop "“履职积分”没有算成。"
    files+=("履职积分：$out/points.json")
    step "年度考核表" "$out/annual.pdf" export annual --year "$year" --out "$out/annual.pdf"
    step "年度考核汇总" "$out/summary.xlsx" export summary --year "$year" --out "$out/summary.xlsx"
    step "季度抽查" "$out/spot-check.xlsx" \
        export spot-check --year "$year" --quarter "$quarter" --out "$out/spot-check.xlsx"
    station doctor || stop "“数据体检”没有通过。"
    say "都做好了："
    for file in "${files[@]}"; do
        say "  $file"
    done
}

set_up
if [ "$#" -gt 0 ]; then
    exec "$VENV/bin/python" -m deputy_station "$@"
elif [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    exec "$VENV/bin/python" -m deputy_station
else
    without_window
fi
