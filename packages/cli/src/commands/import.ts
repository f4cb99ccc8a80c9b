/** `spotdeck import FILE`: an export of the exchange into a running gateway, written only with `--apply`. */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ImportApplied,
  type ImportField,
  type ImportPreview,
  MAX_IMPORT_BYTES,
  type RejectedRow,
  importApplied,
  importFields,
  importKinds,
  importPreview,
  type ImportProgress,
  importProgress,
  formatMessage,
} from '@spotdeck/api'
import { MINUTE_MS } from '@spotdeck/ports'
import { CommandError, badValue } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { accountOn, callGateway } from '../gateway-call.ts'
import { oneOf } from '../meant.ts'
import { printProgress, printReady, printResult, table } from '../print.ts'
import { type ServingGateway, withGateway } from '../running-gateway.ts'
import { environment } from '../world.ts'
import { refuseMissingData } from './login.ts'

/** A large file goes out within this. */
const TIMEOUT_MS = 120_000
/** Deadline of an import, and the interval at which its progress is read, in ms. */
const IMPORT_MS = 30 * MINUTE_MS
const LOOK_EVERY_MS = 300
/** The token lasts for this command alone. */
const TOKEN_LASTS_MS = IMPORT_MS + 2 * TIMEOUT_MS
/** The flag that answers what the gateway asks back. */
const ADVICE: Readonly<Record<string, string>> = {
  IMPORT_KIND_UNKNOWN: ` Here: --kind ${importKinds.join('|')}.`,
  IMPORT_COLUMNS_MISSING: ' Here: --map field=column.',
  IMPORT_ZONE_UNKNOWN: ' Here: --time-zone +08:00.',
  IMPORT_MAPPING_WRONG: ` Here: --map field=column, the field one of ${importFields.join(', ')}.`,
}

/** `spotdeck import`: previews an export file of the exchange and applies it. */
export async function importCommand(file: string, flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment)
  refuseMissingData(settings)
  const request = requestOf(file, flags)
  const wish = { accounts: 'all', label: 'spotdeck import', lastsMs: TOKEN_LASTS_MS } as const
  await withGateway({ settings, flags }, wish, async (gateway, interrupted) => {
    const { id: account } = await accountOn(gateway, flags)
    await importInto(gateway, { account, request, flags, interrupted })
  })
}

type Import = {
  readonly account: string
  readonly request: object
  readonly flags: Flags
  readonly interrupted: AbortSignal
}

async function importInto(gateway: ServingGateway, { account, request, flags, interrupted }: Import): Promise<void> {
  const send = sender(gateway, account)
  const preview = importPreview.parse((await followed(send, interrupted, { path: 'import', body: request })).preview)
  printResult(flags, { preview }, describePreview(preview))
  refuseUnfit(preview)
  if (flags['apply'] !== true)
    return flags['json'] === true
      ? undefined
      : printReady('\nNothing was written. Run it again with --apply to import this.')
  const applying = { path: `import/${preview.importId}/apply`, body: {} }
  const { applied: written } = await followed(send, interrupted, applying)
  const applied: ImportApplied = importApplied.parse(written)
  printResult(flags, { applied }, `\nImported: ${applied.added} added, ${applied.known} known already.`)
}

/**
 * Rejects a file that could not be applied, also in a preview, so that scripts can use the exit code.
 * @throws {CommandError} `IMPORT_COLUMNS_MISSING`, `IMPORT_CONTRADICTS`
 */
function refuseUnfit({ missing, conflicting }: ImportPreview): void {
  const fields = missing.map((field) => formatMessage('en', `importField.${field}`)).join(', ')
  if (missing.length > 0)
    throw refusal('IMPORT_COLUMNS_MISSING', formatMessage('en', 'problem.IMPORT_COLUMNS_MISSING', { fields }))
  if (conflicting > 0)
    throw refusal('IMPORT_CONTRADICTS', formatMessage('en', 'problem.IMPORT_CONTRADICTS', { conflicting }))
}

const refusal = (code: string, title: string): CommandError => new CommandError(code, `${title}${ADVICE[code] ?? ''}`)

/** @throws {CommandError} `CONFIG_BAD_VALUE`, `IMPORT_FILE_MISSING`, `IMPORT_TOO_LARGE` */
function requestOf(file: string, flags: Flags): object {
  if (!existsSync(file) || !statSync(file).isFile())
    throw new CommandError(
      'IMPORT_FILE_MISSING',
      `There is no file ${file}: name the export that the exchange gave you.`,
    )
  if (statSync(file).size > MAX_IMPORT_BYTES)
    throw new CommandError(
      'IMPORT_TOO_LARGE',
      formatMessage('en', 'problem.IMPORT_TOO_LARGE', { limit: MAX_IMPORT_BYTES / 1024 / 1024, what: 'MiB' }),
    )
  const kind = flags['kind'] === undefined ? undefined : oneOf('--kind', flags['kind'], importKinds)
  const timeZone = textOf(flags, 'timeZone')
  const mapping = mappingOf(textOf(flags, 'map'))
  return {
    fileName: basename(file),
    content: readFileSync(file).toString('base64'),
    kind,
    timeZone,
    mapping,
  }
}

