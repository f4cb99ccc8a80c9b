/** `@spotdeck/gateway`: follows accounts, keeps the ledger, serves it. Entries beside it are for programs that do not serve. */

export { type GatewayConfig, type GatewayRole, type GatewayWorld, type RunningGateway, openGateway } from './gateway.ts'
export { type AccountConfig, type DeskConfig, type Sdk } from './config/desk-config.ts'
export { type RunningDesk, openDesk } from './open-desk.ts'
export { type StartErrorCode, GatewayStartError } from './start-error.ts'
export { type Binding, type OpenLedgerRequest, type Storage, diskStorage } from './storage.ts'
