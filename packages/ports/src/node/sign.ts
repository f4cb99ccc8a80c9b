/** HMAC-SHA256 from Node. */

import { createHmac } from 'node:crypto'
import type { Sign } from '../sign.ts'

/** HMAC-SHA256 in lower-case hex. */
export const nodeSign: Sign = (secret, text) => createHmac('sha256', secret).update(text, 'utf8').digest('hex')
