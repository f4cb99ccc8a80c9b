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
export { BUS_WITHOUT_SECRET, MIN_SECRET_LENGTH } from '../gateway-secret.ts'
export { parseRedisAddress, redisPasswords } from '../redis/address.ts'
export type { AudienceLimits, Limits } from '../edge/views.ts'
