#!/bin/sh
# Carries a call of hob to the daemon of the store, and shows what comes back. Starts the daemon
# where there is none. What is unusual is left to Java, which is slower: interactive verbs, a
# system without curl, a daemon of another version.
#
# Names begin with hob_, for what the caller has exported under any other name is not ours to change.

hob_version='${project.version}'

hob_verb=    # the first word that is no flag
hob_json=    # whether refusals are JSON
hob_input=   # "some" where the call reads our stdin
hob_live=    # whether it may take long
hob_follow=  # whether a flag says so
hob_timeout= # whether a flag says how long at most
hob_rounds=  # whether it is to be made again and again
hob_once=    # a flag of notices that makes no sense again and again
hob_local=   # whether it needs no daemon

# The native launcher hands its call on where a daemon may have heard it: it is known by its id.
hob_call=
case ${1:-} in
  --as-call=*[!0-9a-f]* | --as-call=) ;;
  --as-call=*)
    hob_call=${1#--as-call=}
    shift
    ;;
esac

hob_say() {
  printf 'hob: %s\n' "$1" >&2
}

# A refusal of the launcher's own: CODE MESSAGE HINT. The texts need no escapes in JSON.
hob_refuse() {
  [ "$1" != daemon_unreachable ] || [ -z "${HOB_FOLLOWS:-}" ] || return 0 # whoever follows goes on
  if [ -n "$hob_json" ]; then
    printf '{"error":{"code":"%s","message":"%s","hint":"%s"}}\n' "$1" "$2" "$3"
  else
    hob_say "$2"
    hob_say "$3"
  fi
}

# What is closed is nothing to read from, and nowhere to write to.
{ command true 3<&0; } 2>/dev/null || exec </dev/null
{ command true 3>&1; } 2>/dev/null || exec >/dev/null
{ command true 3>&2; } 2>/dev/null || exec 2>/dev/null

# Where this distribution lies, through any links.
hob_self=$0
case $hob_self in
  */*) ;;
  *) hob_self=./$hob_self ;;
esac
while [ -h "$hob_self" ]; do
  hob_link=$(readlink "$hob_self"; printf x)
  hob_link=${hob_link%?x}
  case $hob_link in
    /*) hob_self=$hob_link ;;
    *) hob_self=${hob_self%/*}/$hob_link ;;
  esac
done
case $hob_self in
  */*) hob_bin=${hob_self%/*} ;;
  *) hob_bin=. ;;
esac
case $hob_bin in
  /*) ;;
  *) hob_bin=$PWD/$hob_bin ;;
esac
hob_home=${hob_bin%/*}
[ "$hob_bin" = "${hob_bin##*/.}" ] && [ -f "$hob_home/lib/hob.jar" ] || hob_home=$(CDPATH= cd -P -- "$hob_bin/.." && pwd)

# The store; it alone says where its daemon is.
if [ -n "${HOB_HOME:-}" ]; then
  hob_store=$HOB_HOME
