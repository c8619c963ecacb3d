# What ./houle and ./test share: checks what the machine has, installs or names what is missing, and builds Release once.
# Sourced, with $root (the checkout, absolute) and $program (the name to speak under) set. Everything it says goes to
# standard error.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Spares a bare machine the ICU packages that only the SDK's own messages would use.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}

state="$root/.houle/build"

say() { printf '%s: %s\n' "$program" "$*" >&2; }
die() { say "$*"; exit 3; }

# The SDK keeps first-use files in the home folder; an account without one gets a folder of its own.
if [[ ! -w "${HOME:-/nonexistent}" ]]; then
    export HOME="${TMPDIR:-/tmp}/houle-home-$(id -u)" DOTNET_CLI_HOME="${TMPDIR:-/tmp}/houle-home-$(id -u)"
    mkdir -p "$HOME"
fi

# dotnet from the PATH, DOTNET_ROOT, or where its install script puts it: find_dotnet LIST_OPTION LINE_START WHAT
find_dotnet() {
    local candidate versions
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$HOME/.dotnet/dotnet"; do
        [[ -x "$candidate" ]] || continue
        versions="$("$candidate" "$1" 2>/dev/null || true)"
        if [[ $'\n'"$versions" == *$'\n'"$2"* ]]; then
            printf '%s' "$candidate"
            return
        fi
    done
    die ".NET 10 ($3) is missing; type: curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
}

# Debian packages by the command that each brings (COMMAND:PACKAGE ...): installed when root, else the command to type.
need_packages() {
    local missing=() entry
    for entry; do
        command -v "${entry%%:*}" >/dev/null || missing+=("${entry#*:}")
    done
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || missing+=(ca-certificates)
    # Container files packed with zstandard need it; a Debian without it is rare, and nothing else is held up elsewhere.
    ! command -v apt-get >/dev/null || compgen -G '/usr/lib/*/libzstd.so.1' >/dev/null || missing+=(libzstd1)
    [[ ${#missing[@]} -eq 0 ]] && return
    if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
        die "needs ${missing[*]}; type: sudo apt-get update && sudo apt-get install -y ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >"$state/apt.log" 2>&1 ||
        die "apt-get could not install ${missing[*]}: $(tail -n 1 "$state/apt.log"); the whole log is $state/apt.log"
}

# One hash over the contents of everything a build reads, given as paths below the checkout; absent ones are left out.
fingerprint() {
    local path present=()
    for path; do [[ ! -e "$root/$path" ]] || present+=("$path"); done
    set -- "${present[@]}"
    (cd "$root" && find "$@" -type d \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

# Runs a command quietly, counting seconds on a terminal; on failure shows its errors and where the whole log is.
quietly() {
    local what="$1" log="$2" status=0
    shift 2
    # 9 is the build lock: compiler servers that outlive the build must not inherit it.
    "$@" >"$log" 2>&1 9>&- &
    await "$what" $! || status=$?
    [[ $status -eq 0 ]] && return
    say "$what failed (exit code $status); the whole log is $log"
    { grep -E 'error [A-Z]+[0-9]+|^error' "$log" || tail -n 40 "$log"; } | sort -u | head -n 40 >&2
    return "$status"
}

# Waits for a child, with a line that counts the seconds on a terminal: await WHAT PID
await() {
    local started=$SECONDS status=0
    # shellcheck disable=SC2064
    trap "kill $2 2>/dev/null; exit 130" INT TERM
    while [[ -t 2 ]] && kill -0 "$2" 2>/dev/null; do
        printf '\r%s: %s ... %d s ' "$program" "$1" $((SECONDS - started)) >&2
        sleep 0.5
    done
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
    wait "$2" || status=$?
    trap - INT TERM
    return "$status"
}

# Builds a project or solution once per state of its sources: ensure_built NAME TARGET PATH...
# A checkout that is already built is only read, so another user may run it and it may be read-only.
ensure_built() {
    local name="$1" target="$2" built
    shift 2
    local stamp="$state/$name.stamp"
    built="$(fingerprint "$@")"
    [[ -f "$stamp" && "$(<"$stamp")" == "$built" ]] && return
    writable_checkout "is not built"
    need_packages curl:curl flock:util-linux sha256sum:coreutils awk:mawk
    exec 9>"$state/lock"
    if ! flock -n 9; then
        say "waiting for another start to finish building"
        flock 9
    fi
    if [[ ! -f "$stamp" || "$(<"$stamp")" != "$built" ]]; then
        local dotnet
        dotnet="$(find_dotnet --list-sdks '10.' SDK)"
        quietly "building $target" "$state/$name.log" \
            "$dotnet" build "$root/$target" -c Release -v quiet -nologo -clp:NoSummary || exit 1
        printf '%s\n' "$built" >"$stamp.new"
        mv "$stamp.new" "$stamp"
    fi
    exec 9>&-
}

writable_checkout() {
    mkdir -p "$state" 2>/dev/null && [[ -w "$state" && -w "$root/src" ]] ||
        die "$root $1 and cannot be written by $(id -un); run ./houle demo --once there once as its owner"
}

# Starts bringing the pinned ClickHouse (once, beside the build), and waits for it. What needs no database works without.
native=''
begin_native() {
    [[ -x "$root/native/fetch-libchdb" && -z "${HOULE_LIBCHDB:-}" ]] || return 0
    compgen -G "${HOULE_NATIVE_CACHE:-$root/native/cache}/libchdb-*/libchdb.so" >/dev/null && return
    writable_checkout "has no ClickHouse yet"
    (need_packages npm:npm tar:tar gzip:gzip) || return 0 # it said what to do; a server of one's own needs none of it
    "$root/native/fetch-libchdb" >/dev/null 2>"$state/native.log" &
    native=$!
}

end_native() {
    [[ -n "$native" ]] || return 0
    await "fetching ClickHouse (178 MB, once)" "$native" && return
    say "$(tail -n 1 "$state/native.log")"
    say "continuing without the embedded ClickHouse; the whole log is $state/native.log"
}

# What the program itself is built from.
program_sources=(src schemas native/librdkafka.redist .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props)
