import { appendFileSync, mkdtempSync, readFileSync, writeFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { flagOf } from '@spotdeck/sandbox/command'
import type { Command } from 'commander'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { buildProgram } from '../program.ts'
import { parseConfig } from './config-file.ts'
import { configSchema, jsonSchema } from './schema.ts'
import { readSettings, variableOf } from './settings.ts'
import { ALL_SETTINGS, type Setting } from './table.ts'

const trouble = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof CommandError ? `${error.code} ${error.message}` : `untyped ${String(error)}`
  }
}
const check = (value: unknown): string => trouble(() => parseConfig('spotdeck.json', JSON.stringify(value)))
const settings = (flags: Record<string, string | boolean>, environment: Record<string, string>, file: unknown = {}) => {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-config-')), 'spotdeck.json')
  writeFileSync(path, JSON.stringify(file))
  return readSettings({ config: path, ...flags }, environment)
}

const limits = { viewer: { withoutAssets: ['BTC'] } }

/** Text of a value that is not the default. */
function exampleOf(setting: Setting): string {
  switch (setting.form) {
    case 'port':
      return '1'
    case 'address':
      return `${setting.scheme}s://other.example`
    case 'switch':
      return String(setting.turns === 'on')
    case 'count':
      return String(setting.least)
    case 'duration':
      return setting.least
    case 'choice':
      return setting.choices.find((choice) => choice !== setting.default) ?? ''
    case 'origin':
    case 'list':
      return 'https://desk-2.internal'
    default:
      return 'other'
  }
}

