/** The page as a whole: the look, the session, the desk. */

import { MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { BrowserRouter } from 'react-router'
import { timeFormat } from './format/time.ts'
import { useSayError } from './i18n/say.ts'
import { ApiError } from './live/api-client.ts'
import { type Services, ServicesContext, usePreferences, useServices } from './settings/services.ts'
import { useSession } from './state/queries.ts'
import { OVER_ID, cssVariables, theme } from './theme/mantine.ts'
import { Desk } from './views/desk.tsx'
import { LoginPage } from './views/login/login-page.tsx'
import { PartErrors } from './views/parts/part-errors.tsx'
import { Failed } from './views/parts/states.tsx'
import { TimeFormatContext } from './views/parts/use-time-format.ts'

type AppProps = {
  readonly services: Services
  readonly client: QueryClient
  readonly i18n: i18n
  /** The one-time code that the address carried. */
  readonly loginCode: string | undefined
  /** The nonce that this answer's policy allows styles by; empty where there is none. */
  readonly nonce: string
}

/** The page. */
export function App({ services, client, i18n, loginCode, nonce }: AppProps) {
  return (
    <ServicesContext value={services}>
      <QueryClientProvider client={client}>
        <I18nextProvider i18n={i18n}>
          <Look nonce={nonce} i18n={i18n}>
            <PartErrors>
              <BrowserRouter>
                <SignedIn loginCode={loginCode} />
              </BrowserRouter>
            </PartErrors>
          </Look>
        </I18nextProvider>
      </QueryClientProvider>
    </ServicesContext>
  )
}

type LookProps = { readonly nonce: string; readonly i18n: i18n; readonly children: ReactNode }

function Look({ nonce, i18n, children }: LookProps) {
  const [preferences] = usePreferences()
  const { t } = useTranslation()
  const { language, zone, density, upDown, privacy } = preferences
  const format = useMemo(() => timeFormat(zone, language), [zone, language])
  useEffect(() => {
    document.documentElement.lang = language
    // Told to change, it has everything say its words again, even where they are the same.
    if (i18n.language !== language) void i18n.changeLanguage(language)
  }, [language, i18n])
  useEffect(() => {
    const { dataset } = document.documentElement
    dataset['density'] = density
    dataset['updown'] = upDown
    dataset['privacy'] = privacy ? 'on' : 'off'
  }, [density, upDown, privacy])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      getStyleNonce={() => nonce}
      defaultColorScheme="auto"
      {...(preferences.theme === 'auto' ? {} : { forceColorScheme: preferences.theme })}
    >
      <TimeFormatContext value={format}>{children}</TimeFormatContext>
      <aside id={OVER_ID} aria-label={t('app.over')} />
    </MantineProvider>
  )
}

function SignedIn({ loginCode }: { readonly loginCode: string | undefined }) {
  const { busy, trouble } = useLogin(loginCode)
  if (busy) return <LoginPage busy trouble={undefined} />
  return <WithSession trouble={trouble} />
}

function WithSession({ trouble }: { readonly trouble: string | undefined }) {
  const { data, error, refetch } = useSession()
  const signedOut = error instanceof ApiError && error.status === 401
  if (signedOut) return <LoginPage busy={false} trouble={trouble} />
  if (data !== undefined) return <Desk session={data} />
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  return null
}

/** Trades the code for a session, once. */
function useLogin(code: string | undefined): { readonly busy: boolean; readonly trouble: string | undefined } {
  const { api } = useServices()
  const sayError = useSayError()
  const client = useQueryClient()
  const [outcome, setOutcome] = useState<'busy' | 'done' | Error>(code === undefined ? 'done' : 'busy')
  const sent = useRef(false)
  useEffect(() => {
    // The code works once: sending it twice would turn a good link into a refused one.
    if (code === undefined || sent.current) return
    sent.current = true
    api
      .login(code)
      .then(() => setOutcome('done'))
      .catch((error: unknown) => setOutcome(error instanceof Error ? error : new Error('login failed')))
      .finally(() => void client.resetQueries({ queryKey: ['session'] }))
  }, [api, client, code])
  return { busy: outcome === 'busy', trouble: outcome instanceof Error ? sayError(outcome) : undefined }
}
