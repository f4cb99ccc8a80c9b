/** Made by scripts/generate-answers.mjs from the types of the endpoint table. Do not edit. */

import type { AnswerShape } from '../answer-shape.ts'

/* prettier-ignore */
const SHAPE_1: AnswerShape = { list: 'text' }
/* prettier-ignore */
const SHAPE_2: AnswerShape = { fields: { id: 'text' } }
/* prettier-ignore */
const SHAPE_3: AnswerShape = { either: ['null', 'text'] }
/* prettier-ignore */
const SHAPE_4: AnswerShape = { either: ['null', 'number'] }
/* prettier-ignore */
const SHAPE_5: AnswerShape = { either: ['text', 'number'] }
/* prettier-ignore */
const SHAPE_6: AnswerShape = { fields: { tranId: 'text' } }
/* prettier-ignore */
const SHAPE_7: AnswerShape = { fields: { listenKey: 'text' } }
/* prettier-ignore */
const SHAPE_8: AnswerShape = { fields: { symbol: 'text', price: 'text' } }
/* prettier-ignore */
const SHAPE_9: AnswerShape = { fields: { data: 'flag', code: 'number', msg: SHAPE_3, 'timestamp?': 'number' } }
/* prettier-ignore */
const SHAPE_10: AnswerShape = { fields: { data: SHAPE_1, code: 'number', msg: SHAPE_3, 'timestamp?': 'number' } }
/* prettier-ignore */
const SHAPE_11: AnswerShape = { fields: { data: { fields: { mxDeductEnable: 'flag' } }, code: 'number', msg: SHAPE_3, 'timestamp?': 'number' } }
/* prettier-ignore */
const SHAPE_12: AnswerShape = { fields: { coin: 'text', network: 'text', 'netWork?': 'text', address: 'text', 'memo?': SHAPE_3, 'tag?': SHAPE_3 } }
/* prettier-ignore */
const SHAPE_13: AnswerShape = { fields: { tradeGroupName: 'text', tradeGroupId: SHAPE_5, 'tradeGroupUid?': 'text', createTime: 'number', updateTime: 'number' } }
/* prettier-ignore */
const SHAPE_14: AnswerShape = { list: SHAPE_12 }
/* prettier-ignore */
const SHAPE_15: AnswerShape = { list: { fields: { id: 'null', price: 'text', qty: 'text', quoteQty: 'text', time: 'number', isBuyerMaker: 'flag', isBestMatch: 'flag', 'tradeType?': 'text' } } }
/* prettier-ignore */
const SHAPE_16: AnswerShape = { fields: { code: 'text', message: 'text', data: { list: { fields: { subAccount: 'text', 'isFuturesEnabled?': 'flag', 'isMarginEnabled?': 'flag', timestamp: 'text' } } } } }
/* prettier-ignore */
const SHAPE_17: AnswerShape = { fields: { symbol: 'text', bidPrice: SHAPE_3, bidQty: SHAPE_3, askPrice: SHAPE_3, askQty: SHAPE_3 } }
/* prettier-ignore */
const SHAPE_18: AnswerShape = { fields: { data: { list: { fields: { asset: 'text', type: 'text', rate: 'text', amount: 'text', uid: 'text', account: 'text', tradeTime: 'number', updateTime: 'number' } } }, totalRecords: 'number', page: 'number', totalPageNum: 'number' } }
/* prettier-ignore */
const SHAPE_19: AnswerShape = { fields: { data: SHAPE_13, code: 'number', msg: SHAPE_3, 'timestamp?': 'number' } }
/* prettier-ignore */
const SHAPE_20: AnswerShape = { fields: { symbol: 'text', netValue: 'text', feeRate: 'text', timestamp: 'number', lastMergedTime: 'number', leverage: SHAPE_5, mergedTimes: SHAPE_5, realLeverage: SHAPE_5, basket: SHAPE_5 } }
/* prettier-ignore */
const SHAPE_21: AnswerShape = { fields: { tranId: 'text', clientTranId: SHAPE_3, asset: 'text', amount: 'text', fromAccountType: 'text', toAccountType: 'text', 'symbol?': SHAPE_3, 'fromSymbol?': SHAPE_3, 'toSymbol?': SHAPE_3, status: 'text', timestamp: 'number' } }
/* prettier-ignore */
const SHAPE_22: AnswerShape = { fields: { rows: { list: SHAPE_21 }, total: 'number' } }
/* prettier-ignore */
const SHAPE_23: AnswerShape = { fields: { symbol: 'text', 'origClientOrderId?': SHAPE_3, orderId: 'text', 'orderListId?': 'number', 'clientOrderId?': SHAPE_3, price: 'text', origQty: 'text', 'executedQty?': 'text', 'cummulativeQuoteQty?': 'text', 'cumulativeQuoteQty?': 'text', 'status?': 'text', 'timeInForce?': SHAPE_3, type: 'text', side: 'text' } }
/* prettier-ignore */
const SHAPE_24: AnswerShape = { fields: { symbol: 'text', priceChange: 'text', priceChangePercent: 'text', prevClosePrice: 'text', lastPrice: 'text', bidPrice: 'text', bidQty: SHAPE_3, askPrice: 'text', askQty: SHAPE_3, openPrice: 'text', highPrice: 'text', lowPrice: 'text', volume: 'text', quoteVolume: SHAPE_3, openTime: 'number', closeTime: 'number', count: 'null' } }
/* prettier-ignore */
const SHAPE_25: AnswerShape = { fields: { symbol: 'text', orderId: 'text', orderListId: 'number', clientOrderId: SHAPE_3, price: 'text', origQty: 'text', executedQty: 'text', cummulativeQuoteQty: 'text', 'cumulativeQuoteQty?': 'text', status: 'text', timeInForce: SHAPE_3, type: 'text', side: 'text', stopPrice: SHAPE_3, 'icebergQty?': SHAPE_3, time: 'number', updateTime: SHAPE_4, isWorking: 'flag', 'stpMode?': 'text', 'cancelReason?': SHAPE_3, origQuoteOrderQty: SHAPE_3 } }
/* prettier-ignore */
const SHAPE_26: AnswerShape = { list: SHAPE_25 }
/* prettier-ignore */
const SHAPE_27: AnswerShape = { fields: { success: 'flag', code: 'number', message: SHAPE_3, data: { fields: { pageSize: 'number', totalCount: 'number', totalPage: 'number', currentPage: 'number', resultList: { list: { fields: { uid: 'text', nickName: SHAPE_3, email: 'text', registerTime: 'number', inviteCode: 'text', depositAmount: 'text', tradingAmount: 'text', commission: 'text', firstDepositTime: SHAPE_4, firstTradeTime: SHAPE_4, lastDepositTime: SHAPE_4, lastTradeTime: SHAPE_4, withdrawAmount: 'text', asset: 'text', identification: 'number' } } } } } } }