describe('a configuration file', () => {
  it('is rejected in one line that names the place and the expected value', () => {
    expect(check({ prot: 1 })).toMatch(
      /^CONFIG_INVALID .*the file: "prot" is not known here.*; `spotdeck config schema`/,
    )
    expect(check({ prot: 1 })).toContain(
      '"prot" is not known here; `spotdeck config schema` lists what is. Did you mean port?',
    )
    expect(check({ accounts: [{ id: 'main', keyfile: 'k' }] })).toContain('Did you mean keyFile?')
    expect(check({ audiences: { viewer: { withoutAsset: [] } } })).toContain('Did you mean withoutAssets?')
    expect(check({ somethingElse: 1 })).toContain('"somethingElse" is not known here; ')
    expect(check({ port: '8787' })).toContain('port: Invalid input: expected number, received string')
    expect(check({ port: 70_000 })).toContain('port: ')
    expect(check({ accounts: [{ id: 'main', keyFile: 'k', trading: 'yes' }] })).toContain('accounts[0].trading: ')
    expect(check({ accounts: [{ id: 'main', keyFile: 'k', secret: 'very-secret' }] })).toContain(
      'accounts[0]: "secret"',
    )
    expect(check({ accounts: [{ id: 'Main!', keyFile: 'k' }] })).toContain(
      'accounts[0].id: use 1 to 32 of a-z, 0-9 and -',
    )
    expect(check({ accounts: [{ id: 'a', keyFile: 'k', maxOrderNotional: 500 }] })).toContain(
      'accounts[0].maxOrderNotional',
    )
    for (const text of ['-1', '0', '1e3', 'NaN', ''])
      expect(check({ accounts: [{ id: 'a', keyFile: 'k', maxDailyNotional: text }] })).toContain('such as "500"')
    expect(check({ accounts: [{ id: 'a', keyFile: 'k', zone: 'Taipei' }] })).toContain('such as Asia/Taipei')
    expect(check({ redis: [{ url: 'redis://u:hunter22@h', audience: 'public' }] })).toContain('redis[0].audience')
    expect(check([])).toContain('the file: ')
    expect(check(null)).toContain('the file: ')
    expect(trouble(() => parseConfig('a.json', '{\n  "port": 8787,,\n}'))).toMatch(
      /^CONFIG_NOT_JSON a\.json is not valid JSON \(line 2, column 16\)/,
    )
    const places = [
      ['', 1, 1],
      ['{"port": 1', 1, 11],
      ['{\n  port: 1 }', 2, 3],
      ['{ "a": "x', 1, 8],
      ['[1, 2}', 1, 6],
      ['{"a": tru}', 1, 7],
      ["{ 'a': 1 }", 1, 3],
      ['{"a":1}\n}', 2, 1],
      ['{"a":[1,]}', 1, 9],
      ['{"a":1,}', 1, 8],
    ] as const
    for (const [text, line, column] of places) {
      expect(trouble(() => parseConfig('a.json', text))).toContain(`(line ${line}, column ${column})`)
    }
  })

  it('of any form is accepted or rejected by type, in one line, without printing a value', () => {
    const name = fc.constantFrom(
      'port',
      'host',
      'accounts',
      'redis',
      'notices',
      'rest',
      'ws',
      'logLevel',
      'data',
      'bots',
      'x',
    )
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constant('hunter22-secret'),
      fc.constant([{ id: 'a', keyFile: 'k', secret: 'hunter22-secret' }]),
      fc.constant([{ url: 'redis://u:hunter22-secret@h' }]),
    )
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(name, value), fc.jsonValue()), (config) => {
        const told = check(config)
        expect(told).toMatch(/^(?:none$|CONFIG_INVALID )/)
        expect(told).not.toMatch(/hunter22-secret|\n/)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const told = trouble(() => parseConfig('a.json', text))
        expect(told).toMatch(/^(?:none$|CONFIG_INVALID |CONFIG_NOT_JSON )/)
        expect(told.split('\n')).toHaveLength(1)
      }),
    )
  })

  it('is overridden by the environment, and that by flags', () => {
    const file = { port: 1, host: 'a', logLevel: 'info', bots: false, notices: [] }
    expect(settings({}, {}, file)).toMatchObject({ port: 1, host: 'a', logLevel: 'info', bots: false })
    const environment = { SPOTDECK_PORT: '2', SPOTDECK_HOST: 'b', SPOTDECK_LOG_LEVEL: 'error', SPOTDECK_BOTS: 'true' }
    expect(settings({}, environment, file)).toMatchObject({ port: 2, host: 'b', logLevel: 'error', bots: true })
    expect(settings({ port: '3', host: 'c', bots: false }, environment, file)).toMatchObject({
      port: 3,
      host: 'c',
      bots: false,
    })
  })

  it('refuses a secret as a flag, which every user of the machine can list', () => {
    expect(trouble(() => settings({ panelToken: 'a-token-that-others-see' }, {}))).toMatch(
      /^(?!.*others-see)CONFIG_BAD_VALUE --panel-token is refused: .* --panel-token-file FILE, or set SPOTDECK_PANEL_TOKEN\.$/,
    )
  })

  it('is replaced by no flag that has no variable: every flag is of a setting, or of one command alone', () => {
    const flagsOf = ({ commands, options }: Command): readonly string[] => [
      ...options.map(({ long }) => (long ?? '').replace(/^--(no-)?/, '')),
      ...commands.flatMap(flagsOf),
    ]
    const ofOneCall = [
      ...[
        'version',
        'config',
        'audience',
        'role',
        'account',
        'label',
        'grant',
        'email',
        'apply',
        'kind',
        'map',
        'time-zone',
      ],
      ...['to', 'out', 'from', 'replace', 'all', 'older-than', 'put-back', 'year', 'zone', 'method', 'for'],
      ...['json', 'id', 'trading', 'topics', 'since', 'count', 'once'],
      ...['quantity', 'price', 'quote', 'type', 'key', 'yes'],
    ]
    const settingFlags = [...ALL_SETTINGS.keys()].map((name) => flagOf(name).slice(2))
    const flags = flagsOf(buildProgram())
    expect(settingFlags.filter((flag) => !flags.includes(flag))).toEqual([])
    expect(flags.filter((flag) => !settingFlags.includes(flag) && !ofOneCall.includes(flag))).toEqual([])
  })

  it('takes the collector from OpenTelemetry’s own variable where no setting names one', () => {
    const standard = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a.example:4318/' }
    expect(settings({}, standard).otlpEndpoint).toBe('http://a.example:4318')
    expect(settings({}, standard, { otlpEndpoint: 'http://b.example' }).otlpEndpoint).toBe('http://b.example')
    expect(settings({}, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }).otlpEndpoint).toBeUndefined()
    expect(trouble(() => settings({ otlpEndpoint: 'grpc://a' }, {}))).toContain('--otlp-endpoint')
  })

  it('can be replaced by a variable for every setting, whatever its form', () => {
    const parts: Readonly<Record<string, string>> = {
      audiences: JSON.stringify(limits),
      accounts: '[{"id":"grid","keyFile":"k.json","trading":true}]',
      redis: '[{"url":"redis://h","audience":"viewer"}]',
    }
    const plain = JSON.stringify(settings({}, {}))
    for (const name of Object.keys(configSchema.shape).filter((one) => one !== 'notices')) {
      const setting = ALL_SETTINGS.get(name)
      const value = setting === undefined ? (parts[name] ?? '') : exampleOf(setting)
      expect([name, JSON.stringify(settings({}, { [variableOf(name)]: value })) !== plain]).toEqual([name, true])
    }
    const file = { redis: [{ url: 'redis://file', audience: 'owner' }], audiences: {} }
    const environment = { SPOTDECK_REDIS: parts['redis'] ?? '', SPOTDECK_AUDIENCES: parts['audiences'] ?? '' }
    expect(settings({}, environment, file)).toMatchObject({
      redis: [{ url: 'redis://h', audience: 'viewer' }],
      audiences: limits,
    })
    expect(settings({}, { SPOTDECK_ACCOUNTS: parts['accounts'] ?? '' }).accounts).toMatchObject([
      { id: 'grid', maxOrderNotional: '1000' },
    ])
    expect(
      trouble(() => settings({}, { SPOTDECK_REDIS: '[{"url":"redis://u:hunter22@h","audience":"public"}]' })),
    ).toMatch(/^CONFIG_BAD_VALUE SPOTDECK_REDIS\[0\]\.audience: (?!.*hunter22)/)
    expect(trouble(() => settings({}, { SPOTDECK_REDIS: 'redis://u:hunter22@h' }))).toMatch(
      /^CONFIG_BAD_VALUE SPOTDECK_REDIS is not JSON(?!.*hunter22)/,
    )
  })

  it('ends idle sessions after a time from 5 minutes to 30 days', () => {
    expect(settings({}, {}).sessionIdleMs).toBeUndefined()
    expect(settings({ sessionIdle: '12h' }, { SPOTDECK_SESSION_IDLE: '2d' }).sessionIdleMs).toBe(12 * 3_600_000)
    for (const wrong of ['4m', '31d', '0', 'never', '7'])
      expect(trouble(() => settings({ sessionIdle: wrong }, {}))).toMatch(/^CONFIG_BAD_VALUE .*--session-idle.*from 5m/)
  })

  it('limits replays to a number of events from 1000', () => {
    expect(settings({}, {}).replayLimit).toBeUndefined()
    expect(settings({ replayLimit: '20000' }, { SPOTDECK_REPLAY_LIMIT: '3000' }).replayLimit).toBe(20_000)
    for (const wrong of ['999', '-1', '1e9', 'all', ''])
      expect(trouble(() => settings({ replayLimit: wrong }, {}))).toMatch(
        /^CONFIG_BAD_VALUE .*--replay-limit.*from 1000/,
      )
  })

  it('archives events from an age of 7 to 3650 days, and not at all unless told', () => {
    expect(settings({}, {}).retentionMs).toBeUndefined()
    expect(settings({ retentionDays: '90' }, { SPOTDECK_RETENTION_DAYS: '30' }).retentionMs).toBe(90 * 86_400_000)
    for (const wrong of ['6', '3651', '-1', '7d', 'never'])
      expect(trouble(() => settings({ retentionDays: wrong }, {}))).toMatch(
        /^CONFIG_BAD_VALUE .*--retention-days.*from 7 to 3650/,
      )
  })

  it('reads saved announcements, or names the unreadable one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-notices-'))
    writeFileSync(join(folder, 'a.html'), '<p>x</p>')
    const [file] = settings({}, { SPOTDECK_NOTICES: join(folder, 'a.html') }).notices
    expect(file).toMatchObject({ name: 'a.html', text: '<p>x</p>' })
    expect(file?.reread?.()).toBeUndefined()
    appendFileSync(join(folder, 'a.html'), '<p>y</p>')
    expect([file?.reread?.(), file?.reread?.()]).toEqual(['<p>x</p><p>y</p>', undefined])
    rmSync(join(folder, 'a.html'))
    expect(file?.reread?.()).toBeUndefined()
    expect(trouble(() => settings({ notices: join(folder, 'none') }, {}))).toMatch(/^NOTICES_UNREADABLE .*none/)
    expect(trouble(() => settings({ notices: folder }, {}))).toMatch(/^NOTICES_UNREADABLE /)
  })
})

