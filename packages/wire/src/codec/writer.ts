/**
 * Puts a frame together from its end: what a message holds is written before its length is needed, so nothing is measured
 * first and nothing is moved afterwards. Callers therefore write fields in descending order.
 */

import { WireError } from '../errors/wire-error.ts'
import { utf8Encoder } from './text-coding.ts'

const FIRST_CAPACITY = 512
/** Room that is kept from one message to the next, in bytes. */
const MAX_KEPT = 64 * 1_024

/** Writes one protobuf message from its end to its start. */
export class Writer {
  #bytes = new Uint8Array(FIRST_CAPACITY)
  /** Index of the first written byte. */
  #at = FIRST_CAPACITY

  /** Begins another message; room beyond a usual frame's is given back. */
  begin(): void {
    if (this.#bytes.length > MAX_KEPT) this.#bytes = new Uint8Array(FIRST_CAPACITY)
    this.#at = this.#bytes.length
  }

  /** Bytes written so far: a message's length is what this grew by. */
  get size(): number {
    return this.#bytes.length - this.#at
  }

  finish(): Uint8Array {
    return this.#bytes.slice(this.#at)
  }

  text(tag: number, value: string): void {
    const before = this.size
    this.#room(value.length)
    let at = this.#at
    for (let i = value.length - 1; i >= 0; i--) {
      const code = value.charCodeAt(i)
      if (code > 127) {
        at = this.#utf8(value)
        break
      }
      this.#bytes[--at] = code
    }
    this.#at = at
    this.close(tag, before)
  }

  /** An int32, a bool, or an int64 time: negative numbers take ten bytes, as protobuf has it. */
  integer(tag: number, value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new WireError('WIRE_TIME_OUT_OF_RANGE', `A push cannot carry the number ${value}: pass a whole one.`)
    }
    if (value < 0) this.#negative(value)
    else this.#varint(value)
    this.#varint(tag)
  }

  /** Ends a message, or a text, that began when `size` was `before`. */
  close(tag: number, before: number): void {
    this.#varint(this.size - before)
    this.#varint(tag)
  }

  #utf8(value: string): number {
    const encoded = utf8Encoder.encode(value)
    this.#room(encoded.length)
    this.#bytes.set(encoded, this.#at - encoded.length)
    return this.#at - encoded.length
  }

  #varint(value: number): void {
    let length = 1
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++
    this.#room(length)
    this.#at -= length
    let rest = value
    for (let i = 0; i < length - 1; i++) {
      this.#bytes[this.#at + i] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#at + length - 1] = rest
  }

  #negative(value: number): void {
    this.#room(10)
    this.#at -= 10
    let rest = BigInt.asUintN(64, BigInt(value))
    for (let i = 0; i < 10; i++) {
      this.#bytes[this.#at + i] = Number(rest & 127n) + (i < 9 ? 128 : 0)
      rest >>= 7n
    }
  }

  #room(bytes: number): void {
    if (bytes <= this.#at) return
    const { size } = this
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, size + bytes))
    larger.set(this.#bytes.subarray(this.#at), larger.length - size)
    this.#bytes = larger
    this.#at = larger.length - size
  }
}
