/** The page without a session: how to get in. */

import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMessage } from '../../i18n/use-message.ts'
import { pastedCode } from '../../live/login.ts'
import { usePreferences } from '../../settings/services.ts'
import { PasskeySignIn } from './passkey-sign-in.tsx'
import type { PasskeyAssertion } from '@spotdeck/api'
import { CopyButton } from '../parts/copy-button.tsx'
import { Mark } from '../parts/icons.tsx'
import { Segments } from '../parts/segments.tsx'
import { CatalogueText } from '../parts/states.tsx'
import styles from './login.module.css'

const COMMAND = 'npm run spotdeck -- login'

type LoginPageProps = {
  readonly busy: boolean
  /** Error message of the last link that was tried; `undefined` if none failed. */
  readonly trouble: string | undefined
  readonly onCode: (code: string) => void
  readonly onPasskey: (response: PasskeyAssertion) => void
}

/** The page for visitors without a session. */
export function LoginPage({ busy, trouble, onCode, onPasskey }: LoginPageProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <div className={styles.top}>
          <p className={styles.brand}>
            <Mark /> {t('app.name')}
          </p>
          <LanguageSwitch />
        </div>
        <h1>{formatMessage('login', 'title')}</h1>
        {busy ? (
          <p className="dim" role="status">
            {formatMessage('login', 'working')}
          </p>
        ) : (
          <>
            {trouble === undefined ? null : (
              <p className={styles.trouble} role="alert">
                <CatalogueText text={trouble} />
              </p>
            )}
            <PasskeySignIn onSigned={onPasskey} />
            <p>
              <CatalogueText text={formatMessage('login', 'explain')} />
            </p>
            <PasteForm onCode={onCode} />
            <p className="dim">{t('login.newLink')}</p>
            <div className={styles.command}>
              <code>{COMMAND}</code>
              <CopyButton text={COMMAND} label={t('login.copyCommand')} />
            </div>
            <p className="dim">{t('login.sameData')}</p>
          </>
        )}
      </section>
    </main>
  )
}

function PasteForm({ onCode }: { readonly onCode: (code: string) => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    const code = pastedCode(text)
    setIsWrong(code === undefined)
    if (code !== undefined) onCode(code)
  }
  return (
    <form className={styles.paste} onSubmit={send}>
      <label htmlFor={id}>{t('login.link')}</label>
      <div className={styles.pasteRow}>
        <TextInput
          id={id}
          className={styles.link ?? ''}
          placeholder={t('login.linkHint')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          aria-invalid={isWrong}
          // Browsers keep no one-time codes, and list passkeys here where there is one.
          autoComplete="one-time-code webauthn"
          spellCheck={false}
          inputMode="url"
          {...(isWrong ? { 'aria-describedby': `${id}-wrong` } : {})}
        />
        <Button type="submit" className={styles.send ?? ''} disabled={text.trim() === ''}>
          {t('login.signIn')}
        </Button>
      </div>
      {isWrong ? (
        <p className={styles.wrong} id={`${id}-wrong`} role="alert">
          {t('login.notALink')}
        </p>
      ) : null}
    </form>
  )
}

function LanguageSwitch() {
  const { t } = useTranslation()
  const [{ language }, update] = usePreferences()
  return (
    <Segments
      label={t('settings.language')}
      data={[
        { value: 'en', label: 'English' },
        { value: 'zh-TW', label: '繁體中文' },
      ]}
      value={language}
      onChange={(value) => update({ language: value })}
    />
  )
}
