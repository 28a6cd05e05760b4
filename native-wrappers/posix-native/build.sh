#!/bin/sh
# Builds the programs of this folder, where there is a C compiler; else says so in one line.
#
# build.sh make OUT VERSION [FLAG…]   compiles what is newer here than in OUT; tests add flags
# build.sh place OUT HOME             puts the programs, or the script in their stead, into a distribution
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
programs='hob-wrap hob-keep hob'

say() {
  printf 'native programs: %s\n' "$*"
}

# A compiler that can make a program.
find_compiler() {
  for compiler in ${CC:+"$CC"} cc gcc clang; do
    if command -v "$compiler" >/dev/null 2>&1 \
      && printf '#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n' \
      | "$compiler" -x c -o "$out/probe" - >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

# The ways to link, best first: alone, where this folder has what the programs need of a C library, so
# that they run on any Linux of this processor and start at once; else with that library, inside if
# it can be. What watches over the memory needs the system's own library.
linkings='alone inside beside'
case " $* " in
  *' -fsanitize='*) linkings=beside ;;
esac

link_flags() {
  case $1 in
    alone)
      printf '%s ' tiny.c -static -no-pie -nostdlib -nostartfiles
      printf '%s ' -ffreestanding -fno-builtin -fno-pie -fno-stack-protector -Wno-unused-command-line-argument
      printf '%s ' -Wl,-z,noexecstack -Wl,--build-id=none
      ;;
    inside) printf '%s' -static ;;
    beside) ;;
  esac
}

sources() {
  case $1 in
    hob) echo hob.c text.c ;;
    hob-keep) echo hob-keep.c pump.c text.c ;;
    *) echo hob-wrap.c children.c claim.c keeper.c moment.c order.c pump.c text.c ;;
  esac
}

# From this folder, for paths may hold blanks. By another name first: nobody sees half a program, and
# one that runs stays as it is.
compile() (
  program=$1 linking=$2
  shift 2
  cd "$here"
  # shellcheck disable=SC2046
  "$compiler" -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -U_FORTIFY_SOURCE \
    -DHOB_VERSION="\"$version\"" -o "$out/.$program" $(sources "$program") $(link_flags "$linking") \
    "$@" 2>"$out/.complaints" || exit 1
  # It runs here, and does nothing when it is not told what.
  status=0
  (cd / && HOB_HOME=/dev/null/none "$out/.$program") >/dev/null 2>&1 </dev/null || status=$?
  [ "$status" -lt 126 ] || exit 1
)

compile_all() {
  for program in $programs; do
    compile "$program" "$@" || return 1
  done
  for program in $programs; do
    mv -f "$out/.$program" "$out/$program"
  done
}

drop_all() {
  for program in $programs; do
    rm -f "$out/$program" "$out/.$program"
  done
}

# Whether they are what would be made of these sources, by this compiler, in this way.
is_new() {
  [ -x "$out/hob" ] && [ "$(cat "$out/made" 2>/dev/null)" = "$making" ] \
    && [ -z "$(find "$here" -type f -newer "$out/made" | head -n 1)" ]
}

make_all() {
  out=$1 version=$2
  shift 2
  mkdir -p "$out"
  out=$(CDPATH= cd -- "$out" && pwd)
  making="$version by ${CC:-cc}, $(uname -sm) $*"
  if [ "$(uname -s)" != Linux ] || ! find_compiler; then
    drop_all
    say 'there is no C compiler on the PATH, or this is not Linux: the scripts do their work'
    return 0
  fi
  if is_new; then return 0; fi
  for linking in $linkings; do
    if compile_all "$linking" "$@"; then
      printf '%s\n' "$making" >"$out/made"
      rm -f "$out/probe" "$out/.complaints"
      return 0
    fi
  done
  say "they cannot be made here, so the scripts do their work: $(grep -m 1 error "$out/.complaints")"
  drop_all
}

# cp would write into a program that runs, which the system refuses.
put() {
  mkdir -p "$(dirname -- "$2")"
  cp -- "$1" "$2.new"
  chmod 755 "$2.new"
  mv -f -- "$2.new" "$2"
}

place_all() {
  out=$1 home=$2
  for program in hob-wrap hob-keep; do
    if [ -x "$out/$program" ]; then
      put "$out/$program" "$home/lib/native/$program"
    else
      rm -f "$home/lib/native/$program"
    fi
  done
  if [ -x "$out/hob" ]; then
    put "$out/hob" "$home/bin/hob"
  else
    put "$home/lib/hob.sh" "$home/bin/hob"
  fi
}

case ${1:-} in
  make)
    shift
    make_all "$@"
    ;;
  place)
    shift
    place_all "$@"
    ;;
  *)
    say 'usage: build.sh make OUT VERSION [FLAG…] | place OUT HOME'
    exit 64
    ;;
esac
