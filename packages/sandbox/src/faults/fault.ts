/** A fault as data: what goes wrong, where, how often and for how long. Read from JSON with errors that say what to mend. */

import { CodedError, DAY_MS, defined } from '@spotdeck/ports'
import { CHANNEL_NAMES, endpoints } from '@spotdeck/wire'

/** Faults of streams: what happens to frames on their way to a client, and to connections and keys. */
export const STREAM_FAULTS = [
  /** A push is not sent. */
  'drop',
  /** Pushes stop while the socket lives and PING is still answered. */
  'stall',
  /** Nothing passes in either direction, and the connection stays open. */
  'half-open',
  /** A frame leaves `delayMs` later; what comes after it may overtake it. */
  'delay',
  /** Each push leaves a random while later, `delayMs` at most; none overtakes another of its connection. */
  'jitter',
  /** A push is sent twice. */
  'duplicate',
  /** A push is held and sent after the next one. */
  'reorder',
  /** A push is cut in the middle. */
  'corrupt',
  /** A push carries a huge unknown field. */
  'oversize',
  /** New connections are closed at once. */
  'refuse',
  /** Subscriptions are refused with `Blocked!`. */
  'blocked',
  /** The account's listen keys expire now; applied once, when it is turned on. */
  'expire-listen-key',
  /** The account's listen keys are closed and a foreign one is created; applied once, when it is turned on. */
  'steal-listen-key',
  /**
   * The versions of all books step back by `versions` and connections close: a client that reconnects is ahead of the
   * exchange.
   */
  'version-back',
  /** The versions of all books jump ahead by `versions`: the next depth push does not continue the one before. */
  'version-gap',
] as const

/** Faults of REST: what happens to a call. */
export const REST_FAULTS = [
  /** Answers `status` or `code` without executing the call. */
  'error-before',
  /** Does the work, then answers `status` or `code`: the client cannot know. */
  'error-after',
  /** Does the work, sends `afterBytes` of the answer's body, then resets the connection. */
  'reset',
  /** 429 with Retry-After, or 418. */
  'rate-limit',
  /** Reading calls are answered with the account as it was `delayMs` ago, a minute at most, and books up to that old. */
  'stale',
  /** The exchange's clock as the client sees it is off by `offsetMs`. */
  'wrong-clock',
] as const

/** Kind of a stream fault. */
export type StreamFaultKind = (typeof STREAM_FAULTS)[number]
type RestFaultKind = (typeof REST_FAULTS)[number]
/** Kind of a fault. */
export type FaultKind = StreamFaultKind | RestFaultKind

/** Target of a fault. An absent field matches everything. */
export type FaultTarget = {
  readonly apiKey?: string
  /** The number of a connection, as text, in the order they were opened. */
  readonly connection?: string
  /** The end of a REST path, such as `order` or `userDataStream`, optionally after a method: `POST order`. */
  readonly endpoint?: string
  /** A part of a channel's name, such as `private.deals`. */
  readonly channel?: string
}

/**
 * Forms of an error's body. `code-first`: the gateway's; `msg-first`: the trading core's; `extend`: of parameters of market
 * data; `data`: the text under `data`; `success`: of affiliate calls; `html`: a page; `empty`: none.
 */
export const FAULT_BODIES = ['code-first', 'msg-first', 'extend', 'data', 'success', 'html', 'empty'] as const
/** Form of an error's body. */
export type FaultBody = (typeof FAULT_BODIES)[number]

/** An injected failure. */
export type Fault = {
  readonly id: string
  readonly kind: FaultKind
  readonly target: FaultTarget
  /** Probability that it applies each time, 0 to 1. */
  readonly probability: number
  /** ms since the epoch, machine time; absent: until it is taken away. */
  readonly endsAt?: number
  /** Number of times that it may still apply; absent: unlimited. */
  readonly times?: number
  /** HTTP status for `error-before`, `error-after` and `rate-limit`; with `code` 400 unless said. */
  readonly status?: number
  /** MEXC's code, for `error-before` and `error-after`. */
  readonly code?: number
  /** Text of the code; by default that of MEXC's list. */
  readonly msg?: string
  /** Form of the error's body: by default that of its code, and a page for statuses that have one. */
  readonly body?: FaultBody
  /** For `reset`; default 0. */
  readonly afterBytes?: number
  /** For `rate-limit`. */
  readonly retryAfterSeconds?: number
  /** For `delay`, `jitter` and `stale`; default 1,000. */
  readonly delayMs?: number
  /** For `wrong-clock`; the exchange's clock seems ahead when positive. */
  readonly offsetMs?: number
  /** For `version-back` and `version-gap`; default 1,000. */
  readonly versions?: number
}

/** Returns the length of a `delay` or `stale`, and the longest `jitter`, in ms. */
export function delayOf(fault: Fault): number {
  return fault.delayMs ?? 1_000
}

/** A requested fault; the board adds the id and computes the end. */
export type FaultOrder = Omit<Fault, 'id' | 'endsAt'> & { readonly durationMs?: number }

/** Error of a JSON value that is not a valid fault; the message names the field and its allowed values. */
export class FaultError extends CodedError<'FAULT_INVALID'> {
  constructor(message: string) {
    super('FAULT_INVALID', message)
  }
}

