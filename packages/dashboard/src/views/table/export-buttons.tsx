/** A list taken along: every row of the filter as CSV, or in the clipboard for a spreadsheet; one press each. */

import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '@spotdeck/api'
import { csvOf, tabbedOf } from '../../format/csv.ts'
import { useSayError } from '../../i18n/use-message.ts'
import { useServices } from '../../settings/services.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import type { ListSpan } from '../../state/queries/queries.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { readAllPages } from '../../live/all-pages.ts'
import { ExportButton } from '../parts/chart-menu.tsx'
import styles from './table.module.css'

const OUTCOME_MS = 4_000

type ExportButtonsProps<T> = {
  /** The file's name without its ending. */
  readonly name: string
  readonly head: readonly string[]
  readonly row: (item: T) => readonly (string | number | undefined)[]
  /** One page of the filter, 1,000 rows at most. */
  readonly read: (cursor: string | undefined) => Promise<Page<T>>
  /** True for a row of the filter; others on a page are skipped. */
  readonly matches: (item: T) => boolean
}

/** A file's name without its ending: the account, what is in it, and the days that it is of. */
export function useFileName(what: string, { from, to }: ListSpan): string {
  const { account, store } = useAccount()
  const { date } = useTimeFormat()
  const days = from === undefined ? [] : [date(from), date((to ?? store.read('now') + 1) - 1)]
  return ['spotdeck', account, what, ...days].join('-')
}

/** Two small buttons, and what the pressed one did. */
export function ExportButtons<T>({ name, head, row, read, matches }: ExportButtonsProps<T>) {
  const { t } = useTranslation()
  const { world } = useServices()
  const sayError = useSayError()
  const exporting = useMutation({
    mutationFn: async (how: 'file' | 'clipboard') => {
      const { items, complete } = await readAllPages(read)
      const rows = items.filter(matches).map(row)
      if (how === 'file') world.save(`${name}.csv`, new Blob([csvOf(head, rows)], { type: 'text/csv;charset=utf-8' }))
      else if (!(await world.copy(tabbedOf(head, rows)))) throw new Error('copy')
      return { count: rows.length, complete, how }
    },
  })
  const { reset, data, error, isPending } = exporting
  useEffect(() => (data === undefined ? undefined : world.after(OUTCOME_MS, reset)), [data, reset, world])
  const outcome = isPending
    ? t('table.exporting')
    : data !== undefined
      ? t(data.complete ? (data.how === 'file' ? 'table.saved' : 'table.copied') : 'table.exportedPart', {
          count: data.count,
          shown: data.count.toLocaleString('en-US'),
        })
      : error === null
        ? ''
        : error.message === 'copy'
          ? t('table.copyFailed')
          : sayError(error)
  return (
    <>
      <span className={styles.exported} aria-live="polite">
        {outcome}
      </span>
      <ExportButton label={t('action.exportCsv')} loading={isPending} onClick={() => exporting.mutate('file')} />
      <ExportButton
        icon="copy"
        label={t('table.copyRows')}
        loading={isPending}
        onClick={() => exporting.mutate('clipboard')}
      />
    </>
  )
}
