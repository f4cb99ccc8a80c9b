import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readArguments, usage } from './arguments.ts'
import { sandboxExposure } from './exposed.ts'
import { SANDBOX_OPTIONS, flagOf, settingOf, variableOf } from './options.ts'
import { readSandboxOptions, stateFolder } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-options-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const trouble = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return String(error)
  }
}

describe('spotdeck-sandbox', () => {
  it('has every option of spotdeck sandbox as a flag and as a variable, but those that need the SDK, and says so', () => {
    const plain = JSON.stringify(readArguments([], {}))
    for (const option of SANDBOX_OPTIONS) {
      const [flag = '', form] = option.flags.split(' ')
      const value = form === undefined ? [] : ['7']
      if (option.isSecret) continue
      const variable = { [variableOf(settingOf(option))]: value[0] ?? String(!flag.startsWith('--no-')) }
      if (option.needsSdk) {
        const refused = `${flagOf(settingOf(option))} (${variableOf(settingOf(option))}) is "7": use spotdeck sandbox`
        expect(trouble(() => readArguments([flag, ...value], {}))).toContain(refused)
        expect(trouble(() => readArguments([], variable))).toContain(refused)
        expect(usage()).toContain(`Not here but in spotdeck sandbox`)
        continue
      }
      const byFlag = JSON.stringify(readArguments([flag, ...value], {}))
      expect([flag, byFlag === plain]).toEqual([flag, false])
      expect([flag, JSON.stringify(readArguments([], variable))]).toEqual([flag, byFlag])
      expect(usage()).toContain(`  ${option.flags}`)
    }
  })

  it('never takes a secret from its arguments, which every user of the machine can list', async () => {
    const said = trouble(() => readArguments(['--panel-token', 'a-token-that-others-see'], {}))
    expect(said).toContain('--panel-token is refused: every user of this machine can list the arguments')
    expect(said).toContain('give --panel-token-file FILE, or set SPOTDECK_PANEL_TOKEN.')
    expect(said).not.toContain('a-token-that-others-see')
    const file = join(folder, 'token')
    writeFileSync(file, 'a-token-of-16-characters\n')
    const byVariable = readArguments([], { SPOTDECK_PANEL_TOKEN: 'a-token-of-16-characters' }).texts
    const byFile = readArguments(['--panel-token-file', file], {}).texts
    const access = { panelAccess: { token: 'a-token-of-16-characters' } }
    expect(await readSandboxOptions(byVariable)).toMatchObject(access)
    expect(await readSandboxOptions(byFile)).toMatchObject(access)
  })

  it('takes the flag before the variable, and ends with one line for what it does not know', () => {
    expect(readArguments(['--port', '1'], { SPOTDECK_PORT: '2' }).port).toBe(1)
    expect(readArguments(['--no-bots'], { SPOTDECK_BOTS: 'true' }).bots).toBe(false)
    expect(trouble(() => readArguments(['--nope'], {}))).toContain("Unknown option '--nope'. `spotdeck-sandbox --help`")
    expect(trouble(() => readArguments(['--prot', '1'], {}))).toContain('Did you mean --port?')
    expect(trouble(() => readArguments(['--port', '70000'], {}))).toContain('a port is a number from 0 to 65535')
    expect(trouble(() => readArguments([], { SPOTDECK_PAUSED: 'maybe' }))).toContain('write true or false')
  })

  it('listens beyond this machine in plain HTTP only where that is said', () => {
    const exposed = (args: readonly string[]): boolean => {
      const { host, allowPlainHttp, texts } = readArguments(args, {})
      return sandboxExposure({ ...texts, host, allowPlainHttp }) !== undefined
    }
    expect([['--host', '0.0.0.0'], ['--host', '127.0.0.9'], ['--host', '::1'], []].map(exposed)).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(exposed(['--host', '0.0.0.0', '--allow-plain-http'])).toBe(false)
    expect(exposed(['--host', '0.0.0.0', '--tls-made', 'made.pem'])).toBe(false)
  })
})

describe('the options', () => {
  it('refuse two markets at once, and a mirror with a time of its own', async () => {
    const refused = (texts: Parameters<typeof readSandboxOptions>[0]) =>
      expect(readSandboxOptions(texts)).rejects.toThrow(/leave out/)
    await refused({ replay: 'a', recording: 'b' })
    await refused({ mirror: 'https://m', replay: 'a' })
    await refused({ mirror: 'https://m', speed: '2' })
    await refused({ mirror: 'https://m', paused: true })
  })

  it('name what is wrong with a file', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '{}')
    await expect(readSandboxOptions({ replay: file })).rejects.toMatchObject({ code: 'SANDBOX_BAD_RECORDING' })
    await expect(readSandboxOptions({ scenario: file })).rejects.toMatchObject({ code: 'SCENARIO_INVALID' })
    await expect(readSandboxOptions({ venue: join(folder, 'none') })).rejects.toMatchObject({ code: 'VENUE_INVALID' })
    await expect(readSandboxOptions({ recording: join(folder, 'none') })).rejects.toThrow(
      'name a file that can be read',
    )
    await expect(readSandboxOptions({ recording: file, symbols: 'NOPE' })).rejects.toMatchObject({
      code: 'SANDBOX_UNKNOWN_SYMBOL',
    })
    await expect(readSandboxOptions({ panelToken: 'short-secret' })).rejects.toThrow(
      /^(?!.*short-secret).*16 characters/,
    )
  })

  it('keep the state of a mirror apart, and none of a replay', () => {
    expect(stateFolder('d', {})).toBe(join('d', 'sandbox'))
    expect(stateFolder('d', { mirror: 'https://m' })).toBe(join('d', 'mirror'))
    expect(stateFolder('d', { replay: 'r' })).toBeUndefined()
    expect(stateFolder(undefined, {})).toBeUndefined()
  })
})
