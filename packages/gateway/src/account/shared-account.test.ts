import { CodedError } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { TwoGateways, both } from '../testing/two-gateways.ts'

describe('an account that two gateways share', () => {
  it('is followed by one, and read by the other, which gives its subscribers the same events', async () => {
    const { pair, first, second } = await both()
    expect([first.account.isFollowedHere, second.account.isFollowedHere]).toEqual([true, false])
    pair.trade()
    await pair.time.advance(5_000)
    expect(second.code).toBe('LIVE')
    expect(second.account.head()).toEqual(first.account.head())
    const ours = first.events.filter(({ seq }) => seq >= (second.events[0]?.seq ?? 0))
    expect(second.events.length).toBeGreaterThan(2)
    expect(second.events).toEqual(ours)
    expect(second.account.snapshot().assets).toEqual(first.account.snapshot().assets)
    for (const { account } of [first, second])
      expect(account.snapshot()).toMatchObject({ currentAt: account.snapshot().time })
    expect(second.account.imports).toBeUndefined()
    expect(second.account.trading).toBeUndefined()
    expect((await second.account.orders({ limit: 9 })).items).toEqual((await first.account.orders({ limit: 9 })).items)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('passes at once to the other when the first is closed, and no event is lost or given twice', async () => {
    const { pair, first, second } = await both()
    await pair.done(first.close())
    const at = pair.time.now()
    await pair.time.until(() => second.account.isFollowedHere)
    expect(pair.time.now() - at).toBeLessThan(1_500)
    await pair.time.until(() => second.code === 'LIVE')
    pair.trade()
    await pair.time.advance(5_000)
    expect(await pair.untrue()).toEqual([])
    expect(second.isWhole).toBe(true)
    expect(await pair.memory.ledger().verify()).toMatchObject({ ok: true })
    await pair.done(second.close())
  })

  it('is left in the same turn by a gateway that is cut off, says so, and is taken over within 10 s', async () => {
    const { pair, first, second } = await both()
    first.storage.isCut = true
    const at = pair.time.now()
    await pair.time.until(() => !first.account.isFollowedHere)
    expect(pair.time.now() - at).toBeLessThanOrEqual(5_001)
    expect(first.account.info().status).toMatchObject({ state: 'stale', code: 'LEASE_LOST' })
    expect(first.account.snapshot().currentAt).toBeUndefined()
    const known = first.account.head()
    const { commits } = first.storage
    pair.trade()
    await pair.time.until(() => second.account.isFollowedHere)
    expect(pair.time.now() - at).toBeLessThan(10_000)
    await pair.time.until(() => second.code === 'LIVE')
    pair.trade()
    await pair.time.advance(20_000)
    expect(first.account.head()).toEqual(known)
    expect(first.code).toBe('LEASE_LOST')
    expect(first.storage.commits).toBe(commits)
    // Back again, it reads what the other has written, and both have given every event once.
    first.storage.isCut = false
    await pair.time.until(() => first.code === 'LIVE', 5_000)
    expect(first.account.isFollowedHere).toBe(false)
    expect(first.account.head()).toEqual(second.account.head())
    expect([first.isWhole, second.isWhole]).toEqual([true, true])
    expect(await pair.untrue()).toEqual([])
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('passes on with events that the other has not read yet: it gives them before its own', async () => {
    const { pair, first, second } = await both()
    second.storage.isBlind = true
    pair.trade()
    await pair.time.advance(1_000)
    expect(second.account.head().seq).toBeLessThan(first.account.head().seq)
    await pair.done(first.close())
    await pair.time.until(() => pair.memory.holderOf('main') === 'second')
    second.storage.isBlind = false
    await pair.time.until(() => second.account.isFollowedHere)
    await pair.time.advance(20_000)
    pair.trade()
    await pair.time.advance(2_000)
    expect(second.isWhole).toBe(true)
    await pair.done(second.close())
  })

  it('gives a commit once that is answered only after the lease was lost', async () => {
    const { pair, first, second } = await both()
    let answer: () => void = () => undefined
    first.storage.answersAfter = new Promise((resolve) => (answer = resolve))
    pair.trade()
    await pair.time.advance(10)
    first.storage.isCut = true
    await pair.time.until(() => !first.account.isFollowedHere)
    first.storage.isCut = false
    await pair.time.until(() => second.code === 'LIVE')
    await pair.time.advance(2_000)
    answer()
    await pair.time.advance(2_000)
    expect([first.isWhole, second.isWhole]).toEqual([true, true])
    expect(first.account.head()).toEqual(second.account.head())
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is left when a write is refused, though the clock of the process gives it more time', async () => {
    const { pair, first, second } = await both()
    await pair.time.advance(3_000)
    pair.memory.revoke()
    pair.trade()
    const at = pair.time.now()
    await pair.time.until(() => !first.account.isFollowedHere, 3_000)
    // Not only with the next renewal, which is up to 2 s away.
    expect(pair.time.now() - at).toBeLessThan(100)
    await pair.time.until(() => first.account.isFollowedHere || second.account.isFollowedHere, 5_000)
    await pair.time.until(() => first.code === 'LIVE' && second.code === 'LIVE')
    await pair.time.advance(5_000)
    expect(await pair.untrue()).toEqual([])
    expect([first.isWhole, second.isWhole]).toEqual([true, true])
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is never shown as live while nobody follows it', async () => {
    const { pair, first, second } = await both()
    first.storage.isCut = true
    second.storage.refusal = new CodedError('STORE_REFUSED', 'The database refused the call.')
    const at = pair.time.now()
    await pair.time.until(() => second.code !== 'LIVE', 10_000)
    expect(second.account.info().status).toMatchObject({ state: 'stale', code: 'NOT_FOLLOWED' })
    expect(pair.time.now() - at).toBeLessThan(6_000)
    // It was the first to get the lease, and cannot open the ledger: it says so, and lets the other have it.
    await pair.time.until(() => second.code === 'LEDGER_NOT_OPENED', 10_000)
    expect(second.account.info().status).toMatchObject({ state: 'offline', params: { what: 'STORE_REFUSED' } })
    first.storage.isCut = false
    await pair.time.until(() => first.code === 'LIVE', 60_000)
    expect(first.isWhole).toBe(true)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is not shown as live while the gateway that holds it cannot commit', async () => {
    const { pair, first, second } = await both()
    first.storage.commitRefusal = new CodedError('STORE_UNREACHABLE', 'The database did not answer.')
    pair.venue.deposit('USDT', '777')
    await pair.time.advance(4_000)
    expect(second.account.info().status).toMatchObject({ state: 'stale', code: 'NOT_FOLLOWED' })
    await pair.time.advance(60_000)
    expect([second.code, pair.memory.holderOf('main')]).toEqual(['NOT_FOLLOWED', 'first'])
    first.storage.commitRefusal = undefined
    await pair.time.until(() => second.code === 'LIVE', 60_000)
    expect(second.account.head()).toEqual(first.account.head())
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is not shown as live while the gateway that holds it has not opened it', async () => {
    const { pair, first, second } = await both()
    const edge = await pair.start('edge', { accounts: [], reads: 'all' })
    second.storage.refusal = new CodedError('STORE_UNREACHABLE', 'The database did not answer.')
    first.storage.isCut = true
    await pair.time.until(() => pair.memory.holderOf('main') === 'second', 10_000)
    await pair.time.advance(30_000)
    expect([edge.code, pair.memory.holderOf('main')]).toEqual(['NOT_FOLLOWED', 'second'])
    second.storage.refusal = undefined
    await pair.time.until(() => edge.code === 'LIVE', 60_000)
    await pair.done(Promise.all([first.close(), second.close(), edge.close()]))
  })

  it('says when the database is away, and reads on when it is back', async () => {
    const { pair, first, second } = await both()
    second.storage.isCut = true
    await pair.time.advance(7_000)
    expect(second.account.info().status).toMatchObject({ state: 'stale', code: 'STORE_UNREACHABLE' })
    pair.trade()
    second.storage.isCut = false
    await pair.time.advance(2_000)
    expect(second.code).toBe('LIVE')
    expect(second.account.head()).toEqual(first.account.head())
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is not shown as live by a gateway that cannot read its newest events', async () => {
    const { pair, first, second } = await both()
    second.storage.readsFail = true
    pair.trade()
    await pair.time.advance(7_000)
    expect(second.account.info().status).toMatchObject({ state: 'stale', code: 'STORE_UNREACHABLE' })
    second.storage.readsFail = false
    await pair.time.advance(1_000)
    expect(second.code).toBe('LIVE')
    expect(second.account.head()).toEqual(first.account.head())
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('begins a new epoch where the database was put back to before what subscribers were given', async () => {
    const { pair, first, second } = await both()
    const putBack = pair.memory.backup()
    pair.trade()
    await pair.time.advance(5_000)
    const given = second.account.head()
    putBack()
    pair.memory.revoke()
    await pair.time.advance(20_000)
    pair.trade()
    await pair.time.advance(60_000)
    expect(second.account.head().epoch).not.toBe(given.epoch)
    expect(second.account.head()).toEqual(first.account.head())
    expect([first.code, second.code]).toEqual(['LIVE', 'LIVE'])
    expect(await pair.untrue()).toEqual([])
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is resumed on a gateway that has not read yet what the other one has given', async () => {
    const { pair, first, second } = await both()
    pair.trade()
    await pair.time.until(() => first.account.head().seq > second.account.head().seq)
    const at = first.account.head()
    const answer = await pair.done(second.account.eventsAfter(at, 10))
    expect(answer).toEqual({ kind: 'events', events: [] })
    expect(second.account.head().seq).toBeGreaterThanOrEqual(at.seq)
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is read on by an edge though the database went away just when a new epoch began', async () => {
    const { pair, first, second } = await both()
    const edge = await pair.start('edge', { accounts: [], reads: 'all' })
    const { shared } = edge.storage
    if (shared === undefined) throw new Error('It is shared.')
    const read = shared.read.bind(shared)
    shared.read = async (wish) => {
      const store = await read(wish)
      edge.storage.isBlind = true
      return store
    }
    await first.account.leaveEpoch(first.account.head().epoch)
    await pair.time.advance(3_000)
    expect(edge.storage.isBlind).toBe(true)
    shared.read = read
    edge.storage.isBlind = false
    pair.trade()
    await pair.time.advance(20_000)
    expect(edge.code).toBe('LIVE')
    expect(edge.account.head()).toEqual(first.account.head())
    await pair.done(Promise.all([first.close(), second.close(), edge.close()]))
  })

  it('is read by an edge, which has no key, and never followed by it', async () => {
    const { pair, first, second } = await both()
    const edge = await pair.start('edge', { accounts: [], reads: 'all' })
    expect(edge.account.info()).toMatchObject({ id: 'main', label: 'main', status: { code: 'LIVE' } })
    await pair.done(Promise.all([first.close(), second.close()]))
    await pair.time.advance(20_000)
    expect(pair.memory.holderOf('main')).toBeUndefined()
    expect(edge.account.isFollowedHere).toBe(false)
    expect(edge.code).toBe('NOT_FOLLOWED')
    const again = await pair.start('again')
    await pair.time.until(() => edge.code === 'LIVE')
    pair.trade()
    await pair.time.advance(20_000)
    expect(edge.account.head()).toEqual(again.account.head())
    expect(edge.isWhole).toBe(true)
    await pair.done(Promise.all([again.close(), edge.close()]))
  })

  it('is read from the beginning of a new epoch', async () => {
    const { pair, first, second } = await both()
    const { epoch } = first.account.head()
    await first.account.leaveEpoch(epoch)
    await pair.time.advance(3_000)
    const disk = pair.memory.disks.ledgers.get('main')
    expect(disk?.epoch).not.toBe(epoch)
    expect(second.account.head().epoch).toBe(disk?.epoch)
    await pair.done(Promise.all([first.close(), second.close()]))
  })
})

it('refuses a database where events are to be archived', async () => {
  await expect(new TwoGateways().start('first', { retentionMs: 30 * 86_400_000 })).rejects.toMatchObject({
    code: 'ARCHIVE_UNSUPPORTED',
  })
})

it('is refused where an edge finds no ledger', async () => {
  const edge = new TwoGateways().start('edge', { accounts: [], reads: 'all' })
  await expect(edge).rejects.toMatchObject({ code: 'LEDGER_MISSING' })
})
