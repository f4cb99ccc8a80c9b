/** The permissions of an API key in words, for the help and before a key is asked for. */

/** Permissions that an API key for Spotdeck should have. */
export const KEY_PERMISSIONS = `
Make an API key on MEXC (API management) with
  always      SPOT_ACCOUNT_READ, SPOT_DEAL_READ: balances, orders and fills
  better too  SPOT_WITHDRAW_READ, SPOT_TRANSFER_READ: deposits, withdrawals and transfers are explained
  to trade    SPOT_DEAL_WRITE, with --trading
  never       SPOT_WITHDRAW_WRITE, SPOT_TRANSFER_WRITE: Spotdeck moves no money
and bind it to the address of this machine: else it works from everywhere, and MEXC ends it after 90 days.`
