/** Error of a venue file: one message that names the place. */

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

/** Reports wrong places of the named file. */
export function reportFor(name: string): Report {
  return (path, wrong) => {
    throw new VenueError(`${name}: ${placeOf(path)}: ${wrong}`)
  }
}

/** Reports the first entry whose name an earlier one has. @throws {VenueError} */
export function reportTwice(report: Report, list: string, names: readonly string[], field: string): void {
  const known = new Map<string, number>()
  for (const [n, name] of names.entries()) {
    const first = known.get(name)
    if (first !== undefined) report([list, n, field], `${name} is there twice: remove it here or in ${list}[${first}].`)
    known.set(name, n)
  }
}
