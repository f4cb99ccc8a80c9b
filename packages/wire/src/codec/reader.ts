/**
 * Takes a frame apart field by field. Every step is checked against the end of the message it stands in, so whatever the
 * bytes say, nothing is read beyond them and nothing is made without bound.
 */

import { WireError } from '../errors/wire-error.ts'
import type { UnknownField } from '../push.ts'
import { latin1, utf8 } from './text-coding.ts'

/** The most list items and unknown fields of one frame: two bytes can make one, and each becomes an object. */
export const MAX_OBJECTS = 250_000
const MAX_GROUP_DEPTH = 64
const MAX_VARINT_BYTES = 10
const MAX_TAG = 2 ** 32
const NOTHING: readonly UnknownField[] = []

/** The byte at an index, which its caller has checked or checks afterwards: `undefined` beyond the end passes no comparison. */
function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] as number
}

/** A cursor over the bytes of one protobuf message. */
export class Reader {
  /** Index of the next byte. */
  at = 0
  /** Index after the last byte of the message that is being read. */
  limit: number
  readonly #bytes: Uint8Array
  /** The whole frame as text, one character a byte: ASCII is cut from it without a call of the runtime each. */
  readonly #text: string
  #unknown: UnknownField[] | undefined
  #objects = 0
  /** The body that stands last, 0 while there is none. */
  bodyTag = 0
  #bodyStart = 0
  #bodyEnd = 0
  #earlier: Uint8Array[] | undefined

  constructor(bytes: Uint8Array, unknown?: UnknownField[]) {
    this.#bytes = bytes
    this.#text = latin1(bytes)
    this.limit = bytes.length
    this.#unknown = unknown
  }

  /** Fields that the schema does not know, in the order of arrival. */
  get unknown(): readonly UnknownField[] {
    return this.#unknown ?? NOTHING
  }

