/** The page as a whole: the look, the session, the desk. */

import { MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { i18n } from 'i18next'
import { type ReactNode, useEffect, useMemo } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { BrowserRouter } from 'react-router'
import { timeFormat } from './format/time.ts'
import { useSayError } from './i18n/use-message.ts'
import { ApiError } from './live/api-client.ts'
import { type Services, ServicesContext, usePreferences } from './settings/services.ts'
import { useSession } from './state/queries/queries.ts'
import { type LoginControl, useLogin } from './state/login/use-login.ts'
import { OVER_ID, cssVariables, theme } from './theme/mantine.ts'
import { AccountPages } from './views/account-pages.tsx'
import { LazyBoundary, lazyComponent } from './views/parts/lazy-component.tsx'
import { PartErrors } from './views/parts/part-errors.tsx'
import { Failed } from './views/parts/states.tsx'
import { TimeFormatContext } from './format/use-time-format.ts'

// A signed-in user needs none of these pages.
const LoginPage = lazyComponent(async () => (await import('./views/login/login-page.tsx')).LoginPage)
const ReplaceSession = lazyComponent(async () => (await import('./views/login/link-questions.tsx')).ReplaceSession)
const LinkFailed = lazyComponent(async () => (await import('./views/login/link-questions.tsx')).LinkFailed)

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
  const control = useLogin(loginCode)
  const { login, signIn, dismiss } = control
  if (login.kind === 'busy') return <SignIn control={control} />
  return (
    <>
      <WithSession control={control} />
      {login.kind === 'asked' ? (
        <LazyBoundary waiting={null}>
          <ReplaceSession grant={login.grant} onKeep={dismiss} onReplace={() => signIn(login.code, true)} />
        </LazyBoundary>
      ) : null}
    </>
  )
}

function WithSession({ control }: { readonly control: LoginControl }) {
  const { data, error, refetch } = useSession()
  const sayError = useSayError()
  const { login, dismiss } = control
  const signedOut = error instanceof ApiError && error.status === 401
  if (signedOut) return <SignIn control={control} />
  // The link that the page was opened with may have been used before: whoever is signed in has no use for that.
  const failed = login.kind === 'failed' && !login.isFirst ? login.error : undefined
  if (data !== undefined)
    return (
      <>
        <AccountPages session={data} />
        {failed === undefined ? null : (
          <LazyBoundary waiting={null}>
            <LinkFailed trouble={sayError(failed)} onClose={dismiss} />
          </LazyBoundary>
        )}
      </>
    )
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  return null
}

/** The page without a session, in its states. */
function SignIn({ control: { login, signIn, signInWithPasskey } }: { readonly control: LoginControl }) {
  const sayError = useSayError()
  return (
    <LazyBoundary waiting={null}>
      <LoginPage
        busy={login.kind === 'busy'}
        trouble={login.kind === 'failed' ? sayError(login.error) : undefined}
        onCode={signIn}
        onPasskey={signInWithPasskey}
      />
    </LazyBoundary>
  )
}
