/**
 * The gateway that serves a data directory, found by the address it left there. Whoever holds the port may be somebody else: it
 * proves that it serves the directory before it is sent a token or a link is printed for it.
 */

import { gatewayProof } from '@spotdeck/api'
import { isProof } from '@spotdeck/desk/access'
import { readAddress } from './address-file.ts'
import type { Timer } from '@spotdeck/ports'
import { CommandError } from './command-error.ts'
import { CATEGORIES } from './failures.ts'
import { type Asked, openCredentials } from './open-credentials.ts'
import { openWorld } from './world.ts'

/** A gateway that lives answers this at once. */
const PROOF_TIMEOUT_MS = 10_000
/** A proof is a line; whatever else answers may send without end. */
const MAX_ANSWER_BYTES = 4_096

/** A running gateway that proved it serves the data directory. */
export type ServingGateway = {
  /** Address of the gateway on this machine. */
  readonly url: string
  /** An owner's, for this command alone. */
  readonly token: string
}

/** A token to create for a command. */
export type TokenFor = {
  readonly accounts: 'all' | readonly string[]
  /** Name of the command. */
  readonly label: string
  readonly lastsMs: number
}

/**
 * Asks what answers at the gateway's address a question that only a process with this data directory can answer. Nothing that
 * is sent is secret, and the answer is bound to the address, so that nobody can pass the question on.
 * @returns the address
 * @throws {CommandError} `GATEWAY_NOT_RUNNING`, `GATEWAY_BUSY`
 */
export async function provenGateway(asked: Asked): Promise<string> {
  const { settings } = asked
  const url = readAddress(settings.data) ?? `http://127.0.0.1:${settings.port}`
  const access = await openCredentials(asked)
  try {
    const { challenge, proofFor } = await access.newChallenge()
    const answer = await answerTo(url, challenge)
    if (answer !== undefined && isProof(answer.proof, proofFor(url))) return url
    if (answer?.isBusy === true)
      throw new CommandError(
        'GATEWAY_BUSY',
        `The gateway on ${url} takes no more calls from this address: run this again in a minute.`,
      )
    const what =
      answer === undefined ? `No gateway answers on ${url}` : `What answers on ${url} does not serve ${settings.data}`
    throw new CommandError(
      'GATEWAY_NOT_RUNNING',
      `${what}: start it with \`spotdeck gateway\` or \`spotdeck up\` on the same --data, then run this again.`,
    )
  } finally {
    await access.close()
  }
}

/** Time for which an interrupted command may clean up, in ms. */
const INTERRUPTED_MS = 5_000

/**
 * Runs `work` with a token for the gateway, which is revoked when the work is done, has failed or was interrupted. `interrupted`
 * aborts on SIGINT and SIGTERM: the work then ends what it began at the gateway and returns or throws.
 * @throws {CommandError} `GATEWAY_NOT_RUNNING`, and what `work` throws
 */
export async function withGateway<T>(
  asked: Asked,
  { accounts, label, lastsMs }: TokenFor,
  work: (gateway: ServingGateway, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const url = await provenGateway(asked)
  const world = openWorld(asked.settings.logLevel)
  const access = await openCredentials(asked)
  const expiresAt = world.clock.now() + lastsMs
  const { credential, secret: token } = await access.createToken({
    audience: 'owner',
    accounts,
    label,
    expiresAt,
  })
  const stop = new AbortController()
  let lateEnd: Timer | undefined
  const interrupted = (): void => {
    // A second signal ends the command at once.
    if (stop.signal.aborted) giveUp()
    stop.abort()
    lateEnd = world.timers.after(INTERRUPTED_MS, giveUp)
  }
  const giveUp = (): void => {
    void Promise.resolve(access.revokeToken(credential.id)).finally(() => process.exit(CATEGORIES.interrupted.exit))
  }
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  try {
    return await work({ url, token }, stop.signal)
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    lateEnd?.cancel()
    await access.revokeToken(credential.id)
    await access.close()
  }
}

/** An answer to a challenge; `isBusy`: the call was refused unread, for too many calls. */
type ProofAnswer = { readonly proof: string; readonly isBusy: boolean }

/** Asks an address for its proof; `undefined` if nothing answers, an empty proof if another program does. */
async function answerTo(address: string, challenge: string): Promise<ProofAnswer | undefined> {
  try {
    const answer = await fetch(`${address}/api/v1/proof`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ challenge, address }),
      redirect: 'manual',
      signal: AbortSignal.timeout(PROOF_TIMEOUT_MS),
    })
    const { proof = '' } = gatewayProof.safeParse(parsed(await beginningOf(answer))).data ?? {}
    return { proof, isBusy: answer.status === 429 }
  } catch {
    return undefined
  }
}

async function beginningOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = answer.body?.getReader()
  while (reader !== undefined && bytes < MAX_ANSWER_BYTES) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    bytes += value.byteLength
  }
  await reader?.cancel()
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
