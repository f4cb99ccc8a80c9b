import { describe, expect, it } from 'vitest'
import { orderDraft } from '../testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { REQUEST_BUDGETS } from '../limits/budgets.ts'

const EVENTS = 1_800
const SINCE = { epoch: 'aaaaaaaaaaaaaaaa', seq: 1 }

/** An edge over a long ledger. Pauses of guests last until `goOn`; `held` counts them. */
function longLedger() {
  const pauses: (() => void)[] = []
  let isFree = false
  const afterPause = (_ms: number, run: () => void): void => void (isFree ? run() : pauses.push(run))
  const fixture = edgeFixture({ afterPause })
  fixture.desk.commit(Array.from({ length: EVENTS }, (_, n) => orderDraft(n + 1)))
  return {
    ...fixture,
    held: () => pauses.length,
    goOn: () => pauses.shift()?.(),
    free: () => {
      isFree = true
      for (const run of pauses.splice(0)) run()
    },
  }
}

/** Follows the orders after a position; `seqs` are those that arrived. */
function follow({ rules }: Pick<EdgeFixture, 'rules'>, token: string, since: { epoch: string; seq: number }) {
  const seqs: number[] = []
  const take = (text: string): void => {
    const messages = [JSON.parse(text)].flat() as { seq?: number; topic?: string }[]
    for (const { topic, seq } of messages) if (topic === 'orders' && seq !== undefined) seqs.push(seq)
  }
  const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${token}` }
  const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', ip: '127.0.0.1', headers })
  if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
  const closes: number[] = []
  const { connection, gone } = upgrade.connect({
    send: take,
    share: ({ text }) => (take(text), true),
    close: (code) => void closes.push(code),
    bufferedBytes: 0,
  })
  connection.receive(
    JSON.stringify({ op: 'subscribe', id: 1, account: 'main', topics: ['orders'], since, intervalMs: 0 }),
  )
  return { seqs, gone, closes }
}

const settled = async (): Promise<void> => {
  for (let n = 0; n < 60; n++) await Promise.resolve()
}
const after = (seq: number): readonly number[] => Array.from({ length: EVENTS - seq }, (_, n) => seq + 1 + n)

describe('replays of guests', () => {
  it('take turns page by page; the owner’s do not wait, nor those of a few events', async () => {
    const edge = longLedger()
    const [a, b] = [follow(edge, edge.viewer, SINCE), follow(edge, edge.viewer, SINCE)]
    const owner = follow(edge, edge.owner, SINCE)
    const short = follow(edge, edge.viewer, { ...SINCE, seq: EVENTS - 20 })
    await settled()
    expect([a.seqs.length, b.seqs.length, owner.seqs, short.seqs]).toEqual([0, 0, after(1), after(EVENTS - 20)])
    for (const [ofA, ofB] of [
      [500, 0],
      [500, 500],
      [1_000, 500],
    ]) {
      expect(edge.held()).toBe(1)
      edge.goOn()
      await settled()
      expect([a.seqs.length, b.seqs.length]).toEqual([ofA, ofB])
    }
    edge.free()
    await settled()
    expect([a.seqs, b.seqs]).toEqual([after(1), after(1)])
  })

  it('that were left take no turn from the others', async () => {
    const edge = longLedger()
    const left = Array.from({ length: 50 }, () => follow(edge, edge.viewer, SINCE))
    const stays = follow(edge, edge.viewer, SINCE)
    await settled()
    for (const { gone } of left) gone()
    edge.goOn()
    for (let n = 0; n < 4; n++) await settled()
    expect(edge.held()).toBe(1)
    edge.goOn()
    await settled()
    expect(stays.seqs).toHaveLength(500)
  })

  it('count what they read as calls: beyond the budget they pause, and go on without a gap', async () => {
    const edge = longLedger()
    edge.free()
    const perReplay = EVENTS / 50
    const readers = Array.from({ length: Math.ceil(REQUEST_BUDGETS.calls.burst / perReplay) + 10 }, () =>
      follow(edge, edge.viewer, SINCE),
    )
    for (let n = 0; n < 20; n++) await settled()
    const complete = () => readers.filter(({ seqs }) => seqs.length === EVENTS - 1).length
    expect(complete()).toBeLessThan(readers.length)
    expect((await edge.call('GET', '/api/v1/accounts?limit=1000', { token: edge.viewer })).status).toBe(429)
    expect((await edge.call('GET', '/api/v1/accounts')).status).toBe(200)
    for (let n = 0; n < 10; n++) await edge.time.advance(1_000)
    await settled()
    expect(complete()).toBe(readers.length)
    for (const { seqs, closes } of readers) expect([seqs, closes]).toEqual([after(1), []])
  })
})
