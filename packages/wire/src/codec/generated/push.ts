/** Generated from proto/push.proto by scripts/generate-proto.mjs: do not edit. Only encode.ts and decode.ts use it. */

import type {
  DecodedPush,
  Level,
  PrivateAccount,
  PrivateDeals,
  PrivateOrders,
  PublicAggreBookTicker,
  PublicAggreDeals,
  PublicAggreDealsItem,
  PublicAggreDepths,
  PublicBookTicker,
  PublicBookTickerBatch,
  PublicDeals,
  PublicDealsItem,
  PublicIncreaseDepths,
  PublicIncreaseDepthsBatch,
  PublicLimitDepths,
  PublicMiniTicker,
  PublicMiniTickers,
  PublicSpotKline,
  Push,
  PushBody,
  UnknownField,
} from '../../push.ts'
import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads a whole frame. Of several bodies the last counts; the same one again is merged, as protobuf has it. */
export function readPush(r: Reader): DecodedPush {
  let channel = ''
  let symbol: string | undefined
  let symbolId: string | undefined
  let createTime: number | undefined
  let sendTime: number | undefined
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        channel = r.text()
        break
      case 26:
        symbol = r.text()
        break
      case 34:
        symbolId = r.text()
        break
      case 40:
        createTime = r.int64()
        break
      case 48:
        sendTime = r.int64()
        break
      default:
        if (isBodyTag(tag)) r.holdBody(tag)
        else r.keep(tag, start, '')
    }
  }
  const body = readBody(r)
  const { unknown } = r
  // Fields of most channels are set in one literal: an object that grows field by field costs twice as much.
  if (symbol !== undefined && sendTime !== undefined && symbolId === undefined && createTime === undefined) {
    return { channel, body, unknown, symbol, sendTime }
  }
  const push: Writable<DecodedPush> = { channel, body, unknown }
  if (symbol !== undefined) push.symbol = symbol
  if (symbolId !== undefined) push.symbolId = symbolId
  if (createTime !== undefined) push.createTime = createTime
  if (sendTime !== undefined) push.sendTime = sendTime
  return push
}

function readBody(outer: Reader): PushBody {
  const r = outer.openBody()
  switch (outer.bodyTag >>> 3) {
    case 301:
      return { kind: 'publicDeals', value: readPublicDeals(r, 'publicDeals') }
    case 302:
      return { kind: 'publicIncreaseDepths', value: readPublicIncreaseDepths(r, 'publicIncreaseDepths') }
    case 303:
      return { kind: 'publicLimitDepths', value: readPublicLimitDepths(r, 'publicLimitDepths') }
    case 304:
      return { kind: 'privateOrders', value: readPrivateOrders(r, 'privateOrders') }
    case 305:
      return { kind: 'publicBookTicker', value: readPublicBookTicker(r, 'publicBookTicker') }
    case 306:
      return { kind: 'privateDeals', value: readPrivateDeals(r, 'privateDeals') }
    case 307:
      return { kind: 'privateAccount', value: readPrivateAccount(r, 'privateAccount') }
    case 308:
      return { kind: 'publicSpotKline', value: readPublicSpotKline(r, 'publicSpotKline') }
    case 309:
      return { kind: 'publicMiniTicker', value: readPublicMiniTicker(r, 'publicMiniTicker') }
    case 310:
      return { kind: 'publicMiniTickers', value: readPublicMiniTickers(r, 'publicMiniTickers') }
    case 311:
      return { kind: 'publicBookTickerBatch', value: readPublicBookTickerBatch(r, 'publicBookTickerBatch') }
    case 312:
      return { kind: 'publicIncreaseDepthsBatch', value: readPublicIncreaseDepthsBatch(r, 'publicIncreaseDepthsBatch') }
    case 313:
      return { kind: 'publicAggreDepths', value: readPublicAggreDepths(r, 'publicAggreDepths') }
    case 314:
      return { kind: 'publicAggreDeals', value: readPublicAggreDeals(r, 'publicAggreDeals') }
    case 315:
      return { kind: 'publicAggreBookTicker', value: readPublicAggreBookTicker(r, 'publicAggreBookTicker') }
    default:
      return { kind: r.unknown.some(isBody) ? 'unknown' : 'none' }
  }
}

