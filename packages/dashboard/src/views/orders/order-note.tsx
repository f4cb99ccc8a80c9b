/** The owner's note and tags on an order. */

import { Button, TextInput, Textarea } from '@mantine/core'
import { type JournalEntry, MAX_NOTE } from '@spotdeck/api'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
import { areTags, tagsOf, useOrderNote } from '../../state/queries/order-note.ts'
import { useRight } from '../../state/queries/use-right.ts'
import { Failed } from '../parts/states.tsx'
import styles from './orders.module.css'

/** Shows and edits the note, for whoever may write notes. */
export function OrderNote({ orderId }: { readonly orderId: string }) {
  const mayWrite = useRight('manage', 'any')
  return mayWrite ? <NoteOfOrder key={orderId} orderId={orderId} /> : null
}

function NoteOfOrder({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation()
  const note = useOrderNote(orderId)
  return (
    <section aria-label={t('journal.title')}>
      <h3 className={styles.subhead}>{t('journal.title')}</h3>
      {note.data !== undefined ? (
        <NoteForm key={note.data === null ? 'none' : 'note'} kept={note.data} note={note} />
      ) : note.error === null ? null : (
        <Failed error={note.error} />
      )}
    </section>
  )
}

type NoteFormProps = { readonly kept: JournalEntry | null; readonly note: ReturnType<typeof useOrderNote> }

function NoteForm({ kept, note: { write, remove } }: NoteFormProps) {
  const { t } = useTranslation()
  const sayError = useSayError()
  const [text, setText] = useState(kept?.text ?? '')
  const [typed, setTyped] = useState(kept?.tags.join(', ') ?? '')
  const tags = tagsOf(typed)
  const isKept = kept !== null && kept.text === text && kept.tags.join() === tags.join()
  const isEmpty = text === '' && tags.length === 0
  const error = write.error ?? remove.error
  const send = (event: FormEvent) => {
    event.preventDefault()
    write.mutate({ text, tags: [...tags] })
  }
  return (
    <form className={styles.note} onSubmit={send}>
      <Textarea
        aria-label={t('journal.title')}
        placeholder={t('journal.hint')}
        maxLength={MAX_NOTE}
        rows={4}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TextInput
        label={t('journal.tags')}
        placeholder={t('journal.tagsHint')}
        error={areTags(tags) ? undefined : t('journal.tagsWrong')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {error === null ? null : <p role="alert">{sayError(error)}</p>}
      <div className={styles.noteActions}>
        <Button
          type="submit"
          size="compact-md"
          loading={write.isPending}
          disabled={isKept || isEmpty || !areTags(tags)}
        >
          {isKept ? t('journal.kept') : t('journal.keep')}
        </Button>
        {kept === null ? null : (
          <Button variant="default" size="compact-md" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('journal.delete')}
          </Button>
        )}
      </div>
    </form>
  )
}
