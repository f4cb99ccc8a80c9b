import { expect, test } from 'vitest'
import type { Parameter } from './endpoint.ts'
import { endpointAt, endpoints } from './endpoints.ts'

/**
 * Every call of the documents that takes parameters of its own. `!` marks what must be sent; behind the colon stands
 * what it is, where it is not text, or the values that it may have.
 */
const DOCUMENTED = `
  GET exchangeInfo symbol symbols:list
  GET depth symbol! limit:integer
  GET aggTrades symbol! startTime:integer endTime:integer limit:integer
  GET historicalTrades symbol! limit:integer
  GET trades symbol! limit:integer
  GET avgPrice symbol!
  GET klines symbol! interval!:1m|5m|15m|30m|60m|4h|1d|1W|1M startTime:integer endTime:integer limit:integer
  GET ticker/bookTicker symbol
  GET ticker/24hr symbol
  GET ticker/price symbol
  GET announcements language page:integer limit:integer
  GET etf/info symbol
  GET apiKeyInfo accessKey!
  POST apiKeyInfo apiKey! ipWhiteList:list note
  POST order symbol! side!:BUY|SELL type!:LIMIT|MARKET|LIMIT_MAKER|IMMEDIATE_OR_CANCEL|FILL_OR_KILL quantity:decimal quoteOrderQty:decimal price:decimal newClientOrderId stpMode:|cancel_maker|cancel_taker|cancel_both
  POST batchOrders batchOrders!:json
  POST order/test symbol! side!:BUY|SELL type!:LIMIT|MARKET|LIMIT_MAKER|IMMEDIATE_OR_CANCEL|FILL_OR_KILL quantity:decimal quoteOrderQty:decimal price:decimal newClientOrderId stpMode:|cancel_maker|cancel_taker|cancel_both
  DELETE openOrders symbol!:list
  DELETE order symbol! orderId origClientOrderId newClientOrderId
  GET allOrders symbol! startTime:integer endTime:integer limit:integer
  GET myTrades symbol! orderId startTime:integer endTime:integer limit:integer
  GET openOrders symbol:list
  GET order symbol! orderId origClientOrderId
  POST mxDeduct/enable mxDeductEnable!:boolean
  GET tradeFee symbol!
  POST strategy/group/uid uid!:list tradeGroupId!
  POST strategy/group tradeGroupName!
  DELETE strategy/group tradeGroupId!
  DELETE strategy/group/uid uid!:list tradeGroupId!
  GET strategy/group tradeGroupName!
  DELETE userDataStream listenKey!
  PUT userDataStream listenKey!
  POST capital/withdraw/apply coin! withdrawOrderId network address! memo amount!:decimal remark
  DELETE capital/withdraw id!
  POST capital/withdraw coin! withdrawOrderId netWork contractAddress address! memo amount!:decimal remark includeFee:boolean
  GET capital/withdraw/address coin page:integer limit:integer
  GET capital/withdraw/history coin status startTime:integer endTime:integer limit:integer
  POST capital/deposit/address coin! network!
  GET capital/deposit/address coin! network
  GET capital/deposit/hisrec coin status startTime:integer endTime:integer limit:integer
  POST capital/transfer fromAccountType!:SPOT|FUTURES toAccountType!:SPOT|FUTURES asset! amount!:decimal
  GET capital/transfer fromAccountType!:SPOT|FUTURES toAccountType!:SPOT|FUTURES startTime:integer endTime:integer page:integer size:integer
  GET capital/transfer/tranId tranId!
  POST capital/transfer/internal toAccountType!:EMAIL|UID|MOBILE toAccount! areaCode asset! amount!:decimal
  GET capital/transfer/internal startTime:integer endTime:integer page:integer limit:integer tranId
  GET asset/internal/transfer/record transact_id!
  POST capital/convert asset!:list
  GET capital/convert startTime:integer endTime:integer page:integer limit:integer
  POST sub-account/virtualSubAccount subAccount! note!
  POST sub-account/apiKey subAccount! note! permissions!:list ip:list
  DELETE sub-account/apiKey subAccount! apiKey!
  POST sub-account/futures subAccount!
  POST sub-account/margin subAccount!
  GET sub-account/apiKey subAccount!
  GET sub-account/list subAccount isFreeze page:integer limit:integer
  GET sub-account/asset subAccount! accountType!:SPOT|FUTURES
  POST capital/sub-account/universalTransfer fromAccount toAccount fromAccountType!:SPOT|FUTURES toAccountType!:SPOT|FUTURES asset! amount!:decimal
  GET capital/sub-account/universalTransfer fromAccount toAccount fromAccountType!:SPOT|FUTURES toAccountType!:SPOT|FUTURES startTime:integer endTime:integer page:integer limit:integer
  GET rebate/detail/kickback startTime:integer endTime:integer page:integer
  GET rebate/taxQuery startTime:integer endTime:integer page:integer
  GET rebate/detail startTime:integer endTime:integer page:integer
  GET rebate/affiliate/campaign startTime:integer endTime:integer page:integer pageSize:integer
  GET rebate/affiliate/commission startTime:integer endTime:integer page:integer pageSize:integer inviteCode
  GET rebate/affiliate/commission/detail startTime:integer endTime:integer page:integer pageSize:integer inviteCode type:integer
  GET rebate/affiliate/list page:integer limit:integer
  GET rebate/affiliate/referral startTime:integer endTime:integer page:integer pageSize:integer inviteCode uid
  GET rebate/affiliate/withdraw startTime:integer endTime:integer page:integer pageSize:integer
  GET rebate/affiliate/subaffiliates startTime:integer endTime:integer page:integer pageSize:integer inviteCode
`

const KINDS: ReadonlySet<string> = new Set<Parameter['type']>(['decimal', 'integer', 'boolean', 'list', 'json'])

function parameterOf(text: string): readonly [string, object] {
  const [, name = '', mark, kind] = /^(\w+)(!?)(?::(.*))?$/.exec(text) ?? []
  const needed = mark === '!' ? { required: true } : {}
  if (kind === undefined) return [name, { type: 'string', ...needed }]
  return [name, KINDS.has(kind) ? { type: kind, ...needed } : { type: 'enum', values: kind.split('|'), ...needed }]
}

const rows = DOCUMENTED.trim()
  .split('\n')
  .map((line) => line.trim().split(' '))

test.each(rows)('%s %s', (method, path, ...parameters) => {
  const endpoint = endpointAt(method ?? '', `/api/v3/${path}`)
  const given = Object.entries(endpoint?.parameters ?? {}).map(([name, { elements: _, ...parameter }]) => [
    name,
    parameter,
  ])
  expect(Object.fromEntries(given)).toEqual(Object.fromEntries(parameters.map(parameterOf)))
})

test('no other call takes parameters of its own', () => {
  const documented = new Set(rows.map(([method, path]) => `${method} /api/v3/${path}`))
  const others = endpoints.filter(({ method, path }) => !documented.has(`${method} ${path}`))
  for (const { parameters } of others) expect(parameters).toEqual({})
})
