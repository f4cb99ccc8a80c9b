// Follows an account from a page: paste it into the console of an open Spotdeck, whose session it uses.
// The browser reconnects by itself and says where it was (Last-Event-ID); `follow` returns what ends it.

/** Calls `take` with each event, once and in order. `since` is `epoch:seq:hash`; without it: from now on. */
function follow(account, take, since) {
  let at = since
  let source
  let timer
  const reached = ({ lastEventId }) => (at = lastEventId || at)
  const open = () => {
    const query = new URLSearchParams({ topics: 'assets,orders,deals,status', ...(at && { since: at }) })
    source = new EventSource(`/api/v1/accounts/${account}/events?${query}`)
    source.onmessage = (event) => {
      take(JSON.parse(event.data))
      reached(event)
    }
    source.addEventListener('position', reached)
    source.addEventListener('reset', (event) => {
      console.warn('The ledger begins anew: take a new snapshot.', event.data)
      reached(event)
    })
    // An EventSource gives up on an answer that is not a stream, such as a proxy's 502: then it is made anew.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 2_000)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}
