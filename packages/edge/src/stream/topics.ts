/** Checks the topics of a request against the audience. */

import {
  type AccountTopic,
  type Audience,
  type MarketTopic,
  type Params,
  type ProblemCode,
  durableTopics,
  isAccountTopic,
  isMarketTopic,
  marketTopics,
  canSubscribe,
  sampledTopics,
} from '@spotdeck/api'

/** Reason why a subscription is refused. */
export type Refusal = { readonly code: ProblemCode; readonly params: Params }
/** Accepted topics, or the reason of the refusal. */
export type Chosen<Topic> = { readonly topics: ReadonlySet<Topic> } | { readonly refusal: Refusal }

/** Topics of an account, or why not: `UNKNOWN_TOPIC`, `AUDIENCE_FORBIDDEN`. */
export function accountTopics(names: readonly string[], audience: Audience): Chosen<AccountTopic> {
  return choose(names, isAccountTopic, audience, [...durableTopics, ...sampledTopics])
}

/** Topics of the market, or why not: `UNKNOWN_TOPIC`. */
export function marketTopicsOf(names: readonly string[], audience: Audience): Chosen<MarketTopic> {
  return choose(names, isMarketTopic, audience, marketTopics)
}

function choose<Topic extends AccountTopic | MarketTopic>(
  names: readonly string[],
  isOne: (name: string) => name is Topic,
  audience: Audience,
  known: readonly string[],
): Chosen<Topic> {
  const topics = new Set<Topic>()
  for (const name of names) {
    if (!isOne(name)) {
      return { refusal: { code: 'UNKNOWN_TOPIC', params: { topic: name.slice(0, 40), known: known.join(', ') } } }
    }
    if (!canSubscribe(name, audience)) return { refusal: { code: 'AUDIENCE_FORBIDDEN', params: { topic: name } } }
    topics.add(name)
  }
  return { topics }
}
