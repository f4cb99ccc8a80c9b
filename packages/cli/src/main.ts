#!/usr/bin/env node
/**
 * The `spotdeck` command: reads the line, hands it to its command, ends with one clear message when that fails. A command's code is loaded
 * when it is called, so that a short command is quick.
 */

import { SANDBOX_OPTIONS } from '@spotdeck/sandbox/command'
import { Command } from 'commander'
import type { Flags } from './config/settings.ts'
import { printTrouble } from './print.ts'
import { explainUsage, shownCode } from './usage.ts'
import { VERSION } from './version.ts'

const ENVIRONMENT_NOTE = `
Every setting of the service has a flag, an environment variable (--sandbox-port is SPOTDECK_SANDBOX_PORT) and a place in the
configuration file. What only one command is asked, such as --to or --audience, is a flag alone.
Exchange credentials come from SPOTDECK_API_KEY and SPOTDECK_API_SECRET or from owner-only key files, never from flags.`

const NOTICES_NOTE = `
A file is a page saved from the exchange's announcements (HTML), its text copied into a file, or the JSON answer of
/api/v3/announcements. Understood are, in English or Chinese: symbols that programs can no longer trade, can trade
again, or that are delisted, maintenance, and interfaces that are retired, each with the time it says. Facts come first, one JSON
line each; then every sentence with its certainty: "clear" is acted on, "unclear" speaks of an act in words that leave it open (the
reason says which) and is shown as not understood, "none" states no act.`

function buildProgram(): Command {
  const program = new Command('spotdeck')
    .description('A live desk for MEXC spot accounts.')
    .version(VERSION)
    .addHelpText('after', ENVIRONMENT_NOTE)
  services(program)
  markets(program)
  toGateway(program)
  tokens(program)
  users(program)
  sessions(program)
  passkeys(program)
  keeping(program)
  accounts(program)
  keyFiles(program)
  configFiles(program)
  notices(program)
  return program
}

/** Commands that run an exchange, a gateway or both. */
function services(program: Command): void {
  serving(program.command('up').description('sandbox exchange, gateway and page in one process'))
    .option('--sandbox-port <port>', 'port of the exchange (9090)')
    .option('--seed <text>', 'what the market is drawn from')
    .option('--no-bots', 'no market makers and takers')
    .option('--venue <file>', 'symbols, coins, fees and accounts of the exchange')
    .option('--notices <files>', 'announcements of the exchange saved to files, with commas between them')
    .action(async (flags: Flags) => (await import('./commands/up.ts')).upCommand(flags))
  sandboxOptions(common(program.command('sandbox').description('the exchange alone'))).action(async (flags: Flags) =>
    (await import('./commands/sandbox.ts')).sandboxCommand(flags),
  )
  serving(program.command('gateway').description('the gateway alone, on any host that speaks MEXC Spot V3'))
    .option('--database-file <file>', 'an owner-only file with the address of PostgreSQL (SPOTDECK_DATABASE_URL)')
    .option('--bus-file <file>', 'an owner-only file with the address of Redis between gateways (SPOTDECK_BUS_URL)')
    .option(
      '--gateway-secret-file <file>',
      'an owner-only file with the secret of the gateways (SPOTDECK_GATEWAY_SECRET)',
    )
    .option('--allow-plain-bus', 'let the bus be plain redis:// to another machine')
    .option('--name <name>', 'with a database: name to which accounts are moved (that of the machine)')
    .option('--capacity <accounts>', 'with a database: accounts to follow at most (no limit)')
    .option('--no-balance', 'with a database: move no account by itself to spread them over gateways')
    .option(
      '--advertise-url <url>',
      'with a database: address at which other gateways pass orders on to this one (none)',
    )
    .option('--gateway-origins <list>', 'with a database: origins of the gateways that orders are passed on to (none)')
    .option('--role <role>', 'with a database: all, ingest (follows accounts) or edge (serves them) (all)')
    .option('--rest <url>', 'address of REST (https://api.mexc.com)')
    .option('--ws <url>', 'address of the streams (wss://wbs-api.mexc.com/ws)')
    .option('--allow-plain-exchange', 'let --rest and --ws be plain http and ws to another machine')
    .option('--notices <files>', 'announcements of the exchange saved to files, with commas between them')
    .action(async (flags: Flags) => (await import('./commands/gateway.ts')).gatewayCommand(flags))
}

/** The options that `spotdeck-sandbox` has too, but those that every service here has. */
function sandboxOptions(command: Command): Command {
  const known = command.options.map(({ long }) => long)
  for (const { flags, means } of SANDBOX_OPTIONS) {
    if (!known.includes(flags.split(' ')[0])) command.option(flags, means)
  }
  return command
}

