// A bot's test on its own exchange: node --test examples/sandbox-test.mjs
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { assertVerdict, startSandbox, toHaveCalls, toRecoverWithin, toStayBelowRate } from '@spotdeck/sandbox'

test('the bot cancels its order once, and repeats the cancel that failed', async () => {
  const sandbox = await startSandbox({ time: 'virtual', symbols: ['MXUSDT'] })
  const { apiKey, secret } = sandbox.createAccount({ balances: { USDT: '1000' } })
  /** @param {string} method @param {string} path @param {Record<string, string>} values */
  const call = async (method, path, values) => {
    const query = new URLSearchParams({ ...values, timestamp: String(Date.now()) }).toString()
    const signature = createHmac('sha256', secret).update(query).digest('hex')
    const url = `${sandbox.restUrl}/api/v3/${path}?${query}&signature=${signature}`
    const headers = { 'X-MEXC-APIKEY': apiKey, 'content-type': 'application/json' }
    return await fetch(url, { method, headers })
  }
  const order = { side: 'BUY', type: 'LIMIT', price: '1', quantity: '10' }
  await call('POST', 'order', { symbol: 'MXUSDT', ...order })

  sandbox.faults.add({ kind: 'error-before', target: { endpoint: 'DELETE openOrders' }, probability: 1, times: 1 })
  await call('DELETE', 'openOrders', { symbol: 'MXUSDT' }) // 503
  await sandbox.advance(2_000)
  await call('DELETE', 'openOrders', { symbol: 'MXUSDT' })

  const journal = sandbox.journal.read({ apiKey })
  assertVerdict(toHaveCalls(journal, { method: 'DELETE', path: 'openOrders' }, 2))
  assertVerdict(toStayBelowRate(journal, { calls: 20, perMs: 1_000 }))
  assertVerdict(toRecoverWithin(journal, 5_000))
  await sandbox.close()
})
