/** Recognizes the columns of an export: by MEXC's headings, in English and Chinese, and by common synonyms. */

import { type ImportField, type ImportKind, importKinds } from '@spotdeck/api'
import { ImportError } from '../import-error.ts'

/** Column index of each field. */
export type Columns = ReadonlyMap<ImportField, number>
/** A recognized heading: the kind of export and its columns. */
export type Recognised = {
  readonly kind: ImportKind
  readonly columns: Columns
  readonly missing: readonly ImportField[]
}

type Words = { readonly [Field in ImportField]?: readonly string[] }

const TIME = [
  'time',
  'date',
  'datetime',
  'timestamp',
  'tradetime',
  'filledtime',
  'executedtime',
  '時間',
  '时间',
  '成交時間',
  '成交时间',
  '交易時間',
  '交易时间',
  '日期',
]
const SYMBOL = [
  'pairs',
  'pair',
  'symbol',
  'market',
  'tradingpair',
  'spotpairs',
  '交易對',
  '交易对',
  '幣對',
  '币对',
  '交易對名稱',
  '市場',
  '市场',
]
const SIDE = [
  'side',
  'direction',
  'buysell',
  'tradetype',
  'tradingdirection',
  '方向',
  '買賣方向',
  '买卖方向',
  '交易方向',
  '買賣',
  '买卖',
]
const ORDER_ID = [
  'orderid',
  'orderno',
  'ordernumber',
  '訂單號',
  '订单号',
  '訂單編號',
  '订单编号',
  '委託單號',
  '委托单号',
  '訂單id',
  '订单id',
]
const CLIENT_ID = [
  'clientorderid',
  'clientid',
  'newclientorderid',
  '自訂訂單號',
  '自定义订单号',
  '客戶端訂單id',
  '客户端订单id',
]
const STATUS = ['status', 'state', '狀態', '状态', '訂單狀態', '订单状态']

