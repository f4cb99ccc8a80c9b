/** The configuration file, read and checked: an error is one line that names the place and what to write there. */

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { meant } from '../meant.ts'
import { placeOfTrouble } from './json-place.ts'
import { type FileConfig, configSchema } from './schema.ts'

const DEFAULT_FILE = 'spotdeck.json'
const MAX_BYTES = 1024 * 1024
/** Errors shown at most; the others appear once these are corrected. */
const MAX_TOLD = 5

/**
 * The file that is named, else `spotdeck.json` where there is one.
 * @throws {CommandError} `CONFIG_*`
 */
export function readConfigFile(named: string | undefined): FileConfig {
  const path = resolve(named ?? DEFAULT_FILE)
  if (!existsSync(path)) {
    if (named === undefined) return {}
    throw new CommandError('CONFIG_MISSING', `There is no configuration file ${path}: check its path.`)
  }
  return parseConfig(path, readText(path))
}

/** @throws {CommandError} `CONFIG_NOT_JSON`, `CONFIG_INVALID`; a value is never repeated, as it may be a secret */
export function parseConfig(path: string, text: string): FileConfig {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    const { line, column } = placeOfTrouble(text)
    throw new CommandError(
      'CONFIG_NOT_JSON',
      `${path} is not valid JSON (line ${line}, column ${column}). Mend it and start again.`,
    )
  }
  const parsed = configSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new CommandError(
    'CONFIG_INVALID',
    `${path} is not a valid configuration. ${describeConfigError(parsed.error, { schema: configSchema })}.`,
  )
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path)
    if (bytes.length <= MAX_BYTES) return bytes.toString('utf8').replace(/^\ufeff/, '')
  } catch (cause) {
    throw new CommandError(
      'CONFIG_UNREADABLE',
      `Cannot read ${path}: check that it is a file and that you may read it.`,
      { cause },
    )
  }
  throw new CommandError(
    'CONFIG_UNREADABLE',
    `${path} is larger than a configuration can be: check that it is the right file.`,
  )
}

/** Schema that has errors, and what contains it: the file by default. */
type Context = { readonly schema: z.ZodType; readonly within?: string }

/** Describes the errors in one line that repeats no value. */
export function describeConfigError({ issues }: z.ZodError, context: Context): string {
  return issues
    .slice(0, MAX_TOLD)
    .map((issue) => sentenceOf(issue, context))
    .join('; ')
}

/** `accounts[0].trading: Invalid input: expected boolean, received string` */
function sentenceOf(issue: z.core.$ZodIssue, { schema, within = '' }: Context): string {
  const place = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${oneLine(String(part))}`))
    .join('')
  const where = (within + place).replace(/^\./, '') || 'the file'
  if (issue.code !== 'unrecognized_keys') return `${where}: ${oneLine(issue.message)}`
  const names = issue.keys.map((key) => JSON.stringify(oneLine(key))).join(', ')
  const known = keysAt(schema, issue.path)
  const question = [...new Set(issue.keys.map((key) => meant(key, known)))].join('')
  return `${where}: ${names} is not known here; \`spotdeck config schema\` lists what is.${question}`.replace(/\.$/, '')
}

/** Keys that a schema knows at a place. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap(), path)
  const [part, ...rest] = path
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest)
  if (!(schema instanceof z.ZodObject)) return []
  return part === undefined
    ? Object.keys(schema.shape)
    : keysAt(new Map(Object.entries(schema.shape)).get(String(part)), rest)
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200)
