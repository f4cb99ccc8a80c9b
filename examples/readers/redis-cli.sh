#!/usr/bin/env bash
# Follows an account through Redis with redis-cli and writes every event to a log, once and in order, through any breaks.
#   REDIS_HOST=127.0.0.1 REDIS_PORT=6379 REDISCLI_AUTH=… ./redis-cli.sh events.log [epoch:seq]
set -u
stop() { printf '%s\n' "$1" >&2; exit 1; }
command -v redis-cli > /dev/null || stop 'This reader needs redis-cli: install it, on Debian with apt-get install redis-tools.'
log=${1:-events.log}
start=${2:-}
base=${SPOTDECK_PREFIX:-spotdeck}:${SPOTDECK_ACCOUNT:-main}
cli() { redis-cli -h "${REDIS_HOST:-127.0.0.1}" -p "${REDIS_PORT:-6379}" --raw "$@"; }
position_of() { sed -n 's/.*"epoch":"\([0-9a-f]*\)","seq":\([0-9]*\).*/\1:\2/p'; }

touch "$log"
# A line without an end was cut in the middle: it is owed again.
[ -z "$(tail -c 1 "$log")" ] || sed -i '$d' "$log"
at=$(tail -n 1 "$log" | position_of)
at=${at:-$start}

while :; do
  current=$(cli GET "$base:epoch")
  case $current in
    NOAUTH*|WRONGPASS*|NOPERM*) stop "$current Put the password into REDISCLI_AUTH." ;;
    *[!0-9a-f]*) current= ;;
  esac
  [ "${#current}" -ge 8 ] || { sleep 0.5; continue; }
  at=${at:-$current:0}
  count=0
  # Of an answer only the events begin with a brace; the names and ids between them do not.
  while IFS= read -r event; do
    printf '%s\n' "$event" >> "$log"
    at=$(position_of <<< "$event")
    count=$((count + 1))
  done < <(cli XREAD COUNT 200 BLOCK 1000 STREAMS "$base:${at%:*}" "${at#*:}-0" | grep '^{')
  # The stream of the epoch we are in is read to its end before the next one.
  [ "$count" -gt 0 ] || [ "${at%:*}" = "$current" ] || at=$current:0
done
