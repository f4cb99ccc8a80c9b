// Decoding: ours against what protobufjs, ts-proto, pbf and protobuf-es make of the same schema, and against what ccxt does
// with a frame. The same frames, the same values out, checked before anything is timed.
// npm run build && node bench/codec.mjs

import assert from 'node:assert/strict'
import { decodePush, encodePush } from '@spotdeck/wire'
import ccxt from 'ccxt'
import { brief, interleave, printTable } from './lib/interleave.mjs'
import { KINDS, recordMix } from './lib/mix.mjs'
import { plainPush } from './lib/plain.mjs'
import { rivalCodecs } from './lib/rival-codecs.mjs'

const mix = await recordMix((frame) => decodePush(frame).body.kind)
const exchange = new ccxt.pro.mexc()
await exchange.loadExchangeSpecificFiles()
const codecs = {
  spotdeck: decodePush,
  ...(await brief(rivalCodecs, () => ({}))()),
  ccxt: (bytes) => exchange.decodeProtoMsg(bytes),
}

for (const [name, decode] of Object.entries(codecs)) for (const frame of mix.frames) same(name, decode(frame), frame)

const results = interleave(
  Object.fromEntries(Object.entries(codecs).map(([name, decode]) => [name, pass(decode, mix.frames)])),
)
console.log(`${mix.frames.length} frames of the sandbox, all codecs giving equal values`)
printTable(
  ['decode', 'µs a frame', 'times ccxt'],
  Object.entries(results).map(([name, ms]) => row(name, ms, results.ccxt, mix.frames.length)),
)

console.log()
const kinds = brief(KINDS, ['publicAggreDeals', 'privateOrders']).map((kind) => {
  const frames = mix.byKind[kind]
  const { ours, ccxt: theirs } = interleave(
    { ours: pass(decodePush, frames), ccxt: pass(codecs.ccxt, frames) },
    { rounds: 5, roundMs: 60 },
  )
  return row(kind, ours, theirs, frames.length)
})
printTable(['decode, by kind', 'µs a frame', 'times ccxt'], kinds)

console.log()
const pushes = mix.frames.map((frame) => decodePush(frame))
const written = interleave({ encode: pass(encodePush, pushes) })
console.log(`encode: ${((written.encode * 1_000) / pushes.length).toFixed(2)} µs a frame`)

function pass(decode, frames) {
  let index = 0
  return () => {
    for (const frame of frames) index += decode(frame) === undefined ? 1 : 0
    return index
  }
}

function row(name, ms, reference, frames) {
  return [name, ((ms * 1_000) / frames).toFixed(2), (reference / ms).toFixed(2)]
}

/** ccxt writes int64 as text, and its schema is of before June 2026. */
function same(name, decoded, frame) {
  const ours = plainPush(decodePush(frame))
  if (name === 'ccxt') assert.deepEqual(textual(plainPush(decoded)), textual(withoutNews(ours)), name)
  else assert.deepEqual(plainPush(decoded), ours, name)
}

function textual(value) {
  if (Array.isArray(value)) return value.map(textual)
  if (typeof value !== 'object') return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, textual(field)]))
}

function withoutNews(push) {
  const { publicAggreBookTicker, publicAggreDeals, publicAggreDepths, publicLimitDepths, ...rest } = push
  const less = (message, ...names) =>
    Object.fromEntries(Object.entries(message).filter(([name]) => !['lastOrderCreateTime', ...names].includes(name)))
  if (publicAggreBookTicker !== undefined) rest.publicAggreBookTicker = less(publicAggreBookTicker, 'version')
  if (publicAggreDepths !== undefined) rest.publicAggreDepths = less(publicAggreDepths)
  if (publicLimitDepths !== undefined) rest.publicLimitDepths = less(publicLimitDepths)
  if (publicAggreDeals !== undefined) {
    const deals = publicAggreDeals.deals.map((deal) => less(deal, 'tradeId'))
    rest.publicAggreDeals = { ...publicAggreDeals, deals }
  }
  return rest
}
