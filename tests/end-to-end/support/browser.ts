/** A real Chromium, headless, as the system has it. */

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserServer, type Page, chromium } from 'playwright-core'
import { PATIENCE_MS } from './until.ts'

/** The headless shell first: the same engine without windows, for half the processor time of a whole browser. */
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
const folders = (process.env['PATH'] ?? '').split(delimiter)

/** Path of the system's Chromium, if there is one. Under CI the set-up step has failed before when there is none. */
export const chromiumPath = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync)

const launchOptions = () => {
  if (chromiumPath === undefined) throw new Error('Chromium is missing: run node scripts/setup.mjs')
  return {
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }
}

/** Starts a browser of this process's own. */
export const openBrowser = async (): Promise<Browser> => chromium.launch(launchOptions())

/** Starts a browser that other processes connect to by its `wsEndpoint`. */
export const launchBrowserServer = async (): Promise<BrowserServer> => chromium.launchServer(launchOptions())

/** A browser of one person: its pages share a session. `troubles` is everything that went wrong in them. */
export type Person = { readonly context: BrowserContext; readonly troubles: string[] }

export async function newPerson(browser: Browser): Promise<Person> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'dark',
    // A lamp that breathes while something loads is drawn by the processor here.
    reducedMotion: 'reduce',
  })
  return { context, troubles: [] }
}

export async function openPage({ context, troubles }: Person, url: string): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  await page.goto(url)
  await page.getByTestId('stream-state').getByText('live').waitFor({ timeout: PATIENCE_MS })
  return page
}