else
  case ${XDG_STATE_HOME:-} in
    /*) hob_store=$XDG_STATE_HOME/hob ;;
    *) hob_store=${HOME:-$(printf %s ~)}/.local/state/hob ;;
  esac
fi

# Sets hob_socket to the daemon's, or to nothing; hob_other when it is of another version.
hob_find() {
  hob_socket=
  hob_other=
  [ -r "$hob_store/hobd.json" ] || return 0
  while IFS= read -r hob_line; do
    case $hob_line in
      *'"version": "'*)
        hob_line=${hob_line#*'"version": "'}
        [ "${hob_line%%\"*}" = "$hob_version" ] || hob_other=yes
        ;;
      *'"socket": "'*)
        hob_line=${hob_line#*'"socket": "'}
        hob_socket=${hob_line%\"*}
        ;;
    esac
  done <"$hob_store/hobd.json"
  case $hob_socket in
    *\\*) hob_other=yes ;; # an escape, which only a JSON reader understands
  esac
  [ -S "$hob_socket" ] && [ -O "$hob_socket" ] || hob_socket=
}

# Whether a Java home is new enough, as far as it says.
hob_is_new() {
  [ -x "$1/bin/java" ] || return 1
  [ -r "$1/release" ] || return 0
  while IFS= read -r hob_line; do
    case $hob_line in
      JAVA_VERSION=*)
        hob_line=${hob_line#JAVA_VERSION=\"}
        hob_line=${hob_line%%[!0-9]*}
        [ "${hob_line:-0}" -ge 17 ]
        return
        ;;
    esac
  done <"$1/release"
  return 0
}

# Sets hob_java to a JDK 17 or newer.
hob_find_java() {
  if [ -n "${JAVA_HOME:-}" ] && hob_is_new "$JAVA_HOME"; then
    hob_java=$JAVA_HOME/bin/java
    return 0
  fi
  if hob_java=$(command -v java); then
    hob_real=$(readlink -f "$hob_java" 2>/dev/null || printf %s "$hob_java")
    if hob_is_new "${hob_real%/bin/java}"; then
      hob_java=$hob_real
      return 0
    fi
  fi
  for hob_java in /usr/lib/jvm/*/bin/java /usr/java/*/bin/java /opt/java/*/bin/java \
    /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/*/bin/java; do
    [ -x "$hob_java" ] && [ -r "${hob_java%/bin/java}/release" ] \
      && hob_is_new "${hob_java%/bin/java}" && return 0
  done
  hob_say 'no Java 17 or newer was found: install a JDK and put its java on the PATH, or set JAVA_HOME'
  return 1
}

# Sets hob_flags: how the JVM is to run; and hob_archive: its classes, if they were written down for
# this very Java. HOB_ARCHIVE=no: none is used and none is made.
hob_find_flags() {
  hob_flags='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xss512k -Xshare:auto -Xlog:disable'
  hob_archive=-Dhob.archive=none
  hob_jar=
  [ "${HOB_ARCHIVE:-}" != no ] || return 0
  hob_jar=$hob_home/lib/hob.jar
  # Whose archive it is, is whose code it is.
  if [ -O "$hob_store" ] && [ -O "$hob_store/cache" ] && [ -O "$hob_store/cache/classes.jsa" ] \
    && [ -r "$hob_store/cache/classes.txt" ] && IFS= read -r hob_line <"$hob_store/cache/classes.txt" \
    && [ "$hob_line" = "$hob_java" ]; then
    hob_archive=-XX:SharedArchiveFile=$hob_store/cache/classes.jsa
  fi
}

# What the caller has set for its own Javas and its own texts is not for ours: the command gets it
# all the same, for its environment is read from /proc.
hob_tidy() {
  pwd -P >/dev/null 2>&1 || cd / # Java does not start in a folder that is gone
  [ -r "/proc/$$/environ" ] || return 0
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  LC_ALL=C.UTF-8
  export LC_ALL
}

# A daemon needs little, and gives back what it needed for a moment.
hob_usual_heap=160m
hob_small='-XX:+ExitOnOutOfMemoryError -Xms16m -Xmn8m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30'

# Becomes Java, with a verb of its own (what follows are properties, "--", and arguments).
hob_become_java() {
  hob_find_java || exit 69
  hob_find_flags
  hob_tidy
  # shellcheck disable=SC2086
  exec "$hob_java" $hob_flags "$hob_archive" "-Dhob.flags=$hob_flags" "-Dhob.jar=$hob_jar" \
    "-Dhob.launcher=$hob_home/bin/hob" "$@"
}

# Becomes the relay between a client's pipes and the daemon. There is one for each agent: it is kept
# small. What is put aside here is the command's all the same.
hob_become_relay() {
  hob_find_java || exit 69
  hob_find_flags
  for hob_word in LC_ALL JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
    eval "[ -z \"\${$hob_word+set}\" ] || export HOB_WAS_$hob_word=\"\$$hob_word\""
  done
  hob_tidy
  # shellcheck disable=SC2086
  exec "$hob_java" $hob_flags -Xms4m -Xmx48m -Xmn2m -XX:ReservedCodeCacheSize=16m "-Dhob.starter=$hob_home/lib/hob.sh" \
    "-Dhob.version=$hob_version" "-Dhob.umask=$(umask)" -cp "$hob_home/lib/hob.jar" \
    dev.hob.app.McpMain "$@"
}

# Starts the daemon, out of reach of whoever ends this process and all its children: through a
# process that is gone at once, in a session of its own, with an environment of its own. Returns
# when it serves. Of those who come at the same time one starts it and the others wait.
#
# What the caller has open is closed: a pipe that the daemon kept would never end for its reader.
# Only bash can name a descriptor above 9.
hob_apart_script='
for fd in /dev/fd/*; do
  fd=${fd##*/}
  case $fd in
    [012] | *[!0-9]*) ;;
    ?) eval "exec $fd>&-" ;;
    *) [ -z "${BASH_VERSION:-}" ] || eval "exec $fd>&-" ;;
  esac
