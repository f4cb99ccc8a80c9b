/**
 * Simulated protocol changes: fields, values and formats that no client knows yet, switched on one by one. Their meaning
 * stays true underneath, so a client that keeps what it does not know loses nothing.
 */

import type { AnyEndpoint, Push } from '@spotdeck/wire'

/** Each drift and what it does, in the words the panel shows. */
export const DRIFTS = {
  protobufField: 'Every push carries two fields that no schema has: 3100 in the wrapper and 3101 in its body.',
  orderStatus: 'A new order has status 9 on streams and PENDING over REST instead of NEW.',
  orderType: 'A limit order has type 8 on streams and PEGGED over REST instead of LIMIT.',
  changeReason: 'Funds that an order locks change for the reason FREEZE_V4 instead of ENTRUST_PLACE.',
  restField: 'Every object that REST answers, and every row of a list, has one more field, `newInV4`.',
  statusFormat: 'exchangeInfo says ENABLED, PAUSED and OFFLINE instead of 1, 2 and 3.',
} as const

/** Name of a drift. */
export type DriftName = keyof typeof DRIFTS
/** True for each drift that is on. */
export type DriftState = Readonly<Record<DriftName, boolean>>

/** Simulated protocol changes, and the functions that apply them. */
export type Drift = ReturnType<typeof openDrift>

/** The exchange as it is documented. */
export const NO_DRIFT: DriftState = {
  protobufField: false,
  orderStatus: false,
  orderType: false,
  changeReason: false,
  restField: false,
  statusFormat: false,
}
const STATUS_WORDS: Readonly<Record<string, string>> = { '1': 'ENABLED', '2': 'PAUSED', '3': 'OFFLINE' }
const ORDER_READS = new Set(['queryOrder', 'openOrders', 'allOrders'])
/** Stream numbers of NEW and LIMIT, and their drifted values. */
const STREAM = { newStatus: 1, status: 9, limitType: 1, type: 8 } as const

/** Opens drift with every protocol change off. */
export function openDrift() {
  let state: DriftState = NO_DRIFT
  return {
    get state(): DriftState {
      return state
    },
    /** Switches some on or off; the others stay. */
    set: (changes: Partial<DriftState>): void => void (state = { ...state, ...changes }),
    /** A push with its values drifted. */
    push: (push: Push): Push => driftedPush(push, state),
    /** An encoded push with its fields drifted; the bytes given when there is nothing to do. */
    frame: (bytes: Uint8Array): Uint8Array => (state.protobufField ? withStrangeFields(bytes) : bytes),
    /** The body of a successful answer. */
    answer(endpoint: Pick<AnyEndpoint, 'name'>, body: unknown): unknown {
      const drifted = ORDER_READS.has(endpoint.name) ? rows(body, (row) => driftedOrder(row, state)) : body
      const shown = endpoint.name === 'exchangeInfo' && state.statusFormat ? worded(drifted) : drifted
      return state.restField ? rows(shown, (row) => ({ ...row, newInV4: { since: 'v4', value: '1' } })) : shown
    },
  }
}

function driftedPush(push: Push, state: DriftState): Push {
  const { body } = push
  if (body.kind === 'privateAccount' && state.changeReason && body.value.type === 'ENTRUST_PLACE') {
    return { ...push, body: { ...body, value: { ...body.value, type: 'FREEZE_V4' } } }
  }
  if (body.kind !== 'privateOrders') return push
  const { status, orderType } = body.value
  const value = {
    ...body.value,
    status: state.orderStatus && status === STREAM.newStatus ? STREAM.status : status,
    orderType: state.orderType && orderType === STREAM.limitType ? STREAM.type : orderType,
  }
  return { ...push, body: { ...body, value } }
}

type Row = Readonly<Record<string, unknown>>

function driftedOrder(row: Row, state: DriftState): Row {
  return {
    ...row,
    ...(state.orderStatus && row['status'] === 'NEW' ? { status: 'PENDING' } : {}),
    ...(state.orderType && row['type'] === 'LIMIT' ? { type: 'PEGGED' } : {}),
  }
}

function worded(body: unknown): unknown {
  if (!isRow(body) || !Array.isArray(body['symbols'])) return body
  const symbols = rows(body['symbols'], (row) => ({ ...row, status: STATUS_WORDS[String(row['status'])] ?? 'UNKNOWN' }))
  return { ...body, symbols }
}

/** The object itself, or each object of a list; anything else is left alone. */
function rows(body: unknown, change: (row: Row) => Row): unknown {
  if (Array.isArray(body)) return body.map((row: unknown) => (isRow(row) ? change(row) : row))
  return isRow(body) ? change(body) : body
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const WRAPPER_FIELD = lengthDelimited(3_100, new TextEncoder().encode('v4'))
const BODY_FIELD = lengthDelimited(3_101, new TextEncoder().encode('v4'))
/** Bodies have field numbers from here up; the wrapper's own are below. */
const FIRST_BODY = 301

/** The frame with a field more in its wrapper and in its body. */
function withStrangeFields(frame: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0; at < frame.length;) {
    const tag = readVarint(frame, at)
    const value = readVarint(frame, tag.next)
    const isBytes = (tag.value & 7) === 2
    const end = isBytes ? value.next + value.value : value.next
    if (isBytes && tag.value >>> 3 >= FIRST_BODY) {
      parts.push(lengthDelimited(tag.value >>> 3, joined([frame.subarray(value.next, end), BODY_FIELD])))
    } else parts.push(frame.subarray(at, end))
    at = end
  }
  return joined([...parts, WRAPPER_FIELD])
}

/** A varint's low 53 bits; the fields that are read here stay far below. */
function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0
  let scale = 1
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return { value, next: at + 1 }
    scale *= 128
  }
  return { value, next: bytes.length }
}

function lengthDelimited(field: number, content: Uint8Array): Uint8Array {
  return joined([varint(field * 8 + 2), varint(content.length), content])
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80)
  return Uint8Array.from([...bytes, rest])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
