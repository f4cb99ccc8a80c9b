#!/usr/bin/env bash
# Follows an account over Server-Sent Events with curl and writes every event to a log, once and in order, through any breaks.
#   SPOTDECK_URL=http://127.0.0.1:8787 SPOTDECK_TOKEN=… ./sse.sh events.log [epoch:seq:hash]
# The token comes from `spotdeck token create`; it goes to curl over a pipe, so that no list of processes shows it.
set -u
make_one='make one with `spotdeck token create --audience viewer` and put it into SPOTDECK_TOKEN'
stop() { printf '%s\n' "$1" >&2; exit 1; }
command -v curl > /dev/null || stop 'This reader needs curl: install it, on Debian with apt-get install curl.'
[ -n "${SPOTDECK_TOKEN:-}" ] || stop "There is no token: $make_one."
log=${1:-events.log}
start=${2:-}
base=${SPOTDECK_URL:-http://127.0.0.1:8787}/api/v1/accounts/${SPOTDECK_ACCOUNT:-main}
ask() { printf 'Authorization: Bearer %s\n' "$SPOTDECK_TOKEN" | curl --silent --show-error --no-buffer --max-time "$1" --write-out '\nstatus: %{http_code}\n' -H @- "$2"; }
# A gateway that is away or busy comes back; one that refuses us goes on refusing.
stop_when_refused() {
  case $1 in
    *'status: 401') stop "${SPOTDECK_URL:-http://127.0.0.1:8787} does not take this token: $make_one." ;;
    *'status: 403') stop "This token may not read the account \"${SPOTDECK_ACCOUNT:-main}\": $make_one." ;;
    *'status: 404') stop "${SPOTDECK_URL:-http://127.0.0.1:8787} has no account \"${SPOTDECK_ACCOUNT:-main}\": check SPOTDECK_URL and SPOTDECK_ACCOUNT." ;;
  esac
}
position_of() { sed -n 's/.*"epoch":"\([0-9a-f]*\)","seq":\([0-9]*\),"hash":"\([0-9a-z]*\)".*/\1:\2:\3/p'; }

# Away for long is asked for less often, up to every 5 s; what was heard begins the count anew.
wait_s=1
pause() { sleep "$wait_s"; wait_s=$((wait_s * 2 > 5 ? 5 : wait_s * 2)); }

touch "$log"
# A line without an end was cut in the middle: it is owed again.
[ -z "$(tail -c 1 "$log")" ] || sed -i '$d' "$log"
at=$(tail -n 1 "$log" | position_of)
at=${at:-$start}
# Without a position a reader starts from what is known now.
until [ -n "$at" ]; do
  snapshot=$(ask 30 "$base/snapshot")
  stop_when_refused "$snapshot"
  at=$(position_of <<< "$snapshot")
  [ -n "$at" ] || pause
done

while :; do
  while IFS= read -r line; do
    case $line in
      'data: {"account":"'*'","topic":"'*)
        printf '%s\n' "${line#data: }" >> "$log"
        at=$(position_of <<< "$line") ;;
      'event: reset') echo 'The ledger begins anew: so does what was made of it, with a snapshot.' >&2 ;;
      'id: '*) reached=${line#id: } wait_s=1 ;;
      'data: '*) at=$reached ;;
      'status: '*) stop_when_refused "$line" ;;
    esac
  done < <(ask 3600 "$base/events?topics=assets,orders,deals,status&since=$at")
  pause
done
