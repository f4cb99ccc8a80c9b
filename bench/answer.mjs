// Cost of reading ids as text: `parseAnswer` beside `JSON.parse`, on the largest answers. `node bench/answer.mjs` after `npm run build`.

import { parseAnswer } from '@spotdeck/wire'

const order = (n) => ({
  symbol: 'MXUSDT',
  orderId: `C02__${565809460614950000000n + BigInt(n)}`,
  orderListId: -1,
  clientOrderId: '',
  price: '2.5',
  origQty: '40.2',
  executedQty: '40.2',
  cummulativeQuoteQty: '100.5',
  status: 'FILLED',
  type: 'LIMIT',
  side: 'BUY',
  time: 1_790_300_000_000 + n,
  updateTime: 1_790_300_000_000 + n,
  isWorking: true,
})
const pair = (n) => ({
  symbol: `COIN${n}USDT`,
  status: '1',
  baseAsset: `COIN${n}`,
  quoteAsset: 'USDT',
  orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER'],
  permissions: ['SPOT'],
  filters: [],
  maxQuoteAmount: '2000000.000000000000000000',
  makerCommission: '0.0',
  takerCommission: '0.0005',
  contractAddress: '0x11eeF04c884E24d9B7B4760e7476D06ddF797f36',
})
const list = (count, row) => Array.from({ length: count }, (_, n) => row(n))
const numeric = (text) => text.replaceAll(/"orderId":"C02__(\d+)"/g, '"orderId":$1')
const answers = {
  '1,000 orders, ids as text': JSON.stringify(list(1_000, order)),
  '1,000 orders, ids as numbers': numeric(JSON.stringify(list(1_000, order))),
  '2,000 symbols': JSON.stringify({ symbols: list(2_000, pair) }),
  '5,000 levels a side': JSON.stringify({ lastUpdateId: 7, bids: list(5_000, (n) => [`${n}`, '1']), asks: [] }),
}

const ROUNDS = 60
function median(work) {
  for (let n = 0; n < 10; n++) work()
  const times = Array.from({ length: ROUNDS }, () => {
    const from = performance.now()
    work()
    return performance.now() - from
  })
  return times.sort((a, b) => a - b)[ROUNDS / 2] ?? 0
}

for (const [name, text] of Object.entries(answers)) {
  const [plain, own] = [median(() => JSON.parse(text)), median(() => parseAnswer(text))]
  const size = `${Math.round(text.length / 1024)} KiB`
  console.log(`${name} (${size}): JSON.parse ${plain.toFixed(2)} ms, parseAnswer ${own.toFixed(2)} ms`)
}
