/** Forms of settings: the schema of a value in a configuration, and the reading of its text. */

import { resolve } from 'node:path'
import { isOrigin, isOriginPattern } from '@spotdeck/gateway/config'
import { durationMs } from '@spotdeck/ports'
import { flagOf, variableOf } from '@spotdeck/sandbox/command'
import { z } from 'zod'
import { type CommandError, badValue } from '../command-error.ts'
import { listed, meant } from '../meant.ts'
import { ALL_SETTINGS, type Form } from './table.ts'

const NAME = /^[\w.-]{1,64}$/
const NAME_EXPECTED = 'use 1 to 64 of letters, digits, ".", "_" and "-"'
const MAX_PATH = 4_096
const MAX_LIST = 100
const MAX_PORT = 65_535

/** Schema of a path. */
export const path = z.string().min(1).max(MAX_PATH)

/** Schema of a setting in a configuration. */
export function schemaOf(form: Form): z.ZodType {
  switch (form.form) {
    case 'port':
      return z.number().int().min(0).max(MAX_PORT)
    case 'path':
      return path
    case 'origin':
      return z.url({ protocol: /^https?$/ })
    // Name of a process: it stands beside a number in the lease, with a space between them.
    case 'name':
      return z.string().regex(NAME, NAME_EXPECTED)
    case 'text':
      return form.length === undefined ? z.string().min(1) : z.string().min(form.length[0]).max(form.length[1])
    case 'address':
      return z.url({ protocol: form.scheme === 'ws' ? /^wss?$/ : /^https?$/ })
    case 'switch':
      return z.boolean()
    case 'count':
      return form.most === undefined
        ? z.number().int().min(form.least)
        : z.number().int().min(form.least).max(form.most)
    case 'duration':
      return z.string().min(1)
    case 'choice':
      return z.enum(form.choices)
    case 'list':
      return z.array(z.string().min(1).max(form.length)).max(MAX_LIST)
  }
}

/**
 * Value of a setting or a flag from its text; of a list, of one of its parts.
 * @throws {CommandError} `CONFIG_BAD_VALUE` naming the flag, the variable and what to write
 */
export function valueOf(name: string, form: Form, text: string): string | number {
  const where = ALL_SETTINGS.has(name) ? `${flagOf(name)} (${variableOf(name)})` : flagOf(name)
  const wrong = (expected: string, asked = ''): CommandError => badValue(`${where} is "${text}": ${expected}.${asked}`)
  switch (form.form) {
    case 'port':
      if (/^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT) return Number(text)
      throw wrong(`a port is a number from 0 to ${MAX_PORT}`)
    case 'path':
      return resolve(text)
    case 'origin':
      if (isOrigin(addressOf(text, 'http', wrong))) return addressOf(text, 'http', wrong)
      throw wrong('write an origin such as https://host or http://host:8787, without a path')
    case 'name':
      if (NAME.test(text)) return text
      throw wrong(NAME_EXPECTED)
    case 'address':
      return addressOf(text, form.scheme, wrong)
    case 'count': {
      const { of, least, most = Number.MAX_SAFE_INTEGER } = form
      const count = /^\d{1,12}$/.test(text) ? Number(text) : -1
      if (count >= least && count <= most) return count
      throw wrong(`write a number of ${of} from ${least}${form.most === undefined ? '' : ` to ${most}`}`)
    }
    case 'duration': {
      const ms = durationMs(text) ?? -1
      if (ms >= (durationMs(form.least) ?? 0) && ms <= (durationMs(form.most) ?? 0)) return ms
      throw wrong(`write a time from ${form.least} to ${form.most}, such as 12h or 7d`)
    }
    case 'choice':
      if (form.choices.includes(text)) return text
      throw wrong(`write ${listed(form.choices)}`, meant(text, form.choices))
    case 'list':
      if (form.each === 'text' || isOriginPattern(text)) return text
      throw wrong('write origins such as https://host, or a network with a port: http://10.0.0.0/8:8787')
    case 'text':
    case 'switch':
      return text
  }
}

function addressOf(text: string, scheme: 'http' | 'ws', wrong: (expected: string) => CommandError): string {
  const isOne = URL.canParse(text) && [`${scheme}:`, `${scheme}s:`].includes(new URL(text).protocol)
  if (!isOne) throw wrong(`write an address that starts with ${scheme}:// or ${scheme}s://`)
  return text.replace(/\/+$/, '')
}

/** Yes or no from the text of a variable. @throws {CommandError} `CONFIG_BAD_VALUE` */
export function switchOf(name: string, text: string): boolean {
  if (['1', 'true', 'yes', 'on'].includes(text)) return true
  if (['0', 'false', 'no', 'off'].includes(text)) return false
  throw badValue(`${variableOf(name)} is "${text}": write true or false.`)
}
