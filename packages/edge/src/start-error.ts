/** Reasons why the gateway cannot serve. */

import { CodedError } from '@spotdeck/ports'
import type { ExposureCode } from './exposure.ts'

type EdgeStartErrorCode =
  | 'PORT_IN_USE'
  | 'PORT_REFUSED'
  | 'HOST_UNKNOWN'
  | 'BAD_PUBLIC_URL'
  | 'BAD_TRUSTED_PROXY'
  | 'BAD_REDIS_TARGET'
  | ExposureCode
  | 'LISTEN_FAILED'

/** The gateway cannot start to serve; `code` is stable, the message ends in the next step. */
export class EdgeStartError extends CodedError<EdgeStartErrorCode> {}