done
"$@" </dev/null &
'
hob_start() {
  hob_find_java || return 69
  hob_find_flags
  [ -d "$hob_store" ] || (umask 077 && mkdir -p "$hob_store") 2>/dev/null
  if command -v flock >/dev/null 2>&1 \
    && (umask 077 && printf '' >>"$hob_store/start.lock") 2>/dev/null; then
    {
      flock -w 20 9
      hob_start_unless_there
    } 9>>"$hob_store/start.lock"
  else
    hob_start_unless_there
  fi
}
hob_start_unless_there() {
  hob_find
  if [ -n "$hob_socket" ] && hob_answers; then
    return 0
  fi
  hob_apart=$(command -v setsid || :)
  hob_shell=$(command -v bash || printf sh)
  hob_said=$(
    umask 077
    cd /
    # shellcheck disable=SC2086
    env -i "PATH=$PATH" $hob_apart "$hob_shell" -c "$hob_apart_script" hob-start \
      env -i "HOME=${HOME:-$(printf %s ~)}" "PATH=$PATH" "USER=${USER:-}" "LANG=${LANG:-}" \
      LC_ALL=C.UTF-8 ${TMPDIR:+"TMPDIR=$TMPDIR"} "HOB_HOME=$hob_store" HOB_KEEPER=daemon: \
      "$hob_java" $hob_flags $hob_small "$hob_archive" "-Xmx${HOB_HEAP:-$hob_usual_heap}" \
      "-Dhob.launcher=$hob_home/bin/hob" "-Dhob.flags=$hob_flags" "-Dhob.jar=$hob_jar" \
      -Dhob.detached=true -jar "$hob_home/lib/hob.jar" serve 2>&1 9>&-
  )
  case $hob_said in
    *ready) return 0 ;;
  esac
  if [ -n "$hob_json" ]; then
    hob_said=$(printf %s "$hob_said" | tr -d '\000-\037"\\')
  fi
  hob_refuse daemon_unreachable "the daemon did not start${hob_said:+: $hob_said}" \
    "see hob doctor, or try in the foreground: hob serve"
  return 69
}

# Whether a daemon answers at the socket.
hob_answers() {
  curl -q -s -o /dev/null --noproxy '*' --unix-socket "$hob_socket" http://localhost/v1/
}

# What is asked for, and whether Java has to do it itself.
hob_before=
for hob_word; do
  case $hob_before in
    --session | --owner)
      hob_before=
      continue
      ;;
    --stdin) [ "$hob_word" != - ] || hob_input=some ;;
  esac
  hob_before=$hob_word
  case $hob_word in
    --) break ;;
    --json) hob_json=yes ;;
    --stdin=-) hob_input=some ;;
    -) [ "$hob_verb" != write ] || hob_input=some ;;
    --help | -h | help | --version | version | completions) hob_local=yes ;;
    -f | --follow | --wait | --wait=* | --raw | --all) hob_follow=yes ;;
    --timeout | --timeout=*) hob_timeout=yes ;;
  esac
  case $hob_word in
    --follow) hob_rounds=yes ;;
    --peek | --ack) hob_once=$hob_word ;;
    -*) ;;
    *) [ -n "$hob_verb" ] || hob_verb=$hob_word ;;
  esac
