# shellcheck shell=bash
# What the project needs from the machine: system packages, which are installed where that is possible, and a Swift
# toolchain, which is looked for. Sourced. Whatever is said goes to standard error: standard output is the program's.

# shellcheck disable=SC2034 # for the scripts
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() { printf '%s\n' "$@" >&2; }

fail() {
    say "$@"
    exit 1
}

has() { type -P "$1" >/dev/null; }

# Asks for what a package gives and not for the package, so that an ffmpeg built by hand counts, and a system without
# Debian's packages is checked alike. Prints Debian's names.
missing_packages() {
    local library
    has pkg-config || echo pkg-config
    for library in libedit:libedit-dev sqlite3:libsqlite3-dev zlib:zlib1g-dev; do
        pkg-config --exists "${library%:*}" 2>/dev/null || echo "${library#*:}"
    done
    has ffmpeg && has ffprobe || echo ffmpeg
    # Any font will do.
    [[ -n $(find -L /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' -print -quit 2>/dev/null) ]] ||
        echo fonts-dejavu-core
}

# What the Swift compiler itself leaves to the system.
missing_compiler_packages() {
    has git || echo git
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || echo ca-certificates
    compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null || echo g++
}

# Runs apt-get as root. Its report is kept, and shown only if it fails.
apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -y "$@"; }

become_root() {
    as_root=()
    ((EUID != 0)) || return 0
    has sudo || return 1
    as_root=(sudo)
    sudo -n true 2>/dev/null && return 0
    [[ -t 2 ]] || return 1
    say "This needs root; sudo may ask for your password."
    sudo -v
}

install_packages() {
    local as_root report by_hand="apt-get update && apt-get install $*"
    has apt-get || fail "These are missing, by the names that Debian gives them: $*." \
        "Install them with this system's package manager, then run this again."
    become_root || fail "System packages are missing: $*." \
        "Installing them needs root, and sudo does not give it here. Run this as root, then try again:" "  $by_hand"

    say "Installing system packages: $*"
    report=$(mktemp)
    # The lists may be absent, as in a fresh container, or too old to be of use.
    if ! { compgen -G '/var/lib/apt/lists/*_Packages*' && apt_get install --no-install-recommends "$@"; } &>"$report" &&
        ! { apt_get update && apt_get install --no-install-recommends "$@"; } &>"$report"; then
        tail -n 20 -- "$report" >&2
        rm -f -- "$report"
        fail "Installing the packages did not work. This is what was tried:" "  $by_hand"
    fi
    rm -f -- "$report"
}

# Installs what is missing of commands that only some scripts need, each given as COMMAND:PACKAGE.
need_commands() {
    local pair missing=()
    for pair; do has "${pair%:*}" || missing+=("${pair#*:}"); done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# Installs what is missing of libraries that only some scripts need, each given as LIBRARY:PACKAGE.
need_libraries() {
    local pair missing=()
    for pair; do pkg-config --exists "${pair%:*}" 2>/dev/null || missing+=("${pair#*:}"); done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# Sets `swift` to the first compiler that is new enough; `found` tells what else there was.
find_swift() {
    local candidate answer
    local version='Swift version ([0-9]+)\.([0-9]+)'
    found=()
    while read -r candidate; do
        [[ -x $candidate ]] || continue
        answer=$("$candidate" --version 2>&1) || true
        if [[ ! $answer =~ $version ]]; then
            found+=("  $candidate does not work: ${answer%%$'\n'*}")
        elif ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < 6002)); then
            found+=("  $candidate is version ${BASH_REMATCH[1]}.${BASH_REMATCH[2]}.")
        else
            swift=$candidate
            return 0
        fi
    done < <(
        type -aP swift
        printf '%s\n' "${SWIFTLY_BIN_DIR:-${HOME:-}/.local/share/swiftly/bin}/swift" /usr/bin/swift
    )
    return 1
}

# For running what is built already.
set_up_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# For building: sets `swift`. Looks for the compiler first: without it there is no point in installing anything.
set_up() {
    local missing found
    mapfile -t missing < <(missing_packages && missing_compiler_packages)
    if ! find_swift; then
        if [[ ${found[*]} != *'error while loading shared libraries'* ]] || ! has apt-get; then explain_swift; fi
        missing+=(libcurl4-openssl-dev libncurses-dev libxml2-dev)
    fi
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
    [[ -n ${swift:-} ]] || find_swift || explain_swift
}

explain_swift() {
    fail "nfsh is built with Swift 6.2 or newer, and no such compiler was found." "${found[@]}" \
        "https://www.swift.org/install/linux shows how to get one; swiftly, described there, installs it for one user," \
        "without root. Then run this again. A compiler in a place of its own is found by PATH."
}
