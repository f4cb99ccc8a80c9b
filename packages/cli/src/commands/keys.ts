/** `spotdeck keys …`: encrypts a key file in place, decrypts it, or checks that it opens. Never shows its content. */

import { readFileSync, renameSync, writeFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from '../command-error.ts'
import { checkedKey, parseKeyText } from '../config/credentials.ts'
import { isEnvelope, openKey, sealKey } from '../config/key-envelope.ts'
import type { Flags } from '../config/settings.ts'
import { refuseIfOthersCanRead } from '../config/owner-file.ts'
import { askPassphrase, noPassphrase, storedPassphrase } from '../config/passphrase.ts'
import { printResult } from '../print.ts'
import { environment, openWorld } from '../world.ts'

const MIN_PASSPHRASE = 12

/** `spotdeck keys encrypt`: replaces a plain key file by an encrypted one. */
export async function keysEncryptCommand(file: string, flags: Flags): Promise<void> {
  const { path, text, json } = read(file)
  if (isEnvelope(json))
    throw new CommandError('CREDENTIALS_INVALID', `${path} is encrypted already: nothing was changed.`)
  checkedKey(json, path)
  const passphrase = storedPassphrase(environment) ?? (await newPassphrase(path))
  if (passphrase.length < MIN_PASSPHRASE)
    throw new CommandError('CREDENTIALS_INVALID', `Choose a passphrase of ${MIN_PASSPHRASE} characters or more.`)
  const sealed = sealKey(text, passphrase, { random: openWorld('error').random })
  // It must open before the only copy in plain text goes.
  checkedKey(parseKeyText(openKey(parseKeyText(sealed, path), passphrase, path), path), path)
  replace(path, sealed)
  const done = `${path} is encrypted. Copies made before, such as backups, are not.`
  printResult(flags, { file: path, encrypted: true }, done)
}

/** `spotdeck keys decrypt`: replaces an encrypted key file by a plain one. */
export async function keysDecryptCommand(file: string, flags: Flags): Promise<void> {
  const { path, json } = read(file)
  if (!isEnvelope(json)) throw new CommandError('CREDENTIALS_INVALID', `${path} is not encrypted: nothing was changed.`)
  replace(path, openKey(json, await passphraseOf(), path))
  printResult(flags, { file: path, encrypted: false }, `${path} is in plain text now.`)
}

/** `spotdeck keys check`: checks a key file without changing it. */
export async function keysCheckCommand(file: string, flags: Flags): Promise<void> {
  const { path, json } = read(file)
  if (!isEnvelope(json)) checkedKey(json, path)
  else checkedKey(parseKeyText(openKey(json, await passphraseOf(), path), path), path)
  const encrypted = isEnvelope(json)
  const text = `${path} holds a key and its secret, ${encrypted ? 'encrypted' : 'in plain text'}.`
  printResult(flags, { file: path, encrypted }, text)
}

async function passphraseOf(): Promise<string> {
  return storedPassphrase(environment) ?? (await askPassphrase('Passphrase: '))
}

async function newPassphrase(path: string): Promise<string> {
  const first = await askPassphrase('New passphrase: ', noPassphrase(path))
  if ((await askPassphrase('Once more: ', noPassphrase(path))) === first) return first
  throw new CommandError('CREDENTIALS_INVALID', 'The two passphrases differ: nothing was changed.')
}

function read(file: string): { readonly path: string; readonly text: string; readonly json: unknown } {
  const path = resolve(file)
  refuseIfOthersCanRead(path)
  const text = readFileSync(path, 'utf8')
  return { path, text, json: parseKeyText(text, path) }
}

/** The old file stands until the new one is whole. */
function replace(path: string, text: string): void {
  // A file that somebody left there keeps its own rights, and a link is followed: only a new file is written.
  rmSync(`${path}.part`, { force: true })
  writeFileSync(`${path}.part`, text, { mode: 0o600, flush: true, flag: 'wx' })
  renameSync(`${path}.part`, path)
}
