import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Market, Page } from '@spotdeck/api'
import { afterEach, describe, expect, test } from 'vitest'
import { ONE_MARKET, type Running, startCommand, temporaryFolder } from './support/command.ts'
import { type Session, logIn, read } from './support/gateway.ts'

const folder = temporaryFolder()
const opened: Running[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.end('SIGKILL')
  folder.remove()
})

async function place(session: Session, key: string, order: object) {
  const answer = await fetch(`${session.origin}/api/v1/accounts/main/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, cookie: session.cookie },
    body: JSON.stringify(order),
  })
  const { code = 'placed', params = {} } = (await answer.json()) as { code?: string; params?: object }
  return { status: answer.status, code, params }
}

describe('trading limits, on the sandbox', () => {
  test('hold for an order and for a day, through a kill, and nothing beyond them is sent', async () => {
    const sandbox = await startCommand(['sandbox', '--port', '0', '--data', join(folder.path, 'exchange')], {
      environment: ONE_MARKET,
    })
    opened.push(sandbox)
    const streams = /streams on (\S+),/.exec(sandbox.line)?.[1] ?? ''
    const keyFile = join(folder.path, 'key.json')
    writeFileSync(keyFile, '{"apiKey":"mx0sandboxdemo","secret":"sandbox-demo-secret"}', { mode: 0o600 })
    const account = { id: 'main', keyFile, trading: true, maxOrderNotional: '50', maxDailyNotional: '80' }
    const config = join(folder.path, 'spotdeck.json')
    writeFileSync(config, JSON.stringify({ rest: sandbox.address, ws: streams, accounts: [account] }))
    const start = async (): Promise<readonly [Running, Session]> => {
      const running = await startCommand([
        'gateway',
        '--port',
        '0',
        '--config',
        config,
        '--data',
        join(folder.path, 'data'),
      ])
      opened.push(running)
      return [running, await logIn(running.address)]
    }
    const [first, session] = await start()
    const { items } = await read<Page<Market>>(session, '/markets?limit=1000')
    const market = items.find(({ symbol }) => symbol === 'MXUSDT')
    const price = String(Number((Number(market?.lastPrice) * 0.95).toFixed(market?.priceDigits ?? 4)))
    const worth = (usdt: number) => ({
      symbol: 'MXUSDT',
      side: 'BUY',
      type: 'LIMIT',
      price,
      quantity: String(Math.floor((usdt / Number(price)) * 100) / 100),
    })
    expect(await place(session, 'too-large', worth(60))).toMatchObject({
      status: 422,
      code: 'NOTIONAL_LIMIT',
      params: { limit: '50' },
    })
    expect(await place(session, 'fits', worth(45))).toMatchObject({ status: 201 })
    expect(await place(session, 'too-much', worth(45))).toMatchObject({
      status: 422,
      code: 'DAILY_LIMIT',
      params: { limit: '80' },
    })
    await first.end('SIGKILL')
    const [, again] = await start()
    expect(await place(again, 'still-too-much', worth(45))).toMatchObject({ status: 422, code: 'DAILY_LIMIT' })
    expect(await place(again, 'the-rest', worth(30))).toMatchObject({ status: 201 })
    const truth = await fetch(`${sandbox.address}/sandbox/accounts/mx0sandboxdemo/truth`)
    const { orders } = (await truth.json()) as { orders: readonly { clientOrderId?: string }[] }
    expect(
      orders.filter(({ clientOrderId }) => clientOrderId?.startsWith('sd') === true && clientOrderId.length === 32),
    ).toHaveLength(2)
    const keys = await read<Page<{ code: string }>>(again, '/accounts/main/notices')
    expect(keys.items.map(({ code }) => code)).toContain('KEY_CAN_WITHDRAW')
    expect(opened.at(-1)?.output()).toContain('KEY_CAN_WITHDRAW')
  })
})