describe('the configuration schema', () => {
  it('is a JSON schema that names every setting and refuses others', () => {
    const schema = jsonSchema() as { properties: Record<string, unknown>; additionalProperties: unknown }
    expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(configSchema.shape).sort())
    expect(schema.additionalProperties).toBe(false)
  })

  it('is in the documentation, setting by setting', () => {
    const docs = readFileSync(fileURLToPath(new URL('../../../../docs/configuration.md', import.meta.url)), 'utf8')
    const { properties } = jsonSchema() as SettingSchema
    const settings = [
      ...described(properties, ''),
      ...described(properties?.['accounts']?.items?.properties, 'accounts[].'),
      ...described(properties?.['redis']?.items?.properties, 'redis[].'),
      ...described(properties?.['audiences']?.properties?.['viewer']?.properties, 'audiences.viewer.'),
      ...described(properties?.['audiences']?.properties?.['public']?.properties, 'audiences.public.'),
    ]
    expect(settings.length).toBeGreaterThan(Object.keys(configSchema.shape).length + 10)
    const rows = settings.map(
      ({ name, means, usually }) => `| \`${name}\` | ${means} | ${usually === '' ? '' : `\`${usually}\``} |`,
    )
    for (const { means } of settings) expect(means).not.toBe('')
    const documented = new Set(docs.split('\n').map((line) => line.replace(/ +/g, ' ')))
    expect(rows.filter((row) => !documented.has(row.replace(/ +/g, ' ')))).toEqual([])
  })
})

type SettingSchema = {
  readonly description?: string
  readonly default?: string | number | boolean
  readonly items?: SettingSchema
  readonly properties?: Readonly<Record<string, SettingSchema>>
}

/** Settings of a part of the schema, as the documentation lists them. */
const described = (properties: SettingSchema['properties'] = {}, before: string) =>
  Object.entries(properties).map(([name, setting]) => {
    return { name: before + name, means: setting.description ?? '', usually: String(setting.default ?? '') }
  })
