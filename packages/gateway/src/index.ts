/** `@spotdeck/gateway`: follows accounts, keeps the ledger, serves it. */

export { type GatewayConfig, type GatewayWorld, type RunningGateway, openGateway } from './gateway.ts'
export { type AccountConfig, type DeskConfig, type RunningDesk, type Sdk, openDesk } from './open-desk.ts'
export { type StartErrorCode, GatewayStartError } from './start-error.ts'
export {
  type Binding,
  type OpenLedgerRequest,
  type MemoryDisks,
  type Storage,
  diskStorage,
  memoryStorage,
} from './storage.ts'
export { DEFAULT_LIMITS, type TradingLimits } from './trading/limits.ts'
export { isZone } from './reports/days.ts'
export { inProcessReports } from './reports/ledger-reports.ts'
export type { Present, ReportReaders, ScanReports } from './reports/scans.ts'
export { WorkerReports, type WorkerReportsOptions } from './reports/worker-reports.ts'
export { newestFirst } from './notices/announcements.ts'
export { type UnknownName, unknownNames } from './unknown-names.ts'
export { type Exposure, exchangeExposure, listeningExposure, redisExposure } from './edge/exposure.ts'
export { type NoticeFile, noticesOfFile } from './notices/notice-files.ts'
export { type ExportTable, exportCsv } from './reports/export.ts'
export { type Edge, type EdgeConfig, type EdgeOptions, EdgeStartError, openAccess, openEdge } from './edge/edge.ts'
export type { Access, LinkRequest, CreatedCredential, TokenRequest } from './edge/access/access.ts'
export { type EdgeHandler, type EdgeRulesOptions, type EdgeWorld, type Upgrade, createEdgeRules } from './edge/rules.ts'
export { createAccess } from './edge/access/access.ts'
export { isProof } from './edge/access/proof.ts'
export { memoryAccessStore } from './edge/access/memory-store.ts'
export { type Addresses, ourAddresses } from './edge/access/origin.ts'
export type { EdgeAnswer, EdgeRequest } from './edge/rest/answer.ts'
export type { AudienceLimits, Limits } from './edge/views.ts'
export type { RedisTarget } from './redis/target.ts'
export type { Desk, DeskBatch, FollowedAccount, Head } from './desk.ts'