const WORDS: { readonly [Kind in ImportKind]: Words } = {
  deals: {
    orderId: ORDER_ID,
    clientOrderId: CLIENT_ID,
    tradeId: [
      'tradeid',
      'id',
      'tradeno',
      'dealid',
      'executionid',
      '成交編號',
      '成交编号',
      '成交id',
      '成交號',
      '成交号',
    ],
    time: TIME,
    symbol: SYMBOL,
    side: SIDE,
    price: [
      'filledprice',
      'price',
      'executedprice',
      'dealprice',
      'tradeprice',
      'averagefilledprice',
      '成交價',
      '成交价',
      '成交價格',
      '成交价格',
      '成交均價',
      '成交均价',
      '價格',
      '价格',
    ],
    quantity: [
      'executedamount',
      'filledquantity',
      'quantity',
      'qty',
      'executedquantity',
      'executed',
      'filled',
      'filledamount',
      'amount',
      'volume',
      '成交數量',
      '成交数量',
      '成交量',
      '數量',
      '数量',
    ],
    quoteQuantity: [
      'total',
      'quotequantity',
      'quoteqty',
      'filledvalue',
      'turnover',
      'value',
      '總額',
      '总额',
      '成交額',
      '成交额',
      '成交金額',
      '成交金额',
      '總計',
      '总计',
      '合計',
    ],
    fee: ['fee', 'fees', 'tradingfee', 'commission', 'feeamount', '手續費', '手续费', '交易手續費', '交易手续费'],
    feeAsset: ['feeasset', 'feecurrency', 'commissionasset', 'feecoin', 'feepaymentcrypto', '手續費幣種', '手续费币种'],
    role: ['role', 'ismaker', 'liquidity', 'makertaker', 'takermaker', '角色', '流動性', '流动性', '成交角色'],
  },
  orders: {
    orderId: [...ORDER_ID, 'id'],
    clientOrderId: CLIENT_ID,
    createdAt: [
      ...TIME,
      'createdat',
      'creationtime',
      'createtime',
      'createdtime',
      'ordertime',
      '創建時間',
      '创建时间',
      '委託時間',
      '委托时间',
      '下單時間',
      '下单时间',
    ],
    updatedAt: ['updatedat', 'updatetime', 'updatedtime', 'endtime', '更新時間', '更新时间', '完成時間', '完成时间'],
    symbol: SYMBOL,
    side: SIDE,
    type: ['type', 'ordertype', '類型', '类型', '委託類型', '委托类型', '訂單類型', '订单类型'],
    status: STATUS,
    price: ['orderprice', 'price', '委託價', '委托价', '委託價格', '委托价格', '訂單價格', '订单价格', '價格', '价格'],
    averagePrice: [
      'averagefilledprice',
      'averageprice',
      'avgprice',
      'avgfilledprice',
      '成交均價',
      '成交均价',
      '平均成交價',
      '平均成交价',
    ],
    quantity: [
      'orderquantity',
      'quantity',
      'qty',
      'origqty',
      '委託數量',
      '委托数量',
      '訂單數量',
      '订单数量',
      '委託量',
      '委托量',
      '數量',
      '数量',
    ],
    executedQuantity: [
      'filledquantity',
      'executedquantity',
      'executedqty',
      'filled',
      'executed',
      'executedamount',
      '成交數量',
      '成交数量',
      '已成交',
      '成交量',
      '已成交數量',
      '已成交数量',
    ],
    quoteQuantity: ['orderamount', 'quotequantity', '委託金額', '委托金额', '訂單金額', '订单金额', '委託額', '委托额'],
    executedQuoteQuantity: [
      'filledvalue',
      'filledamount',
      'executedquotequantity',
      'cummulativequoteqty',
      'total',
      '成交金額',
      '成交金额',
      '成交額',
      '成交额',
    ],
  },
  deposits: {
    time: [...TIME, 'creationtime', 'createtime', 'deposittime', '充值時間', '充值时间', '充幣時間', '充币时间'],
    asset: ['crypto', 'coin', 'asset', 'currency', 'token', '幣種', '币种', '加密貨幣', '加密货币', '代幣'],
    amount: [
      'depositamount',
      'amount',
      'quantity',
      '充值數量',
      '充值数量',
      '充幣數量',
      '充币数量',
      '數量',
      '数量',
      '金額',
      '金额',
    ],
    status: STATUS,
    network: ['network', 'chain', '網路', '網絡', '网络', '公鏈', '公链', '鏈', '链'],
    txId: ['txid', 'txhash', 'transactionid', 'hash', '交易id', '交易哈希', '交易雜湊', '區塊鏈交易id', '区块链交易id'],
  },
  withdrawals: {
    time: [...TIME, 'creationtime', 'createtime', 'applytime', '提現時間', '提现时间', '提幣時間', '提币时间'],
    asset: ['crypto', 'coin', 'asset', 'currency', 'token', '幣種', '币种', '加密貨幣', '加密货币', '代幣'],
    amount: [
      'requestamount',
      'withdrawalamount',
      'amount',
      'quantity',
      '提現數量',
      '提现数量',
      '提幣數量',
      '提币数量',
      '申請數量',
      '申请数量',
      '數量',
      '数量',
      '金額',
      '金额',
    ],
    fee: ['tradingfee', 'fee', 'transactionfee', 'withdrawalfee', '手續費', '手续费'],
    status: STATUS,
    network: ['network', 'chain', '網路', '網絡', '网络', '公鏈', '公链', '鏈', '链'],
    txId: ['txid', 'txhash', 'transactionid', 'hash', '交易id', '交易哈希', '交易雜湊', '區塊鏈交易id', '区块链交易id'],
  },
}

/** Fields that a row of each kind must have. */
const NEEDED: { readonly [Kind in ImportKind]: readonly ImportField[] } = {
  deals: ['time', 'symbol', 'side', 'price', 'quantity', 'fee'],
  orders: ['createdAt', 'symbol', 'side', 'status', 'price', 'quantity', 'executedQuantity'],
  deposits: ['time', 'asset', 'amount', 'status'],
  withdrawals: ['time', 'asset', 'amount', 'status'],
}

