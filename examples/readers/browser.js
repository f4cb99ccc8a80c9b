// Follows an account from a page: paste it into the console of an open Spotdeck, whose session it uses.
// The browser reconnects by itself and says where it was (Last-Event-ID); `follow` returns what ends it.

/** Calls `take` with each event, once and in order. `since` is `epoch:seq`; without it: from now on. */
function follow(account, take, since) {
  const query = new URLSearchParams({ topics: 'assets,orders,deals,status', ...(since && { since }) })
  const source = new EventSource(`/api/v1/accounts/${account}/events?${query}`)
  source.onmessage = ({ data }) => take(JSON.parse(data))
  source.addEventListener('reset', ({ data }) => console.warn('The ledger begins anew: take a new snapshot.', data))
  return () => source.close()
}
