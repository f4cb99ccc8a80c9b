/** `spotdeck passkey …`: passkeys of the owner, seen and removed on the machine where Spotdeck runs. */

import { providerOf } from '@spotdeck/desk/access'
import { CommandError } from '../command-error.ts'
import type { Flags } from '../config/settings.ts'
import { printReady, printResult } from '../print.ts'
import { withAccess } from './token.ts'

/** One JSON line a passkey, newest first. */
export async function passkeyListCommand(flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    for (const passkey of await access.passkeys.list()) {
      const { id, name, rpId: host, aaguid, device, isBackedUp: synced, createdAt, lastUsedAt, lastUsedFrom } = passkey
      const created = new Date(createdAt).toISOString()
      const lastUsed = lastUsedAt === undefined ? undefined : new Date(lastUsedAt).toISOString()
      const provider = providerOf(aaguid)
      printReady(JSON.stringify({ id, name, host, provider, device, synced, created, lastUsed, lastUsedFrom }))
    }
  })
}

/** Removes a passkey; browsers that it signed in stay signed in. @throws {CommandError} `PASSKEY_UNKNOWN` */
export async function passkeyRemoveCommand(id: string, flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    const removed = await access.commands.record({ action: 'passkey-removed', target: id }, () =>
      access.passkeys.remove(id),
    )
    if (removed === undefined)
      throw new CommandError('PASSKEY_UNKNOWN', 'No passkey has this id: `spotdeck passkey list` tells the ids.')
    const who = { id, label: removed.name, audience: 'owner' } as const
    access.log.happened('passkey-removed', { door: 'command', from: '' }, who)
    printResult(flags, { removed: id }, 'removed')
  })
}
