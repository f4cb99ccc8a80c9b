/** Reads venue files: what is wrong with one is a single message that names the place in the file. */

import { z } from 'zod'
import { describeIssues, readJsonFile } from '../json-file/read.ts'
import { VenueError } from './error.ts'
import { resolveVenue } from './resolve.ts'
import { type VenueFile, venueSchema } from './schema.ts'

/** The venue file of a JSON value, with every check. @throws {VenueError} */
export function parseVenue(value: unknown, name = 'The venue'): VenueFile {
  const parsed = venueSchema.safeParse(value)
  if (!parsed.success) throw new VenueError(`${name}: ${describeIssues(parsed.error.issues)}.`)
  resolveVenue(parsed.data, name)
  return parsed.data
}

/** The venue of a file. @throws {VenueError} */
export function readVenue(path: string): VenueFile {
  const read = readJsonFile(path, 'venue')
  if ('wrong' in read) throw new VenueError(read.wrong, { cause: read.cause })
  return parseVenue(read.value, path)
}

/** The published JSON Schema (draft 2020-12) of venue files. */
export function venueJsonSchema(): unknown {
  return z.toJSONSchema(venueSchema, { io: 'input' })
}