/** The fields of the bodies are numbered without a hole: one look instead of 15. */
function isBodyTag(tag: number): boolean {
  return tag >= 2410 && tag <= 2522 && (tag & 7) === 2
}

/** Whether a field that the schema does not know is a body: their numbers begin at 301, and they are messages. */
function isBody({ field, bytes }: UnknownField): boolean {
  return field >= 301 && ((bytes[0] ?? 0) & 7) === 2
}

function readPublicDealsItem(r: Reader, path: string): PublicDealsItem {
  let price = ''
  let quantity = ''
  let tradeType = 0
  let time = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        price = r.text()
        break
      case 18:
        quantity = r.text()
        break
      case 24:
        tradeType = r.int32()
        break
      case 32:
        time = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { price, quantity, tradeType, time }
}

function readPublicDeals(r: Reader, path: string): PublicDeals {
  const deals: PublicDealsItem[] = []
  const dealsPath = `${path}.deals`
  let eventType = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        deals.push(readPublicDealsItem(r, dealsPath))
        r.leave(outer)
        break
      }
      case 18:
        eventType = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { deals, eventType }
}

function readLevel(r: Reader, path: string): Level {
  let price = ''
  let quantity = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        price = r.text()
        break
      case 18:
        quantity = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { price, quantity }
}

function readPublicIncreaseDepths(r: Reader, path: string): PublicIncreaseDepths {
  const asks: Level[] = []
  const asksPath = `${path}.asks`
  const bids: Level[] = []
  const bidsPath = `${path}.bids`
  let eventType = ''
  let version = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        asks.push(readLevel(r, asksPath))
        r.leave(outer)
        break
      }
      case 18: {
        const outer = r.enter()
        bids.push(readLevel(r, bidsPath))
        r.leave(outer)
        break
      }
      case 26:
        eventType = r.text()
        break
      case 34:
        version = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { asks, bids, eventType, version }
}

function readPublicLimitDepths(r: Reader, path: string): PublicLimitDepths {
  const asks: Level[] = []
  const asksPath = `${path}.asks`
  const bids: Level[] = []
  const bidsPath = `${path}.bids`
  let eventType = ''
  let version = ''
  let lastOrderCreateTime = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        asks.push(readLevel(r, asksPath))
        r.leave(outer)
        break
      }
      case 18: {
        const outer = r.enter()
        bids.push(readLevel(r, bidsPath))
        r.leave(outer)
        break
      }
      case 26:
        eventType = r.text()
        break
      case 34:
        version = r.text()
        break
      case 40:
        lastOrderCreateTime = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { asks, bids, eventType, version, lastOrderCreateTime }
}

