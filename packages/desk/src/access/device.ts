/** Names a browser by its `User-Agent`, for people: short, printable, and never longer than a line. */

const MAX_LENGTH = 60

/** The first that is found decides: browsers name others before themselves. */
const BROWSERS = [
  [/\bEdgA?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, 'Safari'],
] as const
const SYSTEMS = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const

/** Such as `Firefox 145 · Windows`; of a program that is no known browser, the printable beginning of what it says. Empty for none. */
export function deviceOf(userAgent: string | undefined): string {
  const text = (userAgent ?? '').replace(/[^\x20-\x7e]+/g, '')
  const browser = BROWSERS.map(([form, name]) => ({ name, version: form.exec(text)?.[1] })).find(
    ({ version }) => version !== undefined,
  )
  if (browser === undefined) return text.trim().slice(0, MAX_LENGTH)
  const system = SYSTEMS.find(([form]) => form.test(text))?.[1]
  return `${browser.name} ${browser.version?.slice(0, 4) ?? ''}${system === undefined ? '' : ` · ${system}`}`
}
