import { decimal } from '@spotdeck/exact'
import { endpoints } from '@spotdeck/wire'
import { describe, expect, test } from 'vitest'
import { DEMO_CREDENTIALS } from '../venue/access/keys.ts'
import { symbolsNamed } from '../venue/listing/symbols.ts'
import { ALICE, NOW, UNLIMITED, restScene } from './testing/rest-scene.ts'

const refused = (code: number) => ({ status: 400, body: expect.objectContaining({ code }) as unknown })
const scene = (more: Parameters<typeof restScene>[0] = {}) => restScene({ limits: UNLIMITED, ...more })
type Scene = ReturnType<typeof scene>
type Key = { readonly apiKey: string; readonly secret: string }

/** A sub-account of the scene's master with a key of these rights. */
function subAccount({ call }: Scene, name: string, permissions: string, more: Record<string, string> = {}): Key {
  call('POST', 'sub-account/virtualSubAccount', { subAccount: name, note: 'grid' })
  const made = call('POST', 'sub-account/apiKey', { subAccount: name, note: 'grid', permissions, ...more })
  const { apiKey, secretKey } = made.body as { apiKey: string; secretKey: string }
  return { apiKey, secret: secretKey }
}

test('every endpoint of Spot V3 is served', () => {
  const { call } = scene()
  const missing = endpoints
    .filter(({ method, path }) => call(method, path.replace('/api/v3/', '')).status === 404)
    .map(({ method, path }) => `${method} ${path}`)
  expect(missing).toEqual([])
})

describe('sub-accounts', () => {
  test('are named, listed, funded and read by their master account alone', () => {
    const here = scene()
    const { call } = here
    const key = subAccount(here, 'desk7grid01', 'SPOT_ACCOUNT_READ,SPOT_DEAL_WRITE')
    expect(call('POST', 'sub-account/virtualSubAccount', { subAccount: 'short', note: 'x' })).toMatchObject(
      refused(730601),
    )
    expect(call('POST', 'sub-account/virtualSubAccount', { subAccount: 'desk7grid01', note: 'x' })).toMatchObject(
      refused(730101),
    )
    expect(call('GET', 'sub-account/list').body).toMatchObject({
      subAccounts: [
        { subAccount: 'desk7grid01', isFreeze: false, createTime: NOW, uid: expect.stringMatching(/^\d+$/) as unknown },
      ],
    })
    const before = here.house.exchange.balances(ALICE).get('USDT')
    const move = { toAccount: 'desk7grid01', fromAccountType: 'SPOT', toAccountType: 'SPOT', asset: 'USDT' }
    const moved = call('POST', 'capital/sub-account/universalTransfer', { ...move, amount: '12' })
    expect(moved.body).toEqual({ tranId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown })
    expect(call('GET', 'account', {}, key).body).toMatchObject({
      balances: [{ asset: 'USDT', free: '12', locked: '0' }],
    })
    const assets = call('GET', 'sub-account/asset', { subAccount: 'desk7grid01', accountType: 'SPOT' })
    expect(assets.body).toEqual({ balances: [{ asset: 'USDT', free: '12', locked: '0' }] })
    expect(Number(here.house.exchange.balances(ALICE).get('USDT')?.free)).toBe(Number(before?.free) - 12)
    expect(call('POST', 'capital/sub-account/universalTransfer', { ...move, amount: '99999999' })).toMatchObject(
      refused(10101),
    )
    expect(
      call('GET', 'capital/sub-account/universalTransfer', { fromAccountType: 'SPOT', toAccountType: 'SPOT' }).body,
    ).toMatchObject({
      totalCount: 1,
      result: [{ toAccount: 'desk7grid01', amount: '12', clientTranId: null, status: 'SUCCESS' }],
    })
    expect(call('GET', 'sub-account/list', {}, key)).toMatchObject(refused(730003))
  })

  test('have keys with permissions and addresses of their own, until these are deleted', () => {
    const here = scene()
    const { call } = here
    const reader = subAccount(here, 'readers01', 'SPOT_ACCOUNT_READ')
    expect(call('GET', 'uid', {}, reader).status).toBe(200)
    expect(call('GET', 'openOrders', {}, reader)).toMatchObject(refused(700007))
    const bound = {
      subAccount: 'readers01',
      note: 'far',
      permissions: 'SPOT_ACCOUNT_R,CONTRACT_DEAL_READ',
      ip: '203.0.113.9',
    }
    const far = call('POST', 'sub-account/apiKey', bound).body as { apiKey: string; secretKey: string }
    expect(call('GET', 'uid', {}, { apiKey: far.apiKey, secret: far.secretKey })).toMatchObject(refused(700006))
    const wrong = (more: Record<string, string>) => call('POST', 'sub-account/apiKey', { ...bound, ...more })
    expect(wrong({ permissions: 'SPOT_FLY' })).toMatchObject(refused(730702))
    expect(wrong({ permissions: 'SPOT_WITHDRAW_WRITE' })).toMatchObject(refused(730702))
    expect(wrong({ ip: 'over there' })).toMatchObject(refused(730704))
    expect(wrong({ ip: Array.from({ length: 11 }, (_, n) => `10.0.0.${n}`).join(',') })).toMatchObject(refused(730703))
    const listed = call('GET', 'sub-account/apiKey', { subAccount: 'readers01' }).body as { subAccount: object[] }
    expect(listed.subAccount).toMatchObject([
      { apiKey: reader.apiKey },
      { ip: '203.0.113.9', creatTime: NOW, createTime: NOW },
    ])
    expect(JSON.stringify(listed)).not.toContain(far.secretKey)
    call('DELETE', 'sub-account/apiKey', { subAccount: 'readers01', apiKey: reader.apiKey })
    expect(call('GET', 'uid', {}, reader)).toMatchObject(refused(10072))
  })
})

