// The account's own pushes: orders, deals, balances.

import { sideName, statusName, typeName } from '@spotdeck/wire'
import { decoded, privateFrame, START } from './stage.mjs'

const ORDER = {
  id: 'C02__900000000000000000042',
  clientId: 'grid-7',
  price: '3',
  quantity: '10',
  amount: '30',
  avgPrice: '3',
  orderType: 1,
  tradeType: 1,
  isMaker: true,
  remainAmount: '12',
  remainQuantity: '4',
  cumulativeQuantity: '6',
  cumulativeAmount: '18',
  status: 3,
  createTime: START,
}
const DEAL = {
  price: '2.49',
  quantity: '4',
  amount: '9.96',
  tradeType: 1,
  isMaker: true,
  isSelfTrade: false,
  tradeId: '900000000000000001X0',
  clientOrderId: 'grid-7',
  orderId: ORDER.id,
  feeAmount: '0.00498',
  feeCurrency: 'USDT',
  time: START,
}
const BALANCE = {
  vcoinName: 'USDT',
  coinId: '128f589271cb4951b03e71e6323eb7be',
  balanceAmount: '75.1',
  balanceAmountChange: '-24.9',
  frozenAmount: '24.9',
  frozenAmountChange: '24.9',
  type: 'ENTRUST_PLACE',
  time: START,
}

async function orderSeen(stage, change, ours, theirs) {
  const bytes = privateFrame('Orders', { ...ORDER, ...change })
  const { exchange, client } = await stage.ccxt()
  exchange.handleMessage(client, bytes)
  return { ours: ours(decoded(bytes).body.value), ccxt: theirs(exchange.orders[0]) }
}

async function dealSeen(stage, change, ours, theirs) {
  const bytes = privateFrame('Deals', { ...DEAL, ...change })
  const { exchange, client } = await stage.ccxt()
  exchange.handleMessage(client, bytes)
  return { ours: ours(decoded(bytes).body.value), ccxt: theirs(exchange.myTrades[0]) }
}

const text = (value) => `\`${value === undefined ? 'undefined' : value}\``
const filledMarket = {
  orderType: 5,
  amount: '0',
  price: '3.15',
  status: 2,
  cumulativeQuantity: '10',
  cumulativeAmount: '30',
  remainQuantity: '0',
}
const canceledInPart = { status: 5 }

