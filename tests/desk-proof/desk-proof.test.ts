/** The judges of `npm run desk-proof`: what they let pass would prove nothing. */

import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Relay } from './fleet/relay.ts'
import { differencesOf } from './judge.ts'
import { LiveWatch } from './live-watch.ts'
import { nameOf, planOf } from './plan.ts'
import { Canon, Received } from './received.ts'

const TARGETS = { ingest: ['ingest-1', 'ingest-2'], edge: ['edge-1', 'edge-2'] }
const EPOCH = 'aaaaaaaaaaaaaaaa'

describe('the plan of faults', () => {
  it('is the same for a seed, ascends, and has every kind in twenty minutes', () => {
    const plan = planOf('7', 1_200_000, TARGETS)
    expect(planOf('7', 1_200_000, TARGETS)).toEqual(plan)
    expect(planOf('8', 1_200_000, TARGETS)).not.toEqual(plan)
    expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(new Set(plan.map(nameOf))).toContain('hang database of ingest')
    expect(new Set(plan.map(({ kind }) => kind)).size).toBe(8)
  })
})

describe('the judge of readers', () => {
  const reader = (canon = new Canon()) =>
    new Received('reader', { main: { epoch: EPOCH, seq: 0 } }, { canon, keepsHash: false })
  const event = (seq: number, more: object = {}) => ({ account: 'main', epoch: EPOCH, seq, ...more })

  it('finds an event that is missing, repeated, of another epoch, or not what another reader had, and every reset', () => {
    const canon = new Canon()
    const [good, gap, twice, other, different, reset] = Array.from({ length: 6 }, () => reader(canon))
    for (const one of [good, gap, twice, other, different, reset]) one?.take(event(1), 'here')
    good?.take(event(2), 'here')
    gap?.take(event(3), 'here')
    twice?.take(event(1), 'here')
    other?.take(event(2, { epoch: 'bbbbbbbbbbbbbbbb' }), 'here')
    different?.take(event(2, { data: 1 }), 'here')
    reset?.reset('main', { epoch: EPOCH, seq: 1 }, 'here')
    expect(good?.failures).toEqual([])
    for (const one of [gap, twice, other, different, reset]) expect(one?.failures).toHaveLength(1)
  })
})

describe('the judge of ledgers', () => {
  it('counts rows that one side has more often', () => {
    expect(differencesOf(['a', 'b', 'b'], ['b', 'b', 'a'])).toEqual([])
    expect(differencesOf(['a', 'b', 'b'], ['a', 'b'])).toEqual(['shown, and not at the exchange: b'])
    expect(differencesOf(['a'], ['a', 'c'])).toEqual(['at the exchange, and not shown: c'])
  })
})

describe('the watch of live accounts', () => {
  const truth = (usdt: string) => new Map([['USDT', `${usdt} 0`]])
  const show = (watch: LiveWatch, free: string, at: number) =>
    watch.shown('main', { asset: 'USDT', free, locked: '0' }, at)

  it('measures how long an account was live with other balances than the exchange had', () => {
    const watch = new LiveWatch('edge')
    show(watch, '1', 0)
    watch.told('main', true, 0)
    watch.truth('main', truth('1'), 100)
    watch.truth('main', truth('2'), 1_000)
    watch.told('main', true, 1_900)
    show(watch, '2', 2_500)
    expect(watch.figures).toMatchObject({ longestMs: 1_500, delays: [1_500] })
  })

  it('counts no time in which the account was not live, or nothing was shown', () => {
    const watch = new LiveWatch('edge')
    show(watch, '1', 0)
    watch.told('main', true, 0)
    watch.truth('main', truth('2'), 1_000)
    watch.told('main', false, 1_400)
    show(watch, '2', 60_000)
    watch.told('main', true, 60_500)
    watch.truth('main', truth('3'), 61_000)
    // A gateway that is stopped says nothing.
    show(watch, '3', 90_000)
    expect(watch.figures).toMatchObject({ longestMs: 2_000 })
  })
})

describe('a relay', () => {
  it('passes bytes, lets none pass while it hangs, and closes connections where it is cut', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const relay = await Relay.start({ port: (server.address() as AddressInfo).port, from: '127.0.0.9' })
    const socket = connect(relay.port, '127.0.0.1').setEncoding('utf8')
    socket.write('one')
    expect(await once(socket, 'data')).toEqual(['one'])
    relay.become('hung')
    socket.write('two')
    const heard = once(socket, 'data')
    const during = await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 50))])
    expect(during).toBeUndefined()
    relay.become('open')
    expect(await heard).toEqual(['two'])
    const closed = once(socket, 'close')
    relay.become('cut')
    await closed
    await once(connect(relay.port, '127.0.0.1'), 'close')
    await relay.close()
    server.close()
  })
})
