/** `@spotdeck/notices`: what the exchange's announcements state: markets, interfaces, maintenance, each with its certainty. */

export { type EndpointRetired, type Fact, factsIn, type Reading, readNotice } from './facts.ts'
export { entriesOf } from './entries.ts'
export { indexMarkets, type MarketIndex, namesIn } from './markets.ts'
export { type Block, MAX_PAGE_CHARS, readPages, textBlock } from './page-text.ts'
export { updatedUntil } from './updates.ts'
