/** Version of the command and of what it runs. */
export const VERSION = '0.3.0'
