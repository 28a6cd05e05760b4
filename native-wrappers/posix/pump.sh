# Carries a stream of a command into its file, so that the command cannot truncate what it wrote:
# stdin is the pipe that the command writes to, stdout the file.
#
#   1 claim   2 name of the stream
#
# Ends when nobody can write to the pipe any more. When it breaks, as on a full disk, it says in the claim
# that something may have been lost, tries once more at once, and then each second; the command never
# notices.
tell_loss() {
  if [ -s "$1" ]; then echo "lost $2" >>"$1"; else false; fi
}
broke= told=
until cat; do
  if [ -n "$broke" ]; then sleep 1; fi
  broke=1
  if [ -z "$told" ] && tell_loss "$@"; then told=1; fi
done
if [ "$broke$told" = 1 ]; then tell_loss "$@"; fi
