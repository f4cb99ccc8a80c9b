// The built product as a person has it: `spotdeck up` in a folder of its own, and a Chromium whose owner is signed in.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const main = fileURLToPath(new URL('../../packages/cli/bundle/spotdeck.js', import.meta.url))
const READY_TIMEOUT_MS = 90_000
const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts `spotdeck up`; `link` works once, `end` stops it and removes its folder. */
export async function startProduct() {
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-'))
  const ports = ['--port', String(await freePort()), '--sandbox-port', String(await freePort())]
  const child = spawn(process.execPath, [main, 'up', ...ports, '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const link = await new Promise((resolve, reject) => {
    let text = ''
    const limit = setTimeout(() => reject(new Error(`Not ready: ${text}`)), READY_TIMEOUT_MS)
    void ended.then(() => reject(new Error(`Ended: ${text}`)))
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      const found = /ready: (\S+)/.exec(text)?.[1]
      if (found === undefined) return
      clearTimeout(limit)
      resolve(found)
    })
  })
  const end = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  return { link, origin: new URL(link).origin, end }
}

/** Path of the system's Chromium. */
export function chromiumPath() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'chromium-headless-shell']
  const paths = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  const found = paths.find(existsSync)
  if (found === undefined) throw new Error('Chromium is missing.')
  return found
}

/** Opens it, headless. */
export function openBrowser(more = []) {
  return chromium.launch({ executablePath: chromiumPath(), args: [...BROWSER_ARGS, ...more] })
}

/** Signs in by a link of one use; answers the state that other contexts may start from. */
export async function signIn(browser, link) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const answered = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/v1/session') && answer.request().method() === 'POST',
  )
  await page.goto(link)
  if (!(await answered).ok()) throw new Error('The link does not sign in.')
  const state = await context.storageState()
  await context.close()
  return state
}

/** Makes a link for others as its owner does in the settings; answers its address. */
export async function makeLink(browser, origin, owner, audience) {
  const context = await browser.newContext({ storageState: owner })
  const made = await context.request.post(`${origin}/api/v1/links`, {
    headers: { origin },
    data: { audience, accounts: ['main'], label: audience },
  })
  const answer = await made.text()
  await context.close()
  if (!made.ok()) throw new Error(`No link for ${audience}: ${made.status()} ${answer}`)
  return JSON.parse(answer).url
}
