/** The browser example, bundled as a page's author would, in a real Chromium on the sandbox's streams. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../end-to-end/support/browser.ts'

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
let folder: string
let sandbox: RunningSandbox
let server: Server
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spotdeck-browser-'))
  await build({
    root: fileURLToPath(new URL('../../examples/browser', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
    build: { outDir: folder, emptyOutDir: true },
  })
  const config = { port: 0, host: '127.0.0.1', seed: 4, bots: true, demo: false, panel: false, symbols: ['BTCUSDT'] }
  sandbox = await openSandbox(config, nodeWorld())
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname)
    const file = join(folder, path === '/' ? 'index.html' : path)
    readFile(file).then(
      (bytes) => response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream').end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  server.close()
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

test('every public channel is read in the page, and protobufjs finds the same in every frame', async () => {
  const page = await browser.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  const { port } = server.address() as AddressInfo
  await page.goto(`http://127.0.0.1:${port}/?ws=${encodeURIComponent(sandbox.wsUrl)}`)
  await page.waitForFunction(() => document.querySelectorAll('tr[data-pushes]:not([data-pushes="0"])').length === 8)
  const rows = await page
    .locator('#rows tr')
    .evaluateAll((all) => all.map((row) => ({ ...(row as HTMLElement).dataset })))
  expect(rows.map(({ differing }) => differing)).toEqual(rows.map(() => '0'))
  expect(await page.locator('#state').textContent()).toBe('live')
  expect(troubles).toEqual([])
})
