/** `@spotdeck/gateway/config`: checks of a configuration and its defaults, without the gateway. */

export { DEFAULT_LIMITS, type TradingLimits } from '../trading/limits.ts'
export { isZone } from '@spotdeck/api'
export { type UnknownName, unknownNames } from './unknown-names.ts'
export {
  type Exposure,
  advertisedExposure,
  busExposure,
  exchangeExposure,
  isLoopback,
  listeningExposure,
  otlpExposure,
  redisExposure,
  isOrigin,
  isOriginPattern,
  MIN_SECRET_LENGTH,
  WITHOUT_SECRET,
  parseRedisAddress,
  redisPasswords,
  type AudienceLimits,
  type Limits,
} from '@spotdeck/edge/config'
