import { mkdtempSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { configCheckCommand } from './config.ts'

const servers: Server[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) server.close()
})

/** An exchange with one market. */
async function exchange(): Promise<{ readonly rest: string; readonly asked: string[] }> {
  const asked: string[] = []
  const symbols = [{ symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT', status: '1' }]
  const server = createServer((request, answer) => {
    asked.push(request.url ?? '')
    answer.setHeader('content-type', 'application/json')
    answer.end(JSON.stringify({ timezone: 'CST', serverTime: 1_790_000_000_000, rateLimits: [], symbols }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { rest: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function check(content: object): Promise<{ readonly out: string; readonly warnings: string }> {
  const file = join(mkdtempSync(join(tmpdir(), 'spotdeck-check-')), 'spotdeck.json')
  writeFileSync(file, JSON.stringify(content))
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const trouble = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await configCheckCommand(file, {})
  const text = (spy: typeof out): string => spy.mock.calls.map(([line]) => String(line)).join('')
  return { out: text(out), warnings: text(trouble) }
}

it('warns about a hidden name without a market, and accepts the file', async () => {
  const { rest } = await exchange()
  const audiences = { viewer: { withoutAssets: ['MX', 'MEX'] }, public: { withoutSymbols: ['MXUSD'] } }
  const { out, warnings } = await check({ rest, audiences })
  expect(out).toContain('is a valid configuration')
  expect(warnings).toMatch(/audiences\.viewer\.withoutAssets: no market of .* has MEX,/)
  expect(warnings).toMatch(/audiences\.public\.withoutSymbols: no market of .* has MXUSD,/)
  expect(warnings).not.toContain('has MX,')
})

it('reports that names were not checked if the exchange does not answer', async () => {
  const { out, warnings } = await check({
    rest: 'http://127.0.0.1:9',
    audiences: { viewer: { withoutAssets: ['MEX'] } },
  })
  expect(out).toContain('is a valid configuration')
  expect(warnings).toContain('were not compared')
})

it('sends no request if no name is hidden', async () => {
  const { rest, asked } = await exchange()
  expect((await check({ rest })).warnings).toBe('')
  expect(asked).toEqual([])
})
