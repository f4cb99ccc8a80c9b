/** `@spotdeck/edge`: rules and transports: masks, fans out and answers, over REST, WebSocket, SSE and Redis. */

export { type Bus, createBus } from './bus/bus.ts'
export {
  type CancelOutcome,
  type PlanOutcome,
  type Plans,
  type ChannelLimit,
  type Desk,
  type DeskAccount,
  type DeskBatch,
  type EventsAnswer,
  type FollowedAccount,
  type Head,
  type MarketAnswer,
  type MarketCaller,
  type MarketChannel,
  type MarketWatch,
  type NewOrder,
  type OrderOutcome,
  type Trading,
} from './desk.ts'
export { type Edge, type EdgeOptions, openEdge } from './edge.ts'
export { channelKey } from './stream/hub.ts'
export { type HistogramPoint, type MetricFamily } from './metrics/families.ts'
export { GatewayMetrics } from './metrics/gateway-metrics.ts'
export { LoopWatch } from './metrics/loop-watch.ts'
export { type AccountVitals } from './metrics/vitals.ts'
export { openConnection, type OpenConnection, type RedisConnection } from './redis/connection.ts'
export { RedisRefusal } from './redis/link.ts'
export { hostsOf } from './redis/address.ts'
export { type LoopWorld, RedisLoop, inTime, troubleOf } from './redis/loop.ts'
export { type RedisTarget } from './redis/target.ts'
export { type EdgeAnswer, type EdgeRequest } from './answer/answer.ts'
export { createEdgeRules, type EdgeWorld } from './rules.ts'
export { FORWARDED, type ForwardedCall, type Forwarding, type Passed, type PassedCall } from './forwarding.ts'
export { type EdgeHandler, type Upgrade } from './handler.ts'
export { EdgeStartError } from './start-error.ts'