describe('self-trade prevention', () => {
  const order = { symbol: 'MXUSDT', type: 'LIMIT', price: '2.4', quantity: '10' }

  function desk() {
    const here = scene()
    const sub = subAccount(here, 'desk7grid01', 'SPOT_ACCOUNT_READ,SPOT_DEAL_READ,SPOT_DEAL_WRITE')
    const move = { toAccount: 'desk7grid01', fromAccountType: 'SPOT', toAccountType: 'SPOT', asset: 'USDT' }
    here.call('POST', 'capital/sub-account/universalTransfer', { ...move, amount: '500' })
    const made = here.call('POST', 'strategy/group', { tradeGroupName: 'desk7' }).body as {
      data: { tradeGroupId: number }
    }
    const uid = (here.call('GET', 'uid', {}, sub).body as { uid: string }).uid
    const join = { uid: `${ALICE},${uid}`, tradeGroupId: String(made.data.tradeGroupId) }
    const joined = here.call('POST', 'strategy/group/uid', join)
    return { ...here, sub, uid, join, joined }
  }
  const statusOf = (here: ReturnType<typeof desk>, key: Key | undefined, id: string) =>
    here.call('GET', 'order', { symbol: 'MXUSDT', origClientOrderId: id }, key).body

  test('groups are created, filled, read and emptied, in the envelope with code 200', () => {
    const { call, joined, join, uid } = desk()
    expect(joined.body).toMatchObject({
      code: 200,
      msg: 'success',
      data: { tradeGroupName: 'desk7', tradeGroupUid: join.uid },
    })
    expect(call('GET', 'strategy/group', { tradeGroupName: 'desk7' }).body).toMatchObject({
      data: [{ tradeGroupUid: `${ALICE},${uid}` }],
    })
    expect(call('POST', 'strategy/group/uid', { ...join, uid: '10000001' })).toMatchObject(refused(10001))
    expect(call('DELETE', 'strategy/group/uid', { ...join, uid }).body).toMatchObject({ data: true, code: 200 })
    expect(call('DELETE', 'strategy/group', { tradeGroupId: join.tradeGroupId }).body).toMatchObject({ data: true })
    expect(call('GET', 'strategy/group', { tradeGroupName: 'desk7' }).body).toMatchObject({ data: [] })
  })

  test.each([
    ['cancel_maker', { status: 'CANCELED', cancelReason: 'stp_cancel' }, { status: 'NEW', cancelReason: null }],
    ['cancel_taker', { status: 'NEW', cancelReason: null }, { status: 'CANCELED', cancelReason: 'stp_cancel' }],
    [
      'cancel_both',
      { status: 'CANCELED', cancelReason: 'stp_cancel' },
      { status: 'CANCELED', cancelReason: 'stp_cancel' },
    ],
    ['', { status: 'FILLED' }, { status: 'FILLED' }],
  ])('%s decides who ends instead of matching', (stpMode, maker, taker) => {
    const here = desk()
    here.call('POST', 'order', { ...order, side: 'BUY', newClientOrderId: 'maker' }, here.sub)
    const taken = { ...order, side: 'SELL', newClientOrderId: 'taker', stpMode }
    expect(here.call('POST', 'order', taken).body).toMatchObject({ stpMode })
    expect(statusOf(here, here.sub, 'maker')).toMatchObject(maker)
    expect(statusOf(here, undefined, 'taker')).toMatchObject({ ...taker, stpMode })
    const locked = [...here.house.exchange.balances(here.uid).values()].map((one) => one.locked)
    const stillOpen = 'status' in maker && maker.status === 'NEW'
    expect(locked.some((one) => one !== '0')).toBe(stillOpen)
  })

  test('orders outside the group match in every mode; orders of the group are skipped to reach them', () => {
    const here = desk()
    here.call('POST', 'order', { ...order, side: 'BUY', newClientOrderId: 'maker' }, here.sub)
    here.make('BUY', '10', '2.4')
    const taken = { ...order, side: 'SELL', quantity: '7', newClientOrderId: 'taker', stpMode: 'cancel_maker' }
    here.call('POST', 'order', taken)
    expect(statusOf(here, undefined, 'taker')).toMatchObject({ status: 'FILLED', executedQty: '7' })
    expect(statusOf(here, here.sub, 'maker')).toMatchObject({ status: 'CANCELED', executedQty: '0' })
    expect(here.house.exchange.book('MXUSDT', 5).bids).toEqual([{ price: '2.4', quantity: '3' }])
  })
})

