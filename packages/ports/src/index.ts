/** `@spotdeck/ports`: what is passed in. The twins live under `/node`, `/web` and `/virtual`. */

export type { Clock, LoopDelay, LoopDelays, Timer, Timers } from './time.ts'
export type { Random } from './random.ts'
export { type Fetch, type HttpAnswer, type HttpRequest, NetworkFault } from './network.ts'
export type { OpenSocket, Socket, SocketHandlers } from './network.ts'
export type { Sign } from './sign.ts'
export { type Log, silentLog } from './log.ts'
export {
  ACCOUNT_ATTRIBUTE,
  type Span,
  type SpanAttributes,
  type SpanKindName,
  type SpanStart,
  type Tracing,
} from './tracing.ts'
export { Counts } from './counts.ts'
export { TtlCache } from './ttl-cache.ts'
export { BoundedMap, type BoundedMapOptions } from './bounded-map.ts'
export { CodedError } from './coded-error.ts'
export { codeOf, describeError, exchangeCodeOf } from './describe-error.ts'
export { defined, type Defined } from './defined.ts'
export { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WEEK_MS, durationMs } from './durations.ts'
export { type Recorder, recordLines, replay } from './machine/recording.ts'
export { type Machine, type MachineParts, runMachine } from './machine/run-machine.ts'
export { type Step, type Stepped, type Untimed, ruleWords, stepAll } from './machine/step.ts'
export { parseJson } from './parse-json.ts'
export { TokenBucket, type TokenBucketOptions } from './token-bucket.ts'
export { unreachable } from './unreachable.ts'
export { type BackoffOptions, type WaitOptions, backoffMs, longestBackoffMs } from './wait.ts'
export { sleep, unlessAborted, withDeadline } from './wait.ts'
