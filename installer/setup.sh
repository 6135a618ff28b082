# Set-up shared by run.sh and test.sh (sourced, not run): system packages, then `.venv` from requirements.lock.
# A stamp written last tells a finished set-up; without it the virtual environment counts as half made.
# Needs bash; ROOT is the repository's folder. Everything said to people is Chinese and goes to standard error.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
STAMP="$VENV/.ready"
LOG="$ROOT/out/setup.log"
NEWEST_MINOR=13
OLDEST_MINOR=11

# What the xcb, wayland and offscreen platforms, QtWidgets and printing of PySide6-Essentials load from the system
# (found with ldd over its plug-ins), and the fonts that papers and windows use.
QT_PACKAGES=(
    libegl1 libgl1 libopengl0 libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6 libcups2
    libx11-6 libx11-xcb1 libxext6 libxkbcommon0 libxkbcommon-x11-0
    libxcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render0
    libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
    libwayland-client0 libwayland-cursor0 libwayland-egl1
)
FONT_PACKAGES=(fontconfig fonts-noto-cjk fonts-lxgw-wenkai)

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

show_log_and_stop() {
    tail -n 20 "$LOG" >&2 || true
    stop "${1}详细记录在 ${LOG}。"
}

# The words before a command that needs root: nothing for root, sudo when it asks no password; fails otherwise.
root_words() {
    if [ "$(id -u)" = 0 ]; then
        return 0
    fi
    command -v sudo >/dev/null && sudo -n true 2>/dev/null && printf 'sudo'
}

# Of the named Debian packages, those that are not installed, one a line.
missing_packages() {
    local package
    for package in "$@"; do
        if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            printf '%s\n' "$package"
        fi
    done
}

# Install Debian packages, or return 1 having named them.
install_packages() {
    local words first=()
    if ! command -v apt-get >/dev/null || ! words="$(root_words)"; then
        say "缺少系统组件，而这里不能自动安装（没有 root 权限、免密 sudo 或 apt-get）。请让管理员安装后再运行："
        say "    apt-get install $*"
        return 1
    fi
    [ -n "$words" ] && first=("$words")
    say "正在安装系统组件（$# 个）：$*"
    if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null || ! apt_install "$@"; then
        "${first[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >>"$LOG" 2>&1 || true
        if ! apt_install "$@"; then
            tail -n 20 "$LOG" >&2
            say "系统组件没有装成：$*。请检查网络后再运行一次。详细记录在 ${LOG}。"
            return 1
        fi
    fi
}

apt_install() {
    "${first[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@" >>"$LOG" 2>&1 </dev/null
}

in_range() {
    "$1" -c "import sys; sys.exit(not (3, $OLDEST_MINOR) <= sys.version_info[:2] <= (3, $NEWEST_MINOR))" 2>/dev/null
}

# A Python of the range, the system's own first: it is there tomorrow, gets the system's mends, and is built to be quick;
# one that somebody built by hand may be half again as slow. DEPUTY_STATION_PYTHON names another. Prints its path.
find_python() {
    local name found
    for name in "${DEPUTY_STATION_PYTHON:-/usr/bin/python3}" python3.11 python3.12 python3.13 python3; do
        if found="$(command -v "$name")" && in_range "$found"; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    return 1
}

stamp_text() {
    printf '%s\n' "$ROOT"
    "$1" -V
    cat "$ROOT/requirements.lock" "$ROOT/pyproject.toml" "$ROOT/installer/setup.sh" | sha256sum
}

is_ready() {
    [ -f "$STAMP" ] && [ -x "$VENV/bin/python" ] && [ "$(stamp_text "$VENV/bin/python" 2>/dev/null)" = "$(cat "$STAMP")" ]
}

install_system_packages() {
    local missing
    if ! command -v dpkg-query >/dev/null; then
        say "这不是 Debian 系的系统，没有检查系统组件。如果窗口打不开，请安装与这些对应的组件：${QT_PACKAGES[*]} ${FONT_PACKAGES[*]}"
        return 0
    fi
    mapfile -t missing < <(missing_packages "${QT_PACKAGES[@]}" "${FONT_PACKAGES[@]}")
    if [ "${#missing[@]}" -gt 0 ]; then
        install_packages "${missing[@]}" || exit 1
    fi
}

# The Python to make the environment with; installs Debian's when none of the range is there.
ready_python() {
    local python minor
    if ! python="$(find_python)"; then
        install_packages python3 python3-venv || exit 1
        python="$(find_python)" || stop "没有找到 Python 3.$OLDEST_MINOR 到 3.${NEWEST_MINOR}。请安装其中一个，再运行一次。"
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        minor="$("$python" -c 'import sys; print(sys.version_info.minor)')"
        install_packages "python3.$minor-venv" || exit 1
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            stop "$python 不能建立虚拟环境（缺 ensurepip）。请装全 Python，再运行一次。"
    fi
    printf '%s\n' "$python"
}

make_environment() {
    local python="$1"
    if [ -f "$STAMP" ] && [ "$("$VENV/bin/python" -V 2>/dev/null)" = "$("$python" -V)" ] && head -n 1 "$STAMP" | grep -qxF "$ROOT"; then
        rm -f "$STAMP"
        say "依赖清单有变化，正在更新。"
    else
        rm -rf "$VENV"
        say "正在建立运行环境（首次约需 1 到 3 分钟）。"
        "$python" -m venv "$VENV" >>"$LOG" 2>&1 || show_log_and_stop "运行环境没有建成。"
    fi
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check --no-input --only-binary :all: \
        --require-hashes -r "$ROOT/requirements.lock" >>"$LOG" 2>&1 </dev/null ||
        show_log_and_stop "依赖没有装成。请检查网络后再运行一次。"
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check --no-input \
        --no-deps --no-build-isolation -e "$ROOT" >>"$LOG" 2>&1 </dev/null ||
        show_log_and_stop "程序没有装成。"
    QT_QPA_PLATFORM=offscreen "$VENV/bin/python" -c 'from PySide6.QtWidgets import QApplication; QApplication([])' \
        >>"$LOG" 2>&1 || show_log_and_stop "窗口组件（Qt）在这台机器上打不开，多半是缺系统组件。"
    stamp_text "$VENV/bin/python" >"$STAMP.new"
    mv "$STAMP.new" "$STAMP"
}

# Everything above, once; a second start finds the stamp and does nothing.
set_up() {
    local python
    is_ready && return 0
    mkdir -p "$ROOT/out"
    # Two starts at once must not build into the same folder.
    exec 9>"$ROOT/out/setup.lock"
    if command -v flock >/dev/null; then
        flock 9
    fi
    if is_ready; then
        exec 9>&-
        return 0
    fi
    : >"$LOG"
    python="$(ready_python)" || exit 1
    install_system_packages
    make_environment "$python"
    exec 9>&-
    say "准备好了。"
}
