/** Signing in, with and without a session: in a real Chromium. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findings } from '../support/accessible.ts'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, everyLook, joinProduct, newOwnerLink, sidewaysOf, turnTo } from '../support/guests.ts'
import { authenticate, openPasskeyDesk } from '../support/passkey-desk.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

const audienceOf = (page: Page) =>
  page.evaluate(async () => ((await (await fetch('/api/v1/session')).json()) as { audience?: string }).audience)

/** Puts a link into the address of an open tab, as somebody who pastes it there does. */
const pasteIntoAddress = (page: Page, link: string) =>
  page.evaluate((hash) => {
    location.hash = hash
  }, new URL(link).hash)

test.skipIf(chromiumPath === undefined).for(everyLook.slice(0, 2))(
  'the page without a session takes a pasted link, in either language: $locale, $width px',
  async (look) => {
    const link = await guests.viewerLink(`Pasted ${look.locale}`)
    const { page, close } = await guests.open('guest', look)
    await page.goto(guests.origin)
    const field = page.locator('input[inputmode=url]')
    await field.waitFor()
    expect(await findings(page)).toEqual([])
    expect(await sidewaysOf(page)).toBe(0)
    await page.getByRole('radio', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Copy command' }).waitFor()
    await field.fill('https://desk.example/')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('This is not a sign-in link').waitFor()
    expect(await findings(page)).toEqual([])
    await field.fill(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByTestId('stream-state').waitFor()
    expect(await audienceOf(page)).toBe('viewer')
    await close()
  },
)

test.skipIf(chromiumPath === undefined)(
  'a link in the address of the open sign-in page signs in; the owner sees that browser and signs it out',
  async () => {
    const guest = await guests.open('guest')
    await guest.page.goto(guests.origin)
    await guest.page.locator('input[inputmode=url]').waitFor()
    await pasteIntoAddress(guest.page, await guests.viewerLink('Guest'))
    await guest.page.getByTestId('stream-state').getByText('live').waitFor()
    expect(guest.page.url()).not.toContain('login')
    const { page, close } = await guests.open('owner')
    await page.goto(`${guests.origin}/settings`)
    const row = page.getByTestId('session').filter({ hasText: 'Guest (Viewer)' })
    await row.getByText('Last used').waitFor()
    expect(await page.getByTestId('session').filter({ hasText: 'This browser' }).count()).toBe(1)
    await row.getByRole('button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await guest.page.locator('input[inputmode=url]').waitFor()
    await guest.close()
    await close()
  },
)

test.skipIf(chromiumPath === undefined)(
  'another person’s link does not replace the session without confirmation',
  async () => {
    // A session of its own: the test ends it.
    const { page, close } = await guests.open('guest')
    await page.goto(await newOwnerLink())
    await page.getByTestId('stream-state').waitFor()
    const link = await guests.viewerLink('Mallory')
    const opened = await page.context().newPage()
    await opened.goto(link)
    await page.getByTestId('stream-state').waitFor()
    await pasteIntoAddress(page, link)
    for (const tab of [opened, page]) {
      const question = tab.getByTestId('replace-session')
      await question.getByText('Viewer · “Mallory”').waitFor()
      expect(await findings(tab)).toEqual([])
      expect(tab.url()).not.toContain('login')
      await question.getByRole('button', { name: 'Keep my sign-in' }).click()
      await question.waitFor({ state: 'detached' })
      expect(await audienceOf(tab)).toBe('owner')
    }
    await pasteIntoAddress(page, `${guests.origin}/#login=sdc_wrong`)
    await page.getByText('Your current sign-in is unchanged.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()

    await pasteIntoAddress(page, link)
    await page.getByTestId('replace-session').getByRole('button', { name: 'Use this link' }).click()
    await page.getByTestId('replace-session').waitFor({ state: 'detached' })
    await page.getByTestId('stream-state').waitFor()
    expect(await audienceOf(page)).toBe('viewer')
    expect(await page.getByTestId('open-sandbox').count()).toBe(0)
    await close()
  },
)

test.skipIf(chromiumPath === undefined)(
  'a passkey is added on the page and signs in, among the suggestions and by the button, at its address only',
  async () => {
    const desk = await openPasskeyDesk()
    const { page, troubles, close } = await guests.open('guest', everyLook[1], desk.origin)
    // Away from the page: Chromium's authenticator would sign it in again at once.
    const signOut = async () => {
      await page.goto('about:blank')
      await page.context().clearCookies()
    }
    await authenticate(page)
    await page.goto(await desk.link())
    await page.getByTestId('stream-state').waitFor()
    await turnTo(page, '/settings')
    await page.getByTestId('add-passkey').click()
    await page.getByRole('dialog').getByRole('textbox').fill('Laptop')
    expect(await findings(page)).toEqual([])
    await page.getByRole('dialog').locator('button[type=submit]').click()
    await page.getByTestId('passkey').filter({ hasText: 'Laptop' }).waitFor()
    expect(await sidewaysOf(page)).toBe(0)

    // The authenticator chooses the suggestion by itself.
    await signOut()
    await page.goto(desk.origin)
    await page.getByTestId('stream-state').waitFor()
    expect(await audienceOf(page)).toBe('owner')

    await signOut()
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
    })
    await page.goto(desk.origin)
    const button = page.getByTestId('passkey-sign-in')
    await button.waitFor()
    expect(await findings(page)).toEqual([])
    expect(await sidewaysOf(page)).toBe(0)
    await button.click()
    await page.getByTestId('stream-state').waitFor()
    expect(await audienceOf(page)).toBe('owner')
    // Only who signs in is asked, as before every sign-in.
    expect(troubles.filter((trouble) => !trouble.includes('401 (Unauthorized)'))).toEqual([])

    await page.goto(desk.numbered)
    await page.getByRole('link', { name: desk.origin }).waitFor()
    expect(await button.count()).toBe(0)
    await close()
    await desk.close()
  },
)
