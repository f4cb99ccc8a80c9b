/** Options of the sandbox as a command: the one list that `spotdeck sandbox` and `spotdeck-sandbox` both read. */

/** An option. Its flag says its form: `--seed <text>` takes a value, `--paused` turns on, `--no-bots` turns off. */
export type SandboxOption = {
  readonly flags: string
  /** Help text, with the default in brackets. */
  readonly means: string
  /** True where only the whole product has it: it reads another host through the SDK, which this package does not contain. */
  readonly needsSdk?: true
  /** True for a secret, which is refused as a flag: every user of the machine may list the arguments of a program. */
  readonly isSecret?: true
}

/** Every option, in the order of the help. */
export const SANDBOX_OPTIONS: readonly SandboxOption[] = [
  { flags: '--port <port>', means: 'port of REST and streams; 0: a free one (9090)' },
  { flags: '--host <host>', means: 'address to listen on (127.0.0.1)' },
  { flags: '--allow-plain-http', means: 'listen beyond this machine without TLS' },
  { flags: '--tls-cert <file>', means: 'serves https and wss with this certificate' },
  { flags: '--tls-key <file>', means: 'key of the certificate' },
  { flags: '--tls-made <file>', means: 'the same with a certificate made for the start and written to this file' },
  { flags: '--data <dir>', means: 'the state is kept in DIR/sandbox' },
  { flags: '--seed <text>', means: 'what the market is drawn from' },
  { flags: '--symbols <list>', means: 'only these symbols, such as BTCUSDT,MXUSDT (all)' },
  { flags: '--venue <file>', means: 'symbols, coins, fees and accounts of the exchange' },
  { flags: '--scenario <file>', means: 'steps that happen by themselves: prices, faults, deposits, fills' },
  {
    flags: '--recording <file>',
    means: 'prices from recorded candles (JSON lines), or exported candles or prints (CSV)',
  },
  { flags: '--replay <file>', means: 'the market of a file of spotdeck record, on its own time' },
  { flags: '--mirror <url>', means: 'the live market of the host at this REST address, for --symbols', needsSdk: true },
  {
    flags: '--mirror-ws <url>',
    means: 'address of its streams, where it does not follow from --mirror',
    needsSdk: true,
  },
  { flags: '--start-at <time>', means: "the exchange's time at its first start, such as 2027-01-01T00:00:00Z" },
  { flags: '--paused', means: "the exchange's time stands still until the panel moves it" },
  { flags: '--speed <rate>', means: "how fast the exchange's time runs, such as 10 (1)" },
  { flags: '--fast-forward <time>', means: 'run through this much time first, such as 90m, 6h or 2d' },
  { flags: '--switches <list>', means: 'choices of what is undocumented, such as tradeIds=hex,closeCode=1000' },
  { flags: '--no-bots', means: 'no market makers and takers' },
  { flags: '--no-panel', means: 'no control panel under /sandbox' },
  {
    flags: '--panel-token-file <file>',
    means: 'lets other machines use the panel with the token in this file, of at least 16 characters',
  },
  {
    flags: '--panel-token <text>',
    means: 'refused as a flag, which others can see: SPOTDECK_PANEL_TOKEN is the same as the file',
    isSecret: true,
  },
  { flags: '--panel-host <name>', means: 'the name by which they reach it (any)' },
]

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
