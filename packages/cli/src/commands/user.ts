/** `spotdeck user …`: people who sign in with roles on accounts, added and changed beside a running gateway. */

import { type Role, type RoleGrant, accountId, roles, userEmail, userGrants, userName } from '@spotdeck/api'
import type { Access, User } from '@spotdeck/desk/access'
import { CommandError, badValue } from '../command-error.ts'
import type { Flags } from '../config/settings.ts'
import { oneOf } from '../meant.ts'
import { printReady, printResult } from '../print.ts'
import { printLink } from './login.ts'
import { withAccess } from './token.ts'

/** Adds a user and prints it. @throws {CommandError} `CONFIG_BAD_VALUE`, `USER_LIMIT` */
export async function userAddCommand(name: string, flags: Flags): Promise<void> {
  if (!userName.safeParse(name).success) throw badValue('The name of a user is 1 to 64 printable characters.')
  const grants = grantsFrom(flags['grant'])
  const email = emailFrom(flags['email'])
  await withAccess(flags, async (access) => {
    const add = async (): Promise<User> => {
      const added = await access.users.add({ name, email, grants })
      if (added === 'taken') throw emailTaken()
      if (added === 'full') throw new CommandError('USER_LIMIT', 'There are as many users as may be: remove one first.')
      return added
    }
    printUser(await access.commands.record({ action: 'user-added' }, add, ({ id }) => id))
  })
}

/** One JSON line a user, oldest first. */
export async function userListCommand(flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    for (const user of await access.users.list()) printUser(user)
  })
}

/** Gives a user these roles instead of those it has. @throws {CommandError} `CONFIG_BAD_VALUE`, `USER_UNKNOWN` */
export async function userGrantCommand(id: string, flags: Flags): Promise<void> {
  const grants = grantsFrom(flags['grant'])
  await withAccess(flags, async (access) => printUser(await changed(access, id, { grants })))
}

/** Lets a user sign in no longer. @throws {CommandError} `USER_UNKNOWN` */
export async function userDisableCommand(id: string, flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => printUser(await changed(access, id, { disabled: true })))
}

/** Lets a user sign in again. @throws {CommandError} `USER_UNKNOWN` */
export async function userEnableCommand(id: string, flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => printUser(await changed(access, id, { disabled: false })))
}

/** @throws {CommandError} `USER_UNKNOWN` */
export async function userRemoveCommand(id: string, flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    const removed = await access.commands.record({ action: 'user-removed', target: id }, () => access.users.remove(id))
    if (removed === undefined) throw unknownUser()
    printResult(flags, { removed: id }, 'removed')
  })
}

/** Prints a link that signs a user in once. @throws {CommandError} `USER_UNKNOWN` */
export async function userLinkCommand(id: string, flags: Flags): Promise<void> {
  await printLink(flags, async (access) => {
    const made = await access.commands.record({ action: 'user-link-made', target: id }, () => access.newUserLink(id))
    if (made === undefined) throw unknownUser()
    return made.code
  })
}

function printUser({ id, name, email, grants, createdAt, madeBy, disabledAt }: User): void {
  const created = new Date(createdAt).toISOString()
  const disabled = disabledAt === undefined ? undefined : new Date(disabledAt).toISOString()
  printReady(JSON.stringify({ id, name, email, grants, created, madeBy, disabled }))
}

/** @throws {CommandError} `USER_UNKNOWN`, `CONFIG_BAD_VALUE` */
async function changed(access: Access, id: string, change: Parameters<Access['users']['change']>[1]): Promise<User> {
  return access.commands.record({ action: 'user-changed', target: id }, async () => {
    const found = await access.users.change(id, change)
    if (found === 'unknown') throw unknownUser()
    if (found === 'taken') throw emailTaken()
    return found
  })
}

const unknownUser = (): CommandError =>
  new CommandError('USER_UNKNOWN', 'No user who may sign in has this id: `spotdeck user list` tells the ids.')
const emailTaken = (): CommandError => badValue('--email is that of another user: `spotdeck user list` tells whose.')

/** @throws {CommandError} `CONFIG_BAD_VALUE` */
function emailFrom(given: Flags[string]): string | undefined {
  if (given === undefined) return undefined
  const email = userEmail.safeParse(given)
  if (email.success) return email.data
  throw badValue('--email is not an e-mail address.')
}

/** Roles as they are written, such as `trader:main,second` and `auditor`. @throws {CommandError} `CONFIG_BAD_VALUE` */
function grantsFrom(given: Flags[string]): RoleGrant[] {
  const grants = String(given).split(' ').map(grantFrom)
  if (userGrants.safeParse(grants).success) return grants
  throw badValue('There are too many --grant: give at most 16 roles.')
}

/** @throws {CommandError} `CONFIG_BAD_VALUE` */
function grantFrom(text: string): RoleGrant & { readonly role: Role } {
  const [name, list] = text.split(':')
  const role = oneOf('The role of --grant', name, roles)
  const accounts = list === undefined ? 'all' : list.split(',')
  if (accounts === 'all' || accounts.every((account) => accountId.safeParse(account).success)) return { role, accounts }
  throw badValue(`--grant is "${text}": write the accounts of a role as in trader:main,second.`)
}
