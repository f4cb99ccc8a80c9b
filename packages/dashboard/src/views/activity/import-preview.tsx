/** Preview of an import: its recognized columns, new rows, conflicts, and the columns to assign. */

import { Button } from '@mantine/core'
import { type ImportField, type ImportPreview, importFields } from '@spotdeck/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { Card } from '../parts/card.tsx'
import { Choose } from '../parts/choose.tsx'
import { Fact } from '../parts/fact.tsx'
import { useDateTime } from '../parts/figures.tsx'
import styles from './activity.module.css'
import { type CellWords, type ImportChoices, cellWords } from './import-words.ts'

const ZONES = ['UTC', '+08:00', '-05:00', '+00:00'] as const

type ImportPreviewCardProps = {
  readonly preview: ImportPreview
  readonly busy: boolean
  /** The preview is no longer kept: it can only be made again. */
  readonly isGone: boolean
  readonly onAgain: (choices: ImportChoices) => void
  readonly onApply: () => void
}

/** The preview, its corrections, and the button that applies it. */
export function ImportPreviewCard({ preview, busy, isGone, onAgain, onApply }: ImportPreviewCardProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const [fields, setFields] = useState<ColumnFields>(() =>
    Object.fromEntries(preview.columns.map(({ name, field }) => [name, field ?? ''])),
  )
  const [timeZone, setTimeZone] = useState(preview.timeZone)
  const changed =
    timeZone !== preview.timeZone || preview.columns.some(({ name, field }) => (fields[name] ?? '') !== (field ?? ''))
  const mapping = Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => (field === '' ? [] : [[field, name]])),
  )
  const doesSomething = preview.added > 0 || preview.closes.length > 0
  const ready = preview.missing.length === 0 && preview.conflicting === 0 && doesSomething && !changed && !isGone
  return (
    <>
      <Card title={t('importing.preview', { kind: t(`importing.kind.${preview.kind}`) })}>
        <Counts preview={preview} />
        <Closes preview={preview} />
        {preview.missing.length === 0 ? null : (
          <p className={styles.notice} role="alert">
            {t('importing.missing', {
              fields: preview.missing.map((field) => formatMessage('importField', field)).join(', '),
            })}
          </p>
        )}
        {preview.conflicting === 0 ? null : (
          <p className={styles.notice} role="alert">
            {t('importing.conflicting', { count: preview.conflicting })}
          </p>
        )}
        <h3 className={styles.importHead}>{t('importing.columns')}</h3>
        <Columns preview={preview} fields={fields} onFields={setFields} timeZone={timeZone} onTimeZone={setTimeZone} />
        <div className={styles.importRow}>
          <Button
            size="compact-md"
            variant="default"
            disabled={busy || !(changed || isGone)}
            onClick={() => onAgain({ kind: preview.kind, mapping, timeZone })}
          >
            {t('importing.again')}
          </Button>
          <Button size="compact-md" disabled={!ready || busy} onClick={onApply} data-testid="import-apply">
            {preview.added === 0 && preview.closes.length > 0
              ? t('importing.close', { count: preview.closes.length })
              : t('importing.apply', { count: preview.added, shown: full(String(preview.added)) })}
          </Button>
          <span className="dim">{t('importing.balances')}</span>
        </div>
      </Card>
      <Rejected preview={preview} />
      <Sample preview={preview} />
    </>
  )
}

/** Field of each column by the column's name; empty where the column is not used. */
type ColumnFields = Readonly<Record<string, ImportField | ''>>
type ColumnsProps = {
  readonly preview: ImportPreview
  readonly fields: ColumnFields
  readonly onFields: (fields: ColumnFields) => void
  readonly timeZone: string
  readonly onTimeZone: (zone: string) => void
}

function Columns({ preview, fields, onFields, timeZone, onTimeZone }: ColumnsProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const options: readonly { readonly value: ImportField | ''; readonly label: string }[] = [
    { value: '', label: t('importing.unused') },
    ...importFields.map((field) => ({ value: field, label: capital(formatMessage('importField', field)) })),
  ]
  return (
    <div className={styles.mapping}>
      {preview.columns.map(({ name }) => (
        <Choose
          key={name}
          label={name}
          options={options}
          value={fields[name] ?? ''}
          onChange={(field) => onFields({ ...fields, [name]: field })}
        />
      ))}
      <Choose
        label={t('importing.zone')}
        options={[...new Set([preview.timeZone, ...ZONES])].map((zone) => ({ value: zone, label: zone }))}
        value={timeZone}
        onChange={onTimeZone}
      />
    </div>
  )
}

const COUNTS = ['rows', 'added', 'known', 'ignored', 'conflicting', 'rejectedCount'] as const

function Counts({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation()
  const dateTime = useDateTime()
  return (
    <dl className={styles.importCounts}>
      {COUNTS.map((name) => (
        <Fact key={name} name={t(`importing.counts.${name}`)}>
          {full(String(preview[name]))}
        </Fact>
      ))}
      {preview.from === null || preview.to === null ? null : (
        <Fact name={t('importing.span')}>
          {dateTime(preview.from)} – {dateTime(preview.to)}
        </Fact>
      )}
    </dl>
  )
}

/** Gaps of the record that the file would close: a file without new rows can still prove that nothing is missing. */
function Closes({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation()
  const at = useDateTime()
  if (preview.closes.length === 0) return null
  return (
    <div className={styles.closes}>
      <p>{t(preview.added === 0 ? 'importing.closesOnly' : 'importing.closes', { count: preview.closes.length })}</p>
      <ul>
        {preview.closes.map(({ kind, symbol, from, to }) => (
          <li key={`${kind} ${symbol ?? ''} ${from}`} className="num">
            {t(`activity.records.${kind}`)}
            {symbol === undefined ? '' : ` ${symbol}`} {at(from)} – {at(to)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Rejected({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  if (preview.rejected.length === 0) return null
  return (
    <Card title={t('importing.rejected')} count={preview.rejected.length}>
      <ul className={styles.rejected}>
        {preview.rejected.map(({ row, code, params }, index) => (
          <li key={`${row} ${index}`}>
            <span className="num dim">{t('importing.row', { row })}</span> {formatMessage('importRow', code, params)}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function useCellWords(): CellWords {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return {
    dateTime: useDateTime(),
    side: (side) => capital(formatMessage('side', side)),
    type: (type) => capital(formatMessage('orderType', type)),
    status: (status) =>
      status === 'done' || status === 'open' ? t(`importing.${status}`) : capital(formatMessage('orderStatus', status)),
    role: (role) => capital(t(`role.${role}`)),
  }
}

function Sample({ preview }: { readonly preview: ImportPreview }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const words = useCellWords()
  const fields = importFields.filter((field) => preview.sample.some((row) => row[field] !== undefined))
  if (fields.length === 0) return null
  return (
    <Card title={t('importing.sample')}>
      <div className={styles.sample} tabIndex={0} role="region" aria-label={t('importing.sample')}>
        <table>
          <thead>
            <tr>
              {fields.map((field) => (
                <th key={field} scope="col">
                  {capital(formatMessage('importField', field))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.sample.map((row, index) => (
              <tr key={index}>
                {fields.map((field) => (
                  <td key={field} className="num private">
                    {cellWords(field, row[field], words)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
