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

# Linked so that it needs nothing of the system that it runs on; where the libraries for that are
# missing, for this system only.
find_linking() {
  linking=
  case " $* " in
    *' -fsanitize='*) return 0 ;; # the checks need the system's own library
  esac
  linking=-static
  if printf 'int main(void) { return 0; }\n' \
    | "$compiler" -x c -static -o "$out/probe" - >/dev/null 2>&1; then
    return 0
  fi
  linking=
  say 'linked for this system only: there is no static C library'
}

is_new() {
  [ -x "$out/$1" ] && [ -z "$(find "$here" -type f -newer "$out/$1" | head -n 1)" ]
}

make_all() {
  out=$1 version=$2
  shift 2
  mkdir -p "$out"
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
  find_linking "$@"
  rm -f "$out/probe"
  for program in $programs; do
    # By another name first: nobody sees half a program, and one that runs stays as it is.
    "$compiler" -std=c11 -O2 -Wall -Wextra -Werror ${linking:+"$linking"} -DHOB_VERSION="\"$version\"" "$@" \
      -o "$out/.$program" "$here/$program.c"
    mv -f "$out/.$program" "$out/$program"
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
