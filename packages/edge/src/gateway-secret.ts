/** Secret that the gateways of a database share outside of it: whoever reads the database or writes Redis does not have it. */

/** Characters that it has at least. */
export const MIN_SECRET_LENGTH = 32

/** Says how gateways are given it. */
export const SECRET_HOW =
  'write the output of `openssl rand -hex 32` into an owner-only file, and name it on every gateway in --gateway-secret-file ' +
  '(SPOTDECK_GATEWAY_SECRET_FILE, gatewaySecretFile)'

/** Says why gateways that would speak to each other do not start. */
export const WITHOUT_SECRET = `Gateways believe each other only by a secret that they share: ${SECRET_HOW}; or leave the bus, --advertise-url and --gateway-origins out.`