function readPrivateOrders(r: Reader, path: string): PrivateOrders {
  let id = ''
  let clientId = ''
  let price = ''
  let quantity = ''
  let amount = ''
  let avgPrice = ''
  let orderType = 0
  let tradeType = 0
  let isMaker = false
  let remainAmount = ''
  let remainQuantity = ''
  let lastDealQuantity: string | undefined
  let cumulativeQuantity = ''
  let cumulativeAmount = ''
  let status = 0
  let createTime = 0
  let market: string | undefined
  let triggerType: number | undefined
  let triggerPrice: string | undefined
  let state: number | undefined
  let ocoId: string | undefined
  let routeFactor: string | undefined
  let symbolId: string | undefined
  let marketId: string | undefined
  let marketCurrencyId: string | undefined
  let currencyId: string | undefined
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        id = r.text()
        break
      case 18:
        clientId = r.text()
        break
      case 26:
        price = r.text()
        break
      case 34:
        quantity = r.text()
        break
      case 42:
        amount = r.text()
        break
      case 50:
        avgPrice = r.text()
        break
      case 56:
        orderType = r.int32()
        break
      case 64:
        tradeType = r.int32()
        break
      case 72:
        isMaker = r.bool()
        break
      case 82:
        remainAmount = r.text()
        break
      case 90:
        remainQuantity = r.text()
        break
      case 98:
        lastDealQuantity = r.text()
        break
      case 106:
        cumulativeQuantity = r.text()
        break
      case 114:
        cumulativeAmount = r.text()
        break
      case 120:
        status = r.int32()
        break
      case 128:
        createTime = r.int64()
        break
      case 138:
        market = r.text()
        break
      case 144:
        triggerType = r.int32()
        break
      case 154:
        triggerPrice = r.text()
        break
      case 160:
        state = r.int32()
        break
      case 170:
        ocoId = r.text()
        break
      case 178:
        routeFactor = r.text()
        break
      case 186:
        symbolId = r.text()
        break
      case 194:
        marketId = r.text()
        break
      case 202:
        marketCurrencyId = r.text()
        break
      case 210:
        currencyId = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  const message: Writable<PrivateOrders> = { id, clientId, price, quantity, amount, avgPrice, orderType, tradeType, isMaker, remainAmount, remainQuantity, cumulativeQuantity, cumulativeAmount, status, createTime }
  if (lastDealQuantity !== undefined) message.lastDealQuantity = lastDealQuantity
  if (market !== undefined) message.market = market
  if (triggerType !== undefined) message.triggerType = triggerType
  if (triggerPrice !== undefined) message.triggerPrice = triggerPrice
  if (state !== undefined) message.state = state
  if (ocoId !== undefined) message.ocoId = ocoId
  if (routeFactor !== undefined) message.routeFactor = routeFactor
  if (symbolId !== undefined) message.symbolId = symbolId
  if (marketId !== undefined) message.marketId = marketId
  if (marketCurrencyId !== undefined) message.marketCurrencyId = marketCurrencyId
  if (currencyId !== undefined) message.currencyId = currencyId
  return message
}

function readPublicBookTicker(r: Reader, path: string): PublicBookTicker {
  let bidPrice = ''
  let bidQuantity = ''
  let askPrice = ''
  let askQuantity = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        bidPrice = r.text()
        break
      case 18:
        bidQuantity = r.text()
        break
      case 26:
        askPrice = r.text()
        break
      case 34:
        askQuantity = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { bidPrice, bidQuantity, askPrice, askQuantity }
}

function readPrivateDeals(r: Reader, path: string): PrivateDeals {
  let price = ''
  let quantity = ''
  let amount = ''
  let tradeType = 0
  let isMaker = false
  let isSelfTrade = false
  let tradeId = ''
  let clientOrderId = ''
  let orderId = ''
  let feeAmount = ''
  let feeCurrency = ''
  let time = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        price = r.text()
        break
      case 18:
        quantity = r.text()
        break
      case 26:
        amount = r.text()
        break
      case 32:
        tradeType = r.int32()
        break
      case 40:
        isMaker = r.bool()
        break
      case 48:
        isSelfTrade = r.bool()
        break
      case 58:
        tradeId = r.text()
        break
      case 66:
        clientOrderId = r.text()
        break
      case 74:
        orderId = r.text()
        break
      case 82:
        feeAmount = r.text()
        break
      case 90:
        feeCurrency = r.text()
        break
      case 96:
        time = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { price, quantity, amount, tradeType, isMaker, isSelfTrade, tradeId, clientOrderId, orderId, feeAmount, feeCurrency, time }
}