done
[ "$hob_verb" = notices ] && [ -z "$hob_local" ] || hob_rounds=
if [ -n "$hob_rounds" ] && [ -n "$hob_once" ]; then
  hob_refuse bad_request "$hob_once and --follow contradict each other" 'give one of them'
  exit 64
fi
case $hob_verb in
  run) hob_live=$hob_follow ;;
  write) ;;
  *) hob_input= ;;
esac
case $hob_verb in
  logs | poll | again | notices) hob_live=$hob_follow ;;
  watch) hob_live=$hob_follow$hob_timeout ;;
  wait) hob_live=yes ;;
esac

case $hob_verb in
  serve)
    # shellcheck disable=SC2086
    # The warden says with which starts before this one.
    hob_restarts=
    hob_count=$#
    while [ "$hob_count" -gt 0 ]; do
      if [ "$1" = --restarts ] && [ "$hob_count" -gt 1 ]; then
        hob_restarts=$2
        shift
        hob_count=$((hob_count - 1))
      else
        set -- "$@" "$1"
      fi
      shift
      hob_count=$((hob_count - 1))
    done
    hob_become_java $hob_small "-Xmx${HOB_HEAP:-$hob_usual_heap}" "-Dhob.restarts=$hob_restarts" -jar "$hob_home/lib/hob.jar" "$@"
    ;;
  mcp)
    [ -n "$hob_local" ] || hob_become_relay "$@"
    ;;
  stop | doctor)
    hob_become_java -jar "$hob_home/lib/hob.jar" "$@"
    ;;
esac

# Ends what was started beside this shell, and then the shell by the same signal: whoever ends only
# the shell would else leave children that hold its stdout.
hob_reader=
hob_asker=
hob_note=
hob_leave() {
  # shellcheck disable=SC2086
  kill $hob_asker $hob_reader 2>/dev/null
  [ -z "$hob_note" ] || rm -f "$hob_note" "$hob_note.end"
  trap - "$1"
  kill "-$1" "$$"
}
hob_guard() {
  for hob_word in INT TERM HUP; do
    # shellcheck disable=SC2064
    trap "hob_leave $hob_word" "$hob_word"
  done
}

# Whoever started this is still there. Where the process is another user's, only ps can tell.
hob_is_awaited() {
  kill -0 "$PPID" 2>/dev/null || ps -p "$PPID" >/dev/null 2>&1
}

# Follows the notices: has this script call for them again and again, until a call fails. A call is
# short, so that it does not last long after whoever wanted to hear has gone.
if [ -n "$hob_rounds" ]; then
  hob_before=
  hob_count=$#
  while [ "$hob_count" -gt 0 ]; do
    hob_word=$1
    shift
    hob_count=$((hob_count - 1))
    case $hob_before in
      --)
        set -- "$@" "$hob_word"
        continue
        ;;
      --session | --owner)
        set -- "$@" "$hob_word"
        hob_before=
        continue
        ;;
      --wait)
        hob_before=
        [ "$hob_word" = --follow ] || continue
        ;;
    esac
    hob_before=$hob_word
    case $hob_word in
      --follow)
        [ "$hob_rounds" = made ] || set -- "$@" --wait 60s
        hob_rounds=made
        ;;
      --wait | --wait=*) ;;
      *) set -- "$@" "$hob_word" ;;
    esac
  done
  hob_guard
  exec 4<&0
  hob_gone=0
  while hob_is_awaited; do
    HOB_FOLLOWS=yes "$hob_self" "$@" <&4 4<&- &
    hob_asker=$!
    wait "$hob_asker"
    hob_status=$?
    hob_asker=
    case $hob_status in
      0) hob_gone=0 ;;
      69) # what was shown and not proven is told again, by the daemon that comes next
        hob_gone=$((hob_gone + 1))
        if [ "$hob_gone" -ge 20 ]; then
          hob_refuse daemon_unreachable 'the daemon goes away again and again' 'see hob doctor'
          exit 69
        fi
        ;;
      *) exit "$hob_status" ;;
    esac
    sleep 0.2 # a daemon that has something to tell all the time has others to serve, too
  done
  exit 0