function textOf(flags: Flags, name: string): string | undefined {
  const value = flags[name]
  return typeof value === 'string' ? value : undefined
}

/** `fee=Commission,time=When` as a mapping. */
function mappingOf(text: string | undefined): { readonly [Field in ImportField]?: string } | undefined {
  if (text === undefined) return undefined
  const mapping: { [Field in ImportField]?: string } = {}
  for (const part of text.split(',')) {
    const at = part.indexOf('=')
    const field = importFields.find((known) => known === part.slice(0, at).trim())
    if (field === undefined || at < 0)
      throw badValue(`--map has "${part}": write field=column, the field one of ${importFields.join(', ')}.`)
    mapping[field] = part.slice(at + 1).trim()
  }
  return mapping
}

type Send = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>

type Part = { readonly path: string; readonly body: object }

/** Begins a part of an import and shows its progress until it ends. An interrupt cancels it at the gateway first. */
async function followed(send: Send, interrupted: AbortSignal, { path, body }: Part): Promise<ImportProgress> {
  let now = importProgress.parse(await send('POST', `${path}?wait=false`, body))
  let isCanceled = false
  for (let looks = 0; RUNNING.has(now.phase) && looks * LOOK_EVERY_MS < IMPORT_MS; looks++) {
    if (interrupted.aborted && !isCanceled) {
      isCanceled = true
      await send('DELETE', `import/${now.importId}`)
    }
    printProgress(progressLine(now))
    await sleep(LOOK_EVERY_MS, undefined, { signal: isCanceled ? undefined : interrupted }).catch(() => undefined)
    now = importProgress.parse(await send('GET', `import/${now.importId}`))
  }
  printProgress('')
  const { problem: trouble, phase } = now
  if (trouble !== null) throw refusal(trouble.code, formatMessage('en', `problem.${trouble.code}`, trouble.params))
  if (phase === 'canceled') throw refusal('IMPORT_CANCELED', canceledWords(path === 'import' ? 0 : now.done))
  return now
}

/** Words for an import that was canceled after `written` rows. */
function canceledWords(written: number): string {
  if (written === 0) return 'The import was canceled. Nothing was written.'
  return `The import was canceled after ${written} rows were written. They stay; run it again to import the rest.`
}

const RUNNING: ReadonlySet<ImportProgress['phase']> = new Set(['reading', 'matching', 'applying'])
const PHASES = { reading: 'Reading', matching: 'Comparing with the ledger', applying: 'Importing' } as const

function progressLine({ phase, done, total }: ImportProgress): string {
  const name = phase === 'matching' || phase === 'applying' ? PHASES[phase] : PHASES.reading
  return total === null ? `${name} …` : `${name}: ${done} of ${total} rows`
}

/** Calls of the gateway that serves this account. */
function sender(gateway: ServingGateway, account: string): Send {
  const at = `/api/v1/accounts/${encodeURIComponent(account)}`
  return (method, path, body) =>
    callGateway(gateway, `${at}/${path}`, { method, body, timeoutMs: TIMEOUT_MS }).catch((error: unknown) => {
      if (!(error instanceof CommandError) || ADVICE[error.code] === undefined) throw error
      throw refusal(error.code, error.message)
    })
}

/** Formats a preview as lines for a person. */
function describePreview(preview: ImportPreview): string {
  const time = (at: number | null): string =>
    at === null ? '-' : new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  const counts: readonly (readonly [string, string | number])[] = [
    ['holds', formatMessage('en', `import.${preview.kind}`)],
    ['rows', preview.rows],
    ['new', preview.added],
    ['known already', preview.known],
    ['left out', preview.ignored],
    ['contradicting', preview.conflicting],
    ['not understood', preview.rejectedCount],
    ['from (UTC)', time(preview.from)],
    ['to (UTC)', time(preview.to)],
    ['time zone', preview.timeZone],
  ]
  const columns = preview.columns.map(
    ({ name, field }) => [name, field === null ? 'not needed' : formatMessage('en', `importField.${field}`)] as const,
  )
  return [
    table(counts),
    '\nColumns',
    table(columns),
    ...(preview.missing.length === 0
      ? []
      : [`\nMissing: ${preview.missing.join(', ')}. Say which column holds it with --map field=column.`]),
    ...(preview.rejected.length === 0
      ? []
      : ['\nRows refused', table(preview.rejected.map((row) => [`row ${row.row}`, whyRefused(row)] as const))]),
    ...preview.closes.map(
      (window) => `\nCloses a hole in ${window.kind}: ${time(window.from)} to ${time(window.to)} (UTC).`,
    ),
  ].join('\n')
}

function whyRefused({ code, params }: RejectedRow): string {
  const field = importFields.find((known) => known === params['field'])
  return formatMessage(
    'en',
    `importRow.${code}`,
    field === undefined ? params : { ...params, field: formatMessage('en', `importField.${field}`) },
  )
}
