/** The configuration file: what may stand in it, checked before anything is opened or written. */

import { z } from 'zod'

const port = z.number().int().min(0).max(65_535)

export const accountSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/, 'use 1 to 32 of a-z, 0-9 and -'),
  label: z.string().min(1).max(64).optional(),
  /** A file that only its owner can read: {"apiKey": "…", "secret": "…"}. */
  keyFile: z.string().min(1),
  /** Whether Spotdeck may place and cancel orders for this account. */
  trading: z.boolean().default(false),
})

export const configSchema = z.strictObject({
  port: port.optional(),
  host: z.string().min(1).optional(),
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  sandboxPort: port.optional(),
  data: z.string().min(1).optional(),
  rest: z.url({ protocol: /^https?$/ }).optional(),
  ws: z.url({ protocol: /^wss?$/ }).optional(),
  seed: z.string().min(1).max(64).optional(),
  bots: z.boolean().optional(),
  symbols: z.string().min(1).optional(),
  fastForward: z.string().min(1).optional(),
  switches: z.string().min(1).optional(),
  panel: z.boolean().optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).optional(),
  accounts: z.array(accountSchema).min(1).max(64).optional(),
})

export type FileConfig = z.infer<typeof configSchema>
export type FileAccount = z.infer<typeof accountSchema>