function readPrivateAccount(r: Reader, path: string): PrivateAccount {
  let vcoinName = ''
  let coinId = ''
  let balanceAmount = ''
  let balanceAmountChange = ''
  let frozenAmount = ''
  let frozenAmountChange = ''
  let type = ''
  let time = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        vcoinName = r.text()
        break
      case 18:
        coinId = r.text()
        break
      case 26:
        balanceAmount = r.text()
        break
      case 34:
        balanceAmountChange = r.text()
        break
      case 42:
        frozenAmount = r.text()
        break
      case 50:
        frozenAmountChange = r.text()
        break
      case 58:
        type = r.text()
        break
      case 64:
        time = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { vcoinName, coinId, balanceAmount, balanceAmountChange, frozenAmount, frozenAmountChange, type, time }
}

function readPublicSpotKline(r: Reader, path: string): PublicSpotKline {
  let interval = ''
  let windowStart = 0
  let openingPrice = ''
  let closingPrice = ''
  let highestPrice = ''
  let lowestPrice = ''
  let volume = ''
  let amount = ''
  let windowEnd = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        interval = r.text()
        break
      case 16:
        windowStart = r.int64()
        break
      case 26:
        openingPrice = r.text()
        break
      case 34:
        closingPrice = r.text()
        break
      case 42:
        highestPrice = r.text()
        break
      case 50:
        lowestPrice = r.text()
        break
      case 58:
        volume = r.text()
        break
      case 66:
        amount = r.text()
        break
      case 72:
        windowEnd = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { interval, windowStart, openingPrice, closingPrice, highestPrice, lowestPrice, volume, amount, windowEnd }
}

function readPublicMiniTicker(r: Reader, path: string): PublicMiniTicker {
  let symbol = ''
  let price = ''
  let rate = ''
  let zonedRate = ''
  let high = ''
  let low = ''
  let volume = ''
  let quantity = ''
  let lastCloseRate = ''
  let lastCloseZonedRate = ''
  let lastCloseHigh = ''
  let lastCloseLow = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        symbol = r.text()
        break
      case 18:
        price = r.text()
        break
      case 26:
        rate = r.text()
        break
      case 34:
        zonedRate = r.text()
        break
      case 42:
        high = r.text()
        break
      case 50:
        low = r.text()
        break
      case 58:
        volume = r.text()
        break
      case 66:
        quantity = r.text()
        break
      case 74:
        lastCloseRate = r.text()
        break
      case 82:
        lastCloseZonedRate = r.text()
        break
      case 90:
        lastCloseHigh = r.text()
        break
      case 98:
        lastCloseLow = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { symbol, price, rate, zonedRate, high, low, volume, quantity, lastCloseRate, lastCloseZonedRate, lastCloseHigh, lastCloseLow }
}

function readPublicMiniTickers(r: Reader, path: string): PublicMiniTickers {
  const items: PublicMiniTicker[] = []
  const itemsPath = `${path}.items`
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        items.push(readPublicMiniTicker(r, itemsPath))
        r.leave(outer)
        break
      }
      default:
        r.keep(tag, start, path)
    }
  }
  return { items }
}

function readPublicBookTickerBatch(r: Reader, path: string): PublicBookTickerBatch {
  const items: PublicBookTicker[] = []
  const itemsPath = `${path}.items`
  let version = ''
  let lastOrderCreateTime = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        items.push(readPublicBookTicker(r, itemsPath))
        r.leave(outer)
        break
      }
      case 18:
        version = r.text()
        break
      case 24:
        lastOrderCreateTime = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { items, version, lastOrderCreateTime }
}

function readPublicIncreaseDepthsBatch(r: Reader, path: string): PublicIncreaseDepthsBatch {
  const items: PublicIncreaseDepths[] = []
  const itemsPath = `${path}.items`
  let eventType = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        items.push(readPublicIncreaseDepths(r, itemsPath))
        r.leave(outer)
        break
      }
      case 18:
        eventType = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { items, eventType }
}

