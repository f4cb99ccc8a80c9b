/** `@spotdeck/ports`: what is passed in. The twins live under `/node`, `/web` and `/virtual`. */

export type { Clock, LoopDelay, LoopDelays, Timer, Timers } from './time.ts'
export type { Random } from './random.ts'
export { type Fetch, type HttpAnswer, type HttpRequest, NetworkFault } from './network.ts'
export type { OpenSocket, Socket, SocketHandlers } from './network.ts'
export type { Sign } from './sign.ts'
export { type Log, silentLog } from './log.ts'
export type { Span, SpanAttributes, SpanKindName, SpanStart, Tracing } from './tracing.ts'
export { BoundedMap, type BoundedMapOptions } from './bounded-map.ts'
export { CodedError } from './coded-error.ts'
export { defined, type Defined } from './defined.ts'
export { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WEEK_MS, durationMs } from './durations.ts'
export { TokenBucket, type TokenBucketOptions } from './token-bucket.ts'
export {
  Backoff,
  type BackoffOptions,
  type WaitOptions,
  backoffMs,
  sleep,
  unlessAborted,
  withDeadline,
} from './wait.ts'