/** Headings that only one kind has. */
const SIGNS: readonly (readonly [RegExp, ImportKind])[] = [
  [/withdraw|提現|提现|提幣|提币|requestamount/, 'withdrawals'],
  [/deposit|充值|充幣|充币/, 'deposits'],
]

/** MEXC: the zone in the heading of a time: `Time(UTC+08:00)`. */
const ZONE = /[（(]?\s*(?:UTC|GMT)\s*([+-]\d{1,2}(?::?\d{2})?)?\s*[)）]?/i

/** Zone in a heading, as `+08:00`; `undefined` where there is none. */
export function zoneOfHeading(heading: string): string | undefined {
  const found = ZONE.exec(heading)
  if (found === null) return undefined
  const [, sign = '+', hours = '0', minutes = '00'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(found[1] ?? '+0') ?? []
  return `${sign}${hours.padStart(2, '0')}:${minutes}`
}

/** Letters and digits of a heading only, so that case, spaces, units and zones do not matter. */
export function plainHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .replace(ZONE, '')
    .replace(/\([^)]*\)/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** The user's choice of kind and columns, where there is one. */
export type Choices = {
  readonly fileName: string
  readonly kind?: ImportKind | undefined
  readonly mapping?: { readonly [Field in ImportField]?: string | undefined } | undefined
}

/**
 * Recognizes the kind and the columns of a file.
 * @throws {ImportError} `IMPORT_KIND_UNKNOWN`, `IMPORT_MAPPING_WRONG`
 */
export function recognise(headings: readonly string[], choices: Choices): Recognised {
  const mapped = mappedColumns(headings, choices.mapping ?? {})
  const kind = choices.kind ?? kindOf(headings, choices.fileName)
  if (kind === undefined) throw new ImportError('IMPORT_KIND_UNKNOWN')
  const columns = columnsOf(headings, kind, mapped)
  return { kind, columns, missing: NEEDED[kind].filter((field) => !columns.has(field)) }
}

function columnsOf(headings: readonly string[], kind: ImportKind, mapped: Columns): Columns {
  const columns = new Map(mapped)
  const taken = new Set(mapped.values())
  const plain = headings.map(plainHeading)
  for (const [field, words] of Object.entries(WORDS[kind]) as [ImportField, readonly string[]][]) {
    if (columns.has(field)) continue
    const at = words.map((word) => plain.findIndex((name, index) => name === word && !taken.has(index)))
    const found = at.find((index) => index >= 0)
    if (found === undefined) continue
    columns.set(field, found)
    taken.add(found)
  }
  if (kind === 'orders' && !columns.has('createdAt') && columns.has('time'))
    columns.set('createdAt', columns.get('time') ?? 0)
  return columns
}

function mappedColumns(headings: readonly string[], mapping: NonNullable<Choices['mapping']>): Columns {
  const columns = new Map<ImportField, number>()
  for (const [field, name] of Object.entries(mapping) as [ImportField, string | undefined][]) {
    if (name === undefined) continue
    const at = headings.indexOf(name.trim())
    if (at < 0 || [...columns.values()].includes(at)) {
      throw new ImportError('IMPORT_MAPPING_WRONG', { column: name, columns: headings.join(', ').slice(0, 500) })
    }
    columns.set(field, at)
  }
  return columns
}

function kindOf(headings: readonly string[], fileName: string): ImportKind | undefined {
  const plain = headings.map(plainHeading)
  const signed = SIGNS.find(([sign]) => plain.some((name) => sign.test(name)))?.[1]
  if (signed !== undefined) return signed
  const named = SIGNS.find(([sign]) => sign.test(fileName.toLowerCase()))?.[1]
  const fits = importKinds.filter((kind) => {
    const columns = columnsOf(headings, kind, new Map())
    return NEEDED[kind].every((field) => columns.has(field))
  })
  if (named !== undefined && fits.includes(named)) return named
  const traded = fits.filter((kind) => kind === 'orders' || kind === 'deals')
  return traded.includes('orders') ? 'orders' : traded[0]
}
