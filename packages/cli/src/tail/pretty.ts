/** Events and pushes as one line each for a person. */

import type { Push } from '@spotdeck/wire'

/** Fields of a topic's data that are shown, in order; the others are in the JSON. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  assets: ['asset', 'free', 'locked', 'freeChange', 'lockedChange', 'reason'],
  orders: ['symbol', 'side', 'type', 'status', 'quantity', 'price', 'executedQuantity', 'averagePrice', 'orderId'],
  deals: ['symbol', 'side', 'quantity', 'price', 'quoteQuantity', 'fee', 'feeAsset', 'orderId'],
  status: ['state', 'code'],
  equity: ['total', 'unit'],
  health: ['latencyMs', 'drift'],
}

/** An envelope of the gateway. */
export type Envelope = {
  readonly account?: string
  readonly topic: string
  readonly type: string
  readonly time: number
  readonly data: Readonly<Record<string, unknown>>
}

/** `12:04:31.250 main order.updated symbol MXUSDT side BUY …`, by UTC. */
export function prettyEvent({ account = '', topic, type, time, data }: Envelope): string {
  const shown = SHOWN[topic]?.filter((name) => data[name] !== undefined).map((name) => `${name} ${textOf(data[name])}`)
  return printable(`${clockText(time)} ${account} ${type} ${shown?.join(' ') ?? JSON.stringify(data)}`)
}

/** `12:04:31.250 MXUSDT publicAggreDeals {"deals":…}`, by UTC. */
export function prettyPush({ symbol = '', sendTime, createTime, body }: Push): string {
  const value = 'value' in body ? JSON.stringify(body.value) : ''
  return printable(`${clockText(sendTime ?? createTime)} ${symbol} ${body.kind} ${value}`)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const clockText = (time: number | undefined): string =>
  time === undefined ? '-' : new Date(time).toISOString().slice(11, 23)
/** Texts come from elsewhere: control characters would speak to the terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '?')