function readPublicAggreDepths(r: Reader, path: string): PublicAggreDepths {
  const asks: Level[] = []
  const asksPath = `${path}.asks`
  const bids: Level[] = []
  const bidsPath = `${path}.bids`
  let eventType = ''
  let fromVersion = ''
  let toVersion = ''
  let lastOrderCreateTime = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        asks.push(readLevel(r, asksPath))
        r.leave(outer)
        break
      }
      case 18: {
        const outer = r.enter()
        bids.push(readLevel(r, bidsPath))
        r.leave(outer)
        break
      }
      case 26:
        eventType = r.text()
        break
      case 34:
        fromVersion = r.text()
        break
      case 42:
        toVersion = r.text()
        break
      case 48:
        lastOrderCreateTime = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { asks, bids, eventType, fromVersion, toVersion, lastOrderCreateTime }
}

function readPublicAggreDealsItem(r: Reader, path: string): PublicAggreDealsItem {
  let price = ''
  let quantity = ''
  let tradeType = 0
  let time = 0
  let tradeId = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        price = r.text()
        break
      case 18:
        quantity = r.text()
        break
      case 24:
        tradeType = r.int32()
        break
      case 32:
        time = r.int64()
        break
      case 42:
        tradeId = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { price, quantity, tradeType, time, tradeId }
}

function readPublicAggreDeals(r: Reader, path: string): PublicAggreDeals {
  const deals: PublicAggreDealsItem[] = []
  const dealsPath = `${path}.deals`
  let eventType = ''
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10: {
        const outer = r.enter()
        deals.push(readPublicAggreDealsItem(r, dealsPath))
        r.leave(outer)
        break
      }
      case 18:
        eventType = r.text()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { deals, eventType }
}

function readPublicAggreBookTicker(r: Reader, path: string): PublicAggreBookTicker {
  let bidPrice = ''
  let bidQuantity = ''
  let askPrice = ''
  let askQuantity = ''
  let version = ''
  let lastOrderCreateTime = 0
  while (r.at < r.limit) {
    const start = r.at
    const tag = r.tag()
    switch (tag) {
      case 10:
        bidPrice = r.text()
        break
      case 18:
        bidQuantity = r.text()
        break
      case 26:
        askPrice = r.text()
        break
      case 34:
        askQuantity = r.text()
        break
      case 42:
        version = r.text()
        break
      case 48:
        lastOrderCreateTime = r.int64()
        break
      default:
        r.keep(tag, start, path)
    }
  }
  return { bidPrice, bidQuantity, askPrice, askQuantity, version, lastOrderCreateTime }
}

/** Writes a whole frame. A body of kind `none` or `unknown` is not written. */
export function writePush(w: Writer, m: Push): void {
  writeBody(w, m.body)
  if (m.sendTime !== undefined) w.integer(48, m.sendTime)
  if (m.createTime !== undefined) w.integer(40, m.createTime)
  if (m.symbolId !== undefined) w.text(34, m.symbolId)
  if (m.symbol !== undefined) w.text(26, m.symbol)
  if (m.channel !== '') w.text(10, m.channel)
}

