/** `spotdeck session …`: browsers that are signed in, seen and signed out from the machine where Spotdeck runs. */

import { CommandError } from '../command-error.ts'
import type { Flags } from '../config/settings.ts'
import { printReady, printResult } from '../print.ts'
import { printMade, withAccess } from './token.ts'

/** One JSON line a session, newest first. */
export async function sessionListCommand(flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    for (const { session, idleEndsAt } of await access.sessions()) {
      const { id, audience, accounts, label, user, device, createdFrom, lastUsedFrom, createdAt } = session
      const [created, lastUsed, expires] = [createdAt, session.lastUsedAt ?? createdAt, idleEndsAt].map((time) =>
        new Date(time).toISOString(),
      )
      const rights =
        user === undefined ? { audience, accounts } : { user: user.name, userId: user.id, grants: user.grants }
      const line = { id, ...rights, label, device, created, createdFrom, lastUsed, lastUsedFrom, expires }
      printReady(JSON.stringify(line))
    }
  })
}

/** @throws {CommandError} `USAGE` unless there is either an id or `--all`, `SESSION_UNKNOWN` */
export async function sessionRevokeCommand(id: string | undefined, flags: Flags): Promise<void> {
  const all = flags['all'] === true
  if ((id === undefined) !== all) {
    throw new CommandError('USAGE', 'Write either the id of a session or --all: `spotdeck session list` tells the ids.')
  }
  await withAccess(flags, async (access) => {
    const ended = (await access.sessions()).filter(({ session }) => all || session.id === id)
    if (ended.length === 0 && !all) {
      throw new CommandError('SESSION_UNKNOWN', 'No session in use has this id: `spotdeck session list` tells the ids.')
    }
    const { made } = await access.made.tell(async () => {
      for (const {
        session: { id: target },
        session,
      } of ended) {
        await access.commands.record({ action: 'session-ended', target }, () => access.endSession(target))
        access.log.happened('session-ended', { door: 'command', from: '' }, session)
      }
    })
    printResult(flags, { revoked: ended.length }, all ? `revoked ${ended.length}` : 'revoked')
    printMade(made)
  })
}
