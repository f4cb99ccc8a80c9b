/** The names of everything a reader can follow. Free of zod, so that a browser pays nothing for them. */

/** Kept per account and numbered by `seq`: a reader gets what it is owed after a break. */
export const durableTopics = ['assets', 'orders', 'deals', 'status'] as const
/** Measured per account: the newest value wins. */
export const sampledTopics = ['equity', 'health', 'warnings'] as const
/** The market's, the same for every account: the newest value wins. */
export const marketTopics = ['ticker', 'book', 'trades', 'klines', 'notices'] as const

export type DurableTopic = (typeof durableTopics)[number]
export type SampledTopic = (typeof sampledTopics)[number]
export type MarketTopic = (typeof marketTopics)[number]
export type AccountTopic = DurableTopic | SampledTopic
export type Topic = AccountTopic | MarketTopic

const durable: ReadonlySet<string> = new Set(durableTopics)
const sampled: ReadonlySet<string> = new Set(sampledTopics)
const market: ReadonlySet<string> = new Set(marketTopics)

export const isDurableTopic = (name: string): name is DurableTopic => durable.has(name)
export const isSampledTopic = (name: string): name is SampledTopic => sampled.has(name)
export const isAccountTopic = (name: string): name is AccountTopic => isDurableTopic(name) || isSampledTopic(name)
export const isMarketTopic = (name: string): name is MarketTopic => market.has(name)
