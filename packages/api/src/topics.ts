/** Names of every topic that can be subscribed to. Free of zod, to keep the browser bundle small. */

/** Stored per account and numbered by `seq`: a subscriber gets every event after a disconnect. */
export const durableTopics = ['assets', 'orders', 'deals', 'status'] as const
/** Measured per account: the newest value wins. */
export const sampledTopics = ['equity', 'health', 'warnings'] as const
/** The market's, the same for every account: the newest value wins. */
export const marketTopics = ['ticker', 'book', 'trades', 'klines', 'notices'] as const

/** A stored and numbered topic of an account. */
export type DurableTopic = (typeof durableTopics)[number]
/** A sampled topic of an account. */
export type SampledTopic = (typeof sampledTopics)[number]
/** A topic of the market. */
export type MarketTopic = (typeof marketTopics)[number]
/** Any topic of an account. */
export type AccountTopic = DurableTopic | SampledTopic
/** Any topic. */
export type Topic = AccountTopic | MarketTopic

const durable: ReadonlySet<string> = new Set(durableTopics)
const sampled: ReadonlySet<string> = new Set(sampledTopics)
const market: ReadonlySet<string> = new Set(marketTopics)

/** Returns whether a name is a durable topic. */
export const isDurableTopic = (name: string): name is DurableTopic => durable.has(name)
/** Returns whether a name is a sampled topic. */
export const isSampledTopic = (name: string): name is SampledTopic => sampled.has(name)
/** Returns whether a name is a topic of an account. */
export const isAccountTopic = (name: string): name is AccountTopic => isDurableTopic(name) || isSampledTopic(name)
/** Returns whether a name is a market topic. */
export const isMarketTopic = (name: string): name is MarketTopic => market.has(name)