fi

hob_find

hob_tty=
for hob_fd in 0 1 2; do
  if [ -t "$hob_fd" ]; then hob_tty=${hob_tty}1; else hob_tty=${hob_tty}0; fi
done
hob_columns=${COLUMNS:-}
case $hob_tty in
  *1?)
    if [ -z "$hob_columns" ]; then
      { hob_size=$(stty size 2>/dev/null <&3 || :); } 3>&1
      hob_columns=${hob_size#* }
    fi
    ;;
esac
case $hob_columns in
  *[!0-9]*) hob_columns= ;;
esac
[ -z "$hob_call" ] && [ -r /proc/sys/kernel/random/uuid ] \
  && IFS= read -r hob_call </proc/sys/kernel/random/uuid
hob_call=${hob_call:-$$-$PPID}
hob_umask=
[ "$hob_verb" != run ] || hob_umask=$(umask)

# The slow way, in which Java speaks to the daemon. Status 99: there is none.
hob_by_java() {
  hob_find_java || exit 69
  hob_find_flags
  hob_tidy
  hob_guard
  exec 4<&0
  # shellcheck disable=SC2086
  "$hob_java" $hob_flags "$hob_archive" "-Dhob.launcher=$hob_home/bin/hob" "-Dhob.tty=$hob_tty" \
    "-Dhob.columns=$hob_columns" "-Dhob.call=$hob_call" "-Dhob.environment=/proc/$$/environ" \
    "-Dhob.umask=$(umask)" "-Dhob.pid=$$" -jar "$hob_home/lib/hob.jar" "$@" <&4 4<&- &
  hob_asker=$!
  wait "$hob_asker"
}

# For the relay: sees to it that there is a daemon, and says where.
if [ "${1:-}" = --start-daemon ]; then
  if [ -n "$hob_other" ] && [ -n "$hob_socket" ]; then
    hob_by_java list --limit 1 </dev/null >/dev/null 2>&1 # an older one makes room
  fi
  hob_start || exit $?
  hob_find
  printf '%s\n' "$hob_socket"
  exit 0
fi

if [ -n "$hob_other" ] || [ ! -r "/proc/$$/environ" ] || ! command -v curl >/dev/null 2>&1 \
  || { [ -n "${hob_local:-}" ] && [ -z "$hob_socket" ]; }; then
  for hob_attempt in 1 2 3 4 5 6 7 8; do
    hob_by_java "$@"
    hob_status=$?
    [ "$hob_status" = 99 ] || exit "$hob_status"
    [ "$hob_attempt" -lt 2 ] || sleep 0.2
    hob_start || exit $?
  done
  hob_refuse daemon_unreachable 'the daemon goes away again and again' 'see hob doctor'
  hob_status=69
  exit "$hob_status"
fi

# The body of the call, made by curl: each value by itself, and then bytes as they are.
hob_count=$#
while [ "$hob_count" -gt 0 ]; do
  set -- "$@" --data-urlencode "a=$1"
  shift
  hob_count=$((hob_count - 1))
done
set -- "$@" -d "input=${hob_input:-none}" --data-urlencode "cwd=$PWD" -d "tty=$hob_tty" \
  --data-urlencode "cols=$hob_columns" -d "umask=$hob_umask" -d "pid=$$" \
  -d env= --data-binary "@/proc/$$/environ"
[ -z "$hob_input" ] || set -- "$@" -d in= --data-binary @-

