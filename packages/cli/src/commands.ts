/** Commands of `spotdeck`, each declared once: its line, what it does, its settings, its own options, its code. */

import { SANDBOX_OPTIONS, helpOf } from '@spotdeck/sandbox/command'
import type { CommandTrait } from './config/table.ts'
import { KEY_PERMISSIONS } from './key-permissions.ts'

/** An option of one command: a flag alone, no setting. */
export type CommandOption = {
  readonly flags: string
  readonly means: string
  readonly isRequired?: boolean
  /** Text between the values of an option that is given more than once. */
  readonly between?: string
}

/** A command, by its name and arguments. */
export type CommandRow = {
  readonly does: string
  /** It has the flags of the settings on these; by default those of its group. */
  readonly has?: readonly CommandTrait[]
  readonly options?: readonly CommandOption[]
  /** Help after the options. */
  readonly note?: string
  /** Loads its code: a short command is quick. The function takes the arguments of the line and then the flags. */
  readonly load: () => Promise<(...given: never[]) => unknown>
}

/** Commands with a name in common, such as `token create`. */
export type CommandGroup = {
  readonly about: string
  readonly has: readonly CommandTrait[]
  readonly commands: Readonly<Record<string, CommandRow>>
}

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

const COMMON = ['common', 'beside'] as const
/** Traits of a gateway, and of a command that checks what one needs. */
const GATEWAY = [...COMMON, 'page', 'gateway', 'exchange', 'database'] as const
/** Traits of a command on what may be in a database. */
const SHARED = ['beside', 'database'] as const

/** Loads a command of a module. */
const from =
  <Module, Name extends keyof Module>(load: () => Promise<Module>, name: Name) =>
  async (): Promise<Module[Name]> =>
    (await load())[name]
const accounts = () => import('./commands/accounts.ts')
const config = () => import('./commands/config.ts')
const keys = () => import('./commands/keys.ts')
const passkey = () => import('./commands/passkey.ts')
const session = () => import('./commands/session.ts')
const token = () => import('./commands/token.ts')
const user = () => import('./commands/user.ts')

const json: CommandOption = { flags: '--json', means: 'one JSON document, for programs' }
const account: CommandOption = { flags: '--account <id>', means: 'one account alone (all)' }
const gatewayPort: CommandOption = {
  flags: '--port <port>',
  means: 'port of the gateway, where it has left no address',
}
const grant: CommandOption = {
  ...{ flags: '--grant <role>', isRequired: true, between: ' ' },
  means: 'a role, such as trader:main,second or auditor (all accounts); may be repeated',
}

