#!/usr/bin/env node
/** `spotdeck-sandbox`: the sandbox exchange of the package alone, without the rest of Spotdeck. */

import { CodedError, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { readArguments, usage } from './command/arguments.ts'
import { sandboxExposure } from './command/exposed.ts'
import { readSandboxOptions, stateFolder } from './command/read.ts'
import { openSandbox } from './sandbox.ts'
import { tlsKeysOf } from './server/tls.ts'
import { SandboxStartError } from './start-error.ts'

await run().catch(fail)

async function run(): Promise<void> {
  const { help, texts, data, allowPlainHttp, ...rest } = readArguments(process.argv.slice(2), process.env)
  if (help) return void process.stdout.write(`${usage()}\n`)
  const exposure = sandboxExposure({ ...texts, host: rest.host, allowPlainHttp })
  if (exposure !== undefined) throw new SandboxStartError('SANDBOX_BAD_OPTION', exposure)
  const options = await readSandboxOptions(texts)
  const tls = await tlsKeysOf({ cert: texts.tlsCert, key: texts.tlsKey, made: texts.tlsMade })
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
  const sandbox = await openSandbox({ ...rest, ...options, tls, dataDir: stateFolder(data, texts) }, world)
  const stop = (): void => void sandbox.close().catch(fail)
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const { url, wsUrl, demo } = sandbox
  process.stdout.write(`Sandbox exchange ready: ${url} (streams on ${wsUrl}, demo key ${demo.apiKey})\n`)
}

function fail(error: unknown): never {
  const text = error instanceof CodedError ? `${error.message} (${error.code})` : String(error)
  process.stderr.write(`spotdeck-sandbox: ${text}\n`)
  process.exit(1)
}
