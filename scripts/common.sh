# Sourced by the other scripts: a virtual environment with this project in it, and what Debian has to add.
# Nothing here is repeated when nothing has changed.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
: "${PYTHON:=python3}"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# debian PACKAGE...: install Debian packages, if this is Debian (or a child of it) and the user may.
debian() {
    local as_root=()
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 1
        # With nobody there to type a password, sudo must not ask for one.
        if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
        "${as_root[@]}" true || return 1
    fi
    say "Installing from Debian: $*"
    # Its running account is long and says nothing; what goes wrong comes on standard error.
    "${as_root[@]}" apt-get update -qq >/dev/null &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_python() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
        fail "Python 3.10 or newer is needed. Install it, or set PYTHON to one, for example PYTHON=python3.11."
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv ||
        fail "Python's venv module is missing. Install it (on Debian: apt install python3-venv) and run this again."
}

# Without a font nothing can be drawn: not a page of a document, not the browser's text. Liberation has the widths of Arial.
need_font() {
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts \
        \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit 2>/dev/null)" ] ||
        debian fonts-liberation ||
        fail "No font is installed. Install one (on Debian: apt install fonts-liberation) and run this again."
}

need_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then
        [ -x "$CHROMIUM" ] || fail "CHROMIUM names $CHROMIUM, which is no program."
    elif ! command -v chromium >/dev/null; then
        debian chromium ||
            fail "The browser tests need Chromium. Install it (on Debian: apt install chromium), or set CHROMIUM to its path."
    fi
}

# What the installed project was built from. A changed Python file needs no new installation: it is editable.
sources() {
    {
        find . -maxdepth 1 -type f \( -name '*.toml' -o -name '*.json' -o -name '*.js' -o -name '.yarnrc.yml' -o -name yarn.lock \)
        # Nor does a changed front end, where it is not built.
        [ -n "${SKIP_JUPYTER_BUILDER:-}" ] ||
            find jupyter-config labextension/src labextension/style labextension/schema -type f
    } | LC_ALL=C sort | xargs sha256sum
}

usable() {
    [ -x "$1/bin/pip" ] && [ "$("$1/bin/python" -V)" = "$("$PYTHON" -V)" ] && "$1/bin/pip" --version >/dev/null 2>&1
}

# environment DIRECTORY EXTRAS PACKAGE...: make a virtual environment with the project and the packages, put it on PATH.
environment() {
    local directory="$1" extras="$2" stamp
    shift 2
    need_python
    stamp="$("$PYTHON" -V) $PWD $extras $* $(sources | sha256sum)"
    if [ "$(cat "$directory/.stamp" 2>/dev/null)" != "$stamp" ]; then
        if ! usable "$directory"; then # half-made, of another Python, or moved: not mended but made anew
            rm -rf "$directory"
            "$PYTHON" -m venv "$directory"
        fi
        say "Installing jupyter-onlyoffice[$extras] into $directory (a few minutes the first time)"
        rm -f "$directory/.stamp"
        if [ -n "${SKIP_JUPYTER_BUILDER:-}" ]; then
            mkdir -p jupyter_onlyoffice/labextension # installed as it is, whatever is in it
        else
            rm -rf jupyter_onlyoffice/labextension # so that it is built from the sources that are there now
        fi
        "$directory/bin/pip" install --quiet --editable ".[$extras]" "$@"
        printf '%s' "$stamp" >"$directory/.stamp"
    fi
    export VIRTUAL_ENV="$PWD/$directory" PATH="$PWD/$directory/bin:$PATH"
}