  /** Field number × 8 + wire type. */
  tag(): number {
    const first = byteAt(this.#bytes, this.at)
    if (first < 128) {
      this.at++
      return first
    }
    const second = byteAt(this.#bytes, this.at + 1)
    if (second < 128 && this.at + 2 <= this.limit) {
      this.at += 2
      return first - 128 + second * 128
    }
    const tag = this.#varint()
    if (tag >= MAX_TAG) throw malformed('a field number is out of range')
    return tag
  }

  text(): string {
    const length = this.#length()
    const start = this.at
    const end = start + length
    this.at = end
    const bytes = this.#bytes
    let seen = 0
    let i = start
    // Four at a time: looking at every byte is a quarter of what a frame costs.
    for (; i + 3 < end; i += 4) {
      seen |= byteAt(bytes, i) | byteAt(bytes, i + 1) | byteAt(bytes, i + 2) | byteAt(bytes, i + 3)
    }
    for (; i < end; i++) seen |= byteAt(bytes, i)
    return seen < 128 ? this.#text.substring(start, end) : this.#utf8(start, end)
  }

  int32(): number {
    const first = byteAt(this.#bytes, this.at)
    if (first < 128 && this.at < this.limit) {
      this.at++
      return first
    }
    return Number(BigInt.asIntN(32, this.#varint64()))
  }

  bool(): boolean {
    return this.#varint() !== 0
  }

  /** An int64 as a number. A time in ms takes six bytes; what a double holds exactly is read without a bigint. */
  int64(): number {
    const start = this.at
    const bytes = this.#bytes
    if (start + 6 <= this.limit && byteAt(bytes, start + 5) < 128) {
      const low = byteAt(bytes, start) & byteAt(bytes, start + 1) & byteAt(bytes, start + 2)
      if ((low & byteAt(bytes, start + 3) & byteAt(bytes, start + 4)) >= 128) return this.#sixBytes(start)
    }
    const value = this.#varint()
    if (value <= Number.MAX_SAFE_INTEGER) return value
    this.at = start
    const exact = Number(BigInt.asIntN(64, this.#varint64()))
    if (Number.isSafeInteger(exact)) return exact
    throw new WireError(
      'WIRE_TIME_OUT_OF_RANGE',
      'A time in the frame is beyond 2^53: the frame is damaged or speaks another schema; count it and read over REST.',
    )
  }

  #sixBytes(start: number): number {
    const bytes = this.#bytes
    this.at = start + 6
    const low = (byteAt(bytes, start) & 127) | ((byteAt(bytes, start + 1) & 127) << 7)
    const middle = (byteAt(bytes, start + 2) & 127) | ((byteAt(bytes, start + 3) & 127) << 7)
    const high = (byteAt(bytes, start + 4) & 127) | (byteAt(bytes, start + 5) << 7)
    return high * 2 ** 28 + (low | (middle << 14))
  }

  /** Goes into a list item; the answer is for `leave`. */
  enter(): number {
    this.#count()
    const length = this.#length()
    const outer = this.limit
    this.limit = this.at + length
    return outer
  }

  leave(outer: number): void {
    this.limit = outer
  }

  /** Steps over a body, to be read when the frame around it is. The same field again adds to it, another replaces it. */
  holdBody(tag: number): void {
    const end = this.#length() + this.at
    if (tag !== this.bodyTag) this.#earlier = undefined
    else {
      this.#count()
      this.#earlier ??= []
      this.#earlier.push(this.#copy(this.#bodyStart, this.#bodyEnd))
    }
    this.bodyTag = tag
    this.#bodyStart = this.at
    this.#bodyEnd = this.at = end
  }

  /** A reader at the start of the body that was held. */
  openBody(): Reader {
    this.at = this.#bodyStart
    this.limit = this.#bodyEnd
    if (this.#earlier === undefined) return this
    this.#unknown ??= []
    return new Reader(joined([...this.#earlier, this.#copy(this.at, this.limit)]), this.#unknown)
  }

  /** Keeps a field that the schema does not know, raw with its tag, which began at `start`; `path` names the message. */
  keep(tag: number, start: number, path: string): void {
    this.#count()
    this.#skip(tag)
    this.#unknown ??= []
    this.#unknown.push({ path, field: Math.floor(tag / 8), bytes: this.#copy(start, this.at) })
  }

  #skip(tag: number): void {
    const groups: number[] = []
    let next = tag
    for (;;) {
      const field = Math.floor(next / 8)
      if (field === 0) throw malformed('a field has the number 0')
      const wireType = next & 7
      if (wireType === 3) groups.push(field)
      else if (wireType === 4) {
        if (groups.pop() !== field) throw malformed('a group ends that never began')
      } else this.#skipValue(wireType)
      if (groups.length === 0) return
      if (groups.length > MAX_GROUP_DEPTH) throw malformed('groups are nested without end')
      if (this.at >= this.limit) throw this.#overrun()
      next = this.tag()
    }
  }

  #skipValue(wireType: number): void {
    if (wireType === 0) this.#varint()
    else if (wireType === 2) {
      const length = this.#length()
      this.at += length
    } else if (wireType === 1 || wireType === 5) {
      this.at += wireType === 1 ? 8 : 4
      if (this.at > this.limit) throw this.#overrun()
    } else throw malformed(`there is no wire type ${wireType}`)
  }

  /** A length that fits into the message. */
  #length(): number {
    let length = byteAt(this.#bytes, this.at)
    if (length < 128) this.at++
    else length = this.#varint()
    if (this.at + length <= this.limit) return length
    throw this.#overrun()
  }

  /** Exact up to 2^53, near enough to be out of range beyond. */
  #varint(): number {
    const start = this.at
    let value = 0
    let factor = 1
    for (let i = start; i < this.limit && i - start < MAX_VARINT_BYTES; i++) {
      const byte = byteAt(this.#bytes, i)
      value += (byte & 127) * factor
      if (byte < 128) {
        this.at = i + 1
        return value
      }
      factor *= 128
    }
    throw this.limit - start < MAX_VARINT_BYTES ? this.#overrun() : malformed('a number has no end')
  }

  #varint64(): bigint {
    const start = this.at
    this.#varint()
    let value = 0n
    for (let i = this.at - 1; i >= start; i--) value = (value << 7n) | BigInt(byteAt(this.#bytes, i) & 127)
    return value
  }

  /** Plain bytes of their own, whatever the frame came in: a slice of Node's Buffer would be a view. */
  #copy(start: number, end: number): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(start, end))
  }

  #utf8(start: number, end: number): string {
    try {
      return utf8.decode(this.#bytes.subarray(start, end))
    } catch (cause) {
      throw malformed('a text is not UTF-8', { cause })
    }
  }

  #count(): void {
    if (++this.#objects > MAX_OBJECTS) throw tooLarge(`more than ${MAX_OBJECTS} items`)
  }

  #overrun(): WireError {
    if (this.limit < this.#bytes.length) return malformed('a field reaches beyond its message')
    return new WireError('WIRE_TRUNCATED', 'The frame ends inside a field: count it and read over REST.')
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function malformed(why: string, options?: ErrorOptions): WireError {
  return new WireError('WIRE_MALFORMED', `The frame is not a push, ${why}: count it and read over REST.`, options)
}

/** Builds the error `WIRE_TOO_LARGE`. */
export function tooLarge(what: string): WireError {
  return new WireError('WIRE_TOO_LARGE', `A frame of ${what} is beyond what any channel sends: drop the connection.`)
}
