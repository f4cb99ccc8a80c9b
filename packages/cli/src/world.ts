/** The only file that reads the environment, the clock and the dice: everything else is given this world. */

import {
  measureLoopDelay,
  nodeClock,
  nodeFetch,
  nodeMonotonic,
  nodeOpenSocket,
  nodeRandom,
  nodeSign,
  nodeTimers,
} from '@spotdeck/ports/node'
import type { MexcWorld } from '@spotdeck/mexc'
import type { Environment, LogLevel } from './config/settings.ts'
import { openLog } from './log.ts'
import { type Telemetry, openTelemetry } from './telemetry/telemetry.ts'
import { VERSION } from './version.ts'

/** Environment variables of the process. */
export const environment: Environment = process.env

/** True where a person reads the log: on a terminal, and under `npm start` wherever it goes. */
const isForPeople = process.stderr.isTTY || environment['npm_lifecycle_event'] === 'start'

/** The real world. `secrets` are values that no line of the log may hold; `telemetry` traces what runs in it. */
export function openWorld(logLevel: LogLevel, secrets: readonly string[] = [], telemetry?: Telemetry) {
  const { tracing, hooks, traceIds } = telemetry ?? {}
  return {
    clock: nodeClock,
    monotonic: nodeMonotonic,
    timers: nodeTimers,
    measureLoopDelay,
    random: nodeRandom,
    fetch: nodeFetch,
    openSocket: nodeOpenSocket,
    sign: nodeSign,
    /** Loaded with the first large answer. */
    parseLarge: (text: string) => import('@spotdeck/mexc/node').then(({ parseInWorker }) => parseInWorker(text)),
    log: openLog(logLevel, secrets, { fields: traceIds, isForPeople }),
    tracing,
    hooks,
  }
}

/** Traces and metrics of a service, where its settings name an endpoint. */
export const telemetryOf = ({ otlpEndpoint }: { readonly otlpEndpoint?: string | undefined }): Promise<Telemetry> =>
  openTelemetry({ endpoint: otlpEndpoint, version: VERSION, world: { clock: nodeClock, timers: nodeTimers } })

/** The real world: clock, timers, randomness, network and log, traced where it is asked for. */
export type World = Omit<ReturnType<typeof openWorld>, keyof Traced | 'parseLarge'> &
  Traced &
  Pick<MexcWorld, 'parseLarge'>
type Traced = Pick<Telemetry, 'hooks' | 'tracing'>