describe('the wallet', () => {
  test('a withdrawal can be canceled while it is applied for, and then proceeds by itself', async () => {
    const { call, time, house } = scene()
    const before = house.exchange.balances(ALICE).get('USDT')
    const ask = { coin: 'USDT', netWork: 'TRX', address: 'Txyz', amount: '50' }
    const first = (call('POST', 'capital/withdraw', ask).body as { id: string }).id
    expect(call('GET', 'capital/withdraw/history').body).toMatchObject([{ id: first, status: 1, txId: null }])
    expect(call('DELETE', 'capital/withdraw', { id: first }).body).toEqual({ id: first })
    expect(house.exchange.balances(ALICE).get('USDT')).toEqual(before)
    const second = call('POST', 'capital/withdraw/apply', { ...ask, network: 'TRX' }).body as { id: string }[]
    await time.advance(45_000)
    expect(call('DELETE', 'capital/withdraw', { id: second[0]?.id ?? '' })).toMatchObject(refused(26))
    await time.advance(100_000)
    expect(call('GET', 'capital/withdraw/history', { status: '7' }).body).toMatchObject([{ id: second[0]?.id }])
    expect(call('GET', 'capital/withdraw/history', { status: '9' }).body).toMatchObject([{ id: first }])
    expect(call('GET', 'capital/withdraw/address', { coin: 'USDT' }).body).toMatchObject({
      data: [{ coin: 'USDT', netWork: 'TRX', address: 'Txyz' }],
      totalRecords: 1,
      page: 1,
      totalPageNum: 1,
    })
    expect(call('DELETE', 'capital/withdraw', { id: 'nothing' })).toMatchObject(refused(22222))
  })

  test('histories respect their time windows', () => {
    const { call } = scene()
    const day = 86_400_000
    const wide = { startTime: String(NOW - 8 * day), endTime: String(NOW) }
    expect(call('GET', 'capital/deposit/hisrec', wide)).toMatchObject(refused(400))
    expect(call('GET', 'capital/withdraw/history', { startTime: String(NOW - 91 * day) })).toMatchObject(refused(400))
  })

  test('a transfer reaches another user by id or mail, and is listed on both sides', () => {
    const { call, house } = scene()
    const ask = { toAccountType: 'UID', toAccount: '10000001', asset: 'MX', amount: '3' }
    const before = house.exchange.balances('10000001').get('MX')?.free
    expect(call('POST', 'capital/transfer/internal', ask).status).toBe(200)
    expect(
      call('POST', 'capital/transfer/internal', {
        ...ask,
        toAccountType: 'EMAIL',
        toAccount: '10000001@sandbox.example',
      }).status,
    ).toBe(200)
    expect(Number(house.exchange.balances('10000001').get('MX')?.free)).toBe(Number(before) + 6)
    const rows = {
      totalRecords: 2,
      data: [{ toAccountType: 'EMAIL' }, { fromAccount: ALICE, toAccount: '10000001', amount: '3' }],
    }
    expect(call('GET', 'capital/transfer/internal').body).toMatchObject(rows)
    expect(call('GET', 'capital/transfer/internal', {}, DEMO_CREDENTIALS).body).toMatchObject({ totalRecords: 2 })
    expect(call('POST', 'capital/transfer/internal', { ...ask, toAccount: '99' })).toMatchObject(refused(10001))
  })

  test('dust is converted to MX less the fee, and logged', () => {
    const { call, house, make } = scene()
    make('SELL', '100', '2.5')
    make('BUY', '10', '2.5')
    house.exchange.adjust(ALICE, 'USDC', decimal('-4996'), 'WITHDRAW', NOW)
    expect(call('GET', 'capital/convert/list').body).toMatchObject([
      { asset: 'USDC', balance: '4', convertUsdt: '4', convertMx: '1.568' },
    ])
    const before = Number(house.exchange.balances(ALICE).get('MX')?.free)
    expect(call('POST', 'capital/convert', { asset: 'USDC,BTC' }).body).toMatchObject({
      successList: ['USDC'],
      failedList: [{ asset: 'BTC' }],
      totalConvert: '1.568',
      convertFee: '0.032',
    })
    expect(Number(house.exchange.balances(ALICE).get('MX')?.free)).toBeCloseTo(before + 1.568, 10)
    expect(house.exchange.balances(ALICE).get('USDC')?.free).toBe('0')
    expect(call('GET', 'capital/convert').body).toMatchObject({
      data: [{ totalConvert: '1.568', totalFee: '0.032', convertDetails: [{ asset: 'USDC', amount: '4' }] }],
      totalRecords: 1,
    })
  })
})

