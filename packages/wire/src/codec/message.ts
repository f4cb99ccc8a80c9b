/** What the generated decoder hands over: the schema's fields, int64 still in two halves, unknown fields aside. */

import { WireError } from '../errors/wire-error.ts'
import type { UnknownField } from '../push.ts'

/** An int64 as the protobuf runtime keeps it. */
export type Int64 = number | { readonly low: number; readonly high: number }

/** A decoded message of the shape `T`; `Times` are its int64 fields. Unset optional fields are null. */
export type Message<T, Times extends keyof T = never> = {
  readonly [K in Exclude<keyof T, Times>]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K]
} & { readonly [K in Times]-?: undefined extends T[K] ? Int64 | null : Int64 } & Unknowns

export type Unknowns = { readonly $unknowns?: readonly Uint8Array[] }

/** Collects the fields that the schema does not know, over all messages of one frame. */
export type UnknownSink = UnknownField[]

/**
 * An int64 as a number.
 * @throws {WireError} `WIRE_TIME_OUT_OF_RANGE` when a double cannot hold it exactly
 */
export function safeNumber(value: Int64): number {
  const number = typeof value === 'number' ? value : value.high * 4_294_967_296 + (value.low >>> 0)
  if (Number.isSafeInteger(number)) return number
  throw new WireError(
    'WIRE_TIME_OUT_OF_RANGE',
    'A time in the frame is beyond 2^53: the frame is damaged or speaks another schema; count it and read over REST.',
  )
}

/** Keeps the unknown fields of one message, raw with their tags. `path` names the message inside the frame. */
export function keepUnknown(message: Unknowns, path: string, sink: UnknownSink): void {
  if (message.$unknowns === undefined) return
  for (const bytes of message.$unknowns) sink.push({ path, field: fieldNumber(bytes), bytes: Uint8Array.from(bytes) })
}

/** The field number in the tag that `bytes` begin with. */
function fieldNumber(bytes: Uint8Array): number {
  let tag = 0
  for (let i = 0; i < 5; i++) {
    const byte = bytes[i] ?? 0
    tag += (byte & 127) * 2 ** (7 * i)
    if (byte < 128) break
  }
  return Math.floor(tag / 8)
}
