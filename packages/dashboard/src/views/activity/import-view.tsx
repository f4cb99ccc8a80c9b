/** The exchange's own exports, dropped here: what a file would do is shown, and done when the owner says so. */

import {
  type ImportApplied,
  type ImportKind,
  type ImportPreview,
  type ImportProgress,
  MAX_IMPORT_BYTES,
} from '@spotdeck/api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { useSayError } from '../../i18n/use-message.ts'
import { ApiError } from '../../live/api-client.ts'
import { type ImportWatch, base64Of } from '../../live/import-api.ts'
import { zoneName } from '../../format/time.ts'
import { usePreferences } from '../../settings/services.ts'
import { useAccountServices } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { CatalogueText } from '../parts/states.tsx'
import styles from './activity.module.css'
import { ImportPreviewCard } from './import-preview.tsx'
import { ImportProgressCard } from './import-progress.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import type { ImportChoices } from './import-words.ts'

type Chosen = { readonly name: string; readonly content: string }

/** Watches one import at a time; `begin` starts the watch of the next one, leaving the page cancels it. */
function useImportWatch() {
  const [progress, setProgress] = useState<ImportProgress>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  return {
    progress,
    begin: (): ImportWatch => {
      const controller = new AbortController()
      stop.current = controller
      return { onProgress: setProgress, signal: controller.signal }
    },
    end: () => setProgress(undefined),
    cancel: () => stop.current?.abort(),
  }
}

/** State of one import: the chosen file, its preview and its application. */
function useImport() {
  const { api, account } = useAccountServices()
  const [{ zone }] = usePreferences()
  const client = useQueryClient()
  const [file, setFile] = useState<Chosen>()
  const [tooLarge, setTooLarge] = useState(false)
  const watch = useImportWatch()
  const preview = useMutation({
    mutationFn: ({ name, content, ...choices }: Chosen & ImportChoices) =>
      api.previewImport(account, { fileName: name, content, timeZone: zoneName(zone), ...choices }, watch.begin()),
    onSettled: watch.end,
  })
  const apply = useMutation({
    mutationFn: (shown: ImportPreview) => api.applyImport(account, shown.importId, watch.begin()),
    onSettled: watch.end,
    // An import changes the past: everything that was read of it is read again.
    onSuccess: () => client.invalidateQueries(),
  })
  const take = async (dropped: File) => {
    apply.reset()
    preview.reset()
    setTooLarge(dropped.size > MAX_IMPORT_BYTES)
    if (dropped.size > MAX_IMPORT_BYTES) return
    const chosen = { name: dropped.name, content: base64Of(new Uint8Array(await dropped.arrayBuffer())) }
    setFile(chosen)
    preview.mutate(chosen)
  }
  const again = (choices: ImportChoices) => {
    apply.reset()
    if (file !== undefined) preview.mutate({ ...file, ...choices })
  }
  return { file, tooLarge, watch, preview, apply, take, again }
}

/** Page of imports: choose a file, look at the preview, apply it. */
export function ImportView() {
  const { t } = useTranslation()
  const wordsOf = useImportWords()
  const { file, tooLarge, watch, preview, apply, take, again } = useImport()
  const error = apply.error ?? preview.error
  const isCanceled = isProblem(preview.error, 'IMPORT_CANCELED')
  return (
    <>
      <DropCard busy={preview.isPending} name={file?.name} onFile={(dropped) => void take(dropped)} />
      {watch.progress === undefined ? null : <ImportProgressCard progress={watch.progress} onCancel={watch.cancel} />}
      {tooLarge ? (
        <p className={styles.notice} role="alert">
          {t('importing.tooLarge', { limit: MAX_IMPORT_BYTES / 1024 / 1024 })}
        </p>
      ) : null}
      {error === null ? null : (
        <div className={styles.notice} role="alert">
          <p>
            <CatalogueText text={wordsOf(error)} />
          </p>
          {preview.error === null ? null : isCanceled ? (
            <SmallButton onClick={() => again({})}>{t('importing.again')}</SmallButton>
          ) : (
            <KindButtons onKind={(kind) => again({ kind })} />
          )}
        </div>
      )}
      {apply.data !== undefined ? (
        <Applied result={apply.data} closed={apply.variables.closes.length} />
      ) : preview.data === undefined ? null : (
        <ImportPreviewCard
          key={preview.data.importId}
          preview={preview.data}
          busy={preview.isPending || apply.isPending}
          isGone={isProblem(apply.error, 'IMPORT_CANCELED') || isProblem(apply.error, 'IMPORT_GONE')}
          onAgain={again}
          onApply={() => apply.mutate(preview.data)}
        />
      )}
    </>
  )
}

