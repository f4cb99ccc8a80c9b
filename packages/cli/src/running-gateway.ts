/** The gateway that serves a data directory, found by the address it left there and proved by a token of that directory. */

import { openAccess } from '@spotdeck/gateway'
import { readAddress } from './address-file.ts'
import { CommandError } from './command-error.ts'
import type { Settings } from './config/settings.ts'
import { openWorld } from './world.ts'

/** A gateway that lives answers this at once. */
const PROOF_TIMEOUT_MS = 10_000

export type ServingGateway = {
  /** Where it is reached from this machine. */
  readonly url: string
  /** An owner's, for this command alone. */
  readonly token: string
}

export type TokenFor = {
  readonly accounts: 'all' | readonly string[]
  /** Which command it is. */
  readonly label: string
  readonly lastsMs: number
}

/**
 * A copy of a data directory names the address of the original's gateway, which knows no token that was made in the copy.
 * @throws {CommandError} `GATEWAY_NOT_RUNNING`
 */
export async function findGateway(settings: Settings, { accounts, label, lastsMs }: TokenFor): Promise<ServingGateway> {
  const url = readAddress(settings.data) ?? `http://127.0.0.1:${settings.port}`
  const world = openWorld(settings.logLevel)
  const access = openAccess(settings.data, world)
  let token: string
  try {
    const expiresAt = world.clock.now() + lastsMs
    token = access.createToken({ audience: 'owner', accounts, label, expiresAt }).secret
  } finally {
    access.close()
  }
  const status = await statusOf(url, token)
  if (status === 200) return { url, token }
  const what =
    status === undefined ? `No gateway answers on ${url}` : `What answers on ${url} does not serve ${settings.data}`
  throw new CommandError(
    'GATEWAY_NOT_RUNNING',
    `${what}: start it with \`spotdeck gateway\` or \`spotdeck up\` on the same --data, then run this again.`,
  )
}

/** What is answered to who asks who they are; `undefined` where nothing answers. */
async function statusOf(url: string, token: string): Promise<number | undefined> {
  try {
    const answer = await fetch(`${url}/api/v1/session`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PROOF_TIMEOUT_MS),
    })
    await answer.body?.cancel()
    return answer.status
  } catch {
    return undefined
  }
}