/** Commands that stand alone. */
export const COMMANDS: CommandGroup['commands'] = {
  up: {
    does: 'sandbox exchange, gateway and page in one process',
    has: [...COMMON, 'page', 'up'],
    load: from(() => import('./commands/up.ts'), 'upCommand'),
  },
  sandbox: {
    does: 'the exchange alone',
    has: COMMON,
    options: SANDBOX_OPTIONS.map((option) => ({ flags: option.flags, means: helpOf(option) })),
    load: from(() => import('./commands/sandbox.ts'), 'sandboxCommand'),
  },
  gateway: {
    does: 'the gateway alone, on any host that speaks MEXC Spot V3',
    has: GATEWAY,
    load: from(() => import('./commands/gateway.ts'), 'gatewayCommand'),
  },
  init: {
    does: 'asks for an API key, checks it with the exchange, and writes the configuration of a gateway',
    has: ['exchange'],
    options: [
      { flags: '--config <file>', means: 'configuration to write (spotdeck.json); the key stands in a file beside it' },
      { flags: '--id <id>', means: 'name of the account (main)' },
      { flags: '--trading', means: 'Spotdeck may place and cancel orders' },
      json,
    ],
    note: INIT_NOTE,
    load: from(() => import('./commands/init.ts'), 'initCommand'),
  },
  doctor: {
    does: 'checks what a gateway needs: machine, configuration, exchange, keys; each with what to do',
    has: GATEWAY,
    options: [{ flags: '--symbols <list>', means: 'symbols to check (those of the assets that are held)' }, json],
    note: DOCTOR_NOTE,
    load: from(() => import('./commands/doctor.ts'), 'doctorCommand'),
  },
  status: {
    does: 'a running gateway: its accounts, how they stand and since when, versions; ends with 1 where one is not live',
    has: [...COMMON, 'database'],
    options: [gatewayPort, json],
    load: from(() => import('./commands/status.ts'), 'statusCommand'),
  },
  'tail [channels...]': {
    does: "an account's events from a running gateway, or public channels from the exchange, line by line",
    has: [...COMMON, 'database', 'exchange'],
    options: [
      { flags: '--account <id>', means: 'the account (the first)' },
      { flags: '--topics <list>', means: 'topics of the account (assets,orders,deals,status)' },
      { flags: '--since <position>', means: 'go on after this position, epoch:seq:hash' },
      { flags: '--count <lines>', means: 'end after this many lines' },
      { flags: '--for <time>', means: 'end after this time, such as 90s or 6h' },
      { flags: '--json', means: 'one JSON line for each event or push' },
      gatewayPort,
    ],
    note: TAIL_NOTE,
    load: from(() => import('./commands/tail.ts'), 'tailCommand'),
  },
  'why <question>': {
    does: "what a code, MEXC's text, the JSON of a refused call, or a signature means, and what to do",
    options: [json],
    note: WHY_NOTE,
    load: from(() => import('./commands/why.ts'), 'whyCommand'),
  },
  'inspect [frame]': {
    does: "a frame of MEXC's streams in hex or Base64 as JSON, with unknown fields; else those on standard input",
    options: [{ flags: '--json', means: 'one line for each frame' }],
    load: from(() => import('./commands/inspect.ts'), 'inspectCommand'),
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
    load: from(() => import('./commands/record.ts'), 'recordCommand'),
  },
  login: {
    does: 'another one-time link to the page of a running gateway',
    has: [...COMMON, 'database', 'link'],
    options: [gatewayPort],
    load: from(() => import('./commands/login.ts'), 'loginCommand'),
  },
  'import <file>': {
    does: "the exchange's own export into a running gateway: shown, not written",
    has: [...COMMON, 'database'],
    options: [
      { flags: '--account <id>', means: 'the account it is of (the first)' },
      { flags: '--kind <kind>', means: 'orders, deals, deposits or withdrawals (recognised)' },
      { flags: '--map <list>', means: 'which column holds what, such as fee=Commission,time=When' },
      { flags: '--time-zone <zone>', means: 'of times that carry none, such as +08:00 or Asia/Taipei (UTC)' },
      { flags: '--apply', means: 'write it' },
      gatewayPort,
    ],
    load: from(() => import('./commands/import.ts'), 'importCommand'),
  },
  verify: {
    does: 'walks every ledger: ok, or where it breaks',
    has: SHARED,
    options: [account],
    load: from(() => import('./commands/verify.ts'), 'verifyCommand'),
  },
  archive: {
    does: 'archives old events, lists archive files, or puts events back',
    has: ['beside'],
    options: [
      account,
      { flags: '--older-than <days>', means: 'archive events of at least this age, while no gateway runs' },
      { flags: '--put-back', means: 'put all archived events back, while no gateway runs' },
    ],
    load: from(() => import('./commands/archive.ts'), 'archiveCommand'),
  },
  'migrate <direction>': {
    does: 'sqlite-to-postgres or postgres-to-sqlite: copies ledgers',
    has: SHARED,
    options: [account],
    load: from(() => import('./commands/migrate.ts'), 'migrateCommand'),
  },
  backup: {
    does: 'a checked copy of all ledgers, while the gateway runs',
    has: ['beside'],
    options: [{ flags: '--to <folder>', means: 'a folder that does not exist yet', isRequired: true }],
    load: from(() => import('./commands/backup.ts'), 'backupCommand'),
  },
  restore: {
    does: 'puts a backup in place, while no gateway runs',
    has: ['beside'],
    options: [
      { flags: '--from <folder>', means: 'what spotdeck backup made', isRequired: true },
      { flags: '--replace', means: 'keep ledgers that stand there aside' },
    ],
    load: from(() => import('./commands/restore.ts'), 'restoreCommand'),
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
      { flags: '--method <method>', means: 'of lots: average, fifo or hifo (average)' },
    ],
    load: from(() => import('./commands/export.ts'), 'exportCommand'),
  },
  'notices <files...>': {
    does: 'what saved announcements of the exchange say, sentence by sentence, one JSON line each',
    note: NOTICES_NOTE,
    load: from(() => import('./commands/notices.ts'), 'noticesCommand'),
  },
}

