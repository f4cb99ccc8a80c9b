/** Errors of a venue file: one message that names every wrong place. */

import { CodedError } from '@spotdeck/ports'
import { placeOf } from '../json-file/place.ts'

/** Error of a venue that cannot be read; nothing of it is in force. */
export class VenueError extends CodedError<'VENUE_INVALID'> {
  constructor(message: string, options?: ErrorOptions) {
    super('VENUE_INVALID', message, options)
  }
}

/** Reports what is wrong at a place of the file. @throws {VenueError} */
export type Report = (path: readonly PropertyKey[], wrong: string) => never

/** Ends the work on an entry. @throws {VenueError} */
export const report: Report = (path, wrong) => {
  throw new VenueError(`${placeOf(path)}: ${wrong}`)
}

/** Collects what is wrong, so that a file is mended in one go. */
export class Troubles {
  readonly #found: string[] = []

  /** The result of work on one entry; `undefined` where something is wrong with it, which is kept. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof VenueError)) throw error
      this.#found.push(error.message)
      return undefined
    }
  }

  /** @throws {VenueError} with everything that was wrong so far in the named file */
  refuse(name: string): void {
    if (this.#found.length > 0) throw new VenueError(`${name}: ${this.#found.join(' ')}`)
  }

  /** Keeps each entry whose name, its `field`, an earlier one of the `list` has. */
  refuseTwice([list, field]: readonly [string, string], names: readonly string[], at: Report = report): void {
    const known = new Map<string, number>()
    for (const [n, name] of names.entries()) {
      const first = known.get(name)
      if (first === undefined) known.set(name, n)
      else this.attempt(() => at([list, n, field], `${name} is there twice: remove it here or in ${list}[${first}].`))
    }
  }
}
