/** `@spotdeck/gateway`: follows accounts, keeps the ledger, serves it. Entries beside it are for programs that do not serve. */

export { type GatewayConfig, type GatewayWorld, type RunningGateway, openGateway } from './gateway.ts'
export { type RunningDesk, openDesk } from './open-desk.ts'
export { type Storage, diskStorage } from './storage.ts'