/** Words for an import that failed; of one that was canceled, how many rows were written. */
function useImportWords(): (error: unknown) => string {
  const { t } = useTranslation()
  const sayError = useSayError()
  return (error) => {
    if (!isProblem(error, 'IMPORT_CANCELED')) return sayError(error)
    const count = Number(error.params['written'] ?? 0)
    return count === 0
      ? t('importing.canceledNothing')
      : t('importing.canceledAfter', { count, shown: full(String(count)) })
  }
}

const isProblem = (error: unknown, code: ApiError['code']): error is ApiError =>
  error instanceof ApiError && error.code === code

type AppliedProps = {
  readonly result: Pick<ImportApplied, 'added' | 'known'>
  /** Number of gaps that the file closed. */
  readonly closed: number
}

function Applied({ result: { added, known }, closed }: AppliedProps) {
  const { t } = useTranslation()
  return (
    <p className={styles.done} role="status">
      <Icon name="check" />
      <span>
        {t('importing.applied', { added: full(String(added)), known: full(String(known)) })}
        {closed === 0 ? '' : ` ${t('importing.closed', { count: closed })}`}
      </span>
    </p>
  )
}

const KINDS: readonly ImportKind[] = ['orders', 'deals', 'deposits', 'withdrawals']

function KindButtons({ onKind }: { readonly onKind: (kind: ImportKind) => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles.importRow}>
      <span>{t('importing.itHolds')}</span>
      {KINDS.map((kind) => (
        <SmallButton key={kind} onClick={() => onKind(kind)}>
          {t(`importing.kind.${kind}`)}
        </SmallButton>
      ))}
    </div>
  )
}

/** A file that is let go beside the place for it would take the page's place in the browser. */
function refuseElsewhere(): () => void {
  const refuse = (event: globalThis.DragEvent) => {
    if (event.defaultPrevented || event.dataTransfer === null) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'none'
  }
  window.addEventListener('dragover', refuse)
  window.addEventListener('drop', refuse)
  return () => {
    window.removeEventListener('dragover', refuse)
    window.removeEventListener('drop', refuse)
  }
}

type DropCardProps = {
  readonly busy: boolean
  readonly name: string | undefined
  readonly onFile: (file: File) => void
}

function DropCard({ busy, name, onFile }: DropCardProps) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  useEffect(refuseElsewhere, [])
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped !== undefined) onFile(dropped)
  }
  return (
    <Card title={t('importing.title')}>
      <p className={styles.importHint}>{t('importing.hint')}</p>
      <label
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Icon name="file" size={20} />
        {busy || name !== undefined ? (
          <span>{busy ? t('importing.phase.reading') : name}</span>
        ) : (
          <>
            <span className={styles.withPointer}>{t('importing.drop')}</span>
            <span className={styles.withTouch}>{t('importing.tap')}</span>
          </>
        )}
        <span className={`dim ${styles.withPointer}`}>{t('importing.choose')}</span>
        <input
          type="file"
          className="visually-hidden"
          accept=".csv,.xlsx,.txt"
          disabled={busy}
          data-testid="import-file"
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? []
            if (chosen !== undefined) onFile(chosen)
            event.currentTarget.value = ''
          }}
        />
      </label>
    </Card>
  )
}