/** Commands that read the public market of a host. */
function markets(program: Command): void {
  program
    .command('record')
    .description('the public market of a host, into a file that the sandbox plays')
    .requiredOption('--to <file>', 'a file that does not exist yet')
    .option('--symbols <list>', 'the symbols, such as BTCUSDT,MXUSDT')
    .option('--for <time>', "how long from the market's beginning on, such as 90m or 6h (until it is stopped)")
    .option('--rest <url>', 'address of REST (https://api.mexc.com)')
    .option('--ws <url>', 'address of the streams (wss://wbs-api.mexc.com/ws)')
    .option('--allow-plain-exchange', 'let --rest and --ws be plain http and ws to another machine')
    .option('--config <file>', 'configuration file (spotdeck.json)')
    .option('--log-level <level>', 'debug, info, warn or error (warn)')
    .action(async (flags: Flags) => (await import('./commands/record.ts')).recordCommand(flags))
}

/** A command on the credentials of a gateway, which may be in a database. */
function withCredentials(command: Command): Command {
  return command.option(
    '--database-file <file>',
    'an owner-only file with the address of PostgreSQL (SPOTDECK_DATABASE_URL)',
  )
}

/** Commands that call a running gateway. */
function toGateway(program: Command): void {
  withCredentials(
    common(program.command('login').description('another one-time link to the page of a running gateway')),
  )
    .option('--port <port>', 'port of the gateway, where it has left no address')
    .option('--public-url <url>', 'the address that readers use')
    .action(async (flags: Flags) => (await import('./commands/login.ts')).loginCommand(flags))
  withCredentials(
    common(
      program
        .command('import <file>')
        .description("the exchange's own export into a running gateway: shown, not written"),
    ),
  )
    .option('--account <id>', 'the account it is of (the first)')
    .option('--kind <kind>', 'orders, deals, deposits or withdrawals (recognised)')
    .option('--map <list>', 'which column holds what, such as fee=Commission,time=When')
    .option('--time-zone <zone>', 'of times that carry none, such as +08:00 or Asia/Taipei (UTC)')
    .option('--apply', 'write it')
    .option('--port <port>', 'port of the gateway, where it has left no address')
    .action(async (file: string, flags: Flags) => (await import('./commands/import.ts')).importCommand(file, flags))
}

/** Bearer tokens for programs. */
function tokens(program: Command): void {
  const token = program.command('token').description('bearer tokens for programs')
  withCredentials(common(token.command('create').description('makes a token and prints it, once')))
    .option('--audience <audience>', 'owner, viewer or public; metrics for /metrics alone')
    .option('--role <role>', 'instead: owner, trader, auditor or viewer')
    .option('--account <id>', 'one account alone, or given again for more (all)', several)
    .option('--label <text>', 'what the token is for')
    .action(async (flags: Flags) => (await import('./commands/token.ts')).tokenCreateCommand(flags))
  const listed = 'the tokens in use, one JSON line each, without what opens anything'
  withCredentials(beside(token.command('list').description(listed))).action(async (flags: Flags) =>
    (await import('./commands/token.ts')).tokenListCommand(flags),
  )
  const revoked = 'ends a token, and within seconds every stream it opened'
  withCredentials(beside(token.command('revoke <id>').description(revoked))).action(async (id: string, flags: Flags) =>
    (await import('./commands/token.ts')).tokenRevokeCommand(id, flags),
  )
}

/** People who sign in with roles on accounts. */
function users(program: Command): void {
  const user = program.command('user').description('people who sign in with roles on accounts')
  const grant = [
    '--grant <role>',
    'a role, such as trader:main,second or auditor (all accounts); may be repeated',
  ] as const
  const on = (line: string, text: string): Command => withCredentials(beside(user.command(line).description(text)))
  on('add <name>', 'adds a user and prints it')
    .requiredOption(...grant, spaced)
    .option('--email <address>', 'of the user; one user has it')
    .action(async (name: string, flags: Flags) => (await import('./commands/user.ts')).userAddCommand(name, flags))
  on('list', 'the users, one JSON line each, oldest first').action(async (flags: Flags) =>
    (await import('./commands/user.ts')).userListCommand(flags),
  )
  on('grant <id>', 'gives a user these roles instead of those it has')
    .requiredOption(...grant, spaced)
    .action(async (id: string, flags: Flags) => (await import('./commands/user.ts')).userGrantCommand(id, flags))
  on('link <id>', 'a link that signs a user in once, within ten minutes')
    .option('--port <port>', 'port of the gateway, where it has left no address')
    .option('--public-url <url>', 'the address that readers use')
    .action(async (id: string, flags: Flags) => (await import('./commands/user.ts')).userLinkCommand(id, flags))
  on('disable <id>', 'signs a user out and lets it in no more').action(async (id: string, flags: Flags) =>
    (await import('./commands/user.ts')).userDisableCommand(id, flags, true),
  )
  on('enable <id>', 'lets a user sign in again').action(async (id: string, flags: Flags) =>
    (await import('./commands/user.ts')).userDisableCommand(id, flags, false),
  )
  on('remove <id>', 'removes a user and signs it out').action(async (id: string, flags: Flags) =>
    (await import('./commands/user.ts')).userRemoveCommand(id, flags),
  )
}

