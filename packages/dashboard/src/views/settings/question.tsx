/** A question whose yes takes something away, with its two answers and why the gateway refused it. */

import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { CatalogueText } from '../parts/states.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { useSayError } from '../../i18n/use-message.ts'
import styles from './settings.module.css'

type QuestionProps = {
  readonly title: string
  /** Meaning of the yes. */
  readonly hint: string
  readonly keep: string
  readonly act: string
  readonly onClose: () => void
  readonly action: { readonly error: Error | null; readonly isPending: boolean; readonly mutate: () => void }
  readonly children?: ReactNode
}

/** The dialog. Keeping things as they are has the focus; `action` is carried out once. */
export function Question({ title, hint, keep, act, onClose, action, children }: QuestionProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={styles.form}>
        {children}
        <p className="dim">{hint}</p>
        <Refused error={action.error} />
        <div className={styles.answers}>
          <Button variant="default" size="compact-md" onClick={onClose} data-autofocus>
            {keep}
          </Button>
          <Button
            className={styles.danger}
            size="compact-md"
            disabled={action.isPending}
            onClick={() => action.mutate()}
          >
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** Words for a refusal; nothing where there is none. */
export function Refused({ error }: { readonly error: Error | null }) {
  const sayError = useSayError()
  if (error === null) return null
  return (
    <p className={styles.refused} role="alert">
      <CatalogueText text={sayError(error)} />
    </p>
  )
}
