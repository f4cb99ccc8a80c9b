import { silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { BroadcastGroup, type GroupMember } from './broadcast-group.ts'
import { Hub } from './hub.ts'
import type { Principal } from '@spotdeck/desk'
import type { EncodedFrame } from '../answer/transport.ts'
import { assetDraft, orderDraft } from '../testing/drafts.ts'
import { FakeDesk } from '../testing/fake-desk.ts'
import { SharedEvent } from '../bus/shared-event.ts'
import { SocketConnection } from './websocket.ts'
import { grantsOf } from '../testing/grants.ts'

const OWNER: Principal = { id: 'p', kind: 'token', grants: grantsOf('owner'), expiresAt: Infinity }

function desk(principal = OWNER) {
  const time = new VirtualTime()
  const fake = new FakeDesk({ accounts: ['main'] })
  const words = { unwritable: false }
  const maskId = (id: string): string => {
    if (words.unwritable) throw new Error('nothing can be written')
    return id
  }
  const world = { clock: time, timers: time, log: silentLog, random: seededRandom('group') }
  const hub = new Hub({ desk: fake, viewOf: (_, audience) => ({ audience, maskId }), world })
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
    const connection = new SocketConnection({ hub, principal: by, world, sink })
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
  const viewer: Principal = { ...OWNER, grants: grantsOf('viewer') }
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
  const { time, fake, hub, reader, words } = desk({ ...OWNER, grants: grantsOf('viewer') })
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

const EPOCH = 'aaaaaaaaaaaaaaaa'
const at = (seq: number, epoch = EPOCH) => ({ epoch, seq })

/** A batch of orders with the numbers `from..to`. */
function batch(from: number, to: number, epoch = EPOCH) {
  const events = Array.from({ length: to - from + 1 }, (_, i) => {
    const envelope = { ...orderDraft(from + i), account: 'main', epoch, seq: from + i }
    return new SharedEvent(envelope, (audience) => ({ audience, maskId: (id) => id }))
  })
  return { events, end: at(to, epoch) }
}

/** A member that renders one frame a batch, or what it is told, and notes what happens to it. */
function member(group: BroadcastGroup, over: Partial<{ render: GroupMember['render']; share: () => boolean }> = {}) {
  const sent: string[] = []
  const notes: string[] = []
  const one: GroupMember = {
    carrier: {
      bufferedBytes: 0,
      share({ text }) {
        sent.push(text)
        return over.share?.() ?? true
      },
    },
    render: over.render ?? (({ events, end }) => [{ text: `${events[0]?.seq}-${end.seq}` }]),
    leaveGroup() {
      notes.push('left')
      group.leave(one)
    },
    failed: () => void notes.push('failed'),
  }
  return { one, sent, notes }
}

const neverFails = (): never => {
  throw new Error('nobody fails')
}

test('members join at the position of the group alone; an empty group goes where its first member is', () => {
  const group = new BroadcastGroup(at(3))
  const [one, two, three] = [member(group), member(group), member(group)]
  expect(group.join(one.one, at(5))).toBe(true)
  expect(group.end).toEqual(at(5))
  expect(group.join(two.one, at(4))).toBe(false)
  expect(group.join(two.one, at(5, 'bbbbbbbbbbbbbbbb'))).toBe(false)
  expect(group.join(two.one, at(5))).toBe(true)
  expect(group.size).toBe(2)
  group.leave(one.one)
  expect(group.size).toBe(1)
  group.take(batch(6, 7), neverFails)
  expect([one, two, three].map(({ sent }) => sent)).toEqual([[], ['6-7'], []])
  expect(group.end).toEqual(at(7))
})

test('a batch that does not follow, or is of another ledger, sends the members on their own', () => {
  for (const next of [batch(7, 8), batch(5, 6), batch(6, 7, 'bbbbbbbbbbbbbbbb'), { events: [], end: at(6) }]) {
    const group = new BroadcastGroup(at(5))
    const members = [member(group), member(group)]
    for (const { one } of members) group.join(one, at(5))
    group.take(next, neverFails)
    expect(members.map(({ sent, notes }) => [sent, notes])).toEqual([
      [[], ['left']],
      [[], ['left']],
    ])
    expect(group.size).toBe(0)
  }
})

test('a batch of which nothing is shown moves the group on', () => {
  const group = new BroadcastGroup(at(5))
  const { one, sent, notes } = member(group, { render: () => [] })
  group.join(one, at(5))
  group.take(batch(6, 9), neverFails)
  expect([group.end, sent, notes]).toEqual([at(9), [], []])
})

test('a member whose last frame has not left leaves, one whose earlier frame had not stays', () => {
  const group = new BroadcastGroup(at(5))
  const render = () => [{ text: 'a' }, { text: 'b' }]
  const answers = (...said: readonly boolean[]) => {
    const left = [...said]
    return () => left.shift() ?? true
  }
  const slow = member(group, { render, share: answers(true, false) })
  const quick = member(group, { render, share: answers(false, true) })
  for (const { one } of [slow, quick]) group.join(one, at(5))
  group.take(batch(6, 6), neverFails)
  expect([slow.sent, quick.sent]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
  expect([slow.notes, quick.notes]).toEqual([['left'], []])
})

test('a member that throws is told, the others get their frame; one that cannot render sends all on their own', () => {
  const group = new BroadcastGroup(at(5))
  const broken = member(group, { share: neverFails })
  const whole = member(group)
  for (const { one } of [broken, whole]) group.join(one, at(5))
  const failures: unknown[] = []
  group.take(batch(6, 6), (one, error) => failures.push([one === broken.one, (error as Error).message]))
  expect(failures).toEqual([[true, 'nobody fails']])
  expect(whole.sent).toEqual(['6-6'])

  const other = new BroadcastGroup(at(5))
  const mute = member(other, { render: neverFails })
  const next = member(other)
  for (const { one } of [mute, next]) other.join(one, at(5))
  other.take(batch(6, 6), neverFails)
  expect([mute.notes, next.notes, next.sent, other.end]).toEqual([['left'], ['left'], [], at(5)])
  new BroadcastGroup(at(5)).take(batch(9, 9), neverFails)
})
