/** Watches exports, so that a collector that is away is known from the log. */

import type { Log } from '@spotdeck/ports'

type Result = { readonly code: number; readonly error?: Error | undefined }
type Exporter<Items> = { export(items: Items, done: (result: Result) => void): void }

/** Logs exports that fail: the 1st, 2nd, 4th, 8th … in a row, so that a collector that is away does not fill the log. */
export class ExportFailures {
  log: Log | undefined
  readonly #inARow = new Map<string, number>()

  /** The same exporter, watched. `what` is `spans` or `metrics`. */
  watched<Items, E extends Exporter<Items>>(what: string, exporter: E & Exporter<Items>): E {
    const send = exporter.export.bind(exporter)
    exporter.export = (items, done) =>
      send(items, (result) => {
        this.#ended(what, result)
        done(result)
      })
    return exporter
  }

  #ended(what: string, { code, error }: Result): void {
    const count = code === 0 ? 0 : (this.#inARow.get(what) ?? 0) + 1
    this.#inARow.set(what, count)
    if (count === 0 || !Number.isInteger(Math.log2(count))) return
    // Neither the message nor the answer: they may quote the address with its credentials.
    const { name = 'unknown' } = error ?? {}
    const reason = error !== undefined && 'code' in error ? String(error.code) : name
    this.log?.warn({ event: 'telemetry-not-exported', what, count, reason }, 'telemetry not exported')
  }
}
