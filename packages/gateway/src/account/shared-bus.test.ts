import { hashOf } from '@spotdeck/store'
import { describe, expect, it } from 'vitest'
import { bothOnBus } from '../testing/two-gateways.ts'

/** Far less than the time between two looks at the database. */
const SOON_MS = 100

describe('two gateways on a database and a bus', () => {
  it('give the same events, the reading one without waiting for its next look at the database', async () => {
    const { pair, bus, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    for (let n = 0; n < 5; n++) {
      const before = bus.delivered
      pair.trade()
      await pair.time.advance(SOON_MS)
      expect(second.account.head()).toEqual(first.account.head())
      expect(bus.delivered).toBeGreaterThan(before)
    }
    expect(second.isWhole).toBe(true)
    expect(second.account.snapshot().assets).toEqual(first.account.snapshot().assets)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('go on from the database while the bus is away, which the reading one says until it is back', async () => {
    const { pair, bus, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    bus.isAway = true
    pair.trade()
    await pair.time.advance(1_500)
    expect(second.account.head()).toEqual(first.account.head())
    await pair.time.advance(2_000)
    expect([first.code, second.account.info().status]).toMatchObject([
      'LIVE',
      { state: 'degraded', code: 'BUS_SILENT' },
    ])
    pair.trade()
    await pair.time.advance(700)
    expect(second.account.head()).toEqual(first.account.head())
    bus.isAway = false
    await pair.time.until(() => second.code === 'LIVE', 2_000)
    pair.trade()
    await pair.time.advance(SOON_MS)
    expect(second.account.head()).toEqual(first.account.head())
    expect([first.isWhole, second.isWhole]).toEqual([true, true])
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('find with the next beat what the bus lost', async () => {
    const { pair, bus, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    bus.isAway = true
    pair.trade()
    await pair.time.advance(20)
    bus.isAway = false
    pair.trade()
    await pair.time.advance(1_200)
    expect(second.account.head()).toEqual(first.account.head())
    expect(second.isWhole).toBe(true)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('give nothing to the bus that the database refused, and believe nothing that only claims to follow', async () => {
    const { pair, bus, first, second } = await bothOnBus()
    await pair.time.advance(3_000)
    const { epoch } = second.account.head()
    const stored = (await pair.memory.ledger().eventsAfter(0, 10_000)).length
    const before = bus.delivered
    pair.memory.revoke()
    pair.trade()
    await pair.time.until(() => !first.account.isFollowedHere, 3_000)
    expect(bus.delivered).toBe(before)
    // A number that comes next, of an event that no database has.
    const body = JSON.stringify({ n: stored + 1 })
    bus.give('main', epoch, [{ n: stored + 1, hash: hashOf('0'.repeat(64), body), body }])
    await pair.time.until(() => first.account.isFollowedHere || second.account.isFollowedHere, 8_000)
    await pair.time.until(() => first.code === 'LIVE' && second.code === 'LIVE')
    pair.trade()
    await pair.time.advance(5_000)
    expect(await pair.untrue()).toEqual([])
    expect([first.isWhole, second.isWhole]).toEqual([true, true])
    expect(second.account.head()).toEqual(first.account.head())
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('show nothing that who may write the bus made up for long, once at most, and not after it was contradicted', async () => {
    const { pair, bus, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    const { epoch } = second.account.head()
    const stored = await pair.memory.ledger().eventsAfter(0, 10_000)
    const before = pair.memory.disks.ledgers.get('main')?.links.at(-1)?.hash ?? ''
    const n = stored.length + 1
    const changed = stored.findLast((one) => one.type === 'asset.changed')
    if (changed === undefined) throw new Error('There is no change of a balance.')
    const body = JSON.stringify({ ...changed, n, seq: first.account.head().seq + 1 })
    const shown = second.events.length
    bus.give('main', epoch, [{ n, hash: hashOf(before, body), body }])
    await pair.time.advance(1_500)
    expect([second.account.head(), second.code]).toEqual([first.account.head(), 'LEDGER_WENT_BACK'])
    // The entry stays in the bus. It is read again by every reader that begins.
    await pair.time.advance(62_000)
    expect([second.account.head(), second.code]).toEqual([first.account.head(), 'LIVE'])
    expect(second.events.slice(shown).filter(({ topic }) => topic === 'assets')).toHaveLength(1)
    pair.trade()
    await pair.time.advance(SOON_MS)
    expect(second.account.head()).toEqual(first.account.head())
    expect(second.account.snapshot().assets).toEqual(first.account.snapshot().assets)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('show nothing at all that is no event of a ledger, though it continues the chain', async () => {
    const { pair, bus, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    const { epoch } = second.account.head()
    const stored = await pair.memory.ledger().eventsAfter(0, 10_000)
    const before = pair.memory.disks.ledgers.get('main')?.links.at(-1)?.hash ?? ''
    const n = stored.length + 1
    const found = stored.findLast((one) => one.type === 'asset.changed')
    if (found?.type !== 'asset.changed') throw new Error('There is no change of a balance.')
    const seq = first.account.head().seq + 1
    const changed = (change: object) => ({ ...found, n, seq, change: { ...found.change, ...change } })
    const made = [
      { n, type: 'nonsense' },
      changed({ asset: '__proto__' }),
      changed({ free: '1e400' }),
      changed({ free: '-5' }),
      changed({ locked: '-5' }),
      changed({ time: 'now' }),
    ].map((one) => JSON.stringify(one))
    // JSON may write what no value of ours can be.
    made.push(JSON.stringify(changed({ time: 77_777 })).replace('77777', '1e400'))
    made.push(JSON.stringify({ ...found, n, seq }).replace('{', '{"__proto__":{"free":"5"},'))
    const events = second.events.length
    for (const body of made) {
      bus.flush()
      bus.give('main', epoch, [{ n, hash: hashOf(before, body), body }])
      await pair.time.advance(1_500)
      expect([body, second.account.head(), second.code]).toEqual([body, first.account.head(), 'LIVE'])
    }
    expect(second.events).toHaveLength(events)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('pass the account on, and the gateway that lost it reads what the other commits', async () => {
    const { pair, first, second } = await bothOnBus()
    first.storage.isCut = true
    await pair.time.until(() => second.account.isFollowedHere, 10_000)
    await pair.time.until(() => second.code === 'LIVE')
    pair.trade()
    await pair.time.advance(1_000)
    // Its leases and its looks fail: what it shows is never called live.
    expect(first.code).not.toBe('LIVE')
    first.storage.isCut = false
    await pair.time.until(() => first.code === 'LIVE' && second.code === 'LIVE', 60_000)
    pair.trade()
    await pair.time.advance(SOON_MS)
    expect(first.account.head()).toEqual(second.account.head())
    expect([first.isWhole, second.isWhole]).toEqual([true, true])
    expect(await pair.untrue()).toEqual([])
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('say soon that nobody follows, though the bus has brought everything until then', async () => {
    const { pair, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    const at = pair.time.now()
    first.storage.isCut = true
    second.storage.refusal = new Error('It cannot open the ledger.')
    await pair.time.until(() => second.code !== 'LIVE', 10_000)
    expect(pair.time.now() - at).toBeLessThan(6_000)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('go on in a new epoch that begins without an event', async () => {
    const { pair, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    const { epoch } = first.account.head()
    await first.account.leaveEpoch(epoch)
    await pair.time.advance(10_000)
    expect([second.code, second.account.head().epoch]).toEqual(['LIVE', first.account.head().epoch])
    expect(first.account.head().epoch).not.toBe(epoch)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('begin the new epoch of a database that was put back to before what the bus brought', async () => {
    const { pair, first, second } = await bothOnBus()
    await pair.time.until(() => second.code === 'LIVE')
    const putBack = pair.memory.backup()
    pair.trade()
    await pair.time.advance(SOON_MS)
    const before = second.account.head()
    await pair.done(first.close())
    putBack()
    await pair.time.until(() => second.account.isFollowedHere, 10_000)
    await pair.time.until(() => second.code === 'LIVE')
    expect(second.account.head().epoch).not.toBe(before.epoch)
    expect(await pair.memory.ledger().verify()).toMatchObject({ ok: true })
    await pair.done(second.close())
  })
})
