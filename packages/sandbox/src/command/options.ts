/** Options of the sandbox as a command: the one list that `spotdeck sandbox` and `spotdeck-sandbox` both read. */

/** An option. Its flag says its form: `--seed <text>` takes a value, `--paused` turns on, `--no-bots` turns off. */
export type SandboxOption = {
  readonly flags: string
  /** Help text, in the shell and of the setting that the option is in a configuration. */
  readonly means: string
  /** The default, in words. */
  readonly otherwise?: string | undefined
  /** Characters that its value has at least and at most. */
  readonly length?: readonly [least: number, most: number]
  /** True where only the whole product has it: it reads another host through the SDK, which is not in this package. */
  readonly needsSdk?: true
  /** True for a secret, which is refused as a flag: every user of the machine may list the arguments of a program. */
  readonly isSecret?: true | undefined
}

/** Options of listening and of the state: settings that every service has, in the words of an exchange. */
const SERVICE_OPTIONS: readonly SandboxOption[] = [
  { flags: '--port <port>', means: 'port of REST and streams; 0: a free one', otherwise: '9090' },
  { flags: '--host <host>', means: 'address to listen on', otherwise: '127.0.0.1' },
  { flags: '--allow-plain-http', means: 'listen beyond this machine without TLS' },
  { flags: '--data <dir>', means: 'the state is kept in DIR/sandbox' },
]

/** Options of the exchange itself, each declared once for flag, variable, configuration, help and reference. */
export const EXCHANGE_OPTIONS: readonly SandboxOption[] = [
  { flags: '--seed <text>', means: 'seed of the sandbox’s market', length: [1, 64] },
  { flags: '--no-bots', means: 'market makers and takers of the sandbox', otherwise: 'on' },
  { flags: '--symbols <list>', means: 'symbols of the sandbox, separated by commas', otherwise: 'all' },
  {
    flags: '--recording <file>',
    means: 'file of recorded candles, or of candles or prints as CSV, that the sandbox plays back',
  },
  {
    flags: '--replay <file>',
    means: 'file of `spotdeck record` whose market the sandbox has, on the recording’s own time',
  },
  {
    flags: '--mirror <url>',
    means: 'address of REST of a host whose live market the sandbox has, for `symbols`',
    needsSdk: true,
  },
  {
    flags: '--mirror-ws <url>',
    means: 'address of the streams of `mirror`, where it does not follow from it',
    needsSdk: true,
  },
  {
    flags: '--speed <rate>',
    means: 'rate of the sandbox’s time, as a multiple of the machine’s, from 0.001 to 1000',
    otherwise: '1',
  },
  {
    flags: '--fast-forward <time>',
    means: 'time that the sandbox simulates before it starts, such as 90m, 6h or 2d',
  },
  {
    flags: '--start-at <time>',
    means: 'time of the sandbox at its first start, such as 2027-01-01T00:00:00Z',
    otherwise: 'the machine’s',
  },
  { flags: '--paused', means: 'true if the sandbox’s time stands still until its panel moves it' },
  { flags: '--scenario <file>', means: 'file of a scenario that the sandbox plays' },
  { flags: '--venue <file>', means: 'file of symbols, coins, fees and accounts of the sandbox' },
  {
    flags: '--switches <list>',
    means: 'undocumented behavior of the sandbox, such as tradeIds=hex,closeCode=1000',
  },
  { flags: '--no-panel', means: 'control panel of the sandbox', otherwise: 'on' },
  {
    flags: '--panel-token <text>',
    means: 'token by which other machines use the sandbox’s control panel; without one none may',
    length: [16, 256],
    isSecret: true,
  },
  { flags: '--panel-token-file <file>', means: 'file that holds this token' },
  { flags: '--tls-cert <file>', means: 'certificate with which `sandbox` serves https and wss, as a PEM file' },
  { flags: '--tls-key <file>', means: 'key of that certificate, as a PEM file' },
  {
    flags: '--tls-made <file>',
    means: 'file for a certificate that `sandbox` makes for its start, for clients to trust',
  },
  {
    flags: '--panel-host <name>',
    means: 'name by which other machines reach the panel',
    otherwise: 'any',
    length: [1, 253],
  },
]

/** Every option, in the order of the help. */
export const SANDBOX_OPTIONS: readonly SandboxOption[] = [...SERVICE_OPTIONS, ...EXCHANGE_OPTIONS]

/** Help of an option in a shell, as of a switch that its flag turns, with the default in brackets. */
export function helpOf({ flags, means, otherwise, isSecret }: SandboxOption): string {
  if (isSecret) return `refused as a flag, which others can see: ${variableOf(settingOf({ flags }))} is the same`
  const done = means.replace(/^(?:true|false) (?:to|if) /, '')
  const turned = flags.startsWith('--no-') && done === means ? `no ${means}` : done
  return otherwise === undefined || !flags.includes(' ') ? turned : `${turned} (${otherwise})`
}

/** Options of the sandbox that are text, as they were written. */
export type SandboxTexts = {
  readonly symbols?: string | undefined
  readonly fastForward?: string | undefined
  readonly switches?: string | undefined
  /** A file of candles or prints. */
  readonly recording?: string | undefined
  /** A file of `spotdeck record`. */
  readonly replay?: string | undefined
  /** Address of REST of a host whose live market the sandbox has, and of its streams. */
  readonly mirror?: string | undefined
  readonly mirrorWs?: string | undefined
  readonly speed?: string | undefined
  readonly startAt?: string | undefined
  /** A file of steps that happen by themselves. */
  readonly scenario?: string | undefined
  /** A file of symbols, coins, fees and accounts. */
  readonly venue?: string | undefined
  readonly panelToken?: string | undefined
  /** A file that holds the token. */
  readonly panelTokenFile?: string | undefined
  readonly panelHost?: string | undefined
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  readonly tlsMade?: string | undefined
  /** True if the exchange's time stands still from the start. */
  readonly paused?: boolean | undefined
}

/** Name of the setting of an option: `--no-fast-forward <time>` is `fastForward`. */
export function settingOf({ flags }: Pick<SandboxOption, 'flags'>): string {
  const [flag = ''] = flags.split(' ')
  return flag.replace(/^--(no-)?/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** Flag of a setting: `fastForward` is `--fast-forward`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Environment variable of a setting: `fastForward` is `SPOTDECK_FAST_FORWARD`. */
export function variableOf(name: string): string {
  return `SPOTDECK_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** Why a flag that carries a secret is refused, and what to write instead; `undefined` where none does. */
export function secretFlag(given: Readonly<Record<string, unknown>>): string | undefined {
  const name = SANDBOX_OPTIONS.flatMap((option) => (option.isSecret ? settingOf(option) : [])).find(
    (one) => given[one] !== undefined,
  )
  if (name === undefined) return undefined
  const instead = `Write it into a file that only you can read and give ${flagOf(`${name}File`)} FILE, or set ${variableOf(name)}.`
  return `${flagOf(name)} is refused: every user of this machine can list the arguments of a program. ${instead}`
}
