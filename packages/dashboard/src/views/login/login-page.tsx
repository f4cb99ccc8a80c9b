/** The page without a session: how to get in. */

import { useTranslation } from 'react-i18next'
import { useSay } from '../../i18n/say.ts'
import { Mark } from '../parts/icons.tsx'
import { Spoken } from '../parts/spoken.tsx'
import styles from './login.module.css'

/** `trouble` is what became of a link that was tried. */
export function LoginPage({ busy, trouble }: { readonly busy: boolean; readonly trouble: string | undefined }) {
  const { t } = useTranslation()
  const say = useSay()
  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <p className={styles.brand}>
          <Mark /> {t('app.name')}
        </p>
        <h1>{say('login', 'title')}</h1>
        {busy ? (
          <p className="dim" role="status">
            {say('login', 'working')}
          </p>
        ) : (
          <>
            {trouble === undefined ? null : (
              <p className={styles.trouble} role="alert">
                <Spoken text={trouble} />
              </p>
            )}
            <p>
              <Spoken text={say('login', 'explain')} />
            </p>
            <p className="dim">{t('login.newLink')}</p>
            <pre className={styles.command}>
              <code>npm run spotdeck -- login</code>
            </pre>
          </>
        )}
      </section>
    </main>
  )
}
