// Public channels of MEXC in a page, decoded by `@spotdeck/wire`; protobufjs, which knows the .proto file alone, reads every
// frame a second time and must find the same. Private channels have no place in a page: a listen key opens an account.

import { openMarketStreams } from '@spotdeck/mexc'
import { webWorld } from '@spotdeck/mexc/web'
import { webOpenSocket } from '@spotdeck/ports/web'
import { channels, decodePush } from '@spotdeck/wire'
import protobuf from 'protobufjs'
import schema from '../../packages/wire/proto/push.proto?raw'

const witness = protobuf.parse(schema, { keepCase: true }).root.lookupType('PushDataV3ApiWrapper')
const seen = new Map()

/** The same names and numbers from both: what is unset is left out, 64-bit times are plain numbers. */
function asWitnessed(bytes) {
  const { body, ...rest } = witness.toObject(witness.decode(bytes), {
    longs: Number,
    defaults: false,
    oneofs: true,
    arrays: true,
  })
  return body === undefined
    ? rest
    : { ...rest, body: { kind: body, value: withDefaults(body, rest[body]) }, [body]: undefined }
}

function withDefaults(kind, value) {
  const type = witness.lookupType(witness.fields[kind].type)
  return type.toObject(type.fromObject(value), { longs: Number, defaults: true, arrays: true })
}

function agree(bytes) {
  const { channel, symbol, sendTime, body } = decodePush(bytes)
  const other = asWitnessed(bytes)
  const ours = JSON.stringify(sorted({ channel, symbol, sendTime, body }))
  const theirs = JSON.stringify(
    sorted({ channel: other.channel, symbol: other.symbol, sendTime: other.sendTime, body: other.body }),
  )
  return ours === theirs
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

/** The page's socket, with an ear for the raw frames. */
function openSocket(url, handlers) {
  return webOpenSocket(url, {
    ...handlers,
    message(data) {
      if (typeof data !== 'string') note(data)
      handlers.message(data)
    },
  })
}

function note(bytes) {
  const { channel } = decodePush(bytes)
  const row = seen.get(channel) ?? { pushes: 0, read: 0, differing: 0 }
  if (agree(bytes)) row.pushes++
  else row.differing++
  seen.set(channel, row)
}

const wsUrl = new URLSearchParams(location.search).get('ws') ?? 'wss://wbs-api.mexc.com/ws'
const streams = openMarketStreams({ wsUrl, world: { ...webWorld(), openSocket } })
const symbol = 'BTCUSDT'
for (const channel of [
  channels.aggreDeals(symbol),
  channels.aggreDepth(symbol),
  channels.aggreBookTicker(symbol),
  channels.bookTickerBatch(symbol),
  channels.limitDepth(symbol, 5),
  channels.kline(symbol, 'Min1'),
  channels.miniTicker(symbol),
  channels.miniTickers(),
]) {
  streams.subscribe(channel, {
    subscribed: () => (document.getElementById('state').textContent = 'live'),
    push({ channel: name }) {
      const row = seen.get(name)
      if (row !== undefined) row.read++
    },
    refused: (reason) => (document.getElementById('state').textContent = `refused: ${reason}`),
  })
}

function paint() {
  document.getElementById('rows').replaceChildren(
    ...[...seen].map(([channel, { pushes, read, differing }]) => {
      const row = document.createElement('tr')
      row.dataset.pushes = read
      row.dataset.differing = differing
      for (const text of [channel, read, differing === 0 ? `${pushes} the same` : `${differing} DIFFER`]) {
        row.insertCell().textContent = text
      }
      return row
    }),
  )
  requestAnimationFrame(paint)
}
paint()
