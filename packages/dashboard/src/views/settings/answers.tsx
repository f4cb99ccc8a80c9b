/** The two answers to a question whose yes takes something away, and why the gateway refused it. */

import { Button } from '@mantine/core'
import { CatalogueText } from '../parts/catalogue-text.tsx'
import { useSayError } from '../../i18n/use-message.ts'
import styles from './settings.module.css'

type AnswersProps = {
  readonly keep: string
  readonly act: string
  readonly onKeep: () => void
  readonly action: { readonly error: Error | null; readonly isPending: boolean; readonly mutate: () => void }
}

/** Keeping things as they are has the focus; `action` is carried out once. */
export function Answers({ keep, act, onKeep, action }: AnswersProps) {
  return (
    <>
      <Refused error={action.error} />
      <div className={styles.answers}>
        <Button variant="default" size="compact-md" onClick={onKeep} data-autofocus>
          {keep}
        </Button>
        <Button className={styles.danger} size="compact-md" disabled={action.isPending} onClick={() => action.mutate()}>
          {act}
        </Button>
      </div>
    </>
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