describe('notices and reports', () => {
  test('announcements name the market and the time, in pages', () => {
    const { raw, house } = scene()
    house.symbolSwitches.add({ symbol: 'MXUSDT', apiTrading: false, at: NOW + 3_600_000 })
    const page = raw('GET', 'announcements', 'limit=5').body as {
      data: { details: { title: string }[]; totalPage: string }[]
    }
    expect(page.data[0]?.details[0]?.title).toMatch(/^API trading of MXUSDT ends on 2022-02-10 \d\d:\d\d UTC$/)
    expect(page.data[0]?.totalPage).toBe('1')
    const chinese = raw('GET', 'announcements', 'language=zh-TW').body as {
      data: { details: { title: string; language: string }[] }[]
    }
    for (const { title, language } of chinese.data[0]?.details ?? []) {
      expect(language).toBe('zh-TW')
      expect(title).toMatch(/[\u4e00-\u9fff]{2}/)
    }
    expect(chinese.data[0]?.details[0]?.title).toMatch(/^MXUSDT 的 API 交易將於 2022-02-10 \d\d:\d\d UTC 關閉$/)
    expect(raw('GET', 'announcements', 'limit=7')).toMatchObject(refused(33333))
  })

  test('leveraged tokens are those of exchangeInfo, at their market price', () => {
    const [mx] = symbolsNamed(['MXUSDT'])
    if (mx === undefined) throw new Error('no MXUSDT')
    const rules = { ...mx.rules, symbol: 'SOL3LUSDT', baseAsset: 'SOL3L', fullName: 'SOL 3 times long' }
    const { raw } = scene({ listed: [{ rules, referencePrice: decimal('1.204') }] })
    const { lastPrice: last } = raw('GET', 'ticker/24hr', 'symbol=SOL3LUSDT').body as { lastPrice: string }
    const [token, ...others] = raw('GET', 'etf/info').body as { symbol: string }[]
    expect(token).toMatchObject({ symbol: 'SOL3LUSDT', leverage: 3, netValue: last, feeRate: '0.00002' })
    expect(others).toEqual([])
    expect(raw('GET', 'etf/info', 'symbol=SOL3LUSDT').body).toEqual(token)
    for (const symbol of ['BTC3LUSDT', 'MXUSDT', 'NOPE']) {
      expect(raw('GET', 'etf/info', `symbol=${symbol}`)).toMatchObject(refused(-1121))
    }
    expect(scene().raw('GET', 'etf/info').body).toEqual([])
  })

  test('the demo account has rebates in pages; others have empty reports in the same shape', () => {
    const { call } = scene()
    const own = call('GET', 'rebate/detail', { page: '2' }, DEMO_CREDENTIALS).body as {
      data: object[]
      totalRecords: number
    }
    expect(own.data).toHaveLength(10)
    expect(own).toMatchObject({ page: 2, totalPageNum: Math.ceil(own.totalRecords / 10) })
    expect(call('GET', 'rebate/detail').body).toEqual({ data: [], totalRecords: 0, page: 1, totalPageNum: 0 })
    expect(call('GET', 'rebate/affiliate/commission').body).toMatchObject({
      success: true,
      code: 0,
      message: null,
      data: { resultList: [] },
    })
    const rows = call('GET', 'rebate/affiliate/referral', {}, DEMO_CREDENTIALS).body as { data: { totalCount: number } }
    expect(rows.data.totalCount).toBe(3)
    expect(call('GET', 'rebate/affiliate/list', { page: '2', limit: '2' }, DEMO_CREDENTIALS).body).toMatchObject({
      data: { pageSize: 2, totalCount: 3, totalPage: 2, currentPage: 2, resultList: [{ uid: '70055003' }] },
    })
  })
})
