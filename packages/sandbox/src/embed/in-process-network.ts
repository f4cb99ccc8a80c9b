/** The exchange as `fetch` and sockets of the same process, without a port: the ports that the SDK takes. */

import { type Fetch, type HttpAnswer, NetworkFault, type OpenSocket, type Timers } from '@spotdeck/ports'
import type { Outcome, RestRequest } from '../server/call/request.ts'
import type { StreamFront } from '../streams/front.ts'

/** The parts of the exchange that the network reaches, and the timers of delays and timeouts. */
type InProcessOptions = {
  readonly handle: (request: RestRequest) => Outcome | Promise<Outcome>
  readonly streams: StreamFront
  readonly timers: Timers
}

const ADDRESS = '127.0.0.1'
/** The socket is gone without a close frame. */
const DROPPED = 1006
const WITHOUT_CODE = 1005

/** A `Fetch` whose calls end at the exchange, whatever host they name. Faults delay, break or swallow them as on a port. */
export function inProcessFetch({ handle, timers }: InProcessOptions): Fetch {
  return (request) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      const fail = (code: NetworkFault['code'], message: string): void => reject(new NetworkFault(code, message))
      if (request.signal?.aborted === true) return fail('HTTP_ABORTED', 'The call was aborted.')
      const deadline = timers.after(request.timeoutMs, () => fail('HTTP_TIMEOUT', 'No answer in time.'))
      request.signal?.addEventListener('abort', () => {
        deadline.cancel()
        fail('HTTP_ABORTED', 'The call was aborted.')
      })
      const settle = (outcome: Outcome): void => {
        if (outcome.kind === 'silence') return
        const delayMs = outcome.kind === 'answer' ? outcome.delayMs : 0
        timers.after(delayMs, () => {
          deadline.cancel()
          if (outcome.kind === 'answer') resolve(outcome.answer)
          else fail('HTTP_BROKEN', 'The connection broke.')
        })
      }
      Promise.resolve(handle(requestOf(request))).then(settle, reject)
    })
}

function requestOf({ method, url, headers = {}, body = '' }: Parameters<Fetch>[0]): RestRequest {
  const { pathname, search, host } = new URL(url)
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { method, path: pathname, query: search.slice(1), headers: { host, ...named }, body, ip: ADDRESS }
}

/** An `OpenSocket` whose sockets end at the exchange. Messages arrive in order, each in a turn of its own. */
export function inProcessSocket({ streams, timers }: InProcessOptions): OpenSocket {
  return (url, handlers) => {
    let over = false
    const deliver = (run: () => void): void => void timers.after(0, run)
    const end = (code: number): void => {
      if (over) return
      over = true
      deliver(() => handlers.closed(code, ''))
    }
    const message = (data: string | Uint8Array): void => {
      if (!over) deliver(() => handlers.message(data))
    }
    let connection: ReturnType<StreamFront['connect']> | undefined
    deliver(() => {
      if (over) return
      if (streams.bannedForMs(ADDRESS) > 0) return end(DROPPED)
      handlers.opened()
      const listenKey = new URL(url).searchParams.get('listenKey') ?? undefined
      const peer = { sendText: message, sendBinary: message, close: (code = WITHOUT_CODE) => end(code), ping() {} }
      connection = streams.connect({ ...peer, address: ADDRESS }, listenKey)
    })
    return {
      send: (text) => deliver(() => (over ? undefined : connection?.receive(text))),
      close(code = WITHOUT_CODE) {
        connection?.gone()
        end(code)
      },
      bufferedBytes: 0,
    }
  }
}
