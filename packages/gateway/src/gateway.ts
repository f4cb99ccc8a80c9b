/** The gateway: accounts followed on one side, readers served on the other. Wiring and nothing else. */

import { createRestClient, type MexcWorld, openMarketStreams, openUserStream } from '@spotdeck/mexc'
import { openEdge } from './edge/edge.ts'
import { type DeskConfig, openDesk } from './open-desk.ts'

export type GatewayConfig = DeskConfig & {
  /** Such as 127.0.0.1. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Where people reach it, when that is another address. */
  readonly publicUrl?: string
  /** The built page; without it only the API is served. */
  readonly dashboardDir?: string
  /** Whether the exchange is the sandbox: the page then says that this is not real money. */
  readonly sandbox: boolean
}

export interface RunningGateway {
  /** Where the page is opened. */
  readonly url: string
  readonly port: number
  /** A link that logs the owner in once, within 10 minutes. Print it; never log it. */
  loginLink(): string
  /** Readers are told, ledgers are closed; bounded to 10 s. Idempotent. */
  close(): Promise<void>
}

/**
 * Keys are checked before anything is written; when a later part cannot open, what was opened is closed again.
 * @throws {GatewayStartError} about keys, clock, directory or ledger
 * @throws {EdgeStartError} about the address that readers use
 */
export async function openGateway(config: GatewayConfig, world: MexcWorld): Promise<RunningGateway> {
  const { desk, close: closeDesk } = await openDesk(config, world, {
    createRestClient,
    openUserStream,
    openMarketStreams,
  })
  const edge = await openEdge({ desk, config, world }).catch(async (error: unknown) => {
    await closeDesk()
    throw error
  })
  let closing: Promise<void> | undefined
  return {
    url: edge.url,
    port: edge.port,
    loginLink: () => edge.loginLink(),
    close: () => (closing ??= edge.close().finally(closeDesk)),
  }
}
