/** Commands that stand alone, each declared once: its line, what it does, its settings, its own options, its code. */

import { SANDBOX_OPTIONS, helpOf } from '@spotdeck/sandbox/command'
import { KEY_PERMISSIONS } from '../key-permissions.ts'
import {
  COMMON,
  type CommandGroup,
  type CommandOption,
  GATEWAY,
  SHARED,
  account,
  from,
  gatewayPort,
} from './command-row.ts'

const NOTICES_NOTE = `
A file is a page saved from the exchange's announcements (HTML), its text copied into a file, or the JSON answer of
/api/v3/announcements. Understood are, in English or Chinese: symbols that programs can no longer trade, can trade
again, or that are delisted, maintenance, and interfaces that are retired, each with the time it says. Facts come
first, one JSON line each; then every sentence with its certainty: "clear" is acted on, "unclear" speaks of an act in
words that leave it open (the reason says which) and is shown as not understood, "none" states no act.`

const INIT_NOTE = `${KEY_PERMISSIONS}

Key and secret are asked for on the terminal without being shown. A script writes them as two lines to standard input.`
const TAIL_NOTE = `
A channel is written as MEXC does, or without "spot@public." and ".v3.api.pb", such as aggre.deals@100ms@MXUSDT or
kline@MXUSDT@Min1.`
const WHY_NOTE = `
Such as 700002, AUTH_REFUSED, "Oversold" or '{"code":30004,"msg":"Insufficient position"}'. "why signature" asks for
a request and its secret without showing them, or reads request, secret and body as three lines on standard input, and
names the rule that is broken.`
const DOCTOR_NOTE = `
It changes nothing. It ends with 0 where all is well, with 1 for a warning and with 2 for an error.`

const COMPLETION_NOTE = `
bash: eval "$(spotdeck completion bash)" in ~/.bashrc
zsh:  spotdeck completion zsh > a file _spotdeck in a folder of $fpath
fish: spotdeck completion fish > ~/.config/fish/completions/spotdeck.fish`

const theAccount: CommandOption = { flags: '--account <id>', means: 'the account (the first)' }
const yes: CommandOption = { flags: '--yes', means: 'send it' }