function writeBody(w: Writer, body: PushBody): void {
  switch (body.kind) {
    case 'publicDeals':
      writePublicDeals(w, body.value)
      return w.close(2410, 0)
    case 'publicIncreaseDepths':
      writePublicIncreaseDepths(w, body.value)
      return w.close(2418, 0)
    case 'publicLimitDepths':
      writePublicLimitDepths(w, body.value)
      return w.close(2426, 0)
    case 'privateOrders':
      writePrivateOrders(w, body.value)
      return w.close(2434, 0)
    case 'publicBookTicker':
      writePublicBookTicker(w, body.value)
      return w.close(2442, 0)
    case 'privateDeals':
      writePrivateDeals(w, body.value)
      return w.close(2450, 0)
    case 'privateAccount':
      writePrivateAccount(w, body.value)
      return w.close(2458, 0)
    case 'publicSpotKline':
      writePublicSpotKline(w, body.value)
      return w.close(2466, 0)
    case 'publicMiniTicker':
      writePublicMiniTicker(w, body.value)
      return w.close(2474, 0)
    case 'publicMiniTickers':
      writePublicMiniTickers(w, body.value)
      return w.close(2482, 0)
    case 'publicBookTickerBatch':
      writePublicBookTickerBatch(w, body.value)
      return w.close(2490, 0)
    case 'publicIncreaseDepthsBatch':
      writePublicIncreaseDepthsBatch(w, body.value)
      return w.close(2498, 0)
    case 'publicAggreDepths':
      writePublicAggreDepths(w, body.value)
      return w.close(2506, 0)
    case 'publicAggreDeals':
      writePublicAggreDeals(w, body.value)
      return w.close(2514, 0)
    case 'publicAggreBookTicker':
      writePublicAggreBookTicker(w, body.value)
      return w.close(2522, 0)
    case 'none':
    case 'unknown':
      return
  }
}

function writePublicDealsItem(w: Writer, m: PublicDealsItem): void {
  if (m.time !== 0) w.integer(32, m.time)
  if (m.tradeType !== 0) w.integer(24, m.tradeType)
  if (m.quantity !== '') w.text(18, m.quantity)
  if (m.price !== '') w.text(10, m.price)
}

function writePublicDeals(w: Writer, m: PublicDeals): void {
  if (m.eventType !== '') w.text(18, m.eventType)
  for (let i = m.deals.length - 1; i >= 0; i--) {
    const before = w.size
    writePublicDealsItem(w, m.deals[i] as PublicDealsItem)
    w.close(10, before)
  }
}

function writeLevel(w: Writer, m: Level): void {
  if (m.quantity !== '') w.text(18, m.quantity)
  if (m.price !== '') w.text(10, m.price)
}

function writePublicIncreaseDepths(w: Writer, m: PublicIncreaseDepths): void {
  if (m.version !== '') w.text(34, m.version)
  if (m.eventType !== '') w.text(26, m.eventType)
  for (let i = m.bids.length - 1; i >= 0; i--) {
    const before = w.size
    writeLevel(w, m.bids[i] as Level)
    w.close(18, before)
  }
  for (let i = m.asks.length - 1; i >= 0; i--) {
    const before = w.size
    writeLevel(w, m.asks[i] as Level)
    w.close(10, before)
  }
}

function writePublicLimitDepths(w: Writer, m: PublicLimitDepths): void {
  if (m.lastOrderCreateTime !== 0) w.integer(40, m.lastOrderCreateTime)
  if (m.version !== '') w.text(34, m.version)
  if (m.eventType !== '') w.text(26, m.eventType)
  for (let i = m.bids.length - 1; i >= 0; i--) {
    const before = w.size
    writeLevel(w, m.bids[i] as Level)
    w.close(18, before)
  }
  for (let i = m.asks.length - 1; i >= 0; i--) {
    const before = w.size
    writeLevel(w, m.asks[i] as Level)
    w.close(10, before)
  }
}

