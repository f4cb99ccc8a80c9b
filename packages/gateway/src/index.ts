/** `@spotdeck/gateway`: follows accounts, keeps the ledger, serves it. Entries beside it are for programs that do not serve. */

export { type GatewayConfig, type GatewayRole, type GatewayWorld, type RunningGateway, openGateway } from './gateway.ts'
export { type AccountConfig, type DeskConfig, type Sdk } from './desk-config.ts'
export { type RunningDesk, openDesk } from './open-desk.ts'
export { type StartErrorCode, GatewayStartError } from './start-error.ts'
export {
  type Binding,
  type OpenLedgerRequest,
  type MemoryDisks,
  type Storage,
  diskStorage,
  memoryStorage,
} from './storage.ts'
export { type Edge, type EdgeConfig, type EdgeOptions, openEdge } from './edge/edge.ts'
export { EdgeStartError } from './edge/start-error.ts'
export { type EdgeHandler, type EdgeRulesOptions, type EdgeWorld, type Upgrade, createEdgeRules } from './edge/rules.ts'
export type { EdgeAnswer, EdgeRequest } from './edge/rest/answer.ts'
export type { MetricFamily, MetricPoint, HistogramPoint } from './metrics/families.ts'
export type { RedisTarget } from './redis/target.ts'
export { type RedisAddress, parseRedisAddress } from './redis/address.ts'
export { openRedisBus } from './redis/redis-bus.ts'
export type { SharedBus } from './bus/shared-bus.ts'
export type { Desk, DeskBatch, FollowedAccount, Head } from './desk.ts'
