/**
 * The page's one Trusted Types policy. The browser asks it before any text becomes HTML, and refuses to make scripts of text at all.
 * React needs none. Two libraries set `innerHTML`: ECharts empties its element, Mantine fills a `<style>` while the theme changes;
 * neither text holds a `<`, and a text without one makes no element.
 */

type Policies = {
  createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown
}

declare global {
  interface Window {
    readonly trustedTypes?: Policies
  }
}

/** The text where it makes no element, else `null`: the browser then throws and reports. */
export const plainTextOnly = (text: string): string | null => (text.includes('<') ? null : text)

/** Keeps zod, which checks some answers, from trying whether it may make functions of text: the try alone is reported. */
export function withoutCodeOfText(scope: object = globalThis): void {
  Object.assign(scope, { __zod_globalConfig: { jitless: true } })
}

/** Sets the policy that is asked where code names none; does nothing where the browser knows no Trusted Types. */
export function trustPlainText(scope: Pick<Window, 'trustedTypes'> = window): void {
  scope.trustedTypes?.createPolicy('default', { createHTML: plainTextOnly })
}
