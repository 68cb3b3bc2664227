# shellcheck shell=bash
# How the program is built, and where to. Sourced, after setup.sh.

# shellcheck source=scripts/lib/setup.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/setup.sh"

# Sets `build`, the folder for what a build makes, and `package`, what is built: both are in the clone, unless this user
# cannot write there. Then they are in the user's cache, `package` as links, since the package manager writes beside the
# manifest what it resolved.
place_build() {
    local key
    build=$root/.build package=$root
    if [[ -w $root && (-w $build || ! -e $build) ]]; then return; fi
    key=$(cksum <<<"$root")
    build=${XDG_CACHE_HOME:-$HOME/.cache}/nfsh/build-${key%% *} package=$build/package
}

place_build

swift_in_package() { # SUBCOMMAND [ARG…]
    local subcommand=$1
    shift
    if [[ $package != "$root" ]]; then
        mkdir -p -- "$package"
        ln -sfn -- "$root"/{Package.swift,Sources,Tests} "$package/"
    fi
    "$swift" "$subcommand" --package-path "$package" --scratch-path "$build" "$@"
}

# Lets a build show its progress on a terminal; elsewhere it says nothing unless it fails.
quietly() {
    local report status=0
    if [[ -t 2 ]]; then
        "$@" >&2
        return
    fi
    report=$(mktemp)
    "$@" &>"$report" || status=$?
    ((status == 0)) || cat -- "$report" >&2
    rm -f -- "$report"
    return "$status"
}

# Makes a folder that holds the C++ library as an archive and nothing else, so that `-L` leads the linker to it.
static_cxx_folder() {
    local archive folder=$build/static-cxx
    archive=$("$(dirname -- "$(readlink -f -- "$swift")")/clang" -print-file-name=libstdc++.a 2>/dev/null) || return 1
    [[ -f $archive ]] || return 1
    mkdir -p -- "$folder"
    ln -sf -- "$archive" "$folder/libstdc++.a"
    echo "$folder"
}

# Whether nothing changed since the release program was built.
release_is_current() {
    [[ -x $nfsh && -e $stamp &&
        -z $(find "$root/Sources" "$root"/Package.* "$root/scripts/lib" -newer "$stamp" -print -quit) ]]
}

# Sees to it that the release program is there, with all that it needs to run, and sets `nfsh` to its path.
build_release() {
    local stamp=$build/nfsh-release.stamp folder
    nfsh=$build/release/nfsh
    if release_is_current; then
        set_up_packages
        return
    fi
    set_up
    [[ -x $nfsh ]] || say "Building nfsh. The first time takes several minutes."
    mkdir -p -- "$build"
    # The time before the build counts: what is edited while it runs is newer.
    touch -- "$stamp.new"
    if folder=$(static_cxx_folder); then export NFSH_STATIC_CXX=$folder; fi
    quietly swift_in_package build -c release --product nfsh --static-swift-stdlib ||
        fail "The build failed; see above."
    mv -- "$stamp.new" "$stamp"
}
