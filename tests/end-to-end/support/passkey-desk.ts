/** A served desk of its own, without an exchange, in the test's process: what its passkeys change concerns no other test. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import type { Page } from 'playwright-core'
import { openEdge } from '../../../packages/edge/src/edge.ts'
import { FakeDesk } from '../../../packages/edge/src/testing/fake-desk.ts'

const dashboardDir = fileURLToPath(new URL('../../../packages/dashboard/dist', import.meta.url))

export type PasskeyDesk = {
  /** Address with a name, at which passkeys work. */
  readonly origin: string
  /** The same with a number. */
  readonly numbered: string
  /** A sign-in link of one use, at the address with a name. */
  readonly link: () => Promise<string>
  readonly close: () => Promise<void>
}

export async function openPasskeyDesk(): Promise<PasskeyDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-passkeys-'))
  const edge = await openEdge({
    desk: new FakeDesk({ now: () => nodeClock.now() }),
    world: { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog },
    config: { host: '127.0.0.1', port: 0, sandbox: false, dataDir, dashboardDir },
  })
  return {
    origin: `http://localhost:${edge.port}`,
    numbered: edge.url,
    link: async () => (await edge.loginLink()).replace('127.0.0.1', 'localhost'),
    async close() {
      await edge.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Gives a page's browser an authenticator that knows its user and answers at once. */
export async function authenticate(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}
