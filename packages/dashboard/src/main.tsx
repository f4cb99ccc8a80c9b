/** Entry of the page: passes the browser's services, the user's choices and the login code to the page, and renders it. */

import '@fontsource-variable/inter/wght.css'
import './theme/mantine-parts.css'
import './theme/base.css'
import './theme/touch.css'
import { QueryClient } from '@tanstack/react-query'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createI18n } from './i18n/setup.ts'
import { createApi } from './live/api-client.ts'
import type { EarlyAnswers } from './live/prefetch.ts'
import { takeLoginCode } from './live/login.ts'
import { PreferencesStore } from './settings/preferences.ts'
import { mayRetry, readFirst } from './state/queries/queries.ts'
import { browserWorld } from './world.ts'

/** Draws the page into its place. `early` has what was asked for before this code was there. */
export async function openPage(early: EarlyAnswers | undefined): Promise<void> {
  const root = document.getElementById('root')
  if (root === null) return
  const world = browserWorld(early)
  const api = createApi(world)
  const preferences = new PreferencesStore(world.storage, navigator.languages)
  // The browser tells of what other tabs wrote, never of what this one did.
  window.addEventListener('storage', preferences.follow)
  const client = new QueryClient({
    defaultOptions: { queries: { retry: mayRetry, refetchOnWindowFocus: false, staleTime: 30_000 } },
  })
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  // The library that locks scrolling behind dialogs reads the nonce of its style from this name.
  Object.assign(globalThis, { __webpack_nonce__: nonce })
  const code = takeLoginCode(window)
  // The page's shape stands until there is something to draw; a login code is used before anything else is asked.
  if (code === undefined) await readFirst(client, api, world, window.location.search)
  // As a transition it is drawn in slices, between which the browser answers.
  startTransition(() => {
    createRoot(root).render(
      <StrictMode>
        <App
          services={{ world, api, preferences }}
          client={client}
          i18n={createI18n(preferences.read().language)}
          loginCode={code}
          nonce={nonce}
        />
      </StrictMode>,
    )
  })
}