const spaced = (given: string, before: string | undefined): string =>
  before === undefined ? given : `${before} ${given}`

/** An option that is given more than once, as a list with commas. */
const several = (given: string, before: string | undefined): string =>
  before === undefined ? given : `${before},${given}`

/** Accounts of a database that gateways share. */
function accounts(program: Command): void {
  const command = program.command('accounts').description('accounts of a database that gateways share')
  const shared = (one: Command): Command =>
    beside(one).option('--database-file <file>', 'an owner-only file with the address (SPOTDECK_DATABASE_URL)')
  shared(command.command('list').description('who follows each account, one JSON line each')).action(
    async (flags: Flags) => (await import('./commands/accounts.ts')).accountsListCommand(flags),
  )
  shared(command.command('move <account>').description('makes another gateway follow an account'))
    .requiredOption('--to <name>', 'name of the gateway (its --name, or its machine)')
    .action(async (account: string, flags: Flags) =>
      (await import('./commands/accounts.ts')).accountsMoveCommand(account, flags),
    )
  shared(command.command('unpin <account>').description('lets a moved account be moved by itself again')).action(
    async (account: string, flags: Flags) =>
      (await import('./commands/accounts.ts')).accountsUnpinCommand(account, flags),
  )
}

/** Key files encrypted with a passphrase. */
function keyFiles(program: Command): void {
  const keys = program.command('keys').description('key files encrypted with a passphrase')
  keys
    .command('encrypt <file>')
    .description('encrypts a key file in place')
    .action(async (file: string) => (await import('./commands/keys.ts')).keysEncryptCommand(file))
  keys
    .command('decrypt <file>')
    .description('puts its plain text back')
    .action(async (file: string) => (await import('./commands/keys.ts')).keysDecryptCommand(file))
  keys
    .command('check <file>')
    .description('says whether it opens, and nothing of what it holds')
    .action(async (file: string) => (await import('./commands/keys.ts')).keysCheckCommand(file))
}

/** The configuration file. */
function configFiles(program: Command): void {
  const config = program.command('config').description('the configuration file')
  config
    .command('schema')
    .description('its JSON schema, for editors and programs')
    .action(async () => (await import('./commands/config.ts')).configSchemaCommand())
  config
    .command('check <file>')
    .description('says whether a file is valid and its key files can be used, and if not, where')
    .action(async (file: string) => (await import('./commands/config.ts')).configCheckCommand(file))
}

/** Saved announcements of the exchange. */
function notices(program: Command): void {
  program
    .command('notices <files...>')
    .description('what saved announcements of the exchange say, sentence by sentence, one JSON line each')
    .addHelpText('after', NOTICES_NOTE)
    .action(async (files: string[]) => (await import('./commands/notices.ts')).noticesCommand(files))
}

/** Browsers that are signed in. */
function sessions(program: Command): void {
  const session = program.command('session').description('browsers that are signed in')
  const listed = 'the sessions in use, one JSON line each, newest first'
  withCredentials(beside(session.command('list').description(listed))).action(async (flags: Flags) =>
    (await import('./commands/session.ts')).sessionListCommand(flags),
  )
  const ended = 'signs a browser out, and within seconds ends its streams'
  withCredentials(beside(session.command('revoke [id]').description(ended)))
    .option('--all', 'every browser')
    .action(async (id: string | undefined, flags: Flags) =>
      (await import('./commands/session.ts')).sessionRevokeCommand(id, flags),
    )
}

/** Passkeys that sign the owner in. */
function passkeys(program: Command): void {
  const passkey = program.command('passkey').description('passkeys that sign the owner in; added on the page')
  const listed = 'the passkeys, one JSON line each, newest first'
  withCredentials(beside(passkey.command('list').description(listed))).action(async (flags: Flags) =>
    (await import('./commands/passkey.ts')).passkeyListCommand(flags),
  )
  const removed = 'removes a passkey; browsers that it signed in stay (session revoke)'
  withCredentials(beside(passkey.command('remove <id>').description(removed))).action(
    async (id: string, flags: Flags) => (await import('./commands/passkey.ts')).passkeyRemoveCommand(id, flags),
  )
}

