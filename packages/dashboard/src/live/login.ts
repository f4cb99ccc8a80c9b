/** The one-time link: its code stands behind the `#`, which no server sees, and is taken out of the address at once. */

/** The code of `#login=CODE`, if there is one. */
export function loginCode(hash: string): string | undefined {
  const code = new URLSearchParams(hash.replace(/^#/, '')).get('login')
  return code === null || code === '' ? undefined : code
}

/** The code in what somebody pasted: a link alone or within a line of the terminal, the part behind its `#`, or the code. */
export function pastedCode(text: string): string | undefined {
  const pasted = text.trim()
  const linked = /(?:#|^)login=([\w-]{1,200})/.exec(pasted)?.[1]
  return linked ?? (/^sd[cl]_[\w-]{1,190}$/.test(pasted) ? pasted : undefined)
}

/** Removes the login code from the address and the history, and returns it. */
export function takeLoginCode(page: Pick<Window, 'location' | 'history'>): string | undefined {
  const code = loginCode(page.location.hash)
  if (code !== undefined) page.history.replaceState(null, '', `${page.location.pathname}${page.location.search}`)
  return code
}