/** Groups of commands, by the name that they have in common. */
export const COMMAND_GROUPS: Readonly<Record<string, CommandGroup>> = {
  token: {
    about: 'bearer tokens for programs',
    has: SHARED,
    commands: {
      create: {
        does: 'makes a token and prints it, once',
        has: [...COMMON, 'database'],
        options: [
          { flags: '--audience <audience>', means: 'owner, viewer or public; metrics for /metrics alone' },
          { flags: '--role <role>', means: 'instead: owner, trader, auditor or viewer' },
          { flags: '--account <id>', means: 'one account alone, or given again for more (all)', between: ',' },
          { flags: '--label <text>', means: 'what the token is for' },
        ],
        load: from(token, 'tokenCreateCommand'),
      },
      list: {
        does: 'the tokens in use, one JSON line each, without what opens anything',
        load: from(token, 'tokenListCommand'),
      },
      'revoke <id>': {
        does: 'ends a token, and within seconds every stream it opened',
        load: from(token, 'tokenRevokeCommand'),
      },
    },
  },
  user: {
    about: 'people who sign in with roles on accounts',
    has: SHARED,
    commands: {
      'add <name>': {
        does: 'adds a user and prints it',
        options: [grant, { flags: '--email <address>', means: 'of the user; one user has it' }],
        load: from(user, 'userAddCommand'),
      },
      list: { does: 'the users, one JSON line each, oldest first', load: from(user, 'userListCommand') },
      'grant <id>': {
        does: 'gives a user these roles instead of those it has',
        options: [grant],
        load: from(user, 'userGrantCommand'),
      },
      'link <id>': {
        does: 'a link that signs a user in once, within ten minutes',
        has: [...SHARED, 'link'],
        options: [gatewayPort],
        load: from(user, 'userLinkCommand'),
      },
      'disable <id>': { does: 'signs a user out and lets it in no more', load: from(user, 'userDisableCommand') },
      'enable <id>': { does: 'lets a user sign in again', load: from(user, 'userEnableCommand') },
      'remove <id>': { does: 'removes a user and signs it out', load: from(user, 'userRemoveCommand') },
    },
  },
  session: {
    about: 'browsers that are signed in',
    has: SHARED,
    commands: {
      list: {
        does: 'the sessions in use, one JSON line each, newest first',
        load: from(session, 'sessionListCommand'),
      },
      'revoke [id]': {
        does: 'signs a browser out, and within seconds ends its streams',
        options: [{ flags: '--all', means: 'every browser' }],
        load: from(session, 'sessionRevokeCommand'),
      },
    },
  },
  passkey: {
    about: 'passkeys that sign the owner in; added on the page',
    has: SHARED,
    commands: {
      list: { does: 'the passkeys, one JSON line each, newest first', load: from(passkey, 'passkeyListCommand') },
      'remove <id>': {
        does: 'removes a passkey; browsers that it signed in stay (session revoke)',
        load: from(passkey, 'passkeyRemoveCommand'),
      },
    },
  },
  accounts: {
    about: 'accounts of a database that gateways share',
    has: SHARED,
    commands: {
      list: { does: 'who follows each account, one JSON line each', load: from(accounts, 'accountsListCommand') },
      'move <account>': {
        does: 'makes another gateway follow an account',
        options: [
          { flags: '--to <name>', means: 'name of the gateway (its --name, or its machine)', isRequired: true },
        ],
        load: from(accounts, 'accountsMoveCommand'),
      },
      'unpin <account>': {
        does: 'lets a moved account be moved by itself again',
        load: from(accounts, 'accountsUnpinCommand'),
      },
    },
  },
  keys: {
    about: 'key files encrypted with a passphrase',
    has: [],
    commands: {
      'encrypt <file>': { does: 'encrypts a key file in place', load: from(keys, 'keysEncryptCommand') },
      'decrypt <file>': { does: 'puts its plain text back', load: from(keys, 'keysDecryptCommand') },
      'check <file>': {
        does: 'says whether it opens, and nothing of what it holds',
        load: from(keys, 'keysCheckCommand'),
      },
    },
  },
  config: {
    about: 'the configuration file',
    has: [],
    commands: {
      schema: { does: 'its JSON schema, for editors and programs', load: from(config, 'configSchemaCommand') },
      'check <file>': {
        does: 'says whether a file is valid and its key files can be used, and if not, where',
        load: from(config, 'configCheckCommand'),
      },
    },
  },
}
