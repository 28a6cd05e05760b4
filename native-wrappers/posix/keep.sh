# Keeps a terminal, whose master is stdin: what comes out of it goes to stdout, which is a file, and
# what comes out of a fifo goes into it.
#
#   1 claim   2 marker   3 fifo
#
# Ends when the marker stands and nobody has the terminal open any more, or when the wrapper is gone
# without a word. When the file takes no more, as on a full disk, it says in the claim that something
# may have been lost, and tries again.
exec 3<>"$3" 4<&0 || exit 71
is_over() {
  { IFS= read -r line <"$2"; } 2>/dev/null && case $line in [!\ ]*) return 0 ;; esac
  wrapper=
  { read -r word wrapper <"$1"; } 2>/dev/null
  [ -n "$wrapper" ] && ! kill -0 "$wrapper" 2>/dev/null
}
(
  trap 'kill "$typing" 2>/dev/null; exit 0' TERM
  while :; do
    cat <&3 >&4 &
    typing=$!
    wait "$typing"
    sleep 0.1 2>/dev/null || sleep 1
  done
) &
feeder=$!
told=
until cat 2>/dev/null; do
  if is_over "$@"; then break; fi
  if [ -z "$told" ] && [ -s "$1" ] && echo 'lost pty' >>"$1"; then told=1; fi
  sleep 0.2 2>/dev/null || sleep 1
done
kill "$feeder"
exit 0
