/** Connection status: the page's connection to the gateway and the gateway's to the exchange, the worse one. */

import type { StatusData, StreamState } from '@spotdeck/api'
import type { Connection } from '../../live/ports.ts'
import type { AccountFreshness } from './freshness.ts'

/** Content of the status pill. `tone` decides its colour and shape. */
export type ConnectionStatus = {
  readonly word: StreamState | 'reconnecting' | 'signedOut' | 'paused' | 'silent'
  readonly tone: 'good' | 'busy' | 'unsure' | 'bad'
}

const TONES: { readonly [State in StreamState]: ConnectionStatus['tone'] } = {
  connecting: 'busy',
  reconciling: 'busy',
  live: 'good',
  degraded: 'unsure',
  stale: 'unsure',
  offline: 'bad',
}

/**
 * The one state to show. A lost connection to the gateway hides the exchange's, since nothing newer can be known. While
 * the sandbox's clock is paused nothing can happen there. A live account whose data is old is `silent`.
 */
export function lineState(
  connection: Connection,
  status: StatusData | undefined,
  { isPaused = false, freshness }: { readonly isPaused?: boolean; readonly freshness?: AccountFreshness } = {},
): ConnectionStatus {
  switch (connection.phase) {
    case 'waiting':
      return { word: connection.attempt > OFFLINE_AFTER ? 'offline' : 'reconnecting', tone: 'bad' }
    case 'signed-out':
      return { word: 'signedOut', tone: 'bad' }
    case 'open':
      if (isPaused) return { word: 'paused', tone: 'unsure' }
      if (status === undefined) return { word: 'connecting', tone: 'busy' }
      if (status.state === 'live' && freshness?.isOld === true) return { word: 'silent', tone: 'unsure' }
      if (TONES[status.state] === 'busy' && freshness?.busyMs !== undefined) {
        return { word: status.state, tone: 'unsure' }
      }
      return { word: status.state, tone: TONES[status.state] }
    default:
      return { word: 'connecting', tone: 'busy' }
  }
}

/** After so many tries in vain the page says offline rather than reconnecting; it goes on trying. */
const OFFLINE_AFTER = 4

/** True if figures on the page may be out of date. */
export function mayBeStale(line: ConnectionStatus): boolean {
  return line.tone === 'unsure' || line.tone === 'bad'
}

/** The party that does not answer, as far as the page can know. */
export type Blame = 'gateway' | 'exchange' | 'unknown'

/** Returns who keeps live data from coming: the gateway if its connection is lost, the exchange if it says so. */
export function blameOf(connection: Connection, status: StatusData | undefined): Blame {
  if (connection.phase === 'waiting') return 'gateway'
  return status?.code === 'EXCHANGE_UNREACHABLE' ? 'exchange' : 'unknown'
}
