/** `@spotdeck/sandbox/venue`: venues as files, checked by their schema. */

export { VenueError } from './error.ts'
export { parseVenue, readVenue, venueJsonSchema } from './parse.ts'
export { resolveVenue } from './resolve.ts'
export { type VenueFile, venueSchema } from './schema.ts'
