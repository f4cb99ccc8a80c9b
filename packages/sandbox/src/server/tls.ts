/** Certificates of a sandbox on TLS: files of your own, or one that is made for the start. */

import { readFileSync, writeFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { SandboxStartError } from '../start-error.ts'

/** Certificate and key as PEM text. */
export type TlsKeys = { readonly cert: string; readonly key: string }

/** Files of a server on TLS: a certificate and its key, or the file that a made certificate is written to. */
export type TlsFiles = {
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly made?: string | undefined
}

/** Names that a made certificate is for: this machine's, and those that clients of MEXC have as constants. */
const NAMES = ['localhost', 'api.mexc.com', 'wbs-api.mexc.com']
const ADDRESSES = ['127.0.0.1', '::1']
const OWNER_ONLY = 0o600

/**
 * Reads or makes what the files name; `undefined` where they name nothing.
 * @throws {SandboxStartError} `SANDBOX_BAD_OPTION` where they do not fit together, `SANDBOX_BAD_TLS`
 */
export async function tlsKeysOf({ cert, key, made }: TlsFiles): Promise<TlsKeys | undefined> {
  const wrong = (message: string) => new SandboxStartError('SANDBOX_BAD_OPTION', message)
  if ((cert === undefined) !== (key === undefined)) throw wrong('--tls-cert and --tls-key belong together.')
  if (made !== undefined && cert !== undefined) throw wrong('Choose --tls-made, or --tls-cert and --tls-key.')
  if (made !== undefined) return makeTlsKeys(made)
  return cert === undefined || key === undefined ? undefined : readTlsKeys(cert, key)
}

/**
 * Reads a certificate and its key from PEM files.
 * @throws {SandboxStartError} `SANDBOX_BAD_TLS`
 */
export function readTlsKeys(certFile: string, keyFile: string): TlsKeys {
  const keys = { cert: readPem(certFile), key: readPem(keyFile) }
  try {
    createSecureContext(keys)
  } catch (error) {
    throw refusal(`${certFile} and ${keyFile} are no certificate with its key`, error)
  }
  return keys
}

/**
 * Makes a certificate for this machine's names and those of MEXC, and writes it to a file, for clients to trust
 * (`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`). Its key stays in memory.
 * @throws {SandboxStartError} `SANDBOX_BAD_TLS`
 */
export async function makeTlsKeys(certFile: string): Promise<TlsKeys> {
  const { generate } = await import('selfsigned').catch((error: unknown) => {
    throw refusal(
      'A certificate cannot be made here. Run npm install selfsigned, or name --tls-cert and --tls-key',
      error,
    )
  })
  const altNames = [
    ...NAMES.map((value) => ({ type: 2 as const, value })),
    ...ADDRESSES.map((ip) => ({ type: 7 as const, ip })),
  ]
  const made = await generate([{ name: 'commonName', value: 'Spotdeck sandbox' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      // Who trusts it trusts these names alone: no other certificate can be made with its key.
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  try {
    writeFileSync(certFile, made.cert, { mode: OWNER_ONLY })
  } catch (error) {
    throw refusal(`The certificate cannot be written to ${certFile}`, error)
  }
  return { cert: made.cert, key: made.private }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw refusal(`${file} cannot be read`, error)
  }
}

function refusal(message: string, cause: unknown): SandboxStartError {
  const reason = cause instanceof Error ? cause.message : 'no reason told'
  return new SandboxStartError('SANDBOX_BAD_TLS', `${message} (${reason}).`, { cause })
}
