/** The examples for a spreadsheet and for Home Assistant, on the built product with its demo account. */

import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Snapshot } from '@spotdeck/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ONE_MARKET, type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'

const examples = fileURLToPath(new URL('../../examples/', import.meta.url))
const run = promisify(execFile)
const hasJinja = spawnSync('python3', ['-c', 'import jinja2']).status === 0
const { path: place, remove } = temporaryFolder()
let product: Running
let url: string
let token: string

beforeAll(async () => {
  const data = join(place, 'data')
  product = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', data], {
    environment: ONE_MARKET,
  })
  url = new URL(product.address).origin
  token = (await runCommand(['token', 'create', '--audience', 'viewer', '--data', data])).out.trim()
})
afterAll(async () => {
  await product.end('SIGTERM')
  remove()
})

async function readSnapshot(): Promise<Snapshot> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${url}/api/v1/accounts/main/snapshot`, { headers })
  return (await answer.json()) as Snapshot
}

describe('the spreadsheet', () => {
  const script = join(examples, 'spreadsheet/refresh.py')
  const refresh = (folder: string, secret: string) =>
    run('python3', [script, folder], {
      env: { ...process.env, SPOTDECK_URL: url, SPOTDECK_TOKEN: secret },
    })

  test('gets balances, orders and deals as files of their owner, complete and newer each time', async () => {
    const folder = join(place, 'sheets')
    await expect.poll(async () => (await readSnapshot()).status.state).toBe('live')
    await refresh(folder, token)
    await refresh(folder, token)
    expect(readdirSync(folder).toSorted()).toEqual(['balances.csv', 'deals.csv', 'orders.csv'])
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
    const rowsOf = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split(/\r?\n/)
    const [heading, ...balances] = rowsOf('balances.csv')
    expect(heading).toBe('asset,free,locked,total,state,time')
    const kas = (await readSnapshot()).assets.find(({ asset }) => asset === 'KAS')
    expect(balances.find((row) => row.startsWith('KAS,'))).toContain(`KAS,${kas?.free},${kas?.locked},${kas?.total},`)
    for (const name of ['orders.csv', 'deals.csv']) {
      const [columns = '', ...rows] = rowsOf(name)
      expect(columns.split(',')).toEqual(expect.arrayContaining(['symbol', 'price', 'quantity']))
      expect(rows.length, name).toBeGreaterThan(0)
    }
  })

  test('keeps the files when the token is refused, and says what to do', async () => {
    const folder = join(place, 'refused')
    await refresh(folder, token)
    const before = readFileSync(join(folder, 'balances.csv'), 'utf8')
    await expect(refresh(folder, 'wrong')).rejects.toThrow(/answered 401.*spotdeck token create/)
    expect(readFileSync(join(folder, 'balances.csv'), 'utf8')).toBe(before)
  })
})

describe('Home Assistant', () => {
  type Sensor = { readonly name: string; readonly availability?: string; readonly value_template: string }
  const text = readFileSync(join(examples, 'home-assistant/spotdeck.yaml'), 'utf8')
  const secret = { tag: '!secret', resolve: (name: string) => `secret ${name}` }
  const { rest, automation } = parse(text, { customTags: [secret] }) as {
    readonly rest: readonly { readonly headers: object; readonly sensor: readonly Sensor[] }[]
    readonly automation: readonly unknown[]
  }

  test('has no secret in the file, and names only what a snapshot has', async () => {
    expect(rest.map(({ headers }) => headers)).toEqual([{ Authorization: 'secret spotdeck_token' }])
    expect(text).toMatch(/sensor\.spotdeck_state/)
    expect(automation).toHaveLength(1)
    await expect.poll(async () => (await readSnapshot()).equity).not.toBeNull()
    const snapshot: unknown = await readSnapshot()
    const paths = [...text.matchAll(/value_json((?:\.\w+)+)/g)].map(([, path = '']) => path.slice(1).split('.'))
    const missing = paths.filter(
      (path) => path.reduce((at, name) => (at as Record<string, unknown>)?.[name], snapshot) === undefined,
    )
    expect([paths.length > 5, missing]).toEqual([true, []])
  })

  test.skipIf(!hasJinja)('shows the figures of the account, and none that is not known yet', async () => {
    await expect.poll(async () => (await readSnapshot()).equity?.realizedPnl ?? null).not.toBeNull()
    const snapshot = await readSnapshot()
    const program = `import json, sys, jinja2
given = json.load(sys.stdin)
print(json.dumps([jinja2.Template(text).render(value_json=given["snapshot"]) for text in given["templates"]]))`
    const render = (templates: readonly string[], of: object): readonly string[] =>
      JSON.parse(
        execFileSync('python3', ['-c', program], {
          input: JSON.stringify({ templates, snapshot: of }),
          encoding: 'utf8',
        }),
      ) as readonly string[]
    const sensors = rest.flatMap(({ sensor }) => sensor)
    const { equity, openOrders, status } = snapshot
    expect(
      render(
        sensors.map((sensor) => sensor.value_template),
        snapshot,
      ),
    ).toEqual([equity?.total, equity?.free, equity?.realizedPnl, openOrders.length, status.state].map(String))
    const known = sensors.map(({ availability = '{{ true }}' }) => availability)
    expect(render(known, snapshot)).toEqual(['True', 'True', 'True', 'True', 'True'])
    expect(render(known, { ...snapshot, equity: null })).toEqual(['False', 'False', 'False', 'True', 'True'])
  })
})
