/** `@spotdeck/notices`: facts in the exchange's announcements: markets closed to the API, retired interfaces, maintenance. */

export { type ApiDisabled, type EndpointRetired, type Fact, type Maintenance, factsIn, pairsIn } from './facts.ts'
export { type Entry, entriesOf } from './entries.ts'
export { type Paragraph, MAX_PAGE_CHARS, readPages } from './page-text.ts'
export { updatedUntil } from './updates.ts'
