#!/usr/bin/env node
/** `spotdeck-sandbox`: the sandbox exchange of the package alone, without the rest of Spotdeck. */

import { parseArgs } from 'node:util'
import { CodedError, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import type { SandboxConfig } from './config.ts'
import { openSandbox } from './sandbox.ts'
import { tlsKeysOf } from './server/tls.ts'
import { SandboxStartError } from './start-error.ts'

const USAGE = `spotdeck-sandbox [options]
  --port 9090          port of REST and streams; 0: a free one
  --host 127.0.0.1     address to listen on
  --tls-cert FILE      serves https and wss with this certificate, and
  --tls-key FILE       its key
  --tls-made FILE      the same with a certificate made for the start and written to FILE, for clients to trust
  --data DIR           folder of the state; without it nothing is kept (needs: npm install libsql)
  --seed TEXT          seed of the market
  --symbols LIST       only these symbols, such as BTCUSDT,MXUSDT
  --start-at TIME      the exchange's time at the first start, such as 2027-01-01T00:00:00Z
  --scenario FILE      steps that happen by themselves, as scenario.schema.json describes them
  --paused             the exchange's time stands still until the panel moves it
  --no-bots            only you trade
  --no-panel           no control panel
  --panel-token TEXT   lets other machines use the panel with this token, of at least 16 characters
  --panel-host NAME    the name by which they reach it; all names by default
  --help`
const MIN_TOKEN = 16

const { values } = readFlags(process.argv.slice(2))
if (values.help === true) process.stdout.write(`${USAGE}\n`)
else await run().catch(fail)

async function run(): Promise<void> {
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
  const scenario = values.scenario === undefined ? undefined : await scenarioOf(values.scenario)
  const sandbox = await openSandbox(
    {
      ...configOf(),
      scenario,
      tls: await tlsKeysOf({ cert: values['tls-cert'], key: values['tls-key'], made: values['tls-made'] }),
    },
    world,
  )
  const stop = (): void => void sandbox.close().catch(fail)
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const { url, wsUrl, demo } = sandbox
  process.stdout.write(`Sandbox exchange ready: ${url} (streams on ${wsUrl}, demo key ${demo.apiKey})\n`)
}

/** @throws {ScenarioError} */
async function scenarioOf(path: string): Promise<SandboxConfig['scenario']> {
  const { readScenario } = await import('./scenario/parse.ts')
  return readScenario(path)
}

function configOf(): SandboxConfig {
  const startAt = values['start-at'] === undefined ? undefined : Date.parse(values['start-at'])
  if (Number.isNaN(startAt)) throw wrong('--start-at is a time such as 2027-01-01T00:00:00Z.')
  const port = Number(values.port ?? 9090)
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) throw wrong('--port is a number from 0 to 65535.')
  const token = values['panel-token']
  if (token !== undefined && token.length < MIN_TOKEN)
    throw wrong(`--panel-token has at least ${MIN_TOKEN} characters.`)
  return {
    port,
    host: values.host ?? '127.0.0.1',
    seed: values.seed ?? 'spotdeck',
    dataDir: values.data,
    symbols: values.symbols?.split(','),
    bots: values['no-bots'] !== true,
    panel: values['no-panel'] !== true,
    panelAccess: token === undefined ? undefined : { token, host: values['panel-host'] },
    startAt,
    paused: values.paused,
  }
}

function readFlags(args: string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const named = { port: text, host: text, data: text, seed: text, symbols: text, 'start-at': text, help: flag }
  const tls = { 'tls-cert': text, 'tls-key': text, 'tls-made': text }
  const panel = { 'no-panel': flag, 'panel-token': text, 'panel-host': text }
  try {
    return parseArgs({ args, options: { ...named, ...tls, ...panel, scenario: text, paused: flag, 'no-bots': flag } })
  } catch (error) {
    return fail(wrong(error instanceof Error ? error.message : 'These options cannot be read.'))
  }
}

function wrong(message: string): SandboxStartError {
  return new SandboxStartError('SANDBOX_BAD_OPTION', message)
}

function fail(error: unknown): never {
  const text = error instanceof CodedError ? `${error.code}: ${error.message}` : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
