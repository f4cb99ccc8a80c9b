/** `@spotdeck/gateway`: follows accounts, keeps the ledger, serves it. */

export { type GatewayConfig, type RunningGateway, openGateway } from './gateway.ts'
export { type AccountConfig, type DeskConfig, type RunningDesk, type Sdk, openDesk } from './open-desk.ts'
export { GatewayStartError } from './start-error.ts'
export { type Edge, type EdgeConfig, type EdgeOptions, EdgeStartError, openAccess, openEdge } from './edge/edge.ts'
export type { Access, LinkWish, Made, TokenWish } from './edge/access/access.ts'
export { type EdgeRules, type EdgeRulesOptions, type EdgeWorld, type Upgrade, createEdgeRules } from './edge/rules.ts'
export { createAccess } from './edge/access/access.ts'
export { memoryAccessStore } from './edge/access/memory-store.ts'
export { type Addresses, ourAddresses } from './edge/access/origin.ts'
export type { EdgeAnswer, EdgeRequest } from './edge/rest/call.ts'
export type { Desk, DeskBatch, Head } from './desk.ts'
