import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { type StartedSandbox, startSandbox } from '@spotdeck/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { explainError } from '../command-error.ts'
import { readAccounts } from '../config/credentials.ts'
import { readSettings } from '../config/settings.ts'
import { initCommand } from './init.ts'

const KEY = { apiKey: 'mx0initkey', secret: 'init-secret-text' }
let sandbox: StartedSandbox
let folder: string
beforeAll(async () => {
  sandbox = await startSandbox()
  folder = mkdtempSync(join(tmpdir(), 'spotdeck-init-'))
  sandbox.createAccount({ ...KEY, permissions: ['SPOT_ACCOUNT_READ', 'SPOT_DEAL_READ'] })
})
afterEach(() => vi.restoreAllMocks())
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

/** Everything that the last run wrote. */
const written: string[] = []

/** Runs the command on an input; returns what it wrote, or the error's line. */
async function init(input: Readable, flags: object = {}) {
  const config = join(mkdtempSync(join(folder, 'to-')), 'desk.json')
  written.splice(0)
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as typeof process.stdin)
  for (const out of [process.stdout, process.stderr])
    vi.spyOn(out, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  const address = { rest: sandbox.restUrl, ws: sandbox.wsUrl }
  const error = await initCommand({ config, ...address, ...flags }).then(() => '', explainError)
  return { config, text: written.join(''), error }
}
const lines = (...given: readonly string[]): Readable => Readable.from([given.join('\n')])

describe('spotdeck init', () => {
  it('writes a configuration that a gateway reads, for its owner alone, and says the next command', async () => {
    const { config, text, error } = await init(lines(KEY.apiKey, KEY.secret, ''), { id: 'grid' })
    expect(error).toBe('')
    const settings = readSettings({ config }, {})
    expect(settings).toMatchObject({ rest: sandbox.restUrl, ws: sandbox.wsUrl })
    expect(readAccounts(settings.accounts, {})).toMatchObject([{ id: 'grid', trading: false, credentials: KEY }])
    const files = [config, config.replace('desk.json', 'grid.key.json')]
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])
    expect(text).toContain(`Next: spotdeck gateway --config ${config}\n`)
    expect(text).toMatch(/ok +key \(grid\)/)
    expect(text).not.toContain(KEY.secret)
    expect(text).not.toContain(KEY.apiKey)
  })

  it('asks on a terminal without showing what is typed, and explains the permissions first', async () => {
    const typed = Object.assign(new PassThrough(), { isTTY: true })
    const ran = init(typed)
    await vi.waitUntil(() => typed.listenerCount('keypress') > 0)
    typed.write(`${KEY.apiKey}\r`)
    await vi.waitUntil(() => written.some((text) => text.includes('Secret')))
    typed.write(`${KEY.secret}\r`)
    const { config, text, error } = await ran
    expect(error).toBe('')
    expect(text.indexOf('never       SPOT_WITHDRAW_WRITE')).toBeLessThan(text.indexOf('API key (not shown)'))
    expect(text).not.toMatch(/init-secret|mx0init/)
    expect(existsSync(config)).toBe(true)
  })

  it('ends by Ctrl+C with one line and writes nothing', async () => {
    const typed = Object.assign(new PassThrough(), { isTTY: true })
    const ran = init(typed)
    await vi.waitUntil(() => typed.listenerCount('keypress') > 0)
    typed.write('\u0003')
    const { config, error } = await ran
    expect(error).toMatch(/\(CANCELED\)$/)
    expect(existsSync(config)).toBe(false)
  })

  it.each([
    [
      'a wrong secret',
      [KEY.apiKey, 'another-secret-text'],
      {},
      /the signature does not fit.*Nothing was written.*AUTH_REFUSED/,
    ],
    ['no secret', [KEY.apiKey], {}, /CREDENTIALS_MISSING/],
    ['trading with a key that cannot trade', [KEY.apiKey, KEY.secret], { trading: true }, /KEY_CANNOT_TRADE/],
    ['a name that is none', [KEY.apiKey, KEY.secret], { id: '../up' }, /CONFIG_BAD_VALUE/],
    ['a host that is not reached', [KEY.apiKey, KEY.secret], { rest: 'http://127.0.0.1:1' }, /NETWORK_/],
  ])('writes nothing for %s', async (_what, given, flags, expected) => {
    const { config, error, text } = await init(lines(...given), flags)
    expect(error).toMatch(expected)
    expect([config, config.replace('desk', 'main.key')].map((file) => existsSync(file))).toEqual([false, false])
    expect(error + text).not.toMatch(/(init|another)-secret/)
  })

  it('replaces neither a configuration nor a key that stands there', async () => {
    const config = join(mkdtempSync(join(folder, 'old-')), 'desk.json')
    const key = config.replace('desk.json', 'main.key.json')
    writeFileSync(key, 'old')
    expect((await init(lines(KEY.apiKey, KEY.secret), { config })).error).toMatch(
      /main\.key\.json .*\(CONFIG_EXISTS\)$/,
    )
    expect([readFileSync(key, 'utf8'), existsSync(config)]).toEqual(['old', false])
  })
})