function writePrivateOrders(w: Writer, m: PrivateOrders): void {
  if (m.currencyId !== undefined) w.text(210, m.currencyId)
  if (m.marketCurrencyId !== undefined) w.text(202, m.marketCurrencyId)
  if (m.marketId !== undefined) w.text(194, m.marketId)
  if (m.symbolId !== undefined) w.text(186, m.symbolId)
  if (m.routeFactor !== undefined) w.text(178, m.routeFactor)
  if (m.ocoId !== undefined) w.text(170, m.ocoId)
  if (m.state !== undefined) w.integer(160, m.state)
  if (m.triggerPrice !== undefined) w.text(154, m.triggerPrice)
  if (m.triggerType !== undefined) w.integer(144, m.triggerType)
  if (m.market !== undefined) w.text(138, m.market)
  if (m.createTime !== 0) w.integer(128, m.createTime)
  if (m.status !== 0) w.integer(120, m.status)
  if (m.cumulativeAmount !== '') w.text(114, m.cumulativeAmount)
  if (m.cumulativeQuantity !== '') w.text(106, m.cumulativeQuantity)
  if (m.lastDealQuantity !== undefined) w.text(98, m.lastDealQuantity)
  if (m.remainQuantity !== '') w.text(90, m.remainQuantity)
  if (m.remainAmount !== '') w.text(82, m.remainAmount)
  if (m.isMaker) w.integer(72, Number(m.isMaker))
  if (m.tradeType !== 0) w.integer(64, m.tradeType)
  if (m.orderType !== 0) w.integer(56, m.orderType)
  if (m.avgPrice !== '') w.text(50, m.avgPrice)
  if (m.amount !== '') w.text(42, m.amount)
  if (m.quantity !== '') w.text(34, m.quantity)
  if (m.price !== '') w.text(26, m.price)
  if (m.clientId !== '') w.text(18, m.clientId)
  if (m.id !== '') w.text(10, m.id)
}

function writePublicBookTicker(w: Writer, m: PublicBookTicker): void {
  if (m.askQuantity !== '') w.text(34, m.askQuantity)
  if (m.askPrice !== '') w.text(26, m.askPrice)
  if (m.bidQuantity !== '') w.text(18, m.bidQuantity)
  if (m.bidPrice !== '') w.text(10, m.bidPrice)
}

function writePrivateDeals(w: Writer, m: PrivateDeals): void {
  if (m.time !== 0) w.integer(96, m.time)
  if (m.feeCurrency !== '') w.text(90, m.feeCurrency)
  if (m.feeAmount !== '') w.text(82, m.feeAmount)
  if (m.orderId !== '') w.text(74, m.orderId)
  if (m.clientOrderId !== '') w.text(66, m.clientOrderId)
  if (m.tradeId !== '') w.text(58, m.tradeId)
  if (m.isSelfTrade) w.integer(48, Number(m.isSelfTrade))
  if (m.isMaker) w.integer(40, Number(m.isMaker))
  if (m.tradeType !== 0) w.integer(32, m.tradeType)
  if (m.amount !== '') w.text(26, m.amount)
  if (m.quantity !== '') w.text(18, m.quantity)
  if (m.price !== '') w.text(10, m.price)
}

function writePrivateAccount(w: Writer, m: PrivateAccount): void {
  if (m.time !== 0) w.integer(64, m.time)
  if (m.type !== '') w.text(58, m.type)
  if (m.frozenAmountChange !== '') w.text(50, m.frozenAmountChange)
  if (m.frozenAmount !== '') w.text(42, m.frozenAmount)
  if (m.balanceAmountChange !== '') w.text(34, m.balanceAmountChange)
  if (m.balanceAmount !== '') w.text(26, m.balanceAmount)
  if (m.coinId !== '') w.text(18, m.coinId)
  if (m.vcoinName !== '') w.text(10, m.vcoinName)
}

function writePublicSpotKline(w: Writer, m: PublicSpotKline): void {
  if (m.windowEnd !== 0) w.integer(72, m.windowEnd)
  if (m.amount !== '') w.text(66, m.amount)
  if (m.volume !== '') w.text(58, m.volume)
  if (m.lowestPrice !== '') w.text(50, m.lowestPrice)
  if (m.highestPrice !== '') w.text(42, m.highestPrice)
  if (m.closingPrice !== '') w.text(34, m.closingPrice)
  if (m.openingPrice !== '') w.text(26, m.openingPrice)
  if (m.windowStart !== 0) w.integer(16, m.windowStart)
  if (m.interval !== '') w.text(10, m.interval)
}

