/** Checks whether ports can be listened on, before anything is written. */

import { createServer } from 'node:net'
import { CommandError } from './command-error.ts'

/** A port to listen on, and the flag that sets it. */
export type WantedPort = { readonly host: string; readonly port: number; readonly flag: string }

/** @throws {CommandError} `PORT_IN_USE` naming the port and the flag that chooses another */
export async function refuseBusyPorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const { host, port, flag } of wanted) {
    const trouble = await tryListening(host, port)
    if (trouble === undefined) continue
    if (trouble === 'EADDRINUSE') {
      throw new CommandError(
        'PORT_IN_USE',
        `Port ${port} is in use: end the program that has it, or choose another with ${flag}.`,
      )
    }
    throw new CommandError(
      'PORT_REFUSED',
      `Cannot listen on ${host}:${port} (${trouble}): choose another with ${flag}.`,
    )
  }
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}
