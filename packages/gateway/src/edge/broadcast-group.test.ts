import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { Hub } from './hub.ts'
import type { Principal } from './principal.ts'
import type { EncodedFrame } from './frame-cache.ts'
import { assetDraft, orderDraft } from './testing/drafts.ts'
import { FakeDesk } from './testing/fake-desk.ts'
import { SocketConnection } from './websocket.ts'

const OWNER: Principal = { id: 'p', kind: 'token', audience: 'owner', accounts: 'all', expiresAt: Infinity }

function desk(principal = OWNER) {
  const time = new VirtualTime()
  const fake = new FakeDesk({ accounts: ['main'] })
  const words = { unwritable: false }
  const maskId = (id: string): string => {
    if (words.unwritable) throw new Error('nothing can be written')
    return id
  }
  const hub = new Hub({ desk: fake, viewOf: (_, audience) => ({ audience, maskId }), log: silentLog })
  const reader = (subscription: object = {}, by = principal) => {
    const shared: EncodedFrame[] = []
    const said: string[] = []
    const socket = { breaks: false }
    const sink = {
      send: (text: string) => void said.push(text),
      share(piece: EncodedFrame) {
        if (socket.breaks) throw new Error('gone')
        return shared.push(piece) > 0
      },
      close: () => {},
      bufferedBytes: 0,
    }
    const connection = new SocketConnection({ hub, principal: by, world: { clock: time, timers: time }, sink })
    const message = { op: 'subscribe', id: 1, account: 'main', topics: ['orders'], intervalMs: 0, ...subscription }
    connection.receive(JSON.stringify(message))
    return { shared, said, socket, connection }
  }
  return { time, fake, hub, reader, words }
}

test('subscribers with the same pending events get the same text, others their own', async () => {
  const { time, fake, reader } = desk()
  const [one, two, other] = [reader(), reader(), reader({ symbols: ['BTCUSDT'] })]
  await time.advance(1)
  for (let n = 0; n < 5; n++) fake.commit([orderDraft(n), orderDraft(n, 'BTCUSDT')])
  const tail = one.shared.slice(-4)
  expect(tail.map(({ text }) => (JSON.parse(text) as unknown[]).length)).toEqual([2, 2, 2, 2])
  expect(two.shared.slice(-4).every((piece, n) => piece === tail[n])).toBe(true)
  expect(
    other.shared.slice(-4).map(({ text }) => (JSON.parse(text) as { data: { symbol: string } }).data.symbol),
  ).toEqual(Array.from({ length: 4 }, () => 'BTCUSDT'))
})

const itemsOf = (shared: readonly EncodedFrame[]) =>
  shared.flatMap(({ text }) => {
    const json = JSON.parse(text) as { op?: string; data: { orderId?: string; asset?: string } }
    return json.op === undefined ? [json] : []
  })

test('an owner and a viewer at the same position each get the text of their audience', async () => {
  const { time, fake, reader } = desk()
  const viewer: Principal = { ...OWNER, audience: 'viewer' }
  const [one, other, two] = [reader(), reader({}, viewer), reader()]
  await time.advance(1)
  for (let n = 0; n < 4; n++) fake.commit([orderDraft(n)])
  const clientIds = (shared: readonly EncodedFrame[]) => itemsOf(shared).map(({ data }) => 'clientOrderId' in data)
  expect(clientIds(one.shared)).toEqual([true, true, true, true])
  expect(clientIds(other.shared)).toEqual([false, false, false, false])
  expect(clientIds(two.shared)).toEqual([true, true, true, true])
})

test('subscribers of different assets at the same position each get their own', async () => {
  const { time, fake, reader } = desk()
  const wants = (assets?: readonly string[]) =>
    reader({ topics: ['assets'], ...(assets === undefined ? {} : { assets }) })
  const [mx, usdt, all] = [wants(['MX']), wants(['USDT']), wants()]
  await time.advance(1)
  for (let n = 0; n < 3; n++) fake.commit([assetDraft(2 * n, 'MX')])
  for (let n = 0; n < 2; n++) fake.commit([assetDraft(2 * n + 1, 'USDT')])
  const assets = (shared: readonly EncodedFrame[]) => itemsOf(shared).map(({ data }) => data.asset)
  expect(assets(mx.shared)).toEqual(['MX', 'MX', 'MX'])
  expect(assets(usdt.shared)).toEqual(['USDT', 'USDT'])
  expect(assets(all.shared)).toEqual(['MX', 'MX', 'MX', 'USDT', 'USDT'])
})

test('a subscriber whose transport fails is told to reconnect, and the others miss nothing', async () => {
  const { time, fake, hub, reader } = desk()
  const [one, broken, two] = [reader(), reader(), reader()]
  await time.advance(1)
  for (let n = 0; n < 3; n++) fake.commit([orderDraft(n)])
  broken.socket.breaks = true
  for (let n = 3; n < 6; n++) fake.commit([orderDraft(n)])
  const seqs = (shared: readonly EncodedFrame[]): number[] =>
    shared
      .map(({ text }) => JSON.parse(text) as { op?: string; seq: number })
      .flatMap(({ op, seq }) => (op === undefined ? [seq] : []))
  expect([one, broken, two].map(({ shared }) => seqs(shared))).toEqual([
    [1, 2, 3, 4, 5, 6],
    [1, 2, 3],
    [1, 2, 3, 4, 5, 6],
  ])
  expect(broken.said.at(-1)).toContain('RESTARTING')
  expect(hub.readers).toBe(2)
})

test('an event that cannot be encoded affects its own subscribers only', async () => {
  const { time, fake, hub, reader, words } = desk({ ...OWNER, audience: 'viewer' })
  const [one, two] = [reader(), reader()]
  const other = reader({ topics: ['deals'] })
  await time.advance(1)
  for (let n = 0; n < 3; n++) fake.commit([orderDraft(n)])
  words.unwritable = true
  fake.commit([orderDraft(3)])
  expect([one, two].map(({ said }) => said.at(-1)?.includes('RESTARTING'))).toEqual([true, true])
  expect(other.said.some((text) => text.includes('RESTARTING'))).toBe(false)
  expect(hub.readers).toBe(1)
})
