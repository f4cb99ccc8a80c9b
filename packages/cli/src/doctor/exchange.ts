/** Checks of the exchange as this machine sees it: its addresses, REST, streams and clock. Nothing is signed. */

import { retiredAddress, retiredIn } from '@spotdeck/gateway/notices'
import type { MexcWorld, RestClient } from '@spotdeck/mexc'
import { SECOND_MS, sleep } from '@spotdeck/ports'
import { RECEIVE_WINDOW, ping, pingRequest } from '@spotdeck/wire'
import type { Settings } from '../config/settings.ts'
import { type Finding, failed, finding } from './finding.ts'

/** Deadline of each call to the exchange with its retries, in ms. */
export const CALL = { withinMs: 8 * SECOND_MS, timeoutMs: 6 * SECOND_MS }
const STREAM_WITHIN_MS = 6 * SECOND_MS
/** A clock that differs more than this is not set by network time, in ms. */
const MAX_SYNCED_MS = SECOND_MS

type Addresses = Pick<Settings, 'rest' | 'ws' | 'notices'>

/** Checks whether an address is retired, by what is known and by the announcements of the configuration. */
export function checkEndpoints({ rest, ws, notices }: Addresses, now: number): Finding {
  const announced = retiredIn(notices)
  const retired = retiredAddress(rest, now, announced) ?? retiredAddress(ws, now, announced)
  if (retired === undefined) return finding('endpoints', 'OK', 'No address in use is retired.')
  const { what, since, instead } = retired
  const seen = `${what} was retired on ${new Date(since).toISOString().slice(0, 10)}; ${instead} is current.`
  return finding('endpoints', 'ENDPOINT_RETIRED', seen)
}

/** Checks REST and the clock; the exchange is asked nothing more where REST fails. */
export async function checkRest(rest: RestClient, world: MexcWorld, url: string): Promise<readonly Finding[]> {
  try {
    const asked = world.clock.now()
    await rest.call(ping, {}, CALL)
    const tookMs = world.clock.now() - asked
    await rest.syncClock()
    return [
      finding('rest', 'OK', `${url} answers in ${tookMs} ms.`),
      checkClock(rest.exchangeNow() - world.clock.now()),
    ]
  } catch (error) {
    return [failed('rest', error)]
  }
}

/** @param aheadMs the exchange's clock less this machine's. MEXC refuses a call older than its receive window. */
export function checkClock(aheadMs: number): Finding {
  const awayMs = Math.abs(aheadMs)
  const code = awayMs > RECEIVE_WINDOW.defaultMs ? 'CLOCK_OFF' : awayMs > MAX_SYNCED_MS ? 'CLOCK_DIFFERS' : 'OK'
  const way = aheadMs > 0 ? 'behind' : 'ahead of'
  return finding('clock', code, `This machine is ${(awayMs / SECOND_MS).toFixed(1)} s ${way} the exchange.`)
}

/** Opens a stream and waits for the answer to one PING. */
export async function checkStreams(url: string, { openSocket, timers, clock }: MexcWorld): Promise<Finding> {
  const began = clock.now()
  const over = new AbortController()
  const answered = new Promise<Finding>((resolve) => {
    const socket = openSocket(url, {
      opened: () => socket.send(JSON.stringify(pingRequest())),
      message: () => resolve(finding('streams', 'OK', `${url} answers in ${clock.now() - began} ms.`)),
      closed: (code, reason) =>
        resolve(
          finding(
            'streams',
            'STREAMS_UNREACHABLE',
            `${url} closed the connection (${code} ${reason}).`.replace(' )', ')'),
          ),
        ),
    })
    over.signal.addEventListener('abort', () => socket.close())
  })
  const late = sleep({ timers, ms: STREAM_WITHIN_MS, signal: over.signal }).then(
    () => finding('streams', 'STREAMS_UNREACHABLE', `${url} did not answer within ${STREAM_WITHIN_MS / SECOND_MS} s.`),
    () => finding('streams', 'STREAMS_UNREACHABLE', `${url} was not asked to the end.`),
  )
  const found = await Promise.race([answered, late])
  over.abort()
  return found
}
