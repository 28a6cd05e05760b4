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

# How programs are linked: alone, where this folder has what they need of a C library, so that they
# run on any Linux of this processor, and start at once; else with that library, inside if it can be.
find_linking() {
  library='-static'
  case $(uname -s)-$(uname -m)-$* in
    *-fsanitize=*) library= ;; # the checks need the system's own library
    Linux-x86_64-* | Linux-aarch64-*)
      library="tiny.c -static -nostdlib -nostartfiles -ffreestanding -fno-builtin"
      library="$library -fno-stack-protector -Wl,-z,noexecstack -Wl,--build-id=none"
      ;;
    *)
      if ! printf 'int main(void) { return 0; }\n' \
        | "$compiler" -x c -static -o "$out/probe" - >/dev/null 2>&1; then
        library=
        say 'linked for this system only: there is no static C library'
      fi
      ;;
  esac
}

sources() {
  case $1 in
    hob) echo hob.c text.c ;;
    *) echo "$1.c pump.c text.c" ;;
  esac
}

# In a folder of its own, for paths may hold blanks. By another name first: nobody sees half a
# program, and one that runs stays as it is.
compile() (
  program=$1
  shift
  cd "$here"
  # shellcheck disable=SC2046,SC2086
  "$compiler" -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -U_FORTIFY_SOURCE \
    -DHOB_VERSION="\"$version\"" -o "$out/.$program" $(sources "$program") $library "$@"
  mv -f "$out/.$program" "$out/$program"
)

is_new() {
  [ -x "$out/$1" ] && [ -z "$(find "$here" -type f -newer "$out/$1" | head -n 1)" ]
}

make_all() {
  out=$1 version=$2
  shift 2
  mkdir -p "$out"
  out=$(CDPATH= cd -- "$out" && pwd)
  stale=
  for program in $programs; do
    is_new "$program" || stale=yes
  done
  [ -n "$stale" ] || return 0
  if ! find_compiler; then
    for program in $programs; do rm -f "$out/$program"; done
    say 'there is no C compiler on the PATH, so the scripts do their work'
    return 0
  fi
  find_linking "$*"
  rm -f "$out/probe"
  for program in $programs; do
    compile "$program" "$@"
  done
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
