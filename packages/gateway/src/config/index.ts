/** `@spotdeck/gateway/config`: checks of a configuration and its defaults, without the gateway. */

export { DEFAULT_LIMITS, type TradingLimits } from '../trading/limits.ts'
export { isZone } from '../reports/days.ts'
export { type UnknownName, unknownNames } from '../unknown-names.ts'
export {
  type Exposure,
  advertisedExposure,
  busExposure,
  exchangeExposure,
  listeningExposure,
  otlpExposure,
  redisExposure,
} from '../edge/exposure.ts'
export { isOrigin, isOriginPattern } from '../edge/forward/origins.ts'
export { MIN_SECRET_LENGTH, WITHOUT_SECRET } from '../gateway-secret.ts'
export { parseRedisAddress, redisPasswords } from '../redis/address.ts'
export type { AudienceLimits, Limits } from '../edge/views.ts'
