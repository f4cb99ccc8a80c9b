import { MAX_NOTE } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { dealDraft, orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'

const MAIN = '/api/v1/accounts/main'
const ORDER = `${MAIN}/journal/orders/C02__1`
const DEAL = `${MAIN}/journal/deals/7X1`
const note = { text: 'Sold half at 5 %.', tags: ['breakout', '計畫'] }

function desk() {
  const fixture = edgeFixture()
  fixture.desk.commit([orderDraft(1), orderDraft(2)])
  const put = (path: string, body: unknown) => fixture.call('PUT', path, { body })
  const listed = async (query = '') => {
    const { json } = await fixture.call('GET', `${MAIN}/journal${query}`)
    return (json['items'] as readonly { readonly id: string }[]).map(({ id }) => id)
  }
  return { ...fixture, put, listed }
}

describe('the journal', () => {
  it('keeps a note on an order and on a deal until it is deleted; the newer replaces the older', async () => {
    const { call, put, time } = desk()
    expect(await put(ORDER, note)).toMatchObject({
      status: 200,
      json: { kind: 'order', id: 'C02__1', ...note, updatedAt: time.now() },
    })
    await put(DEAL, { text: 'slippage' })
    expect((await call('GET', DEAL)).json).toMatchObject({ kind: 'deal', id: '7X1', text: 'slippage', tags: [] })
    await put(ORDER, { text: 'again', tags: ['a', 'b', 'a'] })
    expect((await call('GET', ORDER)).json).toMatchObject({ text: 'again', tags: ['a', 'b'] })
    expect((await call('DELETE', ORDER)).status).toBe(204)
    for (const method of ['GET', 'DELETE'])
      expect((await call(method, ORDER)).json).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect((await call('GET', `/api/v1/accounts/other/journal/deals/7X1`)).status).toBe(404)
  })

  it('is found by text and by tag, the newest change first, page by page', async () => {
    const { call, put, listed, time } = desk()
    await put(ORDER, note)
    await time.advance(5)
    await put(`${MAIN}/journal/orders/C02__2`, { text: 'plan: 100% of it', tags: ['breakout'] })
    await time.advance(5)
    await put(DEAL, { text: 'SOLD late', tags: ['late'] })
    expect(await listed()).toEqual(['7X1', 'C02__2', 'C02__1'])
    expect(await listed('?text=sold')).toEqual(['7X1', 'C02__1'])
    expect(await listed('?text=100%25')).toEqual(['C02__2'])
    expect(await listed('?tag=breakout')).toEqual(['C02__2', 'C02__1'])
    expect(await listed(`?tag=${encodeURIComponent('計畫')}&text=half&kind=order`)).toEqual(['C02__1'])
    expect(await listed('?tag=break')).toEqual([])
    const { json } = await call('GET', `${MAIN}/journal?limit=2`)
    expect(await listed(`?limit=2&cursor=${String(json['nextCursor'])}`)).toEqual(['C02__1'])
  })

  it('refuses what is no note, and a note on an order that is not known', async () => {
    const { put } = desk()
    for (const body of [
      {},
      { text: 'x'.repeat(MAX_NOTE + 1) },
      { text: 'x', tags: ['a,b'] },
      { text: 'x', tags: [' a'] },
      { text: 'x', tags: [''] },
      { text: 'x', tags: ['x'.repeat(33)] },
      { text: 'x', tags: Array.from({ length: 21 }, (_, n) => String(n)) },
      { text: 'x', colour: 'red' },
    ])
      expect((await put(ORDER, body)).json, JSON.stringify(body).slice(0, 60)).toMatchObject({ code: 'BAD_REQUEST' })
    expect((await put(ORDER, { text: 'x'.repeat(MAX_NOTE) })).status).toBe(200)
    expect((await put(`${MAIN}/journal/orders/C02__9`, note)).json).toMatchObject({ code: 'UNKNOWN_ORDER' })
  })

  it('is in the owner’s exports of orders and deals, and in nobody else’s', async () => {
    const { call, put, viewer, desk: fake } = desk()
    fake.commit([dealDraft(1)])
    const [deal] = (await call('GET', `${MAIN}/deals`)).json['items'] as readonly { readonly tradeId: string }[]
    await put(ORDER, { text: '=1+1, "or" not', tags: ['a b', 'c'] })
    await put(`${MAIN}/journal/deals/${deal?.tradeId ?? ''}`, note)
    const rows = async (list: string, token?: string) => {
      const { answer } = await call('GET', `${MAIN}/export/${list}.csv`, token === undefined ? {} : { token })
      let text = ''
      if (typeof answer.body === 'object') for await (const chunk of answer.body) text += chunk
      return text.trim().split('\r\n')
    }
    const [head = '', ...orders] = await rows('orders')
    expect(head.endsWith(',note,noteTags')).toBe(true)
    expect(orders.find((row) => row.startsWith('C02__1,'))).toMatch(/,"'=1\+1, ""or"" not","a b,c"$/)
    expect(orders.find((row) => row.startsWith('C02__2,'))).toMatch(/,,$/)
    expect((await rows('deals'))[1]).toMatch(/,Sold half at 5 %\.,"breakout,計畫"$/)
    for (const list of ['orders', 'deals']) {
      const text = (await rows(list, viewer)).join()
      expect([text.includes('note'), text.includes('breakout'), text.includes('1+1')]).toEqual([false, false, false])
    }
    expect((await rows('ledger'))[0]).not.toContain('note')
  })

  it('is the owner’s alone: no viewer and no public reader writes, reads or sees a word of it', async () => {
    const { call, put, viewer, public: everybody } = desk()
    await put(ORDER, note)
    for (const token of [viewer, everybody])
      for (const [method, path] of [
        ['GET', `${MAIN}/journal`],
        ['GET', ORDER],
        ['PUT', ORDER],
        ['DELETE', ORDER],
      ] as const) {
        const { json } = await call(method, path, { token, ...(method === 'PUT' ? { body: note } : {}) })
        expect([method, path, json['code']]).toEqual([method, path, 'AUDIENCE_FORBIDDEN'])
      }
    expect((await call('GET', `${MAIN}/journal?audience=viewer`)).json['code']).toBe('AUDIENCE_FORBIDDEN')
    const seen = await call('GET', `${MAIN}/orders`, { token: viewer })
    expect(JSON.stringify(seen.json)).not.toContain('breakout')
  })
})
