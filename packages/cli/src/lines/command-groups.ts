/** Commands in groups, such as `token create`, each declared once. */

import { COMMON, type CommandGroup, type CommandOption, SHARED, from, gatewayPort } from './command-row.ts'

const accounts = () => import('../commands/accounts.ts')
const config = () => import('../commands/config.ts')
const keys = () => import('../commands/keys.ts')
const passkey = () => import('../commands/passkey.ts')
const session = () => import('../commands/session.ts')
const token = () => import('../commands/token.ts')
const user = () => import('../commands/user.ts')

const grant: CommandOption = {
  ...{ flags: '--grant <role>', isRequired: true, between: ' ' },
  means: 'a role, such as trader:main,second or auditor (all accounts); may be repeated',
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
          {
            flags: '--audience <audience>',
            means: 'owner, viewer or public; metrics for /metrics alone',
            values: ['owner', 'viewer', 'public', 'metrics'],
          },
          {
            flags: '--role <role>',
            means: 'instead: owner, trader, auditor or viewer',
            values: ['owner', 'trader', 'auditor', 'viewer'],
          },
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
