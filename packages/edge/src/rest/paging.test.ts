import { describe, expect, it } from 'vitest'
import { edgeFixture } from '../testing/edge-fixture.ts'

type Told = {
  readonly items: readonly { readonly label: string; readonly id: string }[]
  readonly nextCursor: string | null
}

function links() {
  const { call, time } = edgeFixture()
  const read = async (cursor?: string | null) =>
    (await call('GET', `/api/v1/links?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).json as unknown as Told
  const make = async (label: string) => {
    await time.advance(1)
    await call('POST', '/api/v1/links', { body: { audience: 'viewer', accounts: ['main'], label } })
  }
  return { call, read, make }
}
const labels = ({ items }: Told): string[] => items.map(({ label }) => label)

describe('a list that changes while it is paged through', () => {
  it('goes on after the last item that was given, with none twice and none left out', async () => {
    const { call, read, make } = links()
    for (const label of ['a', 'b', 'c', 'd']) await make(label)
    const first = await read()
    expect(labels(first)).toEqual(['d', 'c'])
    await make('e')
    expect(labels(await read(first.nextCursor))).toEqual(['b', 'a'])
    const newest = (await read()).items[0]?.id ?? ''
    await call('DELETE', `/api/v1/links/${newest}`)
    await call('DELETE', `/api/v1/links/${first.items[0]?.id ?? ''}`)
    expect(labels(await read(first.nextCursor))).toEqual(['b', 'a'])
  })

  it('holds for the record of access, which every page of it may add to', async () => {
    const { call, time } = edgeFixture()
    for (let n = 0; n < 6; n++) {
      await time.advance(1_000)
      await call('POST', '/api/v1/links', { body: { audience: 'viewer', accounts: ['main'], label: `${n}` } })
    }
    const seen: string[] = []
    let cursor = ''
    do {
      const { json } = await call('GET', `/api/v1/access?limit=2${cursor}`)
      const { items, nextCursor } = json as unknown as Told
      seen.push(...items.map((item) => JSON.stringify(item)))
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`
      await time.advance(1_000)
      await call('POST', '/api/v1/links', { body: { audience: 'viewer', accounts: ['main'], label: 'more' } })
    } while (cursor !== '')
    expect(new Set(seen).size).toBe(seen.length)
    for (let n = 0; n < 6; n++) expect(seen.join()).toContain(`"label":"${n}"`)
  })
})
