/** Port of the edge's rules: requests, streams and upgrades as plain calls, which an adapter carries. */

import type { RedisTargetStats } from '@spotdeck/api'
import type { Principal } from '@spotdeck/desk'
import type { EdgeAnswer, EdgeRequest } from './answer/answer.ts'
import type { OpenStream, SseTransport } from './answer/transport.ts'
import type { MetricFamily } from './metrics/families.ts'
import type { UploadBy } from './rest/handle.ts'
import type { SocketConnection, WebSocketTransport } from './stream/websocket.ts'

/** Message before a socket of the page is closed: a browser does not show a page the HTTP response to an upgrade. */
export type ClosingWords = { readonly text: string; readonly code: number; readonly reason: string }

/** An upgrade is refused with an answer, or taken: then `connect` gives the connection its carrier. */
export type Upgrade =
  | { readonly kind: 'refused'; readonly answer: EdgeAnswer; readonly closing?: ClosingWords }
  | {
      readonly kind: 'taken'
      readonly caller: Principal
      connect(sink: WebSocketTransport): { readonly connection: SocketConnection; readonly gone: () => void }
    }

/** Handles requests, streams and upgrades of the edge. */
export interface EdgeHandler {
  /** `known` is called with who asks before the answer is worked out, where somebody is signed in. */
  handle(request: EdgeRequest, known?: (caller: Principal) => void): Promise<EdgeAnswer>
  /** Looks up who asks, before the calls that cannot wait for it: `uploadBy`, `stream` and `upgrade`. Never fails. */
  prepare(request: EdgeRequest): Promise<void> | undefined
  /** Returns who uploads, if the request passes every check that comes before its body is read; counts the request. */
  uploadBy(request: EdgeRequest): UploadBy | undefined
  /** Carries a stream that `handle` answered with: starts it, and answers what to call when the connection is gone. */
  stream(request: EdgeRequest, open: (sink: SseTransport) => OpenStream, sink: SseTransport): () => void
  upgrade(request: EdgeRequest): Upgrade
  /** Address of the exchange's public stream, where the caller's page may connect to it. */
  pageStream(request: EdgeRequest): Promise<string | undefined>
  /** Count of open streams. */
  readonly connections: number
  /** State of each Redis target, in the order of the configuration. */
  readonly redis: readonly RedisTargetStats[]
  /** Everything that is measured, as data. */
  metrics(): Promise<readonly MetricFamily[]>
  /** Notifies every stream of the restart, and unsubscribes from the desk. */
  close(): void
}