const KINDS: ReadonlySet<string> = new Set([...STREAM_FAULTS, ...REST_FAULTS])
const TARGETS = ['apiKey', 'connection', 'endpoint', 'channel'] as const
/** Least and most of each number of a fault; all but `probability` are whole. */
export const FAULT_NUMBERS = {
  probability: [0, 1],
  durationMs: [1, 7 * DAY_MS],
  times: [1, 1_000_000],
  status: [200, 599],
  retryAfterSeconds: [0, 259_200],
  delayMs: [0, 600_000],
  offsetMs: [-DAY_MS, DAY_MS],
  versions: [1, 1_000_000_000],
  code: [-100_000, 100_000_000],
  afterBytes: [0, 1_000_000],
} as const
const MAX_TEXT = 500
/** The only parameter of a fault that may be a fraction. */
const BROKEN = 'probability'
type NumberField = keyof typeof FAULT_NUMBERS

/** @throws {FaultError} naming the field that is wrong and what it should be */
export function parseFault(value: unknown): FaultOrder {
  if (!isRecord(value))
    throw new FaultError('A fault is a JSON object: {"kind":"drop","target":{"channel":"private.deals"}}.')
  const allowed = new Set<string>(['kind', 'target', 'msg', 'body', ...Object.keys(FAULT_NUMBERS)])
  const stranger = Object.keys(value).find((field) => !allowed.has(field))
  if (stranger !== undefined)
    throw new FaultError(`A fault has no field "${stranger}"; it may have ${[...allowed].join(', ')}.`)
  return {
    probability: 1,
    ...numbersOf(value),
    ...textsOf(value),
    kind: kindOf(value['kind']),
    target: targetOf(value['target']),
  }
}

function textsOf({ msg, body }: Readonly<Record<string, unknown>>): Pick<FaultOrder, 'msg' | 'body'> {
  if (msg !== undefined && (typeof msg !== 'string' || msg.length > MAX_TEXT)) {
    throw new FaultError(`"msg" is text of at most ${MAX_TEXT} characters.`)
  }
  const form = FAULT_BODIES.find((one) => one === body)
  if (body !== undefined && form === undefined) throw new FaultError(`"body" is one of ${FAULT_BODIES.join(', ')}.`)
  return defined({ msg, body: form })
}

function kindOf(value: unknown): FaultKind {
  if (typeof value === 'string' && KINDS.has(value)) return value as FaultKind
  throw new FaultError(`"kind" is one of ${[...KINDS].join(', ')}.`)
}

function targetOf(value: unknown): FaultTarget {
  if (value === undefined) return {}
  if (!isRecord(value)) throw new FaultError('"target" is an object with apiKey, connection, endpoint or channel.')
  const target: Record<string, string> = {}
  for (const [field, text] of Object.entries(value)) {
    if (!TARGETS.some((name) => name === field) || typeof text !== 'string' || text.length > 256) {
      throw new FaultError(`"target.${field}": a target has ${TARGETS.join(', ')}, each text.`)
    }
    target[field] = text
  }
  refuseUnknown(target)
  return target
}

/** @throws {FaultError} for a target that nothing can match, which names what there is */
function refuseUnknown({ endpoint, channel, connection }: FaultTarget): void {
  if (connection !== undefined && !/^[1-9]\d*$/.test(connection))
    throw new FaultError('"target.connection" is the number of a connection as text, from "1", in the order they open.')
  if (endpoint !== undefined && !endpoints.some(({ method, path }) => isEndpoint(endpoint, `${method} ${path}`))) {
    const calls = endpoints.map(({ method, path }) => `${method} ${path.slice('/api/v3/'.length)}`)
    throw new FaultError(
      `"target.endpoint": no call is ${JSON.stringify(endpoint)}. The calls are ${calls.sort().join(', ')}, each also without its method, and "*".`,
    )
  }
  if (channel !== undefined && !isChannelPart(channel)) {
    throw new FaultError(
      `"target.channel": no channel's name has ${JSON.stringify(channel)} in it. The names are ${CHANNEL_NAMES.join(', ')}, with a symbol and more behind "@".`,
    )
  }
}

/** `POST order` is `POST /api/v3/order` alone, `order` is every method of it, `*` every call, and `POST *` every POST. */
export function isEndpoint(wanted: string, endpoint: string): boolean {
  const [method, path] = wanted.includes(' ') ? wanted.split(' ', 2) : [undefined, wanted]
  if (method !== undefined && !endpoint.startsWith(`${method} `)) return false
  if (path === '*') return endpoint !== ''
  return endpoint.endsWith(`/${(path ?? '').replace(/^\//, '')}`)
}

/** A part of a name, a whole name with parameters, or a parameter: a symbol, or what begins with `@`. */
function isChannelPart(text: string): boolean {
  const name = text.replace(/^spot@?/, '').replace(/\.pb@.*/, '.pb')
  return CHANNEL_NAMES.some((known) => known.includes(name)) || name.startsWith('@') || /^[^a-z.]+$/.test(name)
}

function numbersOf(value: Readonly<Record<string, unknown>>): Partial<Record<NumberField, number>> {
  const numbers: Partial<Record<NumberField, number>> = {}
  for (const [field, [least, most]] of Object.entries(FAULT_NUMBERS) as [NumberField, readonly [number, number]][]) {
    const number = value[field]
    if (number === undefined) continue
    const whole = field === BROKEN || Number.isInteger(number)
    if (typeof number !== 'number' || !whole || !(number >= least && number <= most)) {
      throw new FaultError(`"${field}" is a ${field === BROKEN ? '' : 'whole '}number from ${least} to ${most}.`)
    }
    numbers[field] = number
  }
  return numbers
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