/** Commands that work on ledgers without a gateway. */
function keeping(program: Command): void {
  beside(program.command('verify').description('walks every ledger: ok, or where it breaks'))
    .option('--account <id>', 'one account alone (all)')
    .option('--database-file <file>', 'an owner-only file with the address of the database to verify instead')
    .action(async (flags: Flags) => (await import('./commands/verify.ts')).verifyCommand(flags))
  beside(program.command('archive').description('archives old events, lists archive files, or puts events back'))
    .option('--account <id>', 'one account alone (all)')
    .option('--older-than <days>', 'archive events of at least this age, while no gateway runs')
    .option('--put-back', 'put all archived events back, while no gateway runs')
    .action(async (flags: Flags) => (await import('./commands/archive.ts')).archiveCommand(flags))
  beside(program.command('migrate <direction>').description('sqlite-to-postgres or postgres-to-sqlite: copies ledgers'))
    .option('--account <id>', 'one account alone (all)')
    .option('--database-file <file>', 'an owner-only file with the address (SPOTDECK_DATABASE_URL)')
    .action(async (direction: string, flags: Flags) =>
      (await import('./commands/migrate.ts')).migrateCommand(direction, flags),
    )
  beside(program.command('backup').description('a checked copy of all ledgers, while the gateway runs'))
    .requiredOption('--to <folder>', 'a folder that does not exist yet')
    .action(async (flags: Flags) => (await import('./commands/backup.ts')).backupCommand(flags))
  beside(program.command('restore').description('puts a backup in place, while no gateway runs'))
    .requiredOption('--from <folder>', 'what spotdeck backup made')
    .option('--replace', 'keep ledgers that stand there aside')
    .action(async (flags: Flags) => (await import('./commands/restore.ts')).restoreCommand(flags))
  beside(program.command('export <list>').description('ledger, orders, deals or realized lots as CSV'))
    .option('--account <id>', 'whose; needed where there are several')
    .option('--out <file>', 'a file that does not exist yet (standard output)')
    .option('--from <day>', 'the first day, such as 2026-01-01, or a time in ISO 8601 or ms')
    .option('--to <day>', 'the last day')
    .option('--year <year>', 'of lots: the calendar year, such as 2026')
    .option('--zone <zone>', 'where days begin, such as Asia/Taipei (UTC)')
    .option('--method <method>', 'of lots: average, fifo or hifo (average)')
    .action(async (list: string, flags: Flags) => (await import('./commands/export.ts')).exportCommand(list, flags))
}

function beside(command: Command): Command {
  return command
    .option('--data <dir>', 'the data directory of the gateway (.spotdeck)')
    .option('--config <file>', 'configuration file (spotdeck.json)')
}

/** Options of every command that serves the page. */
function serving(command: Command): Command {
  return common(command)
    .option('--port <port>', 'port of the page (8787)')
    .option('--allow-plain-http', 'listen beyond this machine without an https --public-url')
    .option('--public-url <url>', 'the address that readers use, when it is not the one listened on')
    .option('--trusted-proxies <list>', 'reverse proxies that are believed, such as 127.0.0.1,10.0.0.0/8 (none)')
    .option('--session-idle <time>', 'sign a browser out after this long without use, such as 12h (7d)')
    .option('--replay-limit <events>', 'events that a subscriber may be behind and resume (500000)')
    .option('--retention-days <days>', 'archive events from this age on, from 7 to 3650 (off)')
    .option(
      '--otlp-endpoint <url>',
      'OpenTelemetry collector for traces and metrics, such as http://127.0.0.1:4318 (off)',
    )
}

function common(command: Command): Command {
  return command
    .option('--host <host>', 'address to listen on (127.0.0.1)')
    .option('--data <dir>', 'where everything durable lives (.spotdeck, of up: .spotdeck/demo)')
    .option('--config <file>', 'configuration file (spotdeck.json)')
    .option('--log-level <level>', 'debug, info, warn or error (warn)')
}

// Files of every command are readable by their owner only: they describe somebody's money.
process.umask(0o077)
// Who reads the output may have gone, as `head` goes after its lines: a command ends all the same.
process.stdout.on('error', () => undefined)
try {
  const program = buildProgram()
  explainUsage(program)
  await program.parseAsync()
} catch (error) {
  const code = shownCode(error)
  if (code === undefined) printTrouble(error)
  process.exit(code ?? 1)
}
