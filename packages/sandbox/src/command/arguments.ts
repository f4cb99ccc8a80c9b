/** Arguments and environment of `spotdeck-sandbox`: a flag, else its variable, else the default. */

import { parseArgs } from 'node:util'
import { SandboxStartError } from '../start-error.ts'
import { nearest } from './nearest.ts'
import { SANDBOX_OPTIONS, type SandboxTexts, flagOf, helpOf, secretFlag, settingOf, variableOf } from './options.ts'
import { badOption } from './read.ts'

type Arguments = {
  readonly help: boolean
  readonly port: number
  readonly host: string
  readonly seed: string
  readonly data?: string | undefined
  readonly bots: boolean
  readonly panel: boolean
  readonly allowPlainHttp: boolean
  readonly texts: SandboxTexts
}

type Environment = Readonly<Record<string, string | undefined>>

const OPTIONS = SANDBOX_OPTIONS.filter(({ needsSdk }) => needsSdk !== true)
const ELSEWHERE = SANDBOX_OPTIONS.filter(({ needsSdk }) => needsSdk === true)

/** The help of `spotdeck-sandbox`. */
export function usage(): string {
  const rows = [...OPTIONS, { flags: '--help', means: 'this list' }]
  const width = Math.max(...rows.map(({ flags }) => flags.length))
  const lines = rows.map((one) => `  ${one.flags.padEnd(width)}  ${helpOf(one)}`)
  return [
    'spotdeck-sandbox [options]: a MEXC Spot V3 exchange on this machine, on its own',
    ...lines,
    'Every option has a variable: --fast-forward is SPOTDECK_FAST_FORWARD, --no-bots is SPOTDECK_BOTS=false.',
    'Without --data nothing is kept. --data needs npm install libsql, --tls-made selfsigned, a CSV file csv-parse.',
    `Not here but in spotdeck sandbox, the same command of the whole product: ${namesOf(ELSEWHERE)}, --config, --log-level.`,
    'They read other hosts by the SDK, or its files; spotdeck record, which makes the files of --replay, is there too.',
  ].join('\n')
}

/** Reads arguments and environment. @throws {SandboxStartError} `SANDBOX_BAD_OPTION` */
export function readArguments(args: readonly string[], environment: Environment): Arguments {
  const flags = parsed(args)
  const seen = secretFlag(flags)
  if (seen !== undefined) throw new SandboxStartError('SANDBOX_BAD_OPTION', seen)
  const text = (name: string): string | undefined => {
    const flag = flags[name]
    return typeof flag === 'string' ? flag : nonEmpty(environment[variableOf(name)])
  }
  const isOn = (name: string): boolean => flags[name] === true || switched(environment, name) === true
  const isLeft = (name: string): boolean => flags[name] !== false && switched(environment, name) !== false
  const foreign = ELSEWHERE.map(settingOf).find((name) => text(name) !== undefined)
  if (foreign !== undefined)
    throw badOption(
      foreign,
      text(foreign) ?? '',
      'use spotdeck sandbox of the whole product, this command has no SDK that reads another host',
    )
  const texts = OPTIONS.filter(({ flags: form }) => form.includes(' ')).map(settingOf)
  return {
    help: flags['help'] === true,
    port: portOf(text('port') ?? '9090'),
    host: text('host') ?? '127.0.0.1',
    seed: text('seed') ?? 'spotdeck',
    data: text('data'),
    bots: isLeft('bots'),
    panel: isLeft('panel'),
    allowPlainHttp: isOn('allowPlainHttp'),
    texts: { ...Object.fromEntries(texts.map((name) => [name, text(name)])), paused: isOn('paused') },
  }
}

/** Flags by the name of their setting; those of `--no-` are false. */
function parsed(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const forms = [...SANDBOX_OPTIONS.map(({ flags }) => flags), '--help']
  const options = Object.fromEntries(
    forms.map((form) => [
      form.replace(/^--|\s.*/g, ''),
      { type: form.includes(' ') ? ('string' as const) : ('boolean' as const) },
    ]),
  )
  try {
    const { values } = parseArgs({ args: [...args], options })
    return Object.fromEntries(
      Object.entries(values).map(([flag, value]) => [
        settingOf({ flags: `--${flag}` }),
        flag.startsWith('no-') ? false : (value as string | boolean),
      ]),
    )
  } catch (error) {
    const [what = ''] = String(error instanceof Error ? error.message : error).split('\n')
    throw new SandboxStartError(
      'SANDBOX_BAD_OPTION',
      `${what.replace(/\.?$/, '.')}${meant(what, Object.keys(options))} \`spotdeck-sandbox --help\` lists the options.`,
      { cause: error },
    )
  }
}

/** ` Did you mean --port?` for an unknown option that is nearly a known one. */
function meant(trouble: string, known: readonly string[]): string {
  const [, unknown] = /^Unknown option '--([^']+)'/.exec(trouble) ?? []
  const name = unknown === undefined ? undefined : nearest(unknown, known)
  return name === undefined ? '' : ` Did you mean --${name}?`
}

function switched(environment: Environment, name: string): boolean | undefined {
  const value = nonEmpty(environment[variableOf(name)])
  if (value === undefined) return undefined
  if (['1', 'true', 'yes', 'on'].includes(value)) return true
  if (['0', 'false', 'no', 'off'].includes(value)) return false
  throw badOption(name, value, 'write true or false')
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw badOption('port', text, 'a port is a number from 0 to 65535')
}

const namesOf = (options: typeof ELSEWHERE): string => options.map((one) => flagOf(settingOf(one))).join(', ')
const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
