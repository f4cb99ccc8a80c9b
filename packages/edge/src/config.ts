/** `@spotdeck/edge`: rules and transports: masks, fans out and answers, over REST, WebSocket, SSE and Redis. */

export {
  advertisedExposure,
  busExposure,
  exchangeExposure,
  isLoopback,
  type Exposure,
  listeningExposure,
  otlpExposure,
  redisExposure,
} from './exposure.ts'
export { isNamed, isOrigin, isOriginPattern } from './origins.ts'
export { MIN_SECRET_LENGTH, SECRET_HOW, WITHOUT_SECRET } from './gateway-secret.ts'
export { parseRedisAddress, type RedisAddress, redisPasswords } from './redis/address.ts'
export { type AudienceLimits, type Limits } from './views.ts'
