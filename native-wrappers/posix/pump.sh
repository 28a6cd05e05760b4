# Carries a stream of a command into its file, so that the command cannot truncate what it wrote:
# stdin is the pipe that the command writes to, stdout the file.
#
#   1 claim   2 name of the stream
#
# Ends when nobody can write to the pipe any more. On a full disk it waits and goes on, and says in the
# claim that something may have been lost; the command never notices.
broke=
until cat; do
  broke=1
  sleep 1
done
if [ -n "$broke" ] && [ -s "$1" ]; then echo "lost $2" >>"$1"; fi
