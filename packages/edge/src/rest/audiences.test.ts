import { pages } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { dealDraft, equityOf, orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'

const MAIN = '/api/v1/accounts/main'

describe('audiences', () => {
  it('shows a viewer masked ids that still join, in lists, filters and exports', async () => {
    const { desk, call, viewer } = edgeFixture()
    desk.commit([orderDraft(1), dealDraft(1), dealDraft(2)])
    const orders = pages.orders.parse((await call('GET', `${MAIN}/orders`, { token: viewer })).json)
    const masked = orders.items[0]?.orderId ?? ''
    expect(masked).toMatch(/^[a-z2-7]{12}$/)
    const deals = pages.deals.parse((await call('GET', `${MAIN}/deals?orderId=${masked}`, { token: viewer })).json)
    expect(deals.items).toMatchObject([{ orderId: masked, quantity: '10' }])
    const whole = JSON.stringify([orders, deals, (await call('GET', `${MAIN}/snapshot`, { token: viewer })).json])
    expect(whole).not.toMatch(/C02__|client-|X1/)
    expect((await call('GET', `${MAIN}/deals?orderId=C02__1`, { token: viewer })).json).toEqual({
      items: [],
      nextCursor: null,
    })
  })

  it('resolves a masked id that was never shown before', async () => {
    const { desk, call, viewer, access } = edgeFixture()
    desk.commit([orderDraft(7), dealDraft(7)])
    const masked = access.maskIdOf('main')('C02__7')
    const { json } = await call('GET', `${MAIN}/deals?orderId=${masked}`, { token: viewer })
    expect(json['items']).toHaveLength(1)
  })

  it('shows one order by its id, to a viewer by the masked one alone', async () => {
    const { desk, call, viewer, access } = edgeFixture({ accounts: ['main'] })
    desk.commit([orderDraft(7), dealDraft(7)])
    const masked = access.maskIdOf('main')('C02__7')
    expect((await call('GET', `${MAIN}/orders/C02__7`)).json).toMatchObject({
      orderId: 'C02__7',
      clientOrderId: 'client-7',
    })
    const seen = await call('GET', `${MAIN}/orders/${masked}`, { token: viewer })
    expect(seen).toMatchObject({ status: 200, json: { orderId: masked, quantity: '10' } })
    expect(JSON.stringify(seen.json)).not.toMatch(/C02__|client-/)
    for (const [id, token] of [
      ['C02__7', viewer],
      ['C02__8', undefined],
      [masked, undefined],
    ] as const) {
      const told = await call('GET', `${MAIN}/orders/${id}`, token === undefined ? {} : { token })
      expect([id, told.status, told.json['code']]).toEqual([id, 404, 'UNKNOWN_ORDER'])
    }
  })

  it('lists one order by its id, nothing where it is not known, to a viewer by the masked id alone', async () => {
    const { desk, call, viewer, access } = edgeFixture({ accounts: ['main'] })
    desk.commit([orderDraft(7), orderDraft(8)])
    const masked = access.maskIdOf('main')('C02__7')
    const listed = async (query: string, token?: string) => {
      const { status, json } = await call('GET', `${MAIN}/orders?${query}`, token === undefined ? {} : { token })
      expect([query, status, json['nextCursor']]).toEqual([query, 200, null])
      return pages.orders.parse(json).items.map(({ orderId }) => orderId)
    }
    expect(await listed('orderId=C02__7')).toEqual(['C02__7'])
    expect(await listed(`orderId=${masked}`, viewer)).toEqual([masked])
    for (const query of ['orderId=C02__9', `orderId=${masked}`, 'orderId=C02__7&symbol=BTCUSDT', 'orderId=C02__7&to=1'])
      expect([query, await listed(query)]).toEqual([query, []])
    expect(await listed('orderId=C02__7', viewer)).toEqual([])
  })

  it('answers for an order of a hidden symbol as for one that does not exist', async () => {
    const { desk, call, viewer, access } = edgeFixture({ audiences: { viewer: { withoutSymbols: ['MXUSDT'] } } })
    desk.commit([orderDraft(7)])
    const told = await call('GET', `${MAIN}/orders/${access.maskIdOf('main')('C02__7')}`, { token: viewer })
    expect([told.status, told.json['code']]).toEqual([404, 'UNKNOWN_ORDER'])
  })

  it('denies other accounts, trading and amounts to callers without the right', async () => {
    const { call, viewer, public: everybody } = edgeFixture()
    expect((await call('GET', '/api/v1/accounts', { token: viewer })).json).toMatchObject({
      items: [{ id: 'main', trading: false }],
    })
    expect((await call('GET', '/api/v1/accounts/other/orders', { token: viewer })).json['code']).toBe('UNKNOWN_ACCOUNT')
    expect((await call('POST', `${MAIN}/orders`, { token: viewer, body: {} })).json['code']).toBe('AUDIENCE_FORBIDDEN')
    for (const path of [
      '/orders',
      '/deals',
      '/snapshot',
      '/deals/summary',
      '/export/deals.csv',
      '/events',
      '/state?at=seq:0',
    ]) {
      const { status, json } = await call('GET', MAIN + path, { token: everybody })
      expect([path, status, json['code']]).toEqual([path, 403, 'AUDIENCE_FORBIDDEN'])
    }
  })

  it('exports realized lots to the owner alone, and to none through the eyes of another', async () => {
    const { call, viewer, public: everybody } = edgeFixture()
    const path = `${MAIN}/export/lots.csv?year=2026`
    for (const answer of [
      call('GET', path, { token: viewer }),
      call('GET', path, { token: everybody }),
      call('GET', `${path}&audience=viewer`),
    ])
      expect((await answer).json['code']).toBe('AUDIENCE_FORBIDDEN')
  })

  it('gives the public an index from 100 in place of amounts', async () => {
    const { desk, call, time, public: everybody } = edgeFixture()
    const now = time.now()
    for (const [i, total] of ['12000', '12600'].entries()) {
      const at = now - 1_000 + i
      desk.sample({ account: 'main', topic: 'equity', type: 'equity.sampled', time: at, data: equityOf(at, total) })
    }
    const { json } = await call('GET', `${MAIN}/equity`, { token: everybody })
    expect(json).toEqual({
      points: [
        { time: now - 1_000, index: '100' },
        { time: now - 999, index: '105' },
      ],
    })
  })

  it('lets the owner preview a viewer, and no viewer preview the owner', async () => {
    const { desk, call, viewer } = edgeFixture()
    desk.commit([orderDraft(1)])
    expect(JSON.stringify((await call('GET', `${MAIN}/orders?audience=viewer`)).json)).not.toContain('C02__')
    expect(JSON.stringify((await call('GET', `${MAIN}/orders?audience=owner`, { token: viewer })).json)).not.toContain(
      'C02__',
    )
  })
})
