# Runs one command and writes how it ended. Any POSIX shell may run this; README.md has the contract.
#
#   1 claim   2 marker   3 program that starts a session, or nothing   4 umask, or nothing
#   5… the command's shell and its arguments
#
# Descriptors: 0 and 1 are the command's, 3 becomes its stderr, 4 (may be closed) is held until the end.
umask 077
claim=$1 marker=$2 session=$3 mask=$4
shift 4
# The claim, exclusively; others note something there, too, so it is only appended to. It is this
# shell's stderr from here on, for there the shell reports how its
# child ended: a line when it was a signal, none when it was an exit code.
set -C
true >"$claim" || exit 75
set +C
exec 2>>"$claim" || exit 75
blind=
echo "run $$" >&2 || blind=1
# bash that is called sh reports nothing otherwise.
if [ -n "$BASH_VERSION" ]; then set +o posix; fi
# Caught, not ignored: what is ignored would be ignored by the command, too.
trap : HUP INT QUIT TERM TSTP USR1 USR2 ALRM PIPE VTALRM XCPU PROF
(
  if [ -n "$mask" ]; then umask "$mask"; fi
  exec ${session:+"$session"} "$@"
) 2>&3 3>&- 4>&-
code=$?
told=
if [ "$code" -gt 128 ]; then
  report=
  {
    read -r line
    while read -r line; do
      case $line in
        'pipe '* | 'lost '*) ;;
        *) report=$report$line ;;
      esac
    done
  } <"$claim"
  if [ -n "$report" ] && [ "$code" -le 192 ]; then
    told=" signal=$((code - 128))"
    case $report in *'core dumped'*) told="$told core=1" ;; esac
  else
    # Interrupt and broken pipe are reported by no shell; on a full disk nothing is.
    case $blind$code in
      130 | 141 | 1???) told=' maybe_signal=1' ;;
    esac
  fi
fi
printf '%s\n' "$code$told" 1<>"$marker"
exit 0
