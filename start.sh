#!/bin/sh
# One command: provide a runtime, install, build, run.
#
#   ./start.sh [COMMAND …]     run Oddwire; "./start.sh help" says what it can do
#   ./start.sh test [FILTER]   lint, types, unit and live tests
#   ./start.sh bench [NAME]    a benchmark
#   ./start.sh install         install and build again, for example after adding libpcap
#
# Needs a POSIX shell and Node 18 or newer with npm. Everything it makes stays inside this folder:
# .runtime/ (a private Node where the machine's is too old, logs), node_modules/ and build/.
# The second start touches no network. It never uses sudo to become more than it is.
set -u

node_version=24.21.0
# The first Node that runs everything here without a flag (`node:sqlite`, type stripping).
oldest_major=22
oldest_minor=18
# Raise when what is installed changes although the lock file did not.
install_format=1

# --- where we are, also through a symbolic link, without `readlink -f` (old macOS has none) ---
self=$0
[ -f "$self" ] || self=$(command -v -- "$0")
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
case $self in
  */*) root=$(CDPATH='' cd -P -- "${self%/*}" && pwd -P) ;;
  *) root=$(pwd -P) ;;
esac
runtime=$root/.runtime
modules=$root/node_modules
build=$root/build
# What becomes WebAssembly, in a language of its own: folders of source/detect.
kernels='forest features'
installed_stamp=$modules/.oddwire-installed
built_stamp=$build/.oddwire-built
lock=$runtime/lock

say() { printf 'oddwire: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# --- which Node ---

# Sets `platform` to the suffix of the registry's Node packages, or to nothing.
find_platform() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-amd64) platform=linux-x64 ;;
    Linux-aarch64 | Linux-arm64) platform=linux-arm64 ;;
    Darwin-arm64) platform=darwin-arm64 ;;
    Darwin-x86_64) platform=darwin-x64 ;;
    *) platform='' ;;
  esac
}

# Is $1 ("v24.21.0") at least $2.$3?
at_least() {
  numbers=${1#v}
  major=${numbers%%.*}
  rest=${numbers#*.}
  minor=${rest%%.*}
  case $major$minor in '' | *[!0-9]*) return 1 ;; esac
  [ "$major" -gt "$2" ] || { [ "$major" -eq "$2" ] && [ "$minor" -ge "$3" ]; }
}

# Takes $1 as our Node when it runs and is new enough.
try_node() {
  [ -n "$1" ] && [ -x "$1" ] || return 1
  found_version=$("$1" -v 2>/dev/null) || return 1
  at_least "$found_version" "$oldest_major" "$oldest_minor" || return 1
  node=$1
  running_version=$found_version
}

# Sets `node` and `running_version`, without network. A Node found earlier comes before the one on PATH:
# sudo has another PATH, and changing Nodes with every start would install anew with every start.
find_node() {
  node=''
  find_platform
  private_node=$runtime/node-$node_version-$platform/bin/node
  try_node "$private_node" && return 0
  remembered=''
  if [ -f "$runtime/node-path" ]; then IFS= read -r remembered <"$runtime/node-path" || :; fi
  try_node "$remembered" || try_node "$(command -v node)"
}

how_to_get_node() {
  if [ "$(uname -s)" = Darwin ]; then
    echo 'brew install node'
  elif command -v apt-get >/dev/null; then
    echo 'sudo apt-get install nodejs npm'
  elif command -v dnf >/dev/null; then
    echo 'sudo dnf install nodejs npm'
  elif command -v apk >/dev/null; then
    echo 'sudo apk add nodejs npm'
  elif command -v pacman >/dev/null; then
    echo 'sudo pacman -S nodejs npm'
  elif command -v zypper >/dev/null; then
    echo 'sudo zypper install nodejs npm'
  else
    echo 'get it from https://nodejs.org'
  fi
}

# Brings Node for this project alone from the npm registry. The package holds the binary and its headers.
provide_node() {
  old_version=$(node -v 2>/dev/null) ||
    fail "Node is not installed; install Node 18 or newer with npm ($(how_to_get_node)), then run this again."
  at_least "$old_version" 18 0 ||
    fail "Node $old_version is too old; install Node 18 or newer with npm (https://nodejs.org), then run this again."
  command -v npm >/dev/null ||
    fail "npm is not installed; install it ($(how_to_get_node)), then run this again."
  [ -n "$platform" ] ||
    fail "there is no ready-made Node for $(uname -s) $(uname -m); install Node $oldest_major.$oldest_minor or newer yourself, then run this again."
  say "Node $old_version is older than $oldest_major.$oldest_minor; getting Node $node_version for this folder alone (once) …"
  package=node-$platform
  part=$runtime/node.part
  rm -rf "$part"
  mkdir -p "$part"
  # What we have verified ourselves is pinned; for the others npm trusts the registry's own hash.
  case $platform in
    linux-x64) hash=sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q== ;;
    linux-arm64) hash=sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g== ;;
    *) hash='' ;;
  esac
  entry='"version": "'$node_version'"'
  if [ -n "$hash" ]; then entry="$entry, \"integrity\": \"$hash\""; fi
  wanted="\"dependencies\": { \"$package\": \"$node_version\" }"
  printf '{ "name": "runtime", "private": true, %s }\n' "$wanted" >"$part/package.json"
  printf '{ "name": "runtime", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "runtime", %s }, "node_modules/%s": { %s } } }\n' \
    "$wanted" "$package" "$entry" >"$part/package-lock.json"
  run_npm "get Node $node_version" "$part" --ignore-scripts
  try_node "$part/node_modules/$package/bin/node" ||
    fail "the Node of package $package does not run on this system (a musl libc?); install Node $oldest_major.$oldest_minor or newer yourself, then run this again."
  rm -rf "$runtime/node-$node_version-$platform"
  mv "$part/node_modules/$package" "$runtime/node-$node_version-$platform"
  rm -rf "$part"
  node=$private_node
}

# --- installing and building ---

# `npm ci` in folder $2, quiet unless it fails; $1 says what for.
run_npm() {
  purpose=$1
  folder=$2
  shift 2
  npm_ci "$folder" "$@" && return
  # What an interrupted installation left behind can stand in the way of the next: once more, from nothing.
  if grep -qE 'ENOTEMPTY|ENOENT|EEXIST' "$runtime/npm.log"; then
    rm -rf "$folder/node_modules"
    npm_ci "$folder" "$@" && return
  fi
  say "could not $purpose; the end of $runtime/npm.log:"
  grep -v '^npm warn' "$runtime/npm.log" | tail -n 15 >&2
  if grep -q ENOSPC "$runtime/npm.log"; then
    fail 'the disk is full; make room, then run this again.'
  elif grep -qE 'EACCES|EPERM|EROFS' "$runtime/npm.log"; then
    fail "files here or in npm's cache belong to somebody else; correct that (sudo chown -R $(id -un) …), then run this again."
  elif grep -qE 'ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|CERT|E40[0-9]|E50[0-9]|network' "$runtime/npm.log"; then
    fail 'the first start needs the npm registry: check the network (and proxy), then run this again.'
  fi
  fail 'correct what is named above, then run this again.'
}

# npm's own process number goes into the lock: it may outlive a start that was killed.
npm_ci() {
  (cd "$1" && shift &&
    sh -c 'printf "%s\n" "$$" >"$0"; exec npm ci --include=dev --include=optional --no-audit --no-fund "$@"' \
      "$lock/npm" --no-update-notifier "$@") >"$runtime/npm.log" 2>&1 </dev/null
}

# What node_modules was made from and for: another lock file, Node or machine means installing again.
wanted_install() {
  set -- $(cksum <"$root/package-lock.json")
  printf '%s %s %s %s-%s' "$install_format" "$1.$2" "$running_version" "$(uname -s)" "$(uname -m)"
}

is_installed() {
  [ -f "$installed_stamp" ] || return 1
  stamp=''
  IFS= read -r stamp <"$installed_stamp" || :
  [ "$stamp" = "$(wanted_install)" ]
}

# Folders are compared too: their time changes when a file goes away.
is_built() {
  [ -f "$built_stamp" ] && [ -f "$build/cli.js" ] || return 1
  [ -z "$(find "$root/source" "$root/tsconfig.json" "$installed_stamp" -newer "$built_stamp" 2>/dev/null | head -n 1)" ]
}

is_ready() { [ -n "$node" ] && is_installed && is_built; }

install_packages() {
  command -v npm >/dev/null ||
    fail "npm is not installed; install it ($(how_to_get_node)), then run this again."
  say 'installing packages …'
  # The machine's npm settings (certificates, proxy, registry) lie beside the machine's Node, not beside ours.
  global_settings=$(npm config get globalconfig 2>/dev/null)
  if [ -f "$global_settings" ]; then
    npm_config_globalconfig=$global_settings
    export npm_config_globalconfig
  fi
  node_home=$(CDPATH='' cd -P -- "${node%/*}/.." && pwd -P)
  PATH=${node%/*}:$PATH
  export PATH
  plain=''
  # `cap` is compiled against the headers of the Node that will load it, whatever ~/.npmrc says.
  headers_major=${running_version#v}
  headers_major=${headers_major%%.*}
  if grep -q "NODE_MAJOR_VERSION $headers_major\$" "$node_home/include/node/node_version.h" 2>/dev/null; then
    npm_config_nodedir=$node_home
    case $node_home in
      *[!A-Za-z0-9_./+-]*)
        # Makefiles cannot hold such a path (a space): lend the headers a plain name meanwhile.
        plain=$(mktemp -d) && ln -s "$node_home" "$plain/node" && npm_config_nodedir=$plain/node
        ;;
    esac
    export npm_config_nodedir
  fi
  run_npm 'install the packages' "$root"
  if [ -n "$plain" ]; then rm -rf "$plain"; fi
  if [ ! -f "$modules/cap/build/Release/cap.node" ]; then
    say "the optional capture engine \"cap\" could not be compiled; Oddwire works without it. To add it: $(how_to_get_cap), then ./start.sh install"
  fi
  wanted_install >"$installed_stamp"
  printf '%s\n' "$node" >"$runtime/node-path"
}

how_to_get_cap() {
  if [ "$(uname -s)" = Darwin ]; then
    echo 'xcode-select --install'
  elif command -v apt-get >/dev/null; then
    echo 'sudo apt-get install libpcap-dev g++ make python3'
  elif command -v dnf >/dev/null; then
    echo 'sudo dnf install libpcap-devel gcc-c++ make python3'
  elif command -v apk >/dev/null; then
    echo 'sudo apk add libpcap-dev g++ make python3'
  elif command -v pacman >/dev/null; then
    echo 'sudo pacman -S libpcap gcc make python'
  else
    echo 'install the libpcap headers, a C++ compiler, make and Python 3'
  fi
}

# Types are the test's business; here code is only translated. Built aside and swapped in, so that files
# whose source went away do not stay, and a start at the same time never sees half a build.
build_program() {
  say 'building …'
  rm -rf "$build.part" "$build.old"
  mkdir -p "$build.part"
  : >"$build.part/.oddwire-built"
  if ! { "$node" "$modules/typescript/bin/tsc" -p "$root/tsconfig.json" --noEmit false --noCheck --outDir "$build.part" &&
    build_kernels; } >"$runtime/build.log" 2>&1; then
    say "could not build; the end of $runtime/build.log:"
    tail -n 15 "$runtime/build.log" >&2
    fail 'correct the source files named above, then run this again.'
  fi
  if [ -d "$build" ]; then mv "$build" "$build.old"; fi
  mv "$build.part" "$build"
  rm -rf "$build.old"
}

build_kernels() {
  for kernel in $kernels; do
    "$node" "$modules/assemblyscript/bin/asc.js" kernel.ts --config asconfig.json \
      --baseDir "$root/source/detect/$kernel/assembly" --outFile "$build.part/detect/$kernel/kernel.wasm" || return
  done
}

# --- one at a time ---

# Does the process whose number is in file $1 run? `kill -0` cannot tell for somebody else's processes,
# small containers have no `ps`, and macOS has no /proc.
is_alive() {
  number=''
  if [ -f "$1" ]; then IFS= read -r number <"$1" || :; fi
  [ -n "$number" ] || return 1
  kill -0 "$number" 2>/dev/null || [ -d "/proc/$number" ] || ps -p "$number" >/dev/null 2>&1
}

# A holder that wrote no number within five seconds died before it could.
is_lock_dead() {
  { [ -f "$lock/pid" ] || [ "$waited" -ge 5 ]; } && ! is_alive "$lock/pid" && ! is_alive "$lock/npm"
}

take_lock() {
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    if is_lock_dead; then
      # Of several that wait, one at a time removes it, and looks again before: it may be a new one.
      if mkdir "$lock.dead" 2>/dev/null; then
        if is_lock_dead; then rm -rf "$lock"; fi
        rmdir "$lock.dead"
        waited=0
        continue
      fi
      [ "$waited" -lt 10 ] || rmdir "$lock.dead" 2>/dev/null
    fi
    [ "$waited" -ne 1 ] || say 'another start is installing or building; waiting for it …'
    waited=$((waited + 1))
    sleep 1
  done
  printf '%s\n' "$$" >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT TERM HUP
}

release_lock() {
  rm -rf "$lock"
  trap - EXIT INT TERM HUP
}

set_up() {
  mkdir -p "$runtime" 2>/dev/null && [ -w "$runtime" ] && [ -w "$root" ] ||
    fail "cannot write in $root; make it yours first, for example: sudo chown -R $(id -un) $root"
  take_lock
  # Another start may have done all of it while we waited.
  find_node || provide_node
  if [ "$force" = yes ] || ! is_installed; then install_packages; fi
  if [ "$force" = yes ] || ! is_built; then build_program; fi
  release_lock
}

# --- root in somebody's folder: whatever is made must belong to them ---

owner_of() {
  set -- $(ls -nd "$1")
  owner=$3
  owner_group=$4
}

# Runs the set-up as the folder's owner, with less power rather than more. 0 done, 1 failed, 2 not possible here.
set_up_as_owner() {
  owner_name=$(id -nu "$owner" 2>/dev/null) || owner_name=''
  case $owner_name in
    '' | *[!A-Za-z0-9._-]*) home=$runtime/home ;;
    *) eval "home=~$owner_name" ;;
  esac
  if command -v setpriv >/dev/null; then
    groups=--clear-groups
    [ -z "$owner_name" ] || groups=--init-groups
    set -- setpriv --reuid "$owner" --regid "$owner_group" "$groups" --
  elif command -v sudo >/dev/null; then
    set -- sudo -n -u "#$owner" --
  elif [ -n "$owner_name" ] && [ "$(uname -s)" = Linux ]; then
    su -s /bin/sh "$owner_name" -c true 2>/dev/null || return 2
    ODDWIRE_SET_UP=$force HOME=$home su -s /bin/sh "$owner_name" -c 'exec /bin/sh "$0"' "$root/start.sh" || return 1
    return 0
  else
    return 2
  fi
  "$@" true 2>/dev/null || return 2
  "$@" env HOME="$home" PATH="$PATH" ODDWIRE_SET_UP="$force" /bin/sh "$root/start.sh" || return 1
}

prepare() {
  if [ ! -w "$root" ]; then
    [ -n "$node" ] && [ -f "$build/cli.js" ] && [ -d "$modules" ] ||
      fail 'this folder is not ready and you may not write in it; its owner must run ./start.sh once.'
    say 'this build is not up to date and you may not write in this folder; running it as it is.'
    return
  fi
  if [ "$(id -u)" -eq 0 ]; then
    owner_of "$root"
    if [ "$owner" -ne 0 ]; then
      set_up_as_owner
      case $? in
        0) find_node || fail 'no usable Node was found after the set-up; run ./start.sh once without sudo.' ;;
        1) exit 1 ;;
        *)
          set_up
          give_back
          ;;
      esac
      return
    fi
  fi
  set_up
}

# What root made in the folder of somebody else is handed to them.
give_back() {
  for made in "$runtime" "$modules" "$build"; do
    if [ -e "$made" ]; then chown -R "$owner:$owner_group" "$made"; fi
  done
}

# --- testing ---

run_tests() {
  # Tests that start `node` mean this one.
  PATH=${node%/*}:$PATH
  export PATH
  cd "$root" || exit 1
  broken=0
  echo 'lint'
  "$node" "$modules/@biomejs/biome/bin/biome" check || broken=$((broken + 1))
  echo 'types'
  "$node" "$modules/typescript/bin/tsc" -p . || broken=$((broken + 1))
  echo 'tests'
  results=$runtime/test-results.json
  rm -f "$results"
  "$node" "$modules/vitest/vitest.mjs" run --project unit --project live \
    --reporter=default --reporter=json --outputFile.json="$results" "$@"
  "$node" "$build/testing/totals.js" "$results" $? "$broken"
  code=$?
  if [ "$(id -u)" -eq 0 ]; then
    owner_of "$root"
    if [ "$owner" -ne 0 ]; then give_back; fi
  fi
  exit $code
}

# --- the screen ---

# Runs the screen and stays in front of it: a screen that was killed cannot put the terminal right itself.
watch_over() {
  exec 3<&0
  # In the background, because only `wait` lets us hear signals meanwhile; its input is ours all the same.
  # A small nursery: the screen throws little away, and V8 would keep fifteen megabytes for it.
  "$node" --max-semi-space-size=2 "$build/cli.js" "$@" <&3 3<&- &
  child=$!
  exec 3<&-
  heard=no
  asking=no
  trap 'heard=yes; kill -s TERM "$child" 2>/dev/null' TERM
  trap 'heard=yes; kill -s HUP "$child" 2>/dev/null' HUP
  # The terminal has told the child too.
  trap 'heard=yes' INT QUIT
  # A screen that gave up root cannot stop us along with itself (Ctrl-Z): we look after that.
  trap 'heard=yes; stop_with_child' CHLD
  wait "$child"
  code=$?
  while [ "$heard" = yes ]; do
    heard=no
    wait "$child"
    again=$?
    [ "$again" -eq 127 ] || code=$again
  done
  trap - CHLD
  # Above 128 it was ended by a signal; 130 is how it says itself that it was interrupted.
  if [ "$code" -gt 128 ] && [ "$code" -ne 130 ]; then
    restore_terminal
    say "the screen was ended by signal $((code - 128)); the terminal is as it was."
  fi
  exit "$code"
}

stop_with_child() {
  state=''
  if [ -r /proc/self/stat ]; then
    # Without starting a program, whose end would call us again.
    read -r _ _ state _ 2>/dev/null <"/proc/$child/stat" || :
  elif [ "$asking" = yes ]; then
    asking=no
  else
    asking=yes
    state=$(ps -o state= -p "$child" 2>/dev/null)
  fi
  case $state in T*) kill -s TSTP $$ ;; esac
}

# The same as `Terminal.leave` in source/ui/terminal.ts, and the settings the terminal had before.
restore_terminal() {
  printf '\033[?1006l\033[?1000l\033[m\033[?2004l\033[?25h\033[?1049l' 2>/dev/null
  # What the terminal still answers must not end up in the shell.
  stty -echo -icanon min 0 time 1 </dev/tty 2>/dev/null && dd bs=4096 count=1 </dev/tty >/dev/null 2>&1
  stty "${terminal_settings:-sane}" </dev/tty 2>/dev/null
}

# --- what was asked for ---

force=no
if [ -n "${ODDWIRE_SET_UP:-}" ]; then
  # Called by ourselves, as the owner of this folder.
  force=$ODDWIRE_SET_UP
  set_up
  exit 0
fi

find_node || :
case ${1:-} in
  install)
    force=yes
    prepare
    say 'installed and built.'
    exit 0
    ;;
  test)
    shift
    is_ready || prepare
    run_tests "$@"
    ;;
esac
is_ready || prepare
# So that advice can be typed as it stands.
case $0 in
  *[!A-Za-z0-9_./+-]*) ODDWIRE_COMMAND="'$0'" ;;
  *) ODDWIRE_COMMAND=$0 ;;
esac
export ODDWIRE_COMMAND
case ${1:-watch} in
  watch)
    if [ -t 1 ] && terminal_settings=$(stty -g </dev/tty 2>/dev/null); then watch_over "$@"; fi
    ;;
esac
exec "$node" "$build/cli.js" "$@"
