/** Verification of a stored chain: which event is named where its bytes, its place, its hash or what it leads to are wrong. */

import { EMPTY_STATE, type LedgerEvent, type StateRow, allRows, applyAll, record } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { FIRST_HASH, type Link, chained, hashOf, link } from './chain.ts'
import { DataFolderError } from './data-folder-error.ts'
import type { Verification } from './port.ts'
import { order, updated } from './store.contract.ts'
import { type ListsAnew, type StoredLink, verifyChain, verifyHashes } from './verify.ts'

/** A chain of so many events, with the state rows that they lead to. */
function chainOf(count: number) {
  const drafts = Array.from({ length: count }, (_, i) => updated(order(`o${i}`, i + 1)))
  const { state, events } = record(EMPTY_STATE, drafts, 5_000)
  const { links, head } = link(FIRST_HASH, events)
  return { links, head, rows: allRows(state), events }
}
type Chain = ReturnType<typeof chainOf>

const reader =
  (links: readonly StoredLink[]) =>
  (n: number, limit: number): readonly StoredLink[] =>
    links.slice(n, n + limit)
const AGREES: ListsAnew = { take: () => undefined, difference: () => undefined }

function verified(
  { links, head, rows }: Pick<Chain, 'links' | 'head' | 'rows'>,
  lists = AGREES,
): Promise<Verification> {
  return verifyChain(reader(links), head, rows, lists)
}

/** The chain with another link at one place. */
const altered = (chain: Chain, n: number, part: Partial<StoredLink>): Chain => ({
  ...chain,
  links: chain.links.map((one, i): Link => (i === n - 1 ? { ...one, ...part } : one)),
})

describe('a chain', () => {
  const chain = chainOf(1_100)

  it('that is whole tells how many events it has, and its lists see each of them once', async () => {
    const seen: LedgerEvent[] = []
    const lists: ListsAnew = { take: (events) => void seen.push(...events), difference: () => undefined }
    expect(await verified(chain, lists)).toEqual({ ok: true, events: chain.events.length, head: chain.head })
    expect(seen).toEqual(chain.events)
  })

  it('without events is whole', async () => {
    expect(await verifyChain(reader([]), FIRST_HASH, [], AGREES)).toEqual({ ok: true, events: 0, head: FIRST_HASH })
    expect(await verifyChain(reader([]), 'other', [], AGREES)).toMatchObject({ ok: false, n: 0 })
  })

  it('names the event after the one whose bytes were changed, and the one whose hash was', async () => {
    const small = chainOf(5)
    const body = small.links[1]?.body.replace('"o1"', '"x1"') ?? ''
    expect(await verified(altered(small, 2, { body }))).toMatchObject({ ok: false, n: 3 })
    expect(await verified(altered(small, 4, { before: 'x' }))).toMatchObject({ ok: false, n: 4 })
    expect(await verified({ ...small, links: small.links.slice(0, 4) })).toMatchObject({ ok: false, n: 4 })
    const missing = [...small.links.slice(0, 2), ...small.links.slice(3)]
    expect(await verified({ ...small, links: missing })).toMatchObject({ ok: false, n: 3 })
  })

  /** A chain of two events whose second has this text, with hashes that fit. */
  const forged = (body: string): Promise<Verification> => {
    const small = chainOf(2)
    const before = hashOf(FIRST_HASH, small.links[0]?.body ?? '')
    return verified({ ...altered(small, 2, { body }), head: hashOf(before, body) })
  }

  it('names an event that is no text of one, has another number, or that the state refuses', async () => {
    const second = chainOf(2).links[1]?.body ?? ''
    expect(await forged(second)).toMatchObject({ ok: true })
    expect(await Promise.all([forged('{'), forged('null'), forged(second.replace('"n":2', '"n":3'))])).toMatchObject(
      Array(3).fill({ ok: false, n: 2 }),
    )
    expect(await forged(second.replace('"seq":2', '"seq":7'))).toMatchObject({ ok: false, n: 2 })
  })

  it('names the first of many events that the state refuses', async () => {
    const { events } = chainOf(9)
    const wrong = events.map((event) => (event.n < 6 ? event : { ...event, seq: event.seq + 1 }))
    const { links, head } = link(FIRST_HASH, wrong)
    expect(await verified({ links, head, rows: [] })).toMatchObject({ ok: false, n: 6 })
  })

  it('is not whole where the stored state or a list is not what its events lead to', async () => {
    const small = chainOf(5)
    const changed = small.rows.map(([key, value]): StateRow => (key === 'order:o0' ? [key, {}] : [key, value]))
    expect(await verified({ ...small, rows: changed })).toMatchObject({
      ok: false,
      n: 5,
      what: expect.stringContaining('state') as string,
    })
    expect(await verified({ ...small, rows: [...small.rows].reverse() })).toMatchObject({ ok: true })
    const lists: ListsAnew = { ...AGREES, difference: () => 'orders' }
    expect(await verified(small, lists)).toMatchObject({
      ok: false,
      n: 5,
      what: expect.stringContaining('orders') as string,
    })
  })

  it('names the first event that cannot be unpacked, though those before it in the same part can', async () => {
    const unreadable = (n: number, limit: number): readonly StoredLink[] => {
      if (n + limit > 1_040) throw new DataFolderError('LEDGER_CORRUPT', 'x')
      return chain.links.slice(n, n + limit)
    }
    expect(await verifyChain(unreadable, chain.head, chain.rows, AGREES)).toMatchObject({ ok: false, n: 1_041 })
    const broken = (): never => {
      throw new DataFolderError('LEDGER_NEWER', 'x')
    }
    await expect(verifyChain(broken, chain.head, chain.rows, AGREES)).rejects.toThrow(DataFolderError)
    const failing = (): never => {
      throw new TypeError('x')
    }
    await expect(verifyChain(failing, chain.head, chain.rows, AGREES)).rejects.toThrow(TypeError)
  })
})

describe('hashes alone', () => {
  it('are verified after an event whose hash is known', async () => {
    const { links, head, events } = chainOf(6)
    const after = { n: 2, hash: links[2]?.before ?? '' }
    expect(await verifyHashes(reader(links), after, head)).toEqual({ ok: true, events: 6, head })
    expect(await verifyHashes(reader(links), { ...after, hash: 'x' }, head)).toMatchObject({ ok: false, n: 3 })
    expect(await verifyHashes(reader(links), after, 'x')).toMatchObject({ ok: false, n: 6 })
    expect(applyAll(EMPTY_STATE, events).n).toBe(6)
  })
})

it('a stored event is served with its hash, and an internal one is not', () => {
  const [first] = chainOf(1).links
  const served = chained(first?.body ?? '', 'h')
  expect(served).toEqual([{ event: first?.event, hash: 'h' }])
  expect(chained('{"type":"account.checked"}', 'h')).toEqual([])
})
