/** A stop of an account with real keys, while the gateway is killed and the price falls. */

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlanData, PlanList } from '@spotdeck/api'
import { expect, it, onTestFinished } from 'vitest'
import { ONE_MARKET, type Running, startCommand } from './support/command.ts'
import { type Session, logIn, read } from './support/gateway.ts'
import { newAccount, truthOf } from './support/panel.ts'
import { until } from './support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-plans-'))
/** The exchange counts each look at a price, and bans an address that looks too often. */
const LOOK_EVERY_MS = 500

async function started(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Running> {
  const running = await startCommand([...args, '--port', '0'], { environment })
  onTestFinished(async () => void (await running.end('SIGKILL')))
  return running
}

/** Creates a plan as soon as the account is live. */
async function plan({ origin, cookie }: Session, body: object): Promise<PlanData> {
  const headers = { cookie, origin, 'content-type': 'application/json', 'idempotency-key': 'stop-1' }
  const path = `${origin}/api/v1/accounts/main/plans`
  const answer = await until(async () => {
    const asked = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    return asked.status !== 503 && asked
  }, 'a live account')
  expect([answer.status, answer.status === 201 ? '' : await answer.clone().text()]).toEqual([201, ''])
  return (await answer.json()) as PlanData
}

const only = (plans: PlanList): PlanData | undefined => (plans.items.length === 1 ? plans.items[0] : undefined)

it('is placed once, although the gateway is killed before and after the price has fallen', async () => {
  const sandbox = await started(['sandbox', '--data', join(folder, 'exchange')], ONE_MARKET)
  const key = await newAccount(sandbox.address, { MX: '100', USDT: '100' })
  const keyFile = join(folder, 'key.json')
  writeFileSync(keyFile, JSON.stringify({ apiKey: key.apiKey, secret: key.secret }), { mode: 0o600 })
  const config = join(folder, 'spotdeck.json')
  writeFileSync(config, JSON.stringify({ accounts: [{ id: 'main', keyFile, trading: true, plans: true }] }))
  const ws = `${sandbox.address.replace('http', 'ws')}/ws`
  const gateway = ['gateway', '--config', config, '--data', join(folder, 'data'), '--rest', sandbox.address, '--ws', ws]
  const bidPrice = async (): Promise<number> => {
    const answer = await fetch(`${sandbox.address}/api/v3/ticker/bookTicker?symbol=MXUSDT`)
    return Number(((await answer.json()) as { readonly bidPrice: string }).bidPrice)
  }
  const orders = async () => (await truthOf(sandbox.address, key)).orders

  const first = await started(gateway)
  const trigger = ((await bidPrice()) * 0.97).toFixed(4)
  const stop = { kind: 'stop', symbol: 'MXUSDT', side: 'SELL', quantity: '10', order: { type: 'MARKET' } }
  const made = await plan(await logIn(first.address), { ...stop, trigger: { source: 'best', price: trigger } })
  expect(made).toMatchObject({ status: 'armed', legs: [{ phase: 'waiting', trigger: String(Number(trigger)) }] })
  await first.end('SIGKILL')

  const fall = { symbol: 'MXUSDT', percent: -8, overMs: 1_000 }
  const headers = { 'content-type': 'application/json' }
  await fetch(`${sandbox.address}/sandbox/prices`, { method: 'POST', headers, body: JSON.stringify(fall) })
  await until(async () => {
    await sleep(LOOK_EVERY_MS)
    return (await bidPrice()) < Number(trigger)
  }, 'a lower price')
  expect(await orders()).toEqual([])

  const second = await started(gateway)
  await until(async () => (await orders()).length > 0, 'an order')
  await second.end('SIGKILL')

  const third = await started(gateway)
  const session = await logIn(third.address)
  const kept = async () => only(await read<PlanList>(session, '/accounts/main/plans'))
  await until(async () => (await kept())?.status === 'ended', 'the end of the plan')
  expect(await orders()).toMatchObject([{ status: 'FILLED', executedQuantity: '10' }])
  expect(await kept()).toMatchObject({ id: made.id, legs: [{ phase: 'done', executed: '10' }] })
})
