/** `@spotdeck/notices`: what the exchange's announcements state: markets, interfaces, maintenance, each with its certainty. */

export {
  type EndpointRetired,
  type Fact,
  factsIn,
  type Maintenance,
  type MarketFact,
  type NoticeReading,
  type Reading,
  readNotice,
} from './facts.ts'
export { type Entry, entriesOf } from './entries.ts'
export { indexMarkets, type ListedMarket, type MarketIndex, namesIn } from './markets.ts'
export { type Block, MAX_PAGE_CHARS, readPages, textBlock } from './page-text.ts'
export { updatedUntil } from './updates.ts'
export { type Act, type Reason } from './wording.ts'
