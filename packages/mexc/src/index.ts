/** `@spotdeck/mexc`: the TypeScript SDK for MEXC Spot V3. */

export type { Credentials, MexcWorld } from './world.ts'
export type { CallOptions, RestClient, RestOptions } from './rest/rest-client.ts'
export type {
  Keyring,
  StreamTrouble,
  UserStream,
  UserStreamHandlers,
  UserStreamHealth,
  UserStreamOptions,
} from './user-stream/user-stream.ts'
export type { ChannelHandlers, MarketStreamOptions, MarketStreams } from './market-stream/market-stream.ts'