/** Commands that stand alone. */
export const COMMANDS: CommandGroup['commands'] = {
  up: {
    does: 'sandbox exchange, gateway and page in one process',
    has: [...COMMON, 'page', 'up'],
    load: from(() => import('../commands/up.ts'), 'upCommand'),
  },
  sandbox: {
    does: 'the exchange alone',
    has: COMMON,
    options: SANDBOX_OPTIONS.map((option) => ({ flags: option.flags, means: helpOf(option) })),
    load: from(() => import('../commands/sandbox.ts'), 'sandboxCommand'),
  },
  gateway: {
    does: 'the gateway alone, on any host that speaks MEXC Spot V3',
    has: GATEWAY,
    load: from(() => import('../commands/gateway.ts'), 'gatewayCommand'),
  },
  init: {
    does: 'asks for an API key, checks it with the exchange, and writes the configuration of a gateway',
    has: ['exchange'],
    options: [
      { flags: '--config <file>', means: 'configuration to write (spotdeck.json); the key stands in a file beside it' },
      { flags: '--id <id>', means: 'name of the account (main)' },
      { flags: '--trading', means: 'Spotdeck may place and cancel orders' },
    ],
    note: INIT_NOTE,
    load: from(() => import('../commands/init.ts'), 'initCommand'),
  },
  doctor: {
    does: 'checks what a gateway needs: machine, configuration, exchange, keys; each with what to do',
    has: GATEWAY,
    options: [{ flags: '--symbols <list>', means: 'symbols to check (those of the assets that are held)' }],
    note: DOCTOR_NOTE,
    load: from(() => import('../commands/doctor.ts'), 'doctorCommand'),
  },
  status: {
    does: 'a running gateway: its accounts, how they stand and since when, versions; ends with 1 where one is not live',
    has: [...COMMON, 'database'],
    options: [gatewayPort],
    load: from(() => import('../commands/status.ts'), 'statusCommand'),
  },
  'tail [channels...]': {
    does: "an account's events from a running gateway, or public channels from the exchange, line by line",
    has: [...COMMON, 'database', 'exchange'],
    options: [
      theAccount,
      {
        flags: '--topics <list>',
        means: 'topics of the account (assets,orders,deals,status)',
        values: ['assets', 'orders', 'deals', 'status', 'equity', 'health', 'warnings'],
      },
      { flags: '--since <position>', means: 'go on after this position, epoch:seq:hash' },
      { flags: '--count <lines>', means: 'end after this many lines' },
      { flags: '--for <time>', means: 'end after this time, such as 90s or 6h' },
      { flags: '--json', means: 'one JSON line for each event or push' },
      gatewayPort,
    ],
    note: TAIL_NOTE,
    load: from(() => import('../commands/tail.ts'), 'tailCommand'),
  },
  top: {
    does: 'a desk on the terminal: balances, equity, open orders, last fills; plain text once where it is no terminal',
    has: [...COMMON, 'database'],
    options: [theAccount, { flags: '--once', means: 'print it once as plain text' }, gatewayPort],
    load: from(() => import('../commands/top.ts'), 'topCommand'),
  },
  'order <side> <symbol>': {
    does: 'an order, shown first; --yes places it, where trading is on',
    has: [...COMMON, 'database'],
    values: ['buy', 'sell'],
    options: [
      { flags: '--quantity <quantity>', means: 'how much to buy or sell' },
      { flags: '--price <price>', means: 'limit price (none: a market order)' },
      { flags: '--quote <amount>', means: 'of a market order, instead of --quantity: what to spend or to get' },
      {
        flags: '--type <type>',
        means: 'LIMIT where there is a price, else MARKET',
        values: ['LIMIT', 'LIMIT_MAKER', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL', 'MARKET'],
      },
      theAccount,
      { flags: '--key <text>', means: 'Idempotency-Key: a repeat with it places no second order (a new one)' },
      yes,
      gatewayPort,
    ],
    load: from(() => import('../commands/order.ts'), 'orderCommand'),
  },
  'cancel <orderId>': {
    does: 'an open order, shown first; --yes cancels it, where trading is on',
    has: [...COMMON, 'database'],
    options: [theAccount, yes, gatewayPort],
    load: from(() => import('../commands/order.ts'), 'cancelCommand'),
  },
  'why <question>': {
    does: "what a code, MEXC's text, the JSON of a refused call, or a signature means, and what to do",
    note: WHY_NOTE,
    values: ['signature'],
    load: from(() => import('../commands/why.ts'), 'whyCommand'),
  },
  'inspect [frame]': {
    does: "a frame of MEXC's streams in hex or Base64 as JSON, with unknown fields; else those on standard input",
    options: [{ flags: '--json', means: 'one line for each frame' }],
    load: from(() => import('../commands/inspect.ts'), 'inspectCommand'),
  },
  record: {
    does: 'the public market of a host, into a file that the sandbox plays',
    has: ['record', 'exchange'],
    options: [
      { flags: '--to <file>', means: 'a file that does not exist yet', isRequired: true },
      { flags: '--symbols <list>', means: 'the symbols, such as BTCUSDT,MXUSDT' },
      {
        flags: '--for <time>',
        means: "how long from the market's beginning on, such as 90m or 6h (until it is stopped)",
      },
    ],
    load: from(() => import('../commands/record.ts'), 'recordCommand'),
  },
  login: {
    does: 'another one-time link to the page of a running gateway',
    has: [...COMMON, 'database', 'link'],
    options: [gatewayPort],
    load: from(() => import('../commands/login.ts'), 'loginCommand'),
  },
  'import <file>': {
    does: "the exchange's own export into a running gateway: shown, not written",
    has: [...COMMON, 'database'],
    options: [
      { flags: '--account <id>', means: 'the account it is of (the first)' },
      {
        flags: '--kind <kind>',
        means: 'orders, deals, deposits or withdrawals (recognised)',
        values: ['orders', 'deals', 'deposits', 'withdrawals'],
      },
      { flags: '--map <list>', means: 'which column holds what, such as fee=Commission,time=When' },
      { flags: '--time-zone <zone>', means: 'of times that carry none, such as +08:00 or Asia/Taipei (UTC)' },
      { flags: '--apply', means: 'write it' },
      gatewayPort,
    ],
    load: from(() => import('../commands/import.ts'), 'importCommand'),
  },
  verify: {
    does: 'walks every ledger: ok, or where it breaks',
    has: SHARED,
    options: [account],
    load: from(() => import('../commands/verify.ts'), 'verifyCommand'),
  },
  archive: {
    does: 'archives old events, lists archive files, or puts events back',
    has: ['beside'],
    options: [
      account,
      { flags: '--older-than <days>', means: 'archive events of at least this age, while no gateway runs' },
      { flags: '--put-back', means: 'put all archived events back, while no gateway runs' },
    ],
    load: from(() => import('../commands/archive.ts'), 'archiveCommand'),
  },
  'migrate <direction>': {
    does: 'sqlite-to-postgres or postgres-to-sqlite: copies ledgers',
    has: SHARED,
    options: [account],
    values: ['sqlite-to-postgres', 'postgres-to-sqlite'],
    load: from(() => import('../commands/migrate.ts'), 'migrateCommand'),
  },
  backup: {
    does: 'a checked copy of all ledgers, while the gateway runs',
    has: ['beside'],
    options: [{ flags: '--to <folder>', means: 'a folder that does not exist yet', isRequired: true }],
    load: from(() => import('../commands/backup.ts'), 'backupCommand'),
  },
  restore: {
    does: 'puts a backup in place, while no gateway runs',
    has: ['beside'],
    options: [
      { flags: '--from <folder>', means: 'what spotdeck backup made', isRequired: true },
      { flags: '--replace', means: 'keep ledgers that stand there aside' },
    ],
    load: from(() => import('../commands/restore.ts'), 'restoreCommand'),
  },
  'export <list>': {
    does: 'ledger, orders, deals or realized lots as CSV',
    has: ['beside'],
    options: [
      { flags: '--account <id>', means: 'whose; needed where there are several' },
      { flags: '--out <file>', means: 'a file that does not exist yet (standard output)' },
      { flags: '--from <day>', means: 'the first day, such as 2026-01-01, or a time in ISO 8601 or ms' },
      { flags: '--to <day>', means: 'the last day' },
      { flags: '--year <year>', means: 'of lots: the calendar year, such as 2026' },
      { flags: '--zone <zone>', means: 'where days begin, such as Asia/Taipei (UTC)' },
      {
        flags: '--method <method>',
        means: 'of lots: average, fifo or hifo (average)',
        values: ['average', 'fifo', 'hifo'],
      },
    ],
    values: ['ledger', 'orders', 'deals', 'lots'],
    load: from(() => import('../commands/export.ts'), 'exportCommand'),
  },
  'completion <shell>': {
    does: 'a script for bash, zsh or fish that completes commands, options and their values',
    values: ['bash', 'zsh', 'fish'],
    note: COMPLETION_NOTE,
    load: from(() => import('../completion/command.ts'), 'completionCommand'),
  },
  'notices <files...>': {
    does: 'what saved announcements of the exchange say, sentence by sentence, one JSON line each',
    note: NOTICES_NOTE,
    load: from(() => import('../commands/notices.ts'), 'noticesCommand'),
  },
}