export const account = [
  {
    title: 'What a filled market order cost',
    about: 'Market order over 10 MX, filled for 30 USDT in all.',
    run: (stage) =>
      orderSeen(
        stage,
        filledMarket,
        (o) => `executed quote ${text(o.cumulativeAmount)}`,
        (o) => `cost ${text(o.cost)}`,
      ),
    sense: 'ccxt reads the ordered quote, which is 0 for an order given in base, as the cost.',
  },
  {
    title: 'What an order canceled after 6 of 10 cost',
    about: 'Limit order over 10 at 3; 6 filled for 18, the rest canceled.',
    run: (stage) =>
      orderSeen(
        stage,
        canceledInPart,
        (o) => `executed quote ${text(o.cumulativeAmount)}`,
        (o) => `cost ${text(o.cost)}`,
      ),
    sense: 'The same cause: 30 was ordered, 18 was spent.',
  },
  {
    title: 'How that order ended',
    about: 'Status number 5: partly filled, then canceled.',
    run: (stage) =>
      orderSeen(
        stage,
        canceledInPart,
        (o) => text(statusName(o.status)),
        (o) => text(o.status),
      ),
    sense: 'ccxt has one word, closed, for this and for a filled order: a bot cannot tell them apart by status.',
  },
  {
    title: 'The price of a market order',
    about: 'The push says price 3.15, the price that protects the order; it was filled at 3.',
    run: (stage) =>
      orderSeen(
        stage,
        filledMarket,
        (o) => `type ${text(typeName(o.orderType))}, average ${text(o.avgPrice)}`,
        (o) => `price ${text(o.price)}, average ${text(o.average)}`,
      ),
    alike: true,
    sense: 'Both give the average that counts. Neither hides the protection price: never show it as a fill.',
  },
  {
    title: 'An order partly filled',
    about: '6 of 10 filled, 4 open.',
    run: (stage) =>
      orderSeen(
        stage,
        {},
        (o) => `${text(statusName(o.status))}, executed ${text(o.cumulativeQuantity)}, left ${text(o.remainQuantity)}`,
        (o) => `${text(o.status)}, filled ${text(o.filled)}, remaining ${text(o.remaining)}`,
      ),
    alike: true,
    sense: 'Both right.',
  },
  {
    title: 'A status that nobody knows yet',
    about: 'Status number 9.',
    run: (stage) =>
      orderSeen(
        stage,
        { status: 9 },
        (o) => `name ${text(statusName(o.status))}, number kept: ${text(o.status)}`,
        (o) => `status ${text(o.status)}`,
      ),
    alike: true,
    sense: 'Neither fails. Spotdeck has a typed unknown; ccxt hands the number on as text.',
  },
  {
    title: 'An order type that nobody knows yet',
    about: 'Order type number 103.',
    run: (stage) =>
      orderSeen(
        stage,
        { orderType: 103 },
        (o) => `name ${text(typeName(o.orderType))}, number kept: ${text(o.orderType)}`,
        (o) => `type ${text(o.type)}`,
      ),
    alike: true,
    sense: 'Neither fails.',
  },
  {
    title: 'An immediate-or-cancel order',
    about: 'Order type number 3.',
    run: (stage) =>
      orderSeen(
        stage,
        { orderType: 3 },
        (o) => text(typeName(o.orderType)),
        (o) => `type ${text(o.type)}, time in force ${text(o.timeInForce)}`,
      ),
    alike: true,
    sense: 'ccxt puts it into the time in force and leaves the type open.',
  },
  {
    title: 'Maker or taker',
    about: 'An own deal with isMaker true.',
    run: (stage) =>
      dealSeen(
        stage,
        {},
        (d) => `isMaker ${text(d.isMaker)}`,
        (d) => `takerOrMaker ${text(d.takerOrMaker)}`,
      ),
    sense: 'ccxt looks for the old name of the field and then says taker: fee statistics by maker and taker are wrong.',
  },
  {
    title: 'Whose deal it was',
    about: 'The deal names the client order id `grid-7`.',
    run: (stage) =>
      dealSeen(
        stage,
        {},
        (d) => `client order id ${text(d.clientOrderId)}`,
        (d) => `clientOrderId ${text(d.clientOrderId)}, order ${text(d.order)}`,
      ),
    sense: 'ccxt keeps it in `info` alone; its unified trade has the exchange’s order id.',
  },
  {
    title: 'Price, quantity and side of an own deal',
    about: 'Bought 4 at 2.49.',
    run: (stage) =>
      dealSeen(
        stage,
        {},
        (d) => `${text(sideName(d.tradeType))} ${d.quantity} at ${d.price}, fee ${d.feeAmount} ${d.feeCurrency}`,
        (d) => `${text(d.side)} ${d.amount} at ${d.price}, fee ${d.fee.cost} ${d.fee.currency}`,
      ),
    alike: true,
    sense: 'Both right.',
  },
  {
    title: 'A fee with more digits than a double holds',
    about: 'Fee `0.00039983773696981713` MX.',
    run: (stage) =>
      dealSeen(
        stage,
        { feeAmount: '0.00039983773696981713', feeCurrency: 'MX' },
        (d) => text(d.feeAmount),
        (d) => text(d.fee.cost),
      ),
    sense: 'ccxt’s unified numbers are doubles, unless its user sets `exchange.number = String`.',
  },
  {
    title: 'A balance: free and locked',
    about: 'The push says 75.1 available, 24.9 frozen.',
    run: (stage) => balanceSeen(stage, {}),
    alike: true,
    sense: 'Both read balanceAmount as what is free, against its name.',
  },
  {
    title: 'A balance with eighteen decimals',
    about: 'Available `123456789.123456789012345678`.',
    run: (stage) => balanceSeen(stage, { balanceAmount: '123456789.123456789012345678', frozenAmount: '0' }),
    sense: 'Its doubles keep about sixteen digits; `exchange.number = String` would keep all.',
  },
]

async function balanceSeen(stage, change) {
  const bytes = privateFrame('Account', { ...BALANCE, ...change })
  const { exchange, client } = await stage.ccxt()
  exchange.handleMessage(client, bytes)
  const { balanceAmount, frozenAmount } = decoded(bytes).body.value
  const { free, used } = exchange.balance.spot.USDT
  return {
    ours: `free ${text(balanceAmount)}, locked ${text(frozenAmount)}`,
    ccxt: `free ${text(free)}, used ${text(used)}`,
  }
}