/* prettier-ignore */
export const ANSWER_SHAPES: Readonly<Record<string, AnswerShape>> = {
  accountInformation: { fields: { makerCommission: SHAPE_4, takerCommission: SHAPE_4, buyerCommission: SHAPE_4, sellerCommission: SHAPE_4, canTrade: 'flag', canWithdraw: 'flag', canDeposit: 'flag', updateTime: SHAPE_4, accountType: 'text', balances: { list: { fields: { asset: 'text', free: 'text', locked: 'text', 'available?': 'text' } } }, permissions: SHAPE_1 } },
  addStpGroupUsers: SHAPE_19,
  affiliateCampaigns: { fields: { success: 'flag', code: 'number', message: SHAPE_3, data: { fields: { pageSize: 'number', totalCount: 'number', totalPage: 'number', currentPage: 'number', resultList: { list: { fields: { campaign: 'text', inviteCode: 'text', clickTime: 'number', createTime: 'number', signup: 'number', traded: 'number', deposited: 'number', depositAmount: 'text', tradingAmount: 'text', commission: 'text' } } } } } } },
  affiliateCommission: { fields: { success: 'flag', code: 'number', message: SHAPE_3, data: { fields: { usdtAmount: SHAPE_3, totalCommissionUsdtAmount: SHAPE_3, totalTradeUsdtAmount: SHAPE_3, finished: { either: ['null', 'flag'] }, pageSize: 'number', totalCount: 'number', totalPage: 'number', currentPage: 'number', resultList: { list: { fields: { uid: 'text', account: 'text', inviteCode: 'text', inviteTime: 'number', spot: 'text', etf: 'text', futures: 'text', total: 'text', deposit: SHAPE_3, firstDepositTime: SHAPE_3 } } } } } } },
  affiliateCommissionDetail: { fields: { success: 'flag', code: 'number', message: SHAPE_3, data: { fields: { totalCommissionUsdtAmount: 'text', totalTradeUsdtAmount: 'text', pageSize: 'number', totalCount: 'number', totalPage: 'number', currentPage: 'number', resultList: { list: { fields: { type: 'number', sourceType: 'number', state: 'number', date: 'number', uid: 'text', rate: SHAPE_5, symbol: 'text', takerAmount: 'text', makerAmount: 'text', amountCurrency: 'text', usdtAmount: 'text', commission: 'text', currency: 'text' } } } } } } },
  affiliateList: SHAPE_27,
  affiliateReferrals: SHAPE_27,
  affiliateWithdrawals: { fields: { success: 'flag', code: 'number', message: SHAPE_3, data: { fields: { pageSize: 'number', totalCount: 'number', totalPage: 'number', currentPage: 'number', resultList: { list: { fields: { withdrawTime: 'number', asset: 'text', amount: 'text' } } } } } } },
  aggTrades: { list: { fields: { a: 'null', f: 'null', l: 'null', p: 'text', q: 'text', T: 'number', m: 'flag', M: 'flag' } } },
  allOrders: SHAPE_26,
  announcements: { fields: { code: 'number', msg: 'text', data: { list: { fields: { details: { list: { fields: { title: 'text', url: 'text', language: 'text', postTime: 'number' } } }, totalPage: SHAPE_5 } } } } },
  apiKeyInfo: { fields: { note: 'text', accessKey: 'text', createTime: SHAPE_5, permissions: 'text', remainingValidity: 'number', ipWhiteList: 'text', status: 'text' } },
  applyWithdrawal: { list: SHAPE_2 },
  averagePrice: { fields: { mins: 'number', price: 'text' } },
  bookTicker: { either: [SHAPE_17, { list: SHAPE_17 }] },
  cancelAllOrders: { fields: { code: 'number', msg: 'text', 'timestamp?': 'number' } },
  cancelOpenOrders: { list: SHAPE_23 },
  cancelOrder: SHAPE_23,
  cancelWithdrawal: SHAPE_2,
  closeListenKey: SHAPE_7,
  coins: { list: { fields: { coin: 'text', 'Name?': 'text', 'name?': 'text', networkList: { list: { fields: { coin: 'text', depositDesc: SHAPE_3, depositEnable: 'flag', withdrawEnable: 'flag', minConfirm: 'number', 'depositPreConfirms?': SHAPE_4, 'Name?': 'text', 'name?': 'text', network: 'text', 'netWork?': 'text', 'chainName?': SHAPE_3, 'chainDisplayName?': SHAPE_3, withdrawFee: 'text', withdrawMin: 'text', withdrawMax: 'text', withdrawIntegerMultiple: SHAPE_3, sameAddress: 'flag', contract: SHAPE_3, withdrawTips: SHAPE_3, depositTips: SHAPE_3 } } } } } },
  convertDust: { fields: { successList: SHAPE_1, failedList: { list: { fields: { asset: 'text', message: 'text', code: 'text' } } }, totalConvert: 'text', convertFee: 'text' } },
  convertibleAssets: { list: { fields: { convertMx: 'text', convertUsdt: 'text', balance: 'text', asset: 'text', code: 'text', message: 'text', 'currencyId?': 'text' } } },
  createDepositAddress: { either: [SHAPE_12, SHAPE_14] },
  createListenKey: SHAPE_7,
  createStpGroup: SHAPE_19,
  createSubAccount: { fields: { 'subAccount?': 'text', 'note?': 'text', 'code?': SHAPE_5, 'msg?': 'text' } },
  createSubAccountKey: { fields: { 'subAccount?': 'text', note: 'text', apiKey: 'text', 'apikey?': 'text', permissions: 'text', ip: 'text', 'creatTime?': 'number', 'createTime?': 'number', secretKey: 'text' } },
  defaultSymbols: SHAPE_10,
  deleteStpGroup: SHAPE_9,
  deleteSubAccountKey: { fields: { 'code?': SHAPE_5, 'msg?': 'text', 'subAccount?': 'text' } },
  depositAddresses: SHAPE_14,
  deposits: { list: { fields: { amount: 'text', coin: 'text', network: 'text', 'netWork?': 'text', 'chainName?': SHAPE_3, 'chainDisplayName?': SHAPE_3, status: 'number', address: 'text', 'addressTag?': 'text', txId: 'text', 'transHash?': 'text', insertTime: 'number', 'updateTime?': 'number', unlockConfirm: SHAPE_3, confirmTimes: SHAPE_3, memo: SHAPE_3 } } },
  depth: { fields: { lastUpdateId: 'number', bids: { list: { tuple: ['text', 'text'] } }, asks: { list: { tuple: ['text', 'text'] } }, 'timestamp?': 'number' } },
  dustConversions: { fields: { data: { list: { fields: { totalConvert: 'text', totalFee: 'text', convertTime: 'number', convertDetails: { list: { fields: { id: 'text', convert: 'text', fee: 'text', amount: 'text', time: 'number', asset: 'text' } } } } } }, totalRecords: 'number', page: 'number', totalPageNum: 'number' } },
  editApiKey: { fields: { note: 'text', apikey: 'text', ipWhiteList: 'text' } },
  enableSubAccountFutures: SHAPE_16,
  enableSubAccountMargin: SHAPE_16,
  etfInfo: { either: [SHAPE_20, { list: SHAPE_20 }] },
  exchangeInfo: { fields: { timezone: 'text', serverTime: 'number', rateLimits: { list: 'any' }, exchangeFilters: { list: 'any' }, symbols: { list: { fields: { symbol: 'text', status: 'text', baseAsset: 'text', baseAssetPrecision: 'number', quoteAsset: 'text', quotePrecision: 'number', quoteAssetPrecision: 'number', baseCommissionPrecision: 'number', quoteCommissionPrecision: 'number', orderTypes: SHAPE_1, isSpotTradingAllowed: 'flag', isMarginTradingAllowed: 'flag', quoteAmountPrecision: 'text', baseSizePrecision: 'text', permissions: SHAPE_1, filters: { list: { fields: { filterType: 'text', bidMultiplierUp: 'text', askMultiplierDown: 'text' } } }, maxQuoteAmount: 'text', makerCommission: 'text', takerCommission: 'text', quoteAmountPrecisionMarket: 'text', maxQuoteAmountMarket: 'text', fullName: 'text', tradeSideType: 'number', contractAddress: 'text', st: 'flag', 'conceptPlateIds?': { list: 'number' }, 'conceptPlates?': SHAPE_1, 'firstOpenTime?': SHAPE_4, 'bizType?': 'text', 'quoteOrderQtyMarketAllowed?': 'flag' } } } } },
  extendListenKey: SHAPE_7,
  historicalTrades: SHAPE_15,
  internalTransfer: SHAPE_6,
  internalTransfers: { fields: { data: { list: { fields: { tranId: 'text', asset: 'text', amount: 'text', toAccountType: 'text', toAccount: 'text', fromAccount: 'text', status: 'text', timestamp: 'number' } } }, totalRecords: 'number', page: 'number', totalPageNum: 'number' } },
  kickbackRecords: SHAPE_18,
  klines: { list: { tuple: ['number', 'text', 'text', 'text', 'text', 'text', 'number', 'text'] } },
  kycStatus: { fields: { status: 'text' } },
  listListenKeys: { fields: { listenKey: SHAPE_1, 'total?': SHAPE_5, 'available?': SHAPE_5 } },
  mxDeduct: SHAPE_11,
  myTrades: { list: { fields: { symbol: 'text', id: 'text', orderId: 'text', orderListId: 'number', price: 'text', qty: 'text', quoteQty: 'text', 'commission?': SHAPE_3, 'commissionAsset?': SHAPE_3, time: 'number', isBuyer: 'flag', isMaker: 'flag', isBestMatch: 'flag', isSelfTrade: 'flag', clientOrderId: SHAPE_3 } } },
  offlineSymbols: { fields: { data: { list: { fields: { symbol: 'text', 'state?': 'number', 'status?': 'number', 'offlineTime?': 'number' } } }, 'code?': 'number', 'msg?': SHAPE_3 } },
  openOrders: SHAPE_26,
  ping: { map: 'any' },
  placeOrder: { fields: { symbol: 'text', orderId: 'text', orderListId: 'number', price: 'text', origQty: 'text', type: 'text', side: 'text', 'stpMode?': 'text', transactTime: 'number' } },
  placeOrders: { list: { fields: { 'symbol?': 'text', 'orderId?': 'text', 'orderListId?': 'number', 'newClientOrderId?': 'text', 'msg?': 'text', 'code?': 'number' } } },
  queryOrder: SHAPE_25,
  rebateHistory: { fields: { data: { list: { fields: { spot: 'text', futures: 'text', total: 'text', uid: 'text', account: 'text', inviteTime: 'number' } } }, totalRecords: 'number', page: 'number', totalPageNum: 'number' } },
  rebateRecords: SHAPE_18,
  referralCode: { fields: { referCode: 'text' } },
  removeStpGroupUsers: SHAPE_9,
  selfSymbols: SHAPE_10,
  serverTime: { fields: { serverTime: 'number' } },
  setMxDeduct: SHAPE_11,
  stpGroups: { fields: { data: { list: SHAPE_13 }, code: 'number', msg: SHAPE_3, 'timestamp?': 'number' } },
  subAccountAssets: { fields: { balances: { list: { fields: { asset: 'text', free: 'text', locked: 'text' } } } } },
  subAccountKeys: { fields: { subAccount: { list: { fields: { 'subAccount?': 'text', note: 'text', apiKey: 'text', 'apikey?': 'text', permissions: 'text', ip: 'text', 'creatTime?': 'number', 'createTime?': 'number' } } } } },
  subAccountTransfer: { fields: { tranId: SHAPE_5 } },
  subAccountTransfers: { fields: { result: { list: { fields: { tranId: 'text', fromAccount: 'text', toAccount: 'text', clientTranId: SHAPE_3, asset: 'text', amount: 'text', fromAccountType: 'text', toAccountType: 'text', 'fromSymbol?': SHAPE_3, 'toSymbol?': SHAPE_3, status: 'text', timestamp: 'number' } } }, totalCount: 'number' } },
  subAccounts: { fields: { subAccounts: { list: { fields: { subAccount: 'text', isFreeze: 'flag', createTime: 'number', uid: SHAPE_5 } } } } },
  subAffiliates: { fields: { success: 'flag', code: 'number', message: SHAPE_3, data: { fields: { pageSize: 'number', totalCount: 'number', totalPage: 'number', currentPage: 'number', resultList: { list: { fields: { subaffiliateName: 'text', subaffiliateMail: 'text', campaign: SHAPE_3, inviteCode: 'text', activationTime: 'number', registered: 'number', deposited: 'number', depositAmount: 'text', commission: 'text' } } } } } } },
  testOrder: { map: 'any' },
  ticker24h: { either: [SHAPE_24, { list: SHAPE_24 }] },
  tickerPrice: { either: [SHAPE_8, { list: SHAPE_8 }] },
  tradeFee: { fields: { data: { fields: { makerCommission: 'number', takerCommission: 'number', 'rpiMakerCommission?': 'number' } }, code: 'number', msg: SHAPE_3, 'timestamp?': 'number' } },
  trades: SHAPE_15,
  transfer: { either: [SHAPE_6, { list: SHAPE_6 }] },
  transferById: SHAPE_21,
  transferRecord: { fields: { code: SHAPE_5, data: { fields: { currency: 'text', amount: 'text', transact_id: 'text', from: 'text', to: 'text', transact_state: 'text' } } } },
  transfers: { either: [SHAPE_22, { list: SHAPE_22 }] },
  userId: { fields: { uid: 'text' } },
  withdraw: SHAPE_2,
  withdrawAddresses: { fields: { data: { list: { fields: { coin: 'text', network: 'text', 'netWork?': 'text', address: 'text', addressTag: 'text', memo: SHAPE_3 } } }, totalRecords: 'number', page: 'number', totalPageNum: 'number' } },
  withdrawals: { list: { fields: { id: 'text', 'withdrawOrderId?': SHAPE_3, txId: SHAPE_3, transHash: SHAPE_3, 'explorerUrl?': SHAPE_3, coin: 'text', 'network?': SHAPE_3, 'netWork?': SHAPE_3, 'chainName?': SHAPE_3, 'chainDisplayName?': SHAPE_3, address: 'text', amount: 'text', transferType: 'number', status: 'number', transactionFee: 'text', confirmNo: SHAPE_4, applyTime: 'number', 'updateTime?': 'number', remark: SHAPE_3, memo: SHAPE_3, 'coinId?': 'text', 'vcoinId?': 'text' } } },
}