# Asks the daemon. Its stdout goes where ours goes; what else is to be known comes in hob_rest:
# the HTTP status, the bytes that were shown, the exit status of the call, and its stderr, with a
# dot behind it, for the shell drops newlines at the end. To ask for the end says that all of stdout
# was written out: where that failed, curl must not get so far (--fail-early).
hob_ask() {
  {
    hob_rest=$(
      exec curl -q -s -f -N --fail-early --noproxy '*' --unix-socket "$hob_socket" \
        -H Expect: -H 'Content-Type: application/octet-stream' \
        -w '%{stderr}%{http_code} %{size_download} ' "$@" "http://localhost/v1/cli/$hob_call" \
        --next -s -f -N --noproxy '*' --unix-socket "$hob_socket" -o /dev/stderr \
        -w '%{stderr}.' "http://localhost/v1/cli/$hob_call/end" 2>&1 1>&3 3>&-
    )
    hob_code=$?
  } 3>&1
  hob_http=${hob_rest%% *}
  hob_rest=${hob_rest#* }
  hob_shown=${hob_rest%% *}
  hob_rest=${hob_rest#* }
}

# The same for what may take long: beside this shell, which hears signals meanwhile; stderr is shown
# as it comes.
hob_ask_live() {
  umask 077
  hob_note=${hob_socket%/*}/call-$hob_call
  [ ! -w /dev/shm ] || hob_note=/dev/shm/hob-call-$hob_call # the store's disk may be full
  hob_guard
  curl -q -s -f -N --noproxy '*' --unix-socket "$hob_socket" \
    "http://localhost/v1/cli/$hob_call/stderr" >&2 &
  hob_reader=$!
  exec 4<&0
  curl -q -s -f -N --fail-early --noproxy '*' --unix-socket "$hob_socket" \
    -H Expect: -H 'Content-Type: application/octet-stream' \
    -w '%{stderr}%{http_code} %{size_download} ' "$@" "http://localhost/v1/cli/$hob_call?stderr=read" \
    --next -s -f -N --noproxy '*' --unix-socket "$hob_socket" -o "$hob_note.end" \
    "http://localhost/v1/cli/$hob_call/end" <&4 4<&- 2>"$hob_note" &
  hob_asker=$!
  exec 4<&-
  wait "$hob_asker"
  hob_code=$?
  wait "$hob_reader"
  trap - INT TERM HUP
  hob_http=
  hob_shown=
  [ ! -r "$hob_note" ] || IFS=' ' read -r hob_http hob_shown hob_rest <"$hob_note" || :
  hob_rest=
  if [ -r "$hob_note.end" ]; then
    hob_rest=$(cat "$hob_note.end"; printf .)
  fi
  rm -f "$hob_note" "$hob_note.end"
  hob_note=
}

hob_attempt=0
while :; do
  hob_attempt=$((hob_attempt + 1))
  # What was read from stdin can be sent once only.
  if [ -n "$hob_input" ] && [ -n "$hob_socket" ] && ! hob_answers; then
    hob_socket=
  fi
  if [ -n "$hob_socket" ]; then
    if [ -n "$hob_live" ]; then hob_ask_live "$@"; else hob_ask "$@"; fi
    case $hob_code in
      0)
        hob_status=${hob_rest%%
*}
        hob_rest=${hob_rest#*
}
        hob_rest=${hob_rest%.}
        [ -z "$hob_rest" ] || printf %s "$hob_rest" >&2
        exit "${hob_status:-69}"
        ;;
      23) exit 74 ;; # whoever read from us reads no more
    esac
    case $hob_http in
      4??)
        case $hob_http in
          413) hob_refuse bad_request "the call is larger than 16 MiB" \
            "give a large input as a file: --stdin FILE" ;;
          429)
            hob_refuse daemon_unreachable "the daemon answers as many calls as it can" "try again in a moment"
            exit 73
            ;;
          *) hob_refuse bad_request "the daemon refuses this call (HTTP $hob_http)" "see hob doctor" ;;
        esac
        exit 64
        ;;
    esac
    # What must not be done twice is known by its id; but nothing may be shown twice.
    if [ "${hob_shown:-0}" != 0 ] || [ -n "$hob_input" ]; then
      hob_refuse daemon_unreachable 'the daemon has gone in the middle of the call' \
        'tasks are not touched by that: see hob list'
      exit 69
    fi
  fi
  if [ "$hob_attempt" -gt 8 ]; then
    hob_refuse daemon_unreachable 'the daemon goes away again and again' 'see hob doctor'
    exit 69
  fi
  [ "$hob_attempt" -lt 2 ] || sleep 0.2
  hob_start || exit $?
  hob_find
done
