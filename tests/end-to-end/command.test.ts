import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { runCommand, temporaryFolder } from './support/command.ts'
import { sourcesLoaded } from './support/loaded.ts'

const folders: ReturnType<typeof temporaryFolder>[] = []
const folder = (): string => {
  const made = temporaryFolder()
  folders.push(made)
  return made.path
}
afterEach(() => folders.splice(0).forEach((made) => made.remove()))

const keys = { SPOTDECK_API_KEY: 'mx0sandboxdemo', SPOTDECK_API_SECRET: 'sandbox-demo-secret' }

describe('bad input ends with one message, the next step and its exit code, and nothing is written', () => {
  test('a port in use', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      }),
    )
    const data = join(folder(), 'data')
    const ended = await runCommand(['up', '--port', String(port), '--sandbox-port', '0', '--data', data])
    server.close()
    expect(ended).toMatchObject({ code: 3, out: '' })
    expect(ended.err).toContain(`Port ${port} is in use`)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(existsSync(data)).toBe(false)
  })

  test('a configuration file that is not JSON', async () => {
    const place = folder()
    writeFileSync(join(place, 'spotdeck.json'), '{ "port": 8787,, }')
    const ended = await runCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', join(place, 'data')], {
      cwd: place,
    })
    expect(ended).toMatchObject({ code: 3, out: '' })
    expect(ended.err).toContain('not valid JSON')
    expect(readdirSync(place)).toEqual(['spotdeck.json'])
  })

  test('a configuration file with an unknown field', async () => {
    const place = folder()
    writeFileSync(join(place, 'spotdeck.json'), '{ "prot": 8787 }')
    const ended = await runCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', join(place, 'data')], {
      cwd: place,
    })
    expect(ended.code).toBe(3)
    expect(ended.err).toContain('prot')
    expect(readdirSync(place)).toEqual(['spotdeck.json'])
  })

  test('no credentials', async () => {
    const place = folder()
    const ended = await runCommand(['gateway', '--port', '0', '--data', join(place, 'data')], { cwd: place })
    expect(ended.code).toBe(3)
    expect(ended.err).toContain('SPOTDECK_API_KEY')
    expect(readdirSync(place)).toEqual([])
  })

  test('a key file that others can read, without its content', async () => {
    const place = folder()
    const keyFile = join(place, 'key.json')
    writeFileSync(keyFile, JSON.stringify({ apiKey: 'mx0verysecretkey', secret: 'very-secret-value' }))
    chmodSync(keyFile, 0o644)
    writeFileSync(join(place, 'spotdeck.json'), JSON.stringify({ accounts: [{ id: 'main', keyFile }] }))
    const ended = await runCommand(['gateway', '--port', '0', '--data', join(place, 'data')], { cwd: place })
    expect(ended.code).toBe(3)
    expect(ended.err).toContain('chmod 600')
    expect(ended.err).not.toMatch(/mx0verysecretkey|very-secret-value/)
  })

  test.each([
    [['backup'], /--to <folder>.* Write: spotdeck backup --to <folder> /],
    [['import'], /Missing required argument 'file'\. Write: spotdeck import .*<file>/],
    [['notices'], /'files'.* Write: spotdeck notices .*<files\.\.\.>/],
    [['bogus'], /Unknown command 'bogus'\. Write: spotdeck and one of up, sandbox, gateway, .*record, .*login/],
    [['up', '--prot', '1'], /unknown option '--prot'.*--port.*`spotdeck up --help` says more/i],
    [['token', 'create'], /either --audience .* or --role /],
  ])('a line that lacks something or has too much: %j', async (line, expected) => {
    const ended = await runCommand(line)
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err).toMatch(/^spotdeck: .* \(USAGE\)\n$/)
    expect(ended.err).toMatch(expected)
  })

  test('a key file that is missing or that others can read, reported by config check as by a start', async () => {
    const place = folder()
    const file = join(place, 'spotdeck.json')
    const keyFile = join(place, 'key.json')
    writeFileSync(file, JSON.stringify({ accounts: [{ id: 'main', keyFile }] }))
    const missing = await runCommand(['config', 'check', file])
    expect(missing).toMatchObject({ code: 3, out: '', err: expect.stringContaining('CREDENTIALS_MISSING') as string })
    writeFileSync(keyFile, JSON.stringify({ apiKey: 'mx0verysecretkey', secret: 'very-secret-value' }), { mode: 0o644 })
    const open = await runCommand(['config', 'check', file])
    expect(open).toMatchObject({ code: 3, out: '', err: expect.stringContaining('chmod 600') as string })
    chmodSync(keyFile, 0o600)
    expect(await runCommand(['config', 'check', file])).toMatchObject({ code: 0, err: '' })
  })

  test('a data directory that cannot be written', async () => {
    const place = folder()
    writeFileSync(join(place, 'data'), 'a file stands here')
    const ended = await runCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', join(place, 'data')], {
      cwd: place,
    })
    expect(ended.code).toBe(8)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(ended.err).toMatch(/data/)
    expect(readdirSync(place)).toEqual(['data'])
  })

  test('accounts of one’s own under the command that runs the demo', async () => {
    const place = folder()
    const keyFile = join(place, 'key.json')
    writeFileSync(join(place, 'own.json'), JSON.stringify({ accounts: [{ id: 'main', keyFile }] }))
    const ended = await runCommand(['up', '--port', '0', '--sandbox-port', '0', '--config', 'own.json'], { cwd: place })
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err).toMatch(/follows the demo account .* or start `spotdeck gateway` for them\. \(CONFIG_BAD_VALUE\)/)
    expect(readdirSync(place)).toEqual(['own.json'])
  })

  test('plain http to a host that is not this machine', async () => {
    const place = folder()
    mkdirSync(join(place, 'empty'))
    const ended = await runCommand(
      ['gateway', '--port', '0', '--rest', 'http://exchange.invalid', '--data', join(place, 'data')],
      {
        cwd: join(place, 'empty'),
        environment: keys,
      },
    )
    expect(ended.code).toBe(3)
    expect(ended.err).toContain('https')
    expect(readdirSync(place)).toEqual(['empty'])
  })
})