function writePublicMiniTicker(w: Writer, m: PublicMiniTicker): void {
  if (m.lastCloseLow !== '') w.text(98, m.lastCloseLow)
  if (m.lastCloseHigh !== '') w.text(90, m.lastCloseHigh)
  if (m.lastCloseZonedRate !== '') w.text(82, m.lastCloseZonedRate)
  if (m.lastCloseRate !== '') w.text(74, m.lastCloseRate)
  if (m.quantity !== '') w.text(66, m.quantity)
  if (m.volume !== '') w.text(58, m.volume)
  if (m.low !== '') w.text(50, m.low)
  if (m.high !== '') w.text(42, m.high)
  if (m.zonedRate !== '') w.text(34, m.zonedRate)
  if (m.rate !== '') w.text(26, m.rate)
  if (m.price !== '') w.text(18, m.price)
  if (m.symbol !== '') w.text(10, m.symbol)
}

function writePublicMiniTickers(w: Writer, m: PublicMiniTickers): void {
  for (let i = m.items.length - 1; i >= 0; i--) {
    const before = w.size
    writePublicMiniTicker(w, m.items[i] as PublicMiniTicker)
    w.close(10, before)
  }
}

function writePublicBookTickerBatch(w: Writer, m: PublicBookTickerBatch): void {
  if (m.lastOrderCreateTime !== 0) w.integer(24, m.lastOrderCreateTime)
  if (m.version !== '') w.text(18, m.version)
  for (let i = m.items.length - 1; i >= 0; i--) {
    const before = w.size
    writePublicBookTicker(w, m.items[i] as PublicBookTicker)
    w.close(10, before)
  }
}

function writePublicIncreaseDepthsBatch(w: Writer, m: PublicIncreaseDepthsBatch): void {
  if (m.eventType !== '') w.text(18, m.eventType)
  for (let i = m.items.length - 1; i >= 0; i--) {
    const before = w.size
    writePublicIncreaseDepths(w, m.items[i] as PublicIncreaseDepths)
    w.close(10, before)
  }
}

function writePublicAggreDepths(w: Writer, m: PublicAggreDepths): void {
  if (m.lastOrderCreateTime !== 0) w.integer(48, m.lastOrderCreateTime)
  if (m.toVersion !== '') w.text(42, m.toVersion)
  if (m.fromVersion !== '') w.text(34, m.fromVersion)
  if (m.eventType !== '') w.text(26, m.eventType)
  for (let i = m.bids.length - 1; i >= 0; i--) {
    const before = w.size
    writeLevel(w, m.bids[i] as Level)
    w.close(18, before)
  }
  for (let i = m.asks.length - 1; i >= 0; i--) {
    const before = w.size
    writeLevel(w, m.asks[i] as Level)
    w.close(10, before)
  }
}

function writePublicAggreDealsItem(w: Writer, m: PublicAggreDealsItem): void {
  if (m.tradeId !== '') w.text(42, m.tradeId)
  if (m.time !== 0) w.integer(32, m.time)
  if (m.tradeType !== 0) w.integer(24, m.tradeType)
  if (m.quantity !== '') w.text(18, m.quantity)
  if (m.price !== '') w.text(10, m.price)
}

function writePublicAggreDeals(w: Writer, m: PublicAggreDeals): void {
  if (m.eventType !== '') w.text(18, m.eventType)
  for (let i = m.deals.length - 1; i >= 0; i--) {
    const before = w.size
    writePublicAggreDealsItem(w, m.deals[i] as PublicAggreDealsItem)
    w.close(10, before)
  }
}

function writePublicAggreBookTicker(w: Writer, m: PublicAggreBookTicker): void {
  if (m.lastOrderCreateTime !== 0) w.integer(48, m.lastOrderCreateTime)
  if (m.version !== '') w.text(42, m.version)
  if (m.askQuantity !== '') w.text(34, m.askQuantity)
  if (m.askPrice !== '') w.text(26, m.askPrice)
  if (m.bidQuantity !== '') w.text(18, m.bidQuantity)
  if (m.bidPrice !== '') w.text(10, m.bidPrice)
}
