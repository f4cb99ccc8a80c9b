/**
 * Hooks for observing the SDK: operations that start and end, as tracing needs them, and the exchange's drift.
 * Attributes carry OpenTelemetry's names where it has one. None ever holds a key, a secret, a signature or a query.
 */

import type { Log } from '@spotdeck/ports'
import type { Drift } from './drift.ts'

/** Attributes of an operation, by OpenTelemetry's names where it has one. */
export type Attributes = Readonly<Record<string, string | number | boolean>>

/** `request` is one HTTP attempt of a call, `stream` is one socket from its opening to its end. */
export type Operation = {
  readonly kind: 'request' | 'stream'
  /** Name for a span, such as `mexc placeOrder`. */
  readonly name: string
  readonly attributes: Attributes
}

/** The result of an operation: its attributes, and its error if it failed. */
export type OperationEnd = {
  readonly attributes: Attributes
  /** Why it failed, by the error's or the stream's stable code; absent when it did not. */
  readonly errorCode?: string
}

/** A handler of the program that threw: which one, and what it threw. */
export type HandlerFailure = {
  /** Such as `market stream push`. */
  readonly where: string
  readonly error: unknown
}

/** Hooks that a program may set; one that throws is logged and changes nothing. */
export type MexcHooks = {
  /** Called when an operation starts; what it answers is called once, when that operation ends. */
  operation?(operation: Operation): ((end: OperationEnd) => void) | undefined
  /** Called for everything of the exchange that this SDK does not know; the data itself goes on unharmed. */
  drift?(drift: Drift): void
  /** Called when a handler of a stream, a book or an account throws. Nothing else is affected by its failure. */
  handlerFailed?(failure: HandlerFailure): void
}

/** The hooks, and the log that records a hook that throws. */
export type Watched = { readonly hooks?: MexcHooks | undefined; readonly log: Log }

/** Tells the hook that an operation starts; a hook that throws is logged and never felt by the operation. */
export function operationStarts(world: Watched, operation: Operation): (end: OperationEnd) => void {
  let ended: ((end: OperationEnd) => void) | undefined
  guarded(world, () => (ended = world.hooks?.operation?.(operation)))
  return (end) => {
    const finish = ended
    ended = undefined
    guarded(world, () => finish?.(end))
  }
}

/** Runs a hook; what it throws, at once or as a promise, is logged by its kind alone. */
export function guarded(world: Watched, call: () => unknown): void {
  const failed = (error: unknown): void =>
    world.log.warn({ error: error instanceof Error ? error.name : typeof error }, 'hook failed')
  try {
    const answer = call()
    if (answer instanceof Promise) answer.catch(failed)
  } catch (error) {
    failed(error)
  }
}

/** Host and path of an operation as attributes, without the query. */
export function placeOf(url: string): Attributes {
  const { hostname, port, protocol } = new URL(url)
  const byDefault = protocol === 'https:' || protocol === 'wss:' ? 443 : 80
  return { 'server.address': hostname, 'server.port': port === '' ? byDefault : Number(port) }
}