describe('a requested explanation is printed', () => {
  test('help and version exit with 0', async () => {
    expect(await runCommand(['--version'])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d/) as string,
    })
    const help = await runCommand(['notices', '--help'])
    expect(help).toMatchObject({ code: 0, err: '' })
    expect(help.out).toContain('JSON answer of')
  })

  test('an unchanged clone compiles nothing and prints the command’s output only', () => {
    const script = fileURLToPath(new URL('../../scripts/spotdeck.mjs', import.meta.url))
    const run = () => spawnSync(process.execPath, [script, '--version'], { encoding: 'utf8' })
    expect(run()).toMatchObject({ status: 0, stdout: '0.3.0\n' })
    expect(run()).toMatchObject({ status: 0, stdout: '0.3.0\n', stderr: '' })
  })

  test('announcements of several files stand newest first, with titles and dates from their texts', async () => {
    const list = (base: string, dated: string) => `MEXC has disabled API for these pairs:\n${base}/USDT\n\n${dated}\n`
    const files = ['2031-12-31 newest.txt', '1999 oldest.txt'].map((name) => join(folder(), name))
    const [first = '', second = ''] = files
    writeFileSync(first, list('OLD', 'December 11, 2024'))
    writeFileSync(second, list('NEW', '*Other pairs of February 2025 will be updated in this announcement.'))
    const { code, out } = await runCommand(['notices', first, second])
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const facts = lines.filter(({ kind }) => kind !== undefined)
    expect({ code, facts }).toMatchObject({
      code: 0,
      facts: [
        { file: second, symbols: ['NEWUSDT'], params: { period: '2025-02' } },
        { file: first, symbols: ['OLDUSDT'], params: { period: '2024-12-11' } },
      ],
    })
    for (const { params } of facts) expect(params).toMatchObject({ title: 'MEXC has disabled API for these pairs:' })
    expect(lines.slice(2)).toMatchObject([
      { file: first, sentence: 'MEXC has disabled API for these pairs:', certainty: 'clear', act: 'api-disabled' },
      { file: first, sentence: 'December 11, 2024', certainty: 'none' },
      { file: second, certainty: 'clear' },
      { file: second, certainty: 'none' },
    ])
  })

  test('an announcement without a known fact', async () => {
    const file = join(folder(), 'notice.txt')
    writeFileSync(file, 'A new campaign begins\n\nTrade and win.')
    const { code, out } = await runCommand(['notices', file])
    expect(code).toBe(0)
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      understood: 0,
      words: expect.stringContaining('Nothing was understood') as string,
    })
  })
})

/** Packages whose code a command loaded, and their folders such as `sandbox/server`, as Node's coverage lists the scripts of the process. */
async function packagesLoadedBy(line: readonly string[]): Promise<ReadonlySet<string>> {
  const coverage = folder()
  await runCommand(line, { cwd: folder(), environment: { NODE_V8_COVERAGE: coverage } })
  const names = sourcesLoaded(coverage).map((path) =>
    /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)|\/packages\/([^/]+)\/src\/([^/]+)/.exec(path),
  )
  return new Set(names.flatMap((name) => name?.[1] ?? (name === null ? [] : [`${name[2]}`, `${name[2]}/${name[3]}`])))
}

/** Folders of the sandbox that other commands leave alone: its options are read without them. */
const EXCHANGE = ['sandbox/server', 'sandbox/venue', 'sandbox/market']

describe('a command loads what it needs', () => {
  test.each([
    [
      ['token', 'list', '--data', '.'],
      ['commander', 'gateway', 'libsql'],
    ],
    [
      ['session', 'list', '--data', '.'],
      ['commander', 'gateway', 'libsql'],
    ],
    [
      ['login', '--data', '.', '--port', '1'],
      ['commander', 'gateway', 'libsql'],
    ],
    [
      ['import', 'deals.csv'],
      ['commander', 'gateway', 'libsql'],
    ],
    [
      ['keys', 'check', 'key.json'],
      ['commander', 'zod'],
    ],
    [
      ['config', 'schema'],
      ['commander', 'zod'],
    ],
    [
      ['up', '--data', '/dev/null/data', '--port', '0', '--sandbox-port', '0'],
      ['commander', 'zod'],
    ],
    [
      ['gateway', '--port', '0'],
      ['commander', 'zod'],
    ],
    [['--help'], ['commander']],
  ])('%j starts without the servers', async (line, needed) => {
    const loaded = await packagesLoadedBy(line)
    expect([...loaded]).toEqual(expect.arrayContaining(needed))
    for (const server of ['fastify', 'ws', 'redis', 'prom-client', ...EXCHANGE]) expect(loaded).not.toContain(server)
  })

  test('the sandbox loads the exchange', async () => {
    const loaded = await packagesLoadedBy(['sandbox', '--port', '0', '--venue', 'none.json'])
    expect([...loaded]).toEqual(expect.arrayContaining(['sandbox/command', 'sandbox/venue']))
  })
})
